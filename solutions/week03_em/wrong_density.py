"""Wrong answers about the likelihood of a mixture and about the loss for the means."""

from __future__ import annotations

import math

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

from ._wrong import densities, diagonal, table

WRONG = WrongAnswers()

PLANE, SHAPES, ALONE, FAR, SINGLE = (
    "points in the plane",
    "other shapes",
    "one component",
    "far from every mean",
    "float32",
)
MIXED = (PLANE, SHAPES, FAR, SINGLE, UNCHANGED)  # what a slip loses that a single component does not show
EVERYWHERE = (*MIXED, ALONE)


@WRONG.of(
    "gmm_log_likelihood",
    "densities-underflow",
    "Far from every mean your densities are 0, and their logarithm is minus infinity.",
    (FAR,),
)
def _(x, weights, means, covs):
    return (weights * densities(x, means, covs)).sum(dim=1).log().sum()


@WRONG.of(
    "gmm_log_likelihood",
    "clamped-logarithm",
    "You keep the density above a small number before the logarithm. Far away your value is that number's logarithm.",
    (FAR,),
)
def _(x, weights, means, covs):
    return (weights * densities(x, means, covs)).sum(dim=1).clamp(min=1e-300).log().sum()


@WRONG.of(
    "gmm_log_likelihood",
    "weights-forgotten",
    "Your components all count alike: the weights do not come in.",
    MIXED,
)
def _(x, weights, means, covs):
    return torch.logsumexp(table(x, torch.ones_like(weights), means, covs), dim=1).sum()


@WRONG.of(
    "gmm_log_likelihood",
    "average-of-logarithms",
    "You average the components' log densities. The mixture is an average of densities, and then comes the logarithm.",
    MIXED,
)
def _(x, weights, means, covs):
    return (weights * (table(x, weights, means, covs) - weights.log())).sum()


@WRONG.of(
    "gmm_log_likelihood",
    "mean-over-points",
    "You return the mean over the points; asked is their sum.",
    EVERYWHERE,
)
def _(x, weights, means, covs):
    return torch.logsumexp(table(x, weights, means, covs), dim=1).mean()


@WRONG.of(
    "gmm_log_likelihood",
    "diagonal-covariances",
    "You use the diagonals of the covariances only. They are full matrices: their axes may be slanted.",
    EVERYWHERE,
)
def _(x, weights, means, covs):
    return torch.logsumexp(table(x, weights, means, diagonal(covs)), dim=1).sum()


@WRONG.of(
    "gmm_log_likelihood",
    "constant-left-out",
    "The power of 2 pi is missing from the densities. It changes no maximum, but it is part of the likelihood.",
    EVERYWHERE,
)
def _(x, weights, means, covs):
    constant = 0.5 * x.shape[1] * math.log(2 * math.pi)
    return torch.logsumexp(table(x, weights, means, covs) + constant, dim=1).sum()


@WRONG.of(
    "gmm_log_likelihood",
    "sign-turned",
    "This is the negative log likelihood: a loss. Asked is the log likelihood itself.",
    EVERYWHERE,
)
def _(x, weights, means, covs):
    return -torch.logsumexp(table(x, weights, means, covs), dim=1).sum()


@WRONG.of(
    "gmm_log_likelihood",
    "centres-the-data-in-place",
    "The value is right, but the caller's data have been moved.",
    (UNCHANGED,),
)
def _(x, weights, means, covs):
    shift = x.mean(dim=0)
    x -= shift
    return torch.logsumexp(table(x, weights, means - shift, covs), dim=1).sum()


# soft_kmeans_loss

SLOPE, SLOPE_FAR, SLOPE_SINGLE = "gradient in means", "gradient, far from every mean", "gradient in float32"
VALUES = (PLANE, SHAPES, FAR, SINGLE, UNCHANGED)
SLOPES = (SLOPE, SLOPE_FAR, SLOPE_SINGLE)


def _squared(means, x):
    return ((x[:, None] - means) ** 2).sum(dim=2)


def _constant(means, x):
    return math.log(len(means)) + x.shape[1] / 2 * math.log(2 * math.pi)


@WRONG.of(
    "soft_kmeans_loss",
    "densities-underflow",
    "Far from every mean your densities are 0: the value is infinite there and the gradient no number.",
    (FAR, SLOPE_FAR),
)
def _(means, x):
    return (_constant(means, x) - torch.exp(-_squared(means, x) / 2).sum(dim=1).log()).sum()


@WRONG.of(
    "soft_kmeans_loss",
    "clamped-logarithm",
    "Where the density is clamped the value is finite and wrong, and the gradient is 0: such a mean never moves.",
    (FAR, SLOPE_FAR),
)
def _(means, x):
    return (_constant(means, x) - torch.exp(-_squared(means, x) / 2).sum(dim=1).clamp(min=1e-300).log()).sum()


@WRONG.of(
    "soft_kmeans_loss",
    "sum-over-components",
    "You add the components up. With equal weights a mixture is their average.",
    VALUES,
)
def _(means, x):
    constant = x.shape[1] / 2 * math.log(2 * math.pi)
    return (constant - torch.logsumexp(-_squared(means, x) / 2, dim=1)).sum()


@WRONG.of(
    "soft_kmeans_loss",
    "constant-left-out",
    "The gradient is right, but the power of 2 pi is missing from the value.",
    VALUES,
)
def _(means, x):
    return (math.log(len(means)) - torch.logsumexp(-_squared(means, x) / 2, dim=1)).sum()


@WRONG.of(
    "soft_kmeans_loss",
    "mean-over-points",
    "You return the mean over the points; asked is their sum.",
    (*VALUES, *SLOPES),
)
def _(means, x):
    return (_constant(means, x) - torch.logsumexp(-_squared(means, x) / 2, dim=1)).mean()


@WRONG.of(
    "soft_kmeans_loss",
    "nearest-mean-only",
    "This is the loss of hard K-means: each point knows its nearest mean only.",
    (*VALUES, *SLOPES),
)
def _(means, x):
    return (_constant(means, x) + _squared(means, x).min(dim=1).values / 2).sum()


@WRONG.of(
    "soft_kmeans_loss",
    "squares-not-halved",
    "Look at the exponent of a normal density of unit variance again.",
    (*VALUES, *SLOPES),
)
def _(means, x):
    return (_constant(means, x) - torch.logsumexp(-_squared(means, x), dim=1)).sum()


@WRONG.of(
    "soft_kmeans_loss",
    "sign-turned",
    "This is the log likelihood. A loss is made small, so its sign is the other one.",
    (*VALUES, *SLOPES),
)
def _(means, x):
    return -(_constant(means, x) - torch.logsumexp(-_squared(means, x) / 2, dim=1)).sum()


@WRONG.of(
    "soft_kmeans_loss",
    "gradient-cut",
    "The value is right, but it has left the graph on its way, so nothing can be learned from it.",
    SLOPES,
)
def _(means, x):
    return (_constant(means, x) - torch.logsumexp(-_squared(means.detach(), x) / 2, dim=1)).sum()


@WRONG.of(
    "soft_kmeans_loss",
    "centres-the-data-in-place",
    "The value is right, but the caller's data have been moved.",
    (UNCHANGED,),
)
def _(means, x):
    shift = x.mean(dim=0)
    x -= shift
    return (_constant(means, x) - torch.logsumexp(-_squared(means - shift, x) / 2, dim=1)).sum()
