"""Right answers that draw from a mixture."""

from __future__ import annotations

import numpy as np
import torch

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()


@RIGHT.of("sample_gmm", "multinomial and Cholesky")
def _(n, weights, means, covs, generator):
    k = torch.multinomial(weights, n, replacement=True, generator=generator)
    noise = torch.randn(n, means.shape[1], dtype=means.dtype, generator=generator)
    return means[k] + (torch.linalg.cholesky(covs)[k] @ noise.unsqueeze(-1)).squeeze(-1)


@RIGHT.of("sample_gmm", "inverse distribution function, component by component")
def _(n, weights, means, covs, generator):
    k = torch.searchsorted(weights.cumsum(0), torch.rand(n, dtype=weights.dtype, generator=generator))
    k = k.clamp(max=len(weights) - 1)
    draws = torch.empty(n, means.shape[1], dtype=means.dtype)
    for j in range(len(weights)):
        here = k == j
        noise = torch.randn(int(here.sum()), means.shape[1], dtype=means.dtype, generator=generator)
        draws[here] = means[j] + noise @ torch.linalg.cholesky(covs[j]).T
    return draws


@RIGHT.of("sample_gmm", "symmetric roots")
def _(n, weights, means, covs, generator):
    values, vectors = torch.linalg.eigh(covs)
    roots = vectors @ torch.diag_embed(values.sqrt()) @ vectors.mT
    k = torch.multinomial(weights, n, replacement=True, generator=generator)
    noise = torch.randn(n, means.shape[1], dtype=means.dtype, generator=generator)
    return means[k] + torch.einsum("nij,nj->ni", roots[k], noise)


@RIGHT.of("sample_gmm", "draws of every component, one chosen")
def _(n, weights, means, covs, generator):
    noise = torch.randn(n, *means.shape, dtype=means.dtype, generator=generator)
    every = means + torch.einsum("kij,nkj->nki", torch.linalg.cholesky(covs), noise)
    k = torch.multinomial(weights, n, replacement=True, generator=generator)
    return every[torch.arange(n), k]


@RIGHT.of("sample_gmm", "a loop over the draws")
def _(n, weights, means, covs, generator):
    roots, ends = torch.linalg.cholesky(covs), weights.cumsum(0).tolist()
    rows = []
    for _ in range(n):
        u = torch.rand((), dtype=torch.float64, generator=generator).item()
        k = next((j for j, end in enumerate(ends) if u < end), len(ends) - 1)
        rows.append(means[k] + roots[k] @ torch.randn(means.shape[1], dtype=means.dtype, generator=generator))
    return torch.stack(rows)


@RIGHT.of("sample_gmm", "numpy, seeded by the generator")
def _(n, weights, means, covs, generator):
    rng = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))
    p = weights.numpy().astype(np.float64)
    k = rng.choice(len(p), size=n, p=p / p.sum())
    roots = np.linalg.cholesky(covs.numpy())
    return means.numpy()[k] + (roots[k] @ rng.standard_normal((n, means.shape[1], 1)))[:, :, 0]
