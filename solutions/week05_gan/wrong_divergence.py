"""Wrong answers about divergences."""

from __future__ import annotations

import math

import torch

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()

TWO, BATCHES, ONE_0, BOTH_0 = "two laws", "any number of batch axes", "where one law is 0", "where both are 0"
FLOAT32, UNCHANGED = "float32", "inputs unchanged"
INSIDE = (TWO, BATCHES, ONE_0, BOTH_0, FLOAT32, UNCHANGED)


def kl(p, q):
    """The right one, for slips that happen elsewhere."""
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(-1)


def js(p, q):
    m = (p + q) / 2
    return (kl(p, m) + kl(q, m)) / 2


def naive_kl(p, q):
    return (p * (p / q).log()).sum(-1)


@WRONG.of(
    "jensen_shannon",
    "square-root",
    "That is the distance, the root of the divergence; SciPy's function of this name returns it too.",
    INSIDE,
)
def _(p, q):
    return js(p, q).clamp(min=0).sqrt() * (js(p, q) > 1e-13)


@WRONG.of("jensen_shannon", "in-bits", "Your logarithms are to the base 2. Asked are natural ones.", INSIDE)
def _(p, q):
    return js(p, q) / math.log(2)


@WRONG.of("jensen_shannon", "both-whole", "You add the two divergences. Half of each counts.", INSIDE)
def _(p, q):
    return 2 * js(p, q)


@WRONG.of(
    "jensen_shannon",
    "mixture-not-halved",
    "Your mixture is the sum of the two laws, which is no law: it sums to 2.",
    INSIDE,
)
def _(p, q):
    return (kl(p, p + q) + kl(q, p + q)) / 2


@WRONG.of(
    "jensen_shannon",
    "divergences-the-wrong-way-round",
    "You take the divergence of the mixture from each law. It goes from each law to the mixture.",
    INSIDE,
)
def _(p, q):
    m = (p + q) / 2
    return (kl(m, p) + kl(m, q)) / 2


@WRONG.of(
    "jensen_shannon",
    "symmetrised-kl",
    "That is the mean of the two KL divergences, Jeffreys' up to a factor: infinite where the laws do not overlap.",
    INSIDE,
)
def _(p, q):
    return (kl(p, q) + kl(q, p)) / 2


@WRONG.of(
    "jensen_shannon", "one-half-only", "You take the divergence of the first law alone: the second is missing.", INSIDE
)
def _(p, q):
    return kl(p, (p + q) / 2)


@WRONG.of(
    "jensen_shannon",
    "zero-times-infinity",
    "0 times log 0 is nan in floating point. By convention it is 0.",
    (ONE_0, BOTH_0),
)
def _(p, q):
    m = (p + q) / 2
    return (naive_kl(p, m) + naive_kl(q, m)) / 2


@WRONG.of(
    "jensen_shannon",
    "nothing-where-one-is-0",
    "You leave out every point where one of the laws is 0. Only points where both are 0 count for nothing.",
    (ONE_0,),
)
def _(p, q):
    there = (p > 0) & (q > 0)
    m = (p + q) / 2
    terms = torch.xlogy(p, p) + torch.xlogy(q, q) - torch.xlogy(p + q, m)
    return torch.where(there, terms, torch.zeros_like(terms)).sum(-1) / 2


@WRONG.of(
    "jensen_shannon",
    "no-point-for-both",
    "Where both laws are 0 you divide 0 by 0.",
    (BOTH_0,),
)
def _(p, q):
    share = p / (p + q)
    return (torch.xlogy(p, share) + torch.xlogy(q, 1 - share)).sum(-1) / 2 + math.log(2)


@WRONG.of(
    "jensen_shannon",
    "sums-over-the-batch",
    "You sum over all axes. Each pair of laws of the batch has a divergence of its own.",
    (BATCHES, ONE_0, BOTH_0, FLOAT32),
)
def _(p, q):
    return js(p.reshape(-1), q.reshape(-1))


@WRONG.of(
    "jensen_shannon",
    "wrong-axis",
    "You sum over the first axis. The points are on the last one.",
    (BATCHES, ONE_0, BOTH_0, FLOAT32),
)
def _(p, q):
    return js(p.movedim(0, -1), q.movedim(0, -1))


@WRONG.of(
    "jensen_shannon",
    "changes-its-input",
    "The values are right, but the caller's laws are not the same afterwards.",
    (UNCHANGED,),
)
def _(p, q):
    found = js(p, q)
    q += p
    q /= 2
    return found


# f_divergence

KLS, JS, CHI2, HELLINGER_TV = (
    "kl and reverse_kl",
    "jensen_shannon",
    "pearson_chi2",
    "squared_hellinger and total_variation",
)
FINITE, HELLINGER_TV_0 = "where one law is 0, finite", "squared_hellinger and total_variation at zeros"
INFINITE = "infinite"
ALL = (KLS, JS, CHI2, HELLINGER_TV, FINITE, HELLINGER_TV_0, BOTH_0, INFINITE, FLOAT32, UNCHANGED)


def chi2(p, q):
    terms = (p - q).square() / q
    return torch.where(p == q, torch.zeros_like(terms), terms).sum(-1)


RIGHT = {
    "kl": kl,
    "reverse_kl": lambda p, q: kl(q, p),
    "jensen_shannon": js,
    "pearson_chi2": chi2,
    "squared_hellinger": lambda p, q: (p.sqrt() - q.sqrt()).square().sum(-1),
    "total_variation": lambda p, q: (p - q).abs().sum(-1) / 2,
}


def but(**wrong):
    """`f_divergence` with some of its six wrong."""
    table = {**RIGHT, **wrong}
    return lambda p, q, name: table[name](p, q)


def slip(name, told, *loses, **wrong):
    WRONG.add("f_divergence", name, told, loses, but(**wrong))


slip(
    "kl-the-wrong-way-round",
    "Your two KL divergences have changed places. Put u log u into q f(p / q) and look which law ends up in front.",
    KLS, FINITE, INFINITE, FLOAT32, UNCHANGED, BOTH_0,
    kl=lambda p, q: kl(q, p), reverse_kl=kl,
)  # fmt: skip
slip(
    "jensen-shannon-of-the-table",
    "That is what the table's generator gives. Here the name means the usual divergence, the one exception.",
    JS,
    jensen_shannon=lambda p, q: 2 * js(p, q),
)
slip(
    "chi2-over-p",
    "You divide by p. The generator decides: multiply (p / q - 1) squared by q.",
    CHI2, FINITE, INFINITE, BOTH_0,
    pearson_chi2=lambda p, q: (chi2(q, p)),
)  # fmt: skip
slip(
    "hellinger-with-a-half",
    "Half of that is another convention for Hellinger's. The generator here has no factor.",
    HELLINGER_TV, HELLINGER_TV_0,
    squared_hellinger=lambda p, q: (p.sqrt() - q.sqrt()).square().sum(-1) / 2,
)  # fmt: skip
slip(
    "hellinger-not-squared",
    "You return the root of it: the distance, not its square.",
    HELLINGER_TV, HELLINGER_TV_0,
    squared_hellinger=lambda p, q: (p.sqrt() - q.sqrt()).square().sum(-1).sqrt(),
)  # fmt: skip
slip(
    "total-variation-without-the-half",
    "You sum the absolute differences. The generator here has a factor, so that the largest value is 1.",
    HELLINGER_TV, HELLINGER_TV_0,
    total_variation=lambda p, q: (p - q).abs().sum(-1),
)  # fmt: skip
slip(
    "infinite-made-finite",
    "You leave out points where the second law is 0. There the divergence is infinite.",
    INFINITE,
    kl=lambda p, q: torch.where(q > 0, torch.xlogy(p, p) - torch.xlogy(p, torch.where(q > 0, q, 1.0)), 0.0).sum(-1),
    reverse_kl=lambda p, q: torch.where(p > 0, torch.xlogy(q, q) - torch.xlogy(q, torch.where(p > 0, p, 1.0)), 0.0).sum(
        -1
    ),
    pearson_chi2=lambda p, q: torch.where(q > 0, (p - q).square() / torch.where(q > 0, q, 1.0), 0.0).sum(-1),
)
slip(
    "zero-over-zero",
    "Where both laws are 0 you divide 0 by 0.",
    BOTH_0,
    kl=lambda p, q: torch.xlogy(p, p / q).sum(-1),
    reverse_kl=lambda p, q: torch.xlogy(q, q / p).sum(-1),
    pearson_chi2=lambda p, q: ((p - q).square() / q).sum(-1),
)


def _by_generator(p, q, name):
    if name == "jensen_shannon":
        return js(p, q)
    u = p / q
    f = {
        "kl": lambda: u * u.log(),
        "reverse_kl": lambda: -u.log(),
        "pearson_chi2": lambda: (u - 1).square(),
        "squared_hellinger": lambda: (u.sqrt() - 1).square(),
        "total_variation": lambda: (u - 1).abs() / 2,
    }[name]()
    return (q * f).sum(-1)


WRONG.add(
    "f_divergence",
    "no-limits-taken",
    "You compute q f(p / q) as it stands. Where a law is 0 that is nan; the limits of the text count there.",
    (FINITE, HELLINGER_TV_0, BOTH_0, INFINITE),
    _by_generator,
)


def _only_where_both(p, q, name):
    there = (p > 0) & (q > 0)
    if name == "jensen_shannon":
        return js(p, q)
    a, b = torch.where(there, p, 1.0), torch.where(there, q, 1.0)
    f = {
        "kl": lambda u: u * u.log(),
        "reverse_kl": lambda u: -u.log(),
        "pearson_chi2": lambda u: (u - 1).square(),
        "squared_hellinger": lambda u: (u.sqrt() - 1).square(),
        "total_variation": lambda u: (u - 1).abs() / 2,
    }[name](a / b)
    return torch.where(there, b * f, 0.0).sum(-1)


WRONG.add(
    "f_divergence",
    "only-where-both-are",
    "You leave out every point where one of the laws is 0. Each generator says what such a point counts.",
    (FINITE, HELLINGER_TV_0, INFINITE),
    _only_where_both,
)


def _summed(p, q, name):
    return RIGHT[name](p.reshape(-1), q.reshape(-1))


WRONG.add(
    "f_divergence",
    "sums-over-the-batch",
    "You sum over all axes. Each pair of laws of the batch has a divergence of its own.",
    ALL,
    _summed,
)


def _in_place(p, q, name):
    found = RIGHT[name](p, q)
    p -= q
    return found


WRONG.add(
    "f_divergence",
    "changes-its-input",
    "The values are right, but the caller's laws are not the same afterwards.",
    (UNCHANGED,),
    _in_place,
)


def _all_infinite(p, q, name):
    found = RIGHT[name](p, q)
    return torch.full_like(found, math.inf) if found.isinf().any() else found


WRONG.add(
    "f_divergence",
    "one-infinite-all-infinite",
    "One infinite divergence makes all of the batch infinite. Each pair of laws has a divergence of its own.",
    (INFINITE,),
    _all_infinite,
)
