"""Wrong answers about drawing from the fitted normal law."""

from __future__ import annotations

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

TWO, FOUR, ONE, REPRODUCIBLE = "law, two columns", "law, four columns", "law, one column", "reproducible"
ALL = (TWO, FOUR, ONE, REPRODUCIBLE, UNCHANGED)  # the last two are not gained without the first
CORRELATED = (TWO, FOUR, REPRODUCIBLE, UNCHANGED)


def _fit(x):
    mean = x.mean(0)
    return mean, (x - mean).T @ (x - mean) / len(x)


def _noise(x, n, generator):
    return torch.randn(n, x.shape[1], dtype=x.dtype, generator=generator)


@WRONG.of(
    "sample_fitted_gaussian",
    "rows-of-the-data",
    "You draw from the data themselves. Asked are new points, from the law that was fitted.",
    ALL,
)
def _(x, n, generator):
    return x[torch.randint(len(x), (n,), generator=generator)]


@WRONG.of(
    "sample_fitted_gaussian",
    "columns-on-their-own",
    "Each of your columns has the right mean and width, but they are independent of each other.",
    CORRELATED,
)
def _(x, n, generator):
    mean, cov = _fit(x)
    return mean + _noise(x, n, generator) * cov.diagonal().sqrt()


@WRONG.of(
    "sample_fitted_gaussian",
    "covariance-as-a-factor",
    "You multiply the noise by the covariance. What you draw has its square for a covariance.",
    ALL,
)
def _(x, n, generator):
    mean, cov = _fit(x)
    return mean + _noise(x, n, generator) @ cov


@WRONG.of(
    "sample_fitted_gaussian",
    "factor-from-the-other-side",
    "Your factor of the covariance acts from the wrong side: its transpose belongs there.",
    CORRELATED,
)
def _(x, n, generator):
    mean, cov = _fit(x)
    return mean + _noise(x, n, generator) @ torch.linalg.cholesky(cov)


@WRONG.of(
    "sample_fitted_gaussian",
    "divides-by-n-minus-1",
    "Your draws are too wide: their covariance is the unbiased estimate, not the one of maximum likelihood.",
    ALL,
)
def _(x, n, generator):
    mean, cov = _fit(x)
    return mean + _noise(x, n, generator) @ torch.linalg.cholesky(cov * len(x) / (len(x) - 1)).T


@WRONG.of(
    "sample_fitted_gaussian",
    "roots-entry-by-entry",
    "You take the root of each entry of the covariance. A factor of a matrix is another thing.",
    CORRELATED,
)
def _(x, n, generator):
    mean, cov = _fit(x)
    return mean + _noise(x, n, generator) @ cov.abs().sqrt()


@WRONG.of("sample_fitted_gaussian", "mean-left-out", "Your draws are about 0, not about the mean of the data.", ALL)
def _(x, n, generator):
    _, cov = _fit(x)
    return _noise(x, n, generator) @ torch.linalg.cholesky(cov).T


@WRONG.of(
    "sample_fitted_gaussian",
    "one-draw-n-times",
    "All your rows are the same draw.",
    ALL,
)
def _(x, n, generator):
    mean, cov = _fit(x)
    return (mean + _noise(x, 1, generator) @ torch.linalg.cholesky(cov).T).repeat(n, 1)


@WRONG.of(
    "sample_fitted_gaussian",
    "one-number-a-row",
    "Each of your draws uses one random number for all columns.",
    (TWO, FOUR, REPRODUCIBLE, UNCHANGED),
)
def _(x, n, generator):
    mean, cov = _fit(x)
    z = torch.randn(n, 1, dtype=x.dtype, generator=generator)
    return mean + z * cov.diagonal().sqrt()


@WRONG.of(
    "sample_fitted_gaussian",
    "column-of-one-lost",
    "With one column your draws have shape (n,). Asked is (n, D), also for D = 1.",
    (ONE,),
)
def _(x, n, generator):
    mean, cov = _fit(x)
    return (mean + _noise(x, n, generator) @ torch.linalg.cholesky(cov).T).squeeze()


@WRONG.of(
    "sample_fitted_gaussian",
    "global-state",
    "Your randomness comes from torch's global state, not from the generator.",
    (REPRODUCIBLE,),
)
def _(x, n, generator):
    return torch.distributions.MultivariateNormal(*_fit(x)).sample((n,))


@WRONG.of(
    "sample_fitted_gaussian",
    "seeded-anew-each-time",
    "Every call gives the same draws: you start from the generator's seed, not from where it stands.",
    (TWO, FOUR, ONE, REPRODUCIBLE, UNCHANGED),
)
def _(x, n, generator):
    again = torch.Generator().manual_seed(generator.initial_seed())
    mean, cov = _fit(x)
    return mean + _noise(x, n, again) @ torch.linalg.cholesky(cov).T


@WRONG.of(
    "sample_fitted_gaussian",
    "changes-its-input",
    "The law is right, but the caller's data are not the same afterwards.",
    (UNCHANGED,),
)
def _(x, n, generator):
    mean, cov = _fit(x)
    draws = mean + _noise(x, n, generator) @ torch.linalg.cholesky(cov).T
    x[0] += 1e-6
    return draws
