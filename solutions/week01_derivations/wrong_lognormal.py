"""Wrong answers about the log-normal density."""

from __future__ import annotations

import math

import numpy as np
import torch

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

VALUES, BROADCAST, NUMBERS = "values", "shapes that broadcast", "single numbers"
BELOW, FAR, FLOAT32 = "y of 0 and below", "far out", "float32"
ALL = (VALUES, BROADCAST, NUMBERS, BELOW, FAR, FLOAT32, UNCHANGED)
HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)


def tensor(value, like):
    return torch.as_tensor(value, dtype=like.dtype)


def normal(x, mu, sigma):
    return -0.5 * ((x - mu) / sigma) ** 2 - sigma.log() - HALF_LOG_2PI


def on_the_positive(density):
    """`density(x, mu, sigma)` of the logarithm x where y > 0, and -inf elsewhere."""

    def log_prob(y, mu, sigma):
        x = torch.where(y > 0, y, 1.0).log()
        return torch.where(y > 0, density(x, tensor(mu, y), tensor(sigma, y)), -math.inf)

    return log_prob


def lognormal(x, mu, sigma):
    return normal(x, mu, sigma) - x


def wrong(name, told):
    """A wrong density on the positive numbers: it loses everything."""

    def keep(density):
        WRONG.add("lognormal_log_prob", name, told, ALL, on_the_positive(density))
        return density

    return keep


@wrong("stretching-forgotten", "This is the density of log y. The axis is stretched on the way from log y to y.")
def _(x, mu, sigma):
    return normal(x, mu, sigma)


@wrong(
    "stretching-the-wrong-way",
    "The axis is stretched the other way: where y grows fast, the same probability lies on a longer piece.",
)
def _(x, mu, sigma):
    return normal(x, mu, sigma) + x


@wrong("sigma-as-variance", "You take sigma for the variance of log y. It is its standard deviation.")
def _(x, mu, sigma):
    return lognormal(x, mu, sigma.sqrt())


@wrong("sigma-left-out", "A density that is spread more widely is lower. A term with sigma alone is missing.")
def _(x, mu, sigma):
    return lognormal(x, mu, sigma) + sigma.log()


@wrong("density", "This is the density. Asked is its logarithm.")
def _(x, mu, sigma):
    return lognormal(x, mu, sigma).exp()


@wrong(
    "moments-of-y",
    "You take mu and sigma for the mean and the standard deviation of y. They are those of its logarithm.",
)
def _(x, mu, sigma):
    variance = torch.log1p((sigma / mu) ** 2)
    return lognormal(x, mu.abs().log() - variance / 2, variance.sqrt())


@WRONG.of(
    "lognormal_log_prob",
    "normal-density-at-y",
    "This is a normal density at y. It is the logarithm of y that is normal.",
    ALL,
)
def _(y, mu, sigma):
    return normal(y, tensor(mu, y), tensor(sigma, y))


@WRONG.of(
    "lognormal_log_prob",
    "nan-below-0",
    "Where y is 0 or less your result is nan. There is no probability: what is the logarithm of a density of 0?",
    (BELOW,),
)
def _(y, mu, sigma):
    return lognormal(y.log(), tensor(mu, y), tensor(sigma, y))


@WRONG.of(
    "lognormal_log_prob",
    "nan-at-0",
    "Below 0 all is well; at y = 0 itself your result is nan.",
    (BELOW,),
)
def _(y, mu, sigma):
    found = lognormal(y.log(), tensor(mu, y), tensor(sigma, y))
    return torch.where(y < 0, -math.inf, found)


@WRONG.of(
    "lognormal_log_prob",
    "zero-below-0",
    "The density of a y of 0 or less is 0. Asked is its logarithm.",
    (BELOW,),
)
def _(y, mu, sigma):
    return torch.nan_to_num(on_the_positive(lognormal)(y, mu, sigma), neginf=0.0)


@WRONG.of(
    "lognormal_log_prob",
    "logarithm-of-the-density",
    "You compute the density and take its logarithm. Far out the density is too small for a computer, and all is lost.",
    (FAR,),
)
def _(y, mu, sigma):
    y, mu, sigma = (np.asarray(value, dtype=float) for value in (y, mu, sigma))
    at = np.where(y > 0, y, 1.0)
    density = np.exp(-0.5 * ((np.log(at) - mu) / sigma) ** 2) / (at * sigma * math.sqrt(2 * math.pi))
    with np.errstate(divide="ignore"):
        return np.log(np.where(y > 0, density, 0.0))


@WRONG.of(
    "lognormal_log_prob",
    "tensors-only",
    "mu and sigma may be Python floats, and those have no methods of a tensor.",
    (NUMBERS,),
)
def _(y, mu, sigma):
    x = torch.where(y > 0, y, 1.0).log()
    return torch.where(y > 0, lognormal(x, mu, sigma), -math.inf)


@WRONG.of(
    "lognormal_log_prob",
    "shaped-like-y",
    "You pick the positive entries of y, and mu and sigma do not fit them any more. The three have to broadcast first.",
    (BROADCAST, BELOW),
)
def _(y, mu, sigma):
    found = torch.full_like(y, -math.inf)
    found[y > 0] = lognormal(y[y > 0].log(), tensor(mu, y), tensor(sigma, y))
    return found


@WRONG.of(
    "lognormal_log_prob",
    "changes-its-argument",
    "The values are right, but the caller's y is not the same afterwards.",
    (UNCHANGED,),
)
def _(y, mu, sigma):
    inside = y > 0
    y[~inside] = 1
    return torch.where(inside, lognormal(y.log(), tensor(mu, y), tensor(sigma, y)), -math.inf)
