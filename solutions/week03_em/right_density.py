"""Right answers about the density, the posterior and the loss for the means."""

from __future__ import annotations

import math

import numpy as np
import sympy
import torch
from scipy.special import logsumexp

from autograder.authoring import RightAnswers

from ._right import by_distributions, by_eigenvectors, by_inverse, by_loops, by_scipy, in_double, softmax

RIGHT = RightAnswers()


@RIGHT.of("gmm_log_likelihood", "torch.distributions")
def _(x, weights, means, covs):
    return by_distributions(x, weights, means, covs).logsumexp(1).sum()


@RIGHT.of("gmm_log_likelihood", "torch's own mixture")
def _(x, weights, means, covs):
    law = torch.distributions.MixtureSameFamily(
        torch.distributions.Categorical(weights), torch.distributions.MultivariateNormal(means, covs)
    )
    return law.log_prob(x).sum()


@RIGHT.of("gmm_log_likelihood", "inverse and slogdet, float")
def _(x, weights, means, covs):
    return torch.logsumexp(by_inverse(x, weights, means, covs), 1).sum().item()


@RIGHT.of("gmm_log_likelihood", "scipy")
def _(x, weights, means, covs):
    return logsumexp(by_scipy(x, weights, means, covs), axis=1).sum()


@RIGHT.of("gmm_log_likelihood", "loops")
def _(x, weights, means, covs):
    total = 0.0
    for row in by_loops(x, weights, means, covs).tolist():
        top = max(row)
        total += top + math.log(sum(math.exp(a - top) for a in row))
    return torch.tensor(total, dtype=torch.float64)


@RIGHT.of("gmm_log_likelihood", "eigenvectors")
def _(x, weights, means, covs):
    table = by_eigenvectors(x, weights, means, covs)
    top = table.max(dim=1).values
    return (top + (table - top[:, None]).exp().sum(dim=1).log()).sum()


@RIGHT.of("responsibilities", "torch.distributions")
def _(x, weights, means, covs):
    return by_distributions(x, weights, means, covs).softmax(-1)


@RIGHT.of("responsibilities", "torch's own mixture, in double")
@in_double
def _(x, weights, means, covs):
    law = torch.distributions.MixtureSameFamily(
        torch.distributions.Categorical(weights), torch.distributions.MultivariateNormal(means, covs)
    )
    return (by_distributions(x, weights, means, covs) - law.log_prob(x)[:, None]).exp()


@RIGHT.of("responsibilities", "inverse and slogdet")
def _(x, weights, means, covs):
    table = by_inverse(x, weights, means, covs)
    return (table - table.logsumexp(1, keepdim=True)).exp()


@RIGHT.of("responsibilities", "scipy")
def _(x, weights, means, covs):
    return softmax(by_scipy(x, weights, means, covs))


@RIGHT.of("responsibilities", "loops, nested lists")
def _(x, weights, means, covs):
    rows = []
    for row in by_loops(x.double(), weights.double(), means.double(), covs.double()).tolist():
        shares = [math.exp(a - max(row)) for a in row]
        rows.append([share / sum(shares) for share in shares])
    return torch.tensor(rows, dtype=torch.float64)


@RIGHT.of("responsibilities", "differences of logarithms")
def _(x, weights, means, covs):
    table = by_eigenvectors(x, weights, means, covs)
    return 1 / (table[:, None, :] - table[:, :, None]).exp().sum(dim=2)


x, m = sympy.symbols("x m", real=True)

RIGHT.add("responsibility_expr", "logistic", 1 / (1 + sympy.exp(-2 * m * x)))
RIGHT.add("responsibility_expr", "two exponentials", sympy.exp(m * x) / (sympy.exp(m * x) + sympy.exp(-m * x)))
RIGHT.add("responsibility_expr", "hyperbolic tangent", (1 + sympy.tanh(m * x)) / 2)


def _density(at, mean):
    return sympy.exp(-((at - mean) ** 2) / 2) / sympy.sqrt(2 * sympy.pi)


def _bayes():
    at, mean = sympy.Symbol("x"), sympy.Symbol("m", positive=True)
    half = sympy.Rational(1, 2)
    return half * _density(at, mean) / (half * _density(at, mean) + half * _density(at, -mean))


def _bayes_in_floats():
    at, mean = sympy.symbols("x m")
    up = 0.5 * sympy.exp(-0.5 * (at - mean) ** 2) / sympy.sqrt(2 * sympy.pi)
    down = 0.5 * sympy.exp(-0.5 * (at + mean) ** 2) / sympy.sqrt(2 * sympy.pi)
    return up / (up + down)


RIGHT.add("responsibility_expr", "Bayes' rule, not simplified", _bayes())
RIGHT.add("responsibility_expr", "Bayes' rule with floats", _bayes_in_floats())


@RIGHT.of("soft_kmeans_loss", "cdist")
def _(means, x):
    squared = torch.cdist(x, means, compute_mode="donot_use_mm_for_euclid_dist") ** 2
    table = -0.5 * squared - math.log(len(means)) - 0.5 * x.shape[1] * math.log(2 * math.pi)
    return -table.logsumexp(dim=1).sum()


@RIGHT.of("soft_kmeans_loss", "torch.distributions, components")
def _(means, x):
    normal = torch.distributions.Normal(means, 1.0)
    log_density = normal.log_prob(x.unsqueeze(1)).sum(-1)
    return -(torch.logsumexp(log_density, dim=1) - math.log(means.shape[0])).sum()


@RIGHT.of("soft_kmeans_loss", "torch's own mixture")
def _(means, x):
    K, D = means.shape
    eye = torch.eye(D, dtype=means.dtype).expand(K, D, D)
    law = torch.distributions.MixtureSameFamily(
        torch.distributions.Categorical(torch.ones(K, dtype=means.dtype)),
        torch.distributions.MultivariateNormal(means, eye),
    )
    return -law.log_prob(x).sum()


@RIGHT.of("soft_kmeans_loss", "point by point")
def _(means, x):
    total = torch.zeros((), dtype=means.dtype)
    for point in x:
        table = torch.stack([-0.5 * ((point - mean) ** 2).sum() for mean in means])
        top = table.max().detach()
        total = total - (top + torch.log(torch.exp(table - top).mean()))
    return total + len(x) * x.shape[1] / 2 * np.log(2 * np.pi)


@RIGHT.of("soft_kmeans_loss", "squares expanded")
def _(means, x):
    squared = (x**2).sum(1, keepdim=True) - 2 * x @ means.T + (means**2).sum(1)
    constant = math.log(means.shape[0]) + x.shape[1] / 2 * math.log(2 * math.pi)
    return (constant - torch.logsumexp(-0.5 * squared, 1)).sum()
