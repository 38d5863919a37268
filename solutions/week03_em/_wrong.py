"""What several wrong answers share: the right pieces, for slips that happen elsewhere."""

from __future__ import annotations

import math

import torch


def table(x, weights, means, covs):
    """(N, K): log weight plus log density, right."""
    roots = torch.linalg.cholesky(covs)
    squared = torch.linalg.solve_triangular(roots, (x - means[:, None]).mT, upper=False).square().sum(dim=1)
    log_norm = roots.diagonal(dim1=1, dim2=2).log().sum(dim=1) + x.shape[1] / 2 * math.log(2 * math.pi)
    return weights.log() - squared.T / 2 - log_norm


def densities(x, means, covs, *, determinant=True, constant=True):
    """(N, K): densities, not their logarithms."""
    away = x[:, None] - means
    squared = torch.einsum("nkd,kde,nke->nk", away, torch.linalg.inv(covs), away)
    norm = (2 * math.pi) ** (x.shape[1] / 2) if constant else 1.0
    root = torch.linalg.det(covs).sqrt() if determinant else torch.ones_like(covs[:, 0, 0])
    return torch.exp(-squared / 2) / (norm * root)


def diagonal(covs):
    return torch.diag_embed(covs.diagonal(dim1=-2, dim2=-1))


def spread(x, resp, means):
    """(K, D, D): weighted sums of squares around `means`, not yet divided."""
    away = x[:, None] - means
    return torch.einsum("nk,nkd,nke->kde", resp, away, away)


def average(x, resp):
    counts = resp.sum(dim=0)
    means = resp.T @ x / counts[:, None]
    return counts / len(x), means, spread(x, resp, means) / counts[:, None, None]


def nearest(scores):
    """One-hot for the largest entry of each row."""
    return torch.nn.functional.one_hot(scores.argmax(dim=1), scores.shape[1]).to(scores.dtype)
