"""Right answers about the normal law. Nothing here uses the reference."""

from __future__ import annotations

import math

import numpy as np
import scipy.stats
import torch
from torch.nn import functional

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()


# gaussian_nll: with a gradient in mu and sigma, so torch throughout where these are tensors


@RIGHT.of("gaussian_nll", "torch.distributions")
def _(x, mu, sigma):
    return -torch.distributions.Normal(mu, sigma).log_prob(x).sum()


@RIGHT.of("gaussian_nll", "term by term")
def _(x, mu, sigma):
    sigma = torch.as_tensor(sigma)
    return (0.5 * math.log(2 * math.pi) + torch.log(sigma) + (x - mu) ** 2 / (2 * sigma**2)).sum()


@RIGHT.of("gaussian_nll", "float32 constant")
def _(x, mu, sigma):
    sigma = torch.as_tensor(sigma, dtype=x.dtype)
    log_density = -0.5 * torch.log(2 * torch.tensor(math.pi)) - sigma.log() - 0.5 * ((x - mu) / sigma).square()
    return -log_density.sum()


@RIGHT.of("gaussian_nll", "variance")
def _(x, mu, sigma):
    var = torch.as_tensor(sigma) ** 2
    return 0.5 * len(x) * torch.log(2 * torch.pi * var) + ((x - mu) ** 2).sum() / (2 * var)


@RIGHT.of("gaussian_nll", "sufficient statistics")
def _(x, mu, sigma):
    N, mean = x.shape[0], x.mean()
    spread = ((x - mean) ** 2).mean() + (mean - mu) ** 2
    return N * (torch.log(torch.as_tensor(sigma, dtype=x.dtype)) + math.log(2 * math.pi) / 2 + spread / (2 * sigma**2))


@RIGHT.of("gaussian_nll", "loop")
def _(x, mu, sigma):
    total = 0.0
    for value in x:
        z = (value - mu) / sigma
        total = total + z * z / 2
    log_sigma = torch.log(sigma) if torch.is_tensor(sigma) else math.log(sigma)
    return total + len(x) * (log_sigma + math.log(math.sqrt(2 * math.pi)))


@RIGHT.of("gaussian_nll", "torch's loss")
def _(x, mu, sigma):
    mu, var = torch.as_tensor(mu, dtype=x.dtype), torch.as_tensor(sigma, dtype=x.dtype) ** 2
    return functional.gaussian_nll_loss(mu.expand_as(x), x, var.expand_as(x), full=True, reduction="sum")


@RIGHT.of("gaussian_nll", "precision")
def _(x, mu, sigma):
    tau = 1 / torch.as_tensor(sigma, dtype=torch.float64) ** 2
    d = x.double() - mu
    return (tau * (d @ d) - len(x) * torch.log(tau / (2 * math.pi))) / 2


# gaussian_mle


@RIGHT.of("gaussian_mle", "matrix product")
def _(x):
    mean = x.mean(dim=0)
    centred = x - mean
    return mean, centred.T @ centred / len(x)


@RIGHT.of("gaussian_mle", "torch.cov")
def _(x):
    D = x.shape[1]
    return [x.mean(0), torch.cov(x.T, correction=0).reshape(D, D)]


@RIGHT.of("gaussian_mle", "numpy")
def _(x):
    x = x.numpy()
    return np.mean(x, axis=0), np.atleast_2d(np.cov(x, rowvar=False, bias=True))


@RIGHT.of("gaussian_mle", "one pass")
def _(x):
    mean = x.sum(0) / x.shape[0]
    return mean, (x.T @ x) / x.shape[0] - torch.outer(mean, mean)


@RIGHT.of("gaussian_mle", "einsum")
def _(x):
    mean = torch.einsum("nd->d", x) / len(x)
    return mean, torch.einsum("ni,nj->ij", x - mean, x - mean) / len(x)


@RIGHT.of("gaussian_mle", "plain Python")
def _(x):
    rows, N = x.tolist(), len(x)
    D = len(rows[0])
    mean = [sum(row[j] for row in rows) / N for j in range(D)]
    cov = [[sum((r[j] - mean[j]) * (r[k] - mean[k]) for r in rows) / N for k in range(D)] for j in range(D)]
    return torch.tensor(mean, dtype=torch.float64), torch.tensor(cov, dtype=torch.float64)


@RIGHT.of("gaussian_mle", "scipy")
def _(x):
    return scipy.stats.multivariate_normal.fit(x.numpy())


@RIGHT.of("gaussian_mle", "all pairs")
def _(x):
    apart = x.unsqueeze(0) - x.unsqueeze(1)
    return x.mean(0), torch.einsum("abi,abj->ij", apart, apart) / (2 * len(x) ** 2)


@RIGHT.of("gaussian_mle", "row by row")
def _(x):
    mean, moment = torch.zeros(x.shape[1], dtype=x.dtype), torch.zeros(x.shape[1], x.shape[1], dtype=x.dtype)
    for i, row in enumerate(x):
        delta = row - mean
        mean = mean + delta / (i + 1)
        moment = moment + torch.outer(delta, row - mean)
    return mean, moment / len(x)


# sample_fitted_gaussian


def _fit(x):
    mean = x.mean(0)
    return mean, (x - mean).T @ (x - mean) / len(x)


@RIGHT.of("sample_fitted_gaussian", "Cholesky")
def _(x, n, generator):
    mean, cov = _fit(x)
    return mean + torch.randn(n, x.shape[1], dtype=x.dtype, generator=generator) @ torch.linalg.cholesky(cov).T


@RIGHT.of("sample_fitted_gaussian", "eigenvectors")
def _(x, n, generator):
    mean, cov = _fit(x)
    values, vectors = torch.linalg.eigh(cov)
    z = torch.randn(x.shape[1], n, generator=generator, dtype=x.dtype)
    return (mean[:, None] + vectors @ (values.clamp(min=0).sqrt()[:, None] * z)).T


@RIGHT.of("sample_fitted_gaussian", "combinations of the data")
def _(x, n, generator):
    mean = x.mean(0)
    return mean + torch.randn(n, len(x), dtype=x.dtype, generator=generator) @ (x - mean) / math.sqrt(len(x))


@RIGHT.of("sample_fitted_gaussian", "loop over draws, float32")
def _(x, n, generator):
    mean, cov = _fit(x.float())
    factor = torch.linalg.cholesky(cov)
    return [mean + factor @ torch.randn(x.shape[1], generator=generator) for _ in range(n)]


@RIGHT.of("sample_fitted_gaussian", "NumPy seeded from the generator")
def _(x, n, generator):
    seed = int(torch.randint(2**62, (1,), generator=generator))
    x = x.numpy()
    cov = np.cov(x.T, bias=True).reshape(x.shape[1], x.shape[1])
    return np.random.default_rng(seed).multivariate_normal(x.mean(0), cov, size=n)


@RIGHT.of("sample_fitted_gaussian", "SciPy seeded from the generator")
def _(x, n, generator):
    seed = torch.randint(2**31, (), generator=generator).item()
    mean, cov = _fit(x)
    law = scipy.stats.multivariate_normal(mean.numpy(), cov.numpy())
    return law.rvs(size=n, random_state=seed).reshape(n, -1)


@RIGHT.of("sample_fitted_gaussian", "column by column, each given those before")
def _(x, n, generator):
    mean, cov = _fit(x)
    out = torch.empty(n, 0, dtype=x.dtype)
    for d in range(x.shape[1]):
        at, width = mean[d].expand(n), cov[d, d]
        if d:
            gain = torch.linalg.solve(cov[:d, :d], cov[:d, d])
            at, width = mean[d] + (out - mean[:d]) @ gain, cov[d, d] - cov[d, :d] @ gain
        out = torch.cat([out, torch.normal(at, width.sqrt().expand(n), generator=generator)[:, None]], dim=1)
    return out
