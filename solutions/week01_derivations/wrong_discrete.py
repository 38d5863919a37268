"""Wrong answers about entropy and cross-entropy."""

from __future__ import annotations

import math

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

ONE, MANY, ZEROS = "one law", "many laws", "outcomes of probability 0"
CERTAIN, FLOAT32 = "certain outcomes, one outcome", "float32"
ALL = (ONE, MANY, ZEROS, CERTAIN, FLOAT32, UNCHANGED)
BITS = "Your result is in bits. Asked are nats: the logarithm is the natural one."
NAN = "Where a probability is 0 your result is nan: to a computer 0 * log(0) is 0 * -inf."
EPSILON = (
    "You add a small constant inside the logarithm. That makes every term a little wrong, and an infinite one finite."
)
EVERYTHING = "You add up over the batch too. One number is asked for each law."
MUTATES = "The values are right, but the caller's tensor is not the same afterwards."


@WRONG.of("entropy", "bits", BITS, ALL)
def _(p):
    return -torch.xlogy(p, p).sum(dim=-1) / math.log(2)


@WRONG.of("entropy", "nan-at-zero", NAN, (ZEROS, CERTAIN))
def _(p):
    return -(p * p.log()).sum(dim=-1)


@WRONG.of("entropy", "epsilon", EPSILON, (ONE, MANY, ZEROS, CERTAIN, UNCHANGED))
def _(p):
    return -(p * (p + 1e-8).log()).sum(dim=-1)


@WRONG.of("entropy", "sums-over-everything", EVERYTHING, (MANY, ZEROS, CERTAIN, FLOAT32))
def _(p):
    return -torch.xlogy(p, p).sum()


@WRONG.of(
    "entropy",
    "first-axis",
    "You add up along the first axis. The outcomes are on the last one, and only for a single law is that the same.",
    (MANY, ZEROS, CERTAIN, FLOAT32),
)
def _(p):
    return -torch.xlogy(p, p).sum(dim=0)


@WRONG.of(
    "entropy",
    "mean-of-the-terms",
    "You take the mean of the K terms. They are weighted with the probabilities already, so they are to be added up.",
    ALL,
)
def _(p):
    return -torch.xlogy(p, p).mean(dim=-1)


@WRONG.of("entropy", "sign", "Your result is negative: the logarithm of a probability is, surprise is not.", ALL)
def _(p):
    return torch.xlogy(p, p).sum(dim=-1)


@WRONG.of(
    "entropy",
    "not-weighted",
    "You average the surprises as if all outcomes were equally likely. Each counts as often as it comes up.",
    ALL,
)
def _(p):
    return -torch.where(p > 0, p, 1.0).log().mean(dim=-1)


@WRONG.of(
    "entropy",
    "most-probable-only",
    "This is the surprise of the most probable outcome alone. Entropy is a mean over all of them.",
    ALL,
)
def _(p):
    return -p.max(dim=-1).values.log()


@WRONG.of(
    "entropy",
    "squeezed",
    "You take away axes of length 1 that belong to the batch. Only the axis of the outcomes goes.",
    (MANY,),
)
def _(p):
    return -torch.xlogy(p, p).sum(dim=-1, keepdim=True).squeeze()


@WRONG.of("entropy", "changes-its-argument", MUTATES, (UNCHANGED,))
def _(p):
    p[p == 0] = 1
    return -(p * p.log()).sum(dim=-1)


PAIR, PAIRS = "one pair of laws", "many pairs of laws"
BOTH, INFINITE = "outcomes where both are 0", "infinite"
CROSS = (PAIR, PAIRS, BOTH, INFINITE, FLOAT32, UNCHANGED)


@WRONG.of(
    "cross_entropy",
    "laws-swapped",
    "Your two laws have changed places: the draws come from the first, the logarithm is of the second.",
    CROSS,
)
def _(p, q):
    return -torch.xlogy(q, p).sum(dim=-1)


@WRONG.of("cross_entropy", "nan-where-both-are-0", NAN, (BOTH,))
def _(p, q):
    return -(p * q.log()).sum(dim=-1)


@WRONG.of(
    "cross_entropy",
    "kept-above-a-small-number",
    "You keep q above a small number. What the model rules out and what happens nevertheless costs infinitely much.",
    (INFINITE,),
)
def _(p, q):
    return -(p * q.clamp(min=1e-12).log()).sum(dim=-1)


@WRONG.of("cross_entropy", "epsilon", EPSILON, (PAIR, PAIRS, BOTH, INFINITE, UNCHANGED))
def _(p, q):
    return -(p * (q + 1e-8).log()).sum(dim=-1)


@WRONG.of(
    "cross_entropy",
    "infinity-made-a-number",
    "nan_to_num makes a number of the infinite term too, a very large one. There the result is inf.",
    (INFINITE,),
)
def _(p, q):
    return -torch.nan_to_num(p * q.log()).sum(dim=-1)


@WRONG.of(
    "cross_entropy",
    "logarithm-kept-above-minus-100",
    "Some losses of torch keep a logarithm above -100. Here what is infinite is inf.",
    (INFINITE,),
)
def _(p, q):
    return -(p * q.log().clamp(min=-100)).sum(dim=-1)


@WRONG.of(
    "cross_entropy",
    "leaves-out-what-q-rules-out",
    "You leave out outcomes that q rules out. Those that happen nevertheless are what costs most.",
    (INFINITE,),
)
def _(p, q):
    return -torch.where(q > 0, p * torch.where(q > 0, q, 1.0).log(), 0.0).sum(dim=-1)


@WRONG.of(
    "cross_entropy",
    "divergence",
    "This is what the wrong belief costs more than the right one. Cross-entropy is all that it costs.",
    CROSS,
)
def _(p, q):
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(dim=-1)


@WRONG.of("cross_entropy", "bits", BITS, CROSS)
def _(p, q):
    return -torch.xlogy(p, q).sum(dim=-1) / math.log(2)


@WRONG.of("cross_entropy", "sums-over-everything", EVERYTHING, (PAIRS, BOTH, INFINITE, FLOAT32))
def _(p, q):
    return -torch.xlogy(p, q).sum()


@WRONG.of(
    "cross_entropy",
    "logarithm-outside",
    "This is the logarithm of a mean. Asked is the mean of the logarithms.",
    CROSS,
)
def _(p, q):
    return -(p * q).sum(dim=-1).log()


@WRONG.of("cross_entropy", "changes-its-argument", MUTATES, (UNCHANGED,))
def _(p, q):
    return -torch.where(p > 0, p * q.log_(), 0.0).sum(dim=-1)
