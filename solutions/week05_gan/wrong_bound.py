"""Wrong answers about the variational bound. Each is a table of conjugates; the bound follows from that."""

from __future__ import annotations

import math

import torch

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()

KL, REVERSE, CHI2 = "kl", "reverse_kl", "pearson_chi2"
BELOW, FROM_0, FLOAT32, UNCHANGED = "pearson_chi2 below -2", "reverse_kl from 0 on", "float32", "inputs unchanged"
ALL = (KL, REVERSE, CHI2, BELOW, FROM_0, FLOAT32, UNCHANGED)

RIGHT = {
    "kl": lambda t: (t - 1).exp(),
    "reverse_kl": lambda t: torch.where(t < 0, -1 - (-t).log(), math.inf),
    "pearson_chi2": lambda t: torch.where(t < -2, -1.0, t + t.square() / 4),
}


def bound(table):
    return lambda t, p, q, name: (p * t).sum(-1) - (q * table[name](t)).sum(-1)


def slip(name, told, *loses, **wrong):
    WRONG.add("f_gan_bound", name, told, loses, bound({**RIGHT, **wrong}))


slip(
    "kl-without-the-shift",
    "Your conjugate for kl is too large by a factor: put the stationary u of u t - u log u back in.",
    KL, FLOAT32, UNCHANGED,
    kl=lambda t: t.exp(),
)  # fmt: skip
slip(
    "kl-of-another-generator",
    "That is the conjugate of u log u - u + 1, which has the same divergence and another bound. Asked is u log u.",
    KL, FLOAT32, UNCHANGED,
    kl=lambda t: t.exp() - 1,
)  # fmt: skip


def _donsker_varadhan(t, p, q, name):
    if name == "kl":
        return (p * t).sum(-1) - (q * t.exp()).sum(-1).log()
    return bound(RIGHT)(t, p, q, name)


WRONG.add(
    "f_gan_bound",
    "donsker-varadhan",
    "A logarithm around the second expectation is another bound for kl, that of Donsker and Varadhan.",
    (KL, FLOAT32, UNCHANGED),
    _donsker_varadhan,
)
slip(
    "reverse-kl-sign",
    "Your conjugate for reverse_kl has a term with the wrong sign.",
    REVERSE, FROM_0, FLOAT32,
    reverse_kl=lambda t: torch.where(t < 0, 1 - (-t).log(), math.inf),
)  # fmt: skip
slip(
    "reverse-kl-nan-from-0-on",
    "The logarithm of a negative number is nan. From t = 0 on there is no largest u t - f(u).",
    FROM_0,
    reverse_kl=lambda t: -1 - (-t).log(),
)
slip(
    "reverse-kl-kept-finite",
    "You keep the logarithm finite. From t = 0 on the supremum is not.",
    FROM_0,
    reverse_kl=lambda t: -1 - (-t).clamp(min=1e-8).log(),
)
slip(
    "pearson-without-an-edge",
    "Far down the stationary u is negative. The supremum is over u of 0 or more.",
    BELOW,
    pearson_chi2=lambda t: t + t.square() / 4,
)
slip(
    "pearson-edge-at-0",
    "You take the edge's value wherever t is negative. Look where the stationary u changes its sign.",
    CHI2, BELOW, FLOAT32,
    pearson_chi2=lambda t: torch.where(t < 0, -1.0, t + t.square() / 4),
)  # fmt: skip
slip(
    "pearson-edge-value-0",
    "Below -2 the best u is 0. What is minus f(0) for this generator?",
    BELOW,
    pearson_chi2=lambda t: torch.where(t < -2, 0.0, t + t.square() / 4),
)
slip(
    "pearson-without-the-quarter",
    "The quadratic term of your conjugate is too large: put the stationary u back in with care.",
    CHI2, BELOW, FLOAT32,
    pearson_chi2=lambda t: torch.where(t < -2, -1.0, t + t.square() / 2),
)  # fmt: skip
slip(
    "generator-for-conjugate",
    "You put T into the generator f. It is the conjugate that belongs there.",
    KL, REVERSE, CHI2, BELOW, FROM_0, FLOAT32, UNCHANGED,
    kl=lambda t: torch.xlogy(t, t), reverse_kl=lambda t: -t.log(), pearson_chi2=lambda t: (t - 1).square(),
)  # fmt: skip

ACTIVATED = {"kl": lambda v: v, "reverse_kl": lambda v: -(-v).exp(), "pearson_chi2": lambda v: v}


def _activated(t, p, q, name):
    return bound(RIGHT)(ACTIVATED[name](t), p, q, name)


WRONG.add(
    "f_gan_bound",
    "output-activation",
    "You put an output activation between t and the bound, as the paper does for a network. Here t is T itself.",
    (REVERSE, FROM_0, FLOAT32),
    _activated,
)


def _swapped(t, p, q, name):
    return bound(RIGHT)(t, q, p, name)


WRONG.add(
    "f_gan_bound",
    "laws-swapped",
    "Your expectations are under each other's laws: T under p, the conjugate under q.",
    ALL,
    _swapped,
)


def _unweighted(t, p, q, name):
    return (t - RIGHT[name](t)).mean(-1)


WRONG.add(
    "f_gan_bound",
    "not-weighted",
    "You take plain means over the points. The expectations weigh them with p and q.",
    ALL,
    _unweighted,
)


def _summed(t, p, q, name):
    return (p * t).sum() - (q * RIGHT[name](t)).sum()


WRONG.add(
    "f_gan_bound",
    "sums-over-the-batch",
    "You sum over all axes. Each element of the batch has a bound of its own.",
    ALL,
    _summed,
)


def _in_place(t, p, q, name):
    found = bound(RIGHT)(t, p, q, name)
    t *= p
    return found


WRONG.add(
    "f_gan_bound",
    "changes-its-input",
    "The values are right, but the caller's t is not the same afterwards.",
    (UNCHANGED,),
    _in_place,
)


def _points_of_q(t, p, q, name):
    return torch.where(q > 0, p * t - q * RIGHT[name](t), 0.0).sum(-1)


WRONG.add(
    "f_gan_bound",
    "points-of-q-only",
    "You leave out the points at which q is 0. The mean of T under p still sees them.",
    (REVERSE, CHI2, FROM_0),
    _points_of_q,
)


def _all_infinite(t, p, q, name):
    found = bound(RIGHT)(t, p, q, name)
    return torch.full_like(found, -math.inf) if found.isinf().any() else found


WRONG.add(
    "f_gan_bound",
    "one-infinite-all-infinite",
    "One infinite bound makes all of the batch infinite. Each element has a bound of its own.",
    (FROM_0,),
    _all_infinite,
)
