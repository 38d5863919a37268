"""Wrong answers that fit a mixture."""

from __future__ import annotations

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

from ._wrong import average, diagonal, nearest, table

WRONG = WrongAnswers()

ALONE, AXES, LONG, THREE = "one component", "two clusters along the axes", "two long clusters", "three clusters"
SINGLE, REPRODUCIBLE = "float32", "reproducible"
TWO = (AXES, LONG, SINGLE, REPRODUCIBLE)  # the last is not gained without the first
ALL = (ALONE, *TWO, THREE, UNCHANGED)


def _start(x, K, generator):
    chosen = torch.randperm(len(x), generator=generator)[:K]
    covs = torch.cov(x.T, correction=0).reshape(x.shape[1], -1).repeat(K, 1, 1)
    return torch.full((K,), 1 / K, dtype=x.dtype), x[chosen], covs


def _step(x, weights, means, covs):
    return average(x, table(x, weights, means, covs).softmax(dim=1))


def _fit(x, state, num_steps, step=_step):
    for _ in range(num_steps):
        state = step(x, *state)
    return state


@WRONG.of("fit_gmm", "returns-the-start", "Your fit is still where it started: the steps are lost on the way.", ALL)
def _(x, num_components, num_steps, generator):
    state = _start(x, num_components, generator)
    _fit(x, state, num_steps)
    return state


@WRONG.of(
    "fit_gmm",
    "a-single-step",
    "Your fit takes one step only. EM repeats its two steps until the likelihood has settled.",
    (*TWO, THREE),
)
def _(x, num_components, num_steps, generator):
    weights, means, covs = _start(x, num_components, generator)
    return _step(x, weights, means, 4 * covs)


@WRONG.of(
    "fit_gmm",
    "k-means",
    "This is K-means with round clusters: each point goes to its nearest mean, and directions do not come in.",
    (ALONE, *TWO, UNCHANGED),
)
def _(x, num_components, num_steps, generator):
    means = x[torch.randperm(len(x), generator=generator)[:num_components]]
    for _ in range(num_steps):
        resp = nearest(-torch.cdist(x, means))
        weights, means, covs = average(x, resp)
    round_ones = covs.diagonal(dim1=-2, dim2=-1).mean(dim=-1)
    return weights, means, round_ones[:, None, None] * torch.eye(x.shape[1], dtype=x.dtype)


@WRONG.of("fit_gmm", "equal-weights", "Your weights stay equal, however many points a component has.", TWO)
def _(x, num_components, num_steps, generator):
    def step(x, weights, means, covs):
        return weights, *_step(x, weights, means, covs)[1:]

    return _fit(x, _start(x, num_components, generator), num_steps, step)


@WRONG.of(
    "fit_gmm",
    "diagonal-covariances",
    "Your covariances have nothing beside the diagonal, so slanted clusters do not fit in.",
    (ALONE, LONG, SINGLE, UNCHANGED),
)
def _(x, num_components, num_steps, generator):
    def step(x, weights, means, covs):
        weights, means, covs = _step(x, weights, means, covs)
        return weights, means, diagonal(covs)

    return _fit(x, _start(x, num_components, generator), num_steps, step)


@WRONG.of(
    "fit_gmm",
    "all-means-in-one-place",
    "All your components start alike, and so they stay: each point belongs to all of them in equal parts.",
    (*TWO, THREE),
)
def _(x, num_components, num_steps, generator):
    weights, means, covs = _start(x, num_components, generator)
    return _fit(x, (weights, x.mean(dim=0).expand_as(means), covs), num_steps)


@WRONG.of(
    "fit_gmm",
    "standardised-and-not-undone",
    "You fit standardised data and return that fit. Asked is a mixture for the data as they came.",
    ALL,
)
def _(x, num_components, num_steps, generator):
    z = (x - x.mean(dim=0)) / x.std(dim=0)
    return _fit(z, _start(z, num_components, generator), num_steps)


@WRONG.of(
    "fit_gmm",
    "global-randomness",
    "The fit is good, but its start does not come from the generator, so that nobody can repeat it.",
    (REPRODUCIBLE,),
)
def _(x, num_components, num_steps, generator):
    return _fit(x, _start(x, num_components, None), num_steps)


@WRONG.of(
    "fit_gmm",
    "shuffles-in-place",
    "The fit is good, but the caller's points have been put in another order.",
    (UNCHANGED,),
)
def _(x, num_components, num_steps, generator):
    x.copy_(x[torch.randperm(len(x), generator=generator)])
    return _fit(x, _start(x, num_components, generator), num_steps)
