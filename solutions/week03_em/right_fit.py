"""Right answers that fit a mixture: EM from all sorts of starts."""

from __future__ import annotations

import math

import numpy as np
import torch
from scipy.stats import multivariate_normal

from autograder.authoring import RightAnswers

from ._right import average, by_distributions

RIGHT = RightAnswers()


def _run(x, weights, means, covs, num_steps):
    for _ in range(num_steps):
        weights, means, covs = average(x, by_distributions(x, weights, means, covs).softmax(dim=1))
    return weights, means, covs


def _uniform(x, K):
    return torch.full((K,), 1 / K, dtype=x.dtype)


def _eye(x, K):
    return torch.eye(x.shape[1], dtype=x.dtype).repeat(K, 1, 1)


@RIGHT.of("fit_gmm", "random points, covariance of the data")
def _(x, num_components, num_steps, generator):
    chosen = torch.randperm(len(x), generator=generator)[:num_components]
    cov = torch.cov(x.T, correction=0).reshape(x.shape[1], x.shape[1])
    return _run(x, _uniform(x, num_components), x[chosen], cov.repeat(num_components, 1, 1), num_steps)


@RIGHT.of("fit_gmm", "random points, identity, list")
def _(x, num_components, num_steps, generator):
    chosen = torch.multinomial(torch.ones(len(x)), num_components, generator=generator)
    return list(_run(x, _uniform(x, num_components), x[chosen], _eye(x, num_components), num_steps))


@RIGHT.of("fit_gmm", "k-means++, until nothing changes")
def _(x, num_components, num_steps, generator):
    means = x[torch.randint(len(x), (1,), generator=generator)]
    for _ in range(num_components - 1):
        squared = ((x[:, None] - means) ** 2).sum(-1).min(dim=1).values
        means = torch.cat([means, x[torch.multinomial(squared, 1, generator=generator)]])
    weights, covs, before = _uniform(x, num_components), _eye(x, num_components), -math.inf
    for _ in range(num_steps):
        table = by_distributions(x, weights, means, covs)
        reached = table.logsumexp(dim=1).sum().item()
        if reached - before < 1e-9:
            break
        before = reached
        weights, means, covs = average(x, table.softmax(dim=1))
    return weights, means, covs


@RIGHT.of("fit_gmm", "two restarts from random points, scipy")
def _(x, num_components, num_steps, generator):
    x, (N, D), best = x.double().numpy(), x.shape, None
    for _ in range(2):
        means = x[torch.randperm(N, generator=generator)[:num_components].numpy()]
        weights, covs = np.full(num_components, 1 / num_components), np.stack([np.eye(D)] * num_components)
        for _ in range(num_steps):
            joint = np.stack([w * multivariate_normal(m, c).pdf(x) for w, m, c in zip(weights, means, covs)], axis=1)  # noqa: B905
            resp = joint / joint.sum(axis=1, keepdims=True)
            counts = resp.sum(axis=0)
            weights, means = counts / N, resp.T @ x / counts[:, None]
            covs = [(resp[:, k, None] * (x - means[k])).T @ (x - means[k]) / counts[k] for k in range(num_components)]
            covs = np.stack(covs) + 1e-6 * np.eye(D)
        joint = np.stack([w * multivariate_normal(m, c).pdf(x) for w, m, c in zip(weights, means, covs)], axis=1)  # noqa: B905
        reached = np.log(joint.sum(axis=1)).sum()
        if best is None or reached > best[0]:
            best = (reached, weights, means, covs)
    return best[1:]


@RIGHT.of("fit_gmm", "components in reverse, no randomness")
def _(x, num_components, num_steps, generator):
    """Means evenly along the direction in which the data are widest."""
    centre = x.mean(dim=0)
    widest = torch.linalg.eigh((x - centre).T @ (x - centre)).eigenvectors[:, -1]
    order = ((x - centre) @ widest).argsort()
    at = torch.linspace(0, len(x) - 1, num_components + 2)[1:-1].long()
    weights, means, covs = _run(x, _uniform(x, num_components), x[order[at]], _eye(x, num_components), num_steps)
    return weights.flip(0), means.flip(0), covs.flip(0)
