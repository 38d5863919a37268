"""Wrong answers about the divergence from samples."""

from __future__ import annotations

import math

import torch

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()

MEAN, ZEROS, VARIANCE = "unbiased", "unbiased, with zeros", "variance falls"
REPRODUCIBLE, UNCHANGED = "reproducible", "inputs unchanged"
BIASED = (MEAN, ZEROS, VARIANCE, REPRODUCIBLE, UNCHANGED)  # the last three are not gained without the first


def draw(law, n, generator):
    return torch.multinomial(law, n, replacement=True, generator=generator)


def terms(p, q, x, y):
    """log 2D at the samples of the data, log 2(1 - D) at those of the generator."""
    return (2 * p[x] / (p[x] + q[x])).log(), (2 * q[y] / (p[y] + q[y])).log()


@WRONG.of(
    "js_estimate",
    "exact-value",
    "That is the divergence itself. Asked is an estimate from samples, as a discriminator's training has it.",
    (VARIANCE, REPRODUCIBLE),
)
def _(p, q, num_samples, generator):
    m = (p + q) / 2
    return (torch.special.entr(m) - (torch.special.entr(p) + torch.special.entr(q)) / 2).sum()


@WRONG.of(
    "js_estimate",
    "one-law-for-both",
    "Both of your means are over samples of p. The second is over samples of q.",
    BIASED,
)
def _(p, q, num_samples, generator):
    x, y = draw(p, num_samples, generator), draw(p, num_samples, generator)
    real, fake = terms(p, q, x, y)
    return (real.mean() + fake.mean()) / 2


@WRONG.of("js_estimate", "both-whole", "You add the two means. Half of each counts.", BIASED)
def _(p, q, num_samples, generator):
    real, fake = terms(p, q, draw(p, num_samples, generator), draw(q, num_samples, generator))
    return real.mean() + fake.mean()


@WRONG.of(
    "js_estimate",
    "value-of-the-game",
    "That estimates half the value of the game at the best discriminator: the factors 2 in the logarithms are missing.",
    BIASED,
)
def _(p, q, num_samples, generator):
    real, fake = terms(p, q, draw(p, num_samples, generator), draw(q, num_samples, generator))
    return (real.mean() + fake.mean()) / 2 - math.log(2)


@WRONG.of(
    "js_estimate",
    "log-of-the-mean",
    "You take logarithms of means. The divergence is a mean of logarithms, and Jensen's inequality is a bias.",
    BIASED,
)
def _(p, q, num_samples, generator):
    real, fake = terms(p, q, draw(p, num_samples, generator), draw(q, num_samples, generator))
    return (real.exp().mean().log() + fake.exp().mean().log()) / 2


@WRONG.of(
    "js_estimate",
    "divergence-of-the-counts",
    "You take the divergence of the two samples' frequencies. With few samples those differ even where the laws agree.",
    BIASED,
)
def _(p, q, num_samples, generator):
    a, b = (
        torch.bincount(draw(law, num_samples, generator), minlength=len(law)).double() / num_samples for law in (p, q)
    )
    return (torch.special.entr((a + b) / 2) - (torch.special.entr(a) + torch.special.entr(b)) / 2).sum()


@WRONG.of(
    "js_estimate",
    "points-equally-likely",
    "You draw every point equally often. Samples come from p and from q.",
    BIASED,
)
def _(p, q, num_samples, generator):
    x, y = (draw((law > 0).double(), num_samples, generator) for law in (p, q))
    real, fake = terms(p, q, x, y)
    return (real.mean() + fake.mean()) / 2


@WRONG.of(
    "js_estimate",
    "first-law-alone",
    "You estimate the divergence of p from the mixture alone: the samples of q are missing.",
    BIASED,
)
def _(p, q, num_samples, generator):
    x = draw(p, num_samples, generator)
    return (2 * p[x] / (p[x] + q[x])).log().mean()


@WRONG.of(
    "js_estimate",
    "always-as-many",
    "You draw the same number of samples, however many are asked: the estimate does not get better.",
    (VARIANCE,),
)
def _(p, q, num_samples, generator):
    real, fake = terms(p, q, draw(p, 100, generator), draw(q, 100, generator))
    return (real.mean() + fake.mean()) / 2


@WRONG.of(
    "js_estimate",
    "global-randomness",
    "The estimate is right, but the randomness does not come from the generator, so that nobody can repeat it.",
    (REPRODUCIBLE,),
)
def _(p, q, num_samples, generator):
    real, fake = terms(p, q, draw(p, num_samples, None), draw(q, num_samples, None))
    return (real.mean() + fake.mean()) / 2


@WRONG.of(
    "js_estimate",
    "changes-its-input",
    "The estimate is right, but the caller's laws are not the same afterwards.",
    (UNCHANGED,),
)
def _(p, q, num_samples, generator):
    real, fake = terms(p, q, draw(p, num_samples, generator), draw(q, num_samples, generator))
    p *= 1 + 1e-12
    p[p > 0] += 1e-13
    return (real.mean() + fake.mean()) / 2


@WRONG.of(
    "js_estimate",
    "kept-from-being-negative",
    "The divergence is never negative, but a single estimate may be. To raise it to 0 makes the mean too large.",
    (ZEROS,),
)
def _(p, q, num_samples, generator):
    real, fake = terms(p, q, draw(p, num_samples, generator), draw(q, num_samples, generator))
    return ((real.mean() + fake.mean()) / 2).clamp(min=0)
