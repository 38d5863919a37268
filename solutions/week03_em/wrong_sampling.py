"""Wrong answers that draw from a mixture."""

from __future__ import annotations

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

from ._wrong import diagonal

WRONG = WrongAnswers()

FEW = "law, few draws at a time"
PLANE, SPACE, ALONE, REPRODUCIBLE = "law, in the plane", "law, three dimensions", "law, one component", "reproducible"
MIXED = (PLANE, SPACE, FEW, REPRODUCIBLE, UNCHANGED)  # the last two are not gained without the first
ALL = (*MIXED, ALONE)


def _components(n, weights, generator):
    return torch.multinomial(weights, n, replacement=True, generator=generator)


def _noise(n, means, generator):
    return torch.randn(n, means.shape[1], 1, dtype=means.dtype, generator=generator)


def _drawn(k, means, roots, noise):
    return means[k] + (roots[k] @ noise).squeeze(-1)


@WRONG.of(
    "sample_gmm",
    "components-equally-likely",
    "Your components are drawn with equal probabilities, whatever their weights.",
    MIXED,
)
def _(n, weights, means, covs, generator):
    k = torch.randint(len(weights), (n,), generator=generator)
    return _drawn(k, means, torch.linalg.cholesky(covs), _noise(n, means, generator))


@WRONG.of(
    "sample_gmm",
    "weighted-sum-of-draws",
    "You average a draw from each component. A mixture takes one component's draw.",
    MIXED,
)
def _(n, weights, means, covs, generator):
    noise = torch.randn(n, *means.shape, 1, dtype=means.dtype, generator=generator)
    every = means + (torch.linalg.cholesky(covs) @ noise).squeeze(-1)
    return (weights[:, None] * every).sum(dim=1)


@WRONG.of(
    "sample_gmm",
    "a-single-gaussian",
    "You draw from one Gaussian with the mixture's mean and covariance. The mixture has several humps.",
    MIXED,
)
def _(n, weights, means, covs, generator):
    mean = weights @ means
    away = means - mean
    cov = (weights[:, None, None] * (covs + away[:, :, None] * away[:, None])).sum(dim=0)
    return mean + (torch.linalg.cholesky(cov) @ _noise(n, means, generator)).squeeze(-1)


@WRONG.of(
    "sample_gmm",
    "one-component-for-all-draws",
    "All draws of a call come from one component. Each has to draw its own.",
    MIXED,
)
def _(n, weights, means, covs, generator):
    k = _components(1, weights, generator).expand(n)
    return _drawn(k, means, torch.linalg.cholesky(covs), _noise(n, means, generator))


@WRONG.of(
    "sample_gmm",
    "fixed-shares-in-order",
    "You return a fixed share of each component, one after the other. Draws are independent of each other.",
    MIXED,
)
def _(n, weights, means, covs, generator):
    ends = (weights.cumsum(0) * n).round()
    k = torch.searchsorted(ends, torch.arange(n, dtype=ends.dtype), right=True).clamp(max=len(weights) - 1)
    return _drawn(k, means, torch.linalg.cholesky(covs), _noise(n, means, generator))


@WRONG.of(
    "sample_gmm",
    "covariance-for-its-root",
    "You multiply the noise by the covariance. Its root belongs there, or the spread comes out squared.",
    ALL,
)
def _(n, weights, means, covs, generator):
    return _drawn(_components(n, weights, generator), means, covs, _noise(n, means, generator))


@WRONG.of(
    "sample_gmm",
    "root-transposed",
    "Your root of the covariance stands the wrong way round: the draws' covariance is not that of the component.",
    ALL,
)
def _(n, weights, means, covs, generator):
    return _drawn(
        _components(n, weights, generator), means, torch.linalg.cholesky(covs).mT, _noise(n, means, generator)
    )


@WRONG.of(
    "sample_gmm",
    "diagonal-covariances",
    "The coordinates of your draws are independent within a component. The covariances are full.",
    ALL,
)
def _(n, weights, means, covs, generator):
    return _drawn(_components(n, weights, generator), means, diagonal(covs).sqrt(), _noise(n, means, generator))


@WRONG.of(
    "sample_gmm",
    "global-randomness",
    "The law is right, but not all randomness comes from the generator, so that nobody can repeat your draws.",
    (REPRODUCIBLE,),
)
def _(n, weights, means, covs, generator):
    k = torch.distributions.Categorical(weights).sample((n,))
    return torch.distributions.MultivariateNormal(means[k], covs[k]).sample()


@WRONG.of(
    "sample_gmm",
    "changes-the-weights",
    "The draws are right, but the caller's weights have been scaled and no longer sum to 1.",
    (UNCHANGED,),
)
def _(n, weights, means, covs, generator):
    weights /= weights.max()
    k = _components(n, weights, generator)
    return _drawn(k, means, torch.linalg.cholesky(covs), _noise(n, means, generator))


@WRONG.of(
    "sample_gmm",
    "shares-exactly-kept",
    "You fix how many draws come from each component. Independent draws leave that to chance.",
    (FEW,),
)
def _(n, weights, means, covs, generator):
    ends = (weights.cumsum(0) * n).round().long()
    k = torch.bucketize(torch.arange(n), ends, right=True).clamp(max=len(weights) - 1)
    k = k[torch.randperm(n, generator=generator)]
    return _drawn(k, means, torch.linalg.cholesky(covs), _noise(n, means, generator))
