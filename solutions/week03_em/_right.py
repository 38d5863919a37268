"""What several right answers share. Nothing here uses the reference."""

from __future__ import annotations

import functools
import math

import numpy as np
import torch
from scipy.special import logsumexp
from scipy.stats import multivariate_normal


def in_double(answer):
    """Compute in float64 whatever comes in, and return float64: more precision is never wrong."""

    @functools.wraps(answer)
    def doubled(*args):
        return answer(*(a.double() if torch.is_tensor(a) and a.is_floating_point() else a for a in args))

    return doubled


def by_distributions(x, weights, means, covs):
    """(N, K): log weight plus log density."""
    return weights.log() + torch.distributions.MultivariateNormal(means, covs).log_prob(x.unsqueeze(1))


def by_inverse(x, weights, means, covs):
    away = x[:, None, :] - means[None]
    squared = torch.einsum("nkd,kde,nke->nk", away, torch.linalg.inv(covs), away)
    log_det = torch.linalg.slogdet(covs).logabsdet
    return weights.log() - 0.5 * (squared + log_det + x.shape[1] * math.log(2 * math.pi))


def by_scipy(x, weights, means, covs):
    x, weights, means, covs = (a.double().numpy() for a in (x, weights, means, covs))
    columns = [math.log(w) + multivariate_normal(m, c).logpdf(x) for w, m, c in zip(weights, means, covs, strict=True)]
    return np.stack([np.atleast_1d(column) for column in columns], axis=1)


def by_eigenvectors(x, weights, means, covs):
    values, vectors = torch.linalg.eigh(covs)
    columns = []
    for k in range(len(weights)):
        turned = (x - means[k]) @ vectors[k]
        squared = (turned**2 / values[k]).sum(dim=1)
        columns.append(weights[k].log() - (squared + values[k].log().sum() + x.shape[1] * math.log(2 * math.pi)) / 2)
    return torch.stack(columns, dim=1)


def by_loops(x, weights, means, covs):
    """Point by point and component by component, each with a solve."""
    table = torch.zeros(len(x), len(weights), dtype=x.dtype)
    for i in range(len(x)):
        for k in range(len(weights)):
            d = x[i] - means[k]
            squared = d @ torch.linalg.solve(covs[k], d)
            log_norm = -0.5 * (len(d) * math.log(2 * math.pi) + torch.logdet(covs[k]))
            table[i, k] = torch.log(weights[k]) + log_norm - 0.5 * squared
    return table


def softmax(table):
    """Rows of a NumPy table."""
    return np.exp(table - logsumexp(table, axis=1, keepdims=True))


def average(x, resp):
    """The M step, by torch."""
    counts = resp.sum(0)
    means = (resp.T @ x) / counts.unsqueeze(1)
    away = x.unsqueeze(1) - means
    covs = torch.einsum("nk,nkd,nke->kde", resp, away, away) / counts.view(-1, 1, 1)
    return counts / x.shape[0], means, covs
