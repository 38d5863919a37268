"""Wrong answers about divergence and mutual information."""

from __future__ import annotations

import math

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

from .wrong_discrete import BITS, BOTH, EPSILON, EVERYTHING, FLOAT32, INFINITE, MUTATES, NAN, PAIR, PAIRS

WRONG = WrongAnswers()

ONLY_Q = "outcomes that only q allows"
ALL = (PAIR, PAIRS, ONLY_Q, BOTH, INFINITE, FLOAT32, UNCHANGED)


def divergence(p, q):
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(dim=-1)


@WRONG.of(
    "kl_divergence",
    "direction-reversed",
    "This is the divergence in the other direction. The draws come from the first law.",
    ALL,
)
def _(p, q):
    return divergence(q, p)


@WRONG.of("kl_divergence", "nan-at-zero", NAN, (ONLY_Q, BOTH))
def _(p, q):
    return (p * (p / q).log()).sum(dim=-1)


@WRONG.of(
    "kl_divergence",
    "nan-where-both-are-0",
    "Where p and q are both 0 your result is nan. torch.nn.functional.kl_div is no help there: it wants log q, and "
    "multiplies -inf by 0.",
    (BOTH,),
)
def _(p, q):
    return torch.nn.functional.kl_div(q.log(), p, reduction="none").sum(dim=-1)


@WRONG.of(
    "kl_divergence",
    "mean-over-the-batch",
    "kl_div with a reduction averages over the first axis. One number is asked for each pair.",
    ALL,
)
def _(p, q):
    return torch.nn.functional.kl_div(q.log(), p, reduction="batchmean")


@WRONG.of(
    "kl_divergence",
    "kept-above-a-small-number",
    "You keep q above a small number. What q rules out and what happens nevertheless makes the divergence infinite.",
    (INFINITE,),
)
def _(p, q):
    return divergence(p, q.clamp(min=1e-12))


@WRONG.of("kl_divergence", "epsilon", EPSILON, (PAIR, PAIRS, ONLY_Q, BOTH, INFINITE, UNCHANGED))
def _(p, q):
    return (p * ((p + 1e-8) / (q + 1e-8)).log()).sum(dim=-1)


@WRONG.of(
    "kl_divergence",
    "leaves-out-what-q-rules-out",
    "You leave out outcomes that q rules out. Those that happen nevertheless make the divergence infinite.",
    (INFINITE,),
)
def _(p, q):
    both = (p > 0) & (q > 0)
    return torch.where(both, p * (torch.where(both, p, 1.0) / torch.where(both, q, 1.0)).log(), 0.0).sum(dim=-1)


@WRONG.of(
    "kl_divergence",
    "both-directions",
    "This is the mean of both directions. The divergence has one.",
    ALL,
)
def _(p, q):
    return (divergence(p, q) + divergence(q, p)) / 2


@WRONG.of(
    "kl_divergence",
    "absolute-values",
    "Terms of the sum may be negative, and that is how it should be: only their sum is not.",
    ALL,
)
def _(p, q):
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).abs().sum(dim=-1)


@WRONG.of(
    "kl_divergence",
    "cross-entropy",
    "This is all that the wrong belief costs. The divergence is what it costs more than the right one.",
    ALL,
)
def _(p, q):
    return -torch.xlogy(p, q).sum(dim=-1)


@WRONG.of("kl_divergence", "sums-over-everything", EVERYTHING, (PAIRS, ONLY_Q, BOTH, INFINITE, FLOAT32))
def _(p, q):
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum()


@WRONG.of("kl_divergence", "changes-its-argument", MUTATES, (UNCHANGED,))
def _(p, q):
    q /= p
    return torch.where(p > 0, -p * q.log(), 0.0).sum(dim=-1)


TABLE, TABLES, CELLS, ROWS = "one table", "many tables", "cells of 0", "rows and columns of 0"
INDEPENDENT = "independent variables"
INFORMATION = (TABLE, TABLES, CELLS, ROWS, INDEPENDENT, FLOAT32, UNCHANGED)


def marginals(joint):
    return joint.sum(dim=-1, keepdim=True), joint.sum(dim=-2, keepdim=True)


def entropy(p, dims=(-2, -1)):
    return -torch.xlogy(p, p).sum(dim=dims)


def information(joint):
    a, b = marginals(joint)
    return entropy(a) + entropy(b) - entropy(joint)


@WRONG.of("mutual_information", "nan-at-zero", NAN, (CELLS, ROWS))
def _(joint):
    a, b = marginals(joint)
    return (joint * (joint / (a * b)).log()).sum(dim=(-2, -1))


@WRONG.of(
    "mutual_information",
    "joint-entropy",
    "This is the entropy of the pair. Asked is what one of the two says about the other.",
    INFORMATION,
)
def _(joint):
    return entropy(joint)


@WRONG.of(
    "mutual_information",
    "conditional-entropy",
    "This is what is still unknown of the second variable once the first is told. Asked is what is known by then.",
    INFORMATION,
)
def _(joint):
    return entropy(joint) - entropy(marginals(joint)[0])


@WRONG.of("mutual_information", "bits", BITS, INFORMATION)
def _(joint):
    return information(joint) / math.log(2)


@WRONG.of("mutual_information", "sums-over-everything", EVERYTHING, (TABLES, ROWS, INDEPENDENT, FLOAT32))
def _(joint):
    return information(joint).sum()


@WRONG.of(
    "mutual_information",
    "direction-reversed",
    "You average over what the table would be if the two were independent. The draws come from the table itself.",
    INFORMATION,
)
def _(joint):
    a, b = marginals(joint)
    return (torch.xlogy(a * b, a * b) - torch.xlogy(a * b, joint)).sum(dim=(-2, -1))


@WRONG.of(
    "mutual_information",
    "first-two-axes",
    "Your marginals are taken along the first two axes. The variables are on the last two.",
    (TABLES, ROWS, INDEPENDENT, FLOAT32),
)
def _(joint):
    product = joint.sum(dim=1, keepdim=True) * joint.sum(dim=0, keepdim=True)
    return (torch.xlogy(joint, joint) - torch.xlogy(joint, product)).sum(dim=(-2, -1))


@WRONG.of(
    "mutual_information",
    "share-of-the-entropy",
    "You divide by an entropy. That is a normalised version of it; asked is the amount in nats.",
    INFORMATION,
)
def _(joint):
    return information(joint) / entropy(marginals(joint)[1])


@WRONG.of(
    "mutual_information",
    "against-the-uniform-law",
    "You compare the table with one in which all cells are equal. Independent variables need not have equal cells.",
    INFORMATION,
)
def _(joint):
    return math.log(joint.shape[-1] * joint.shape[-2]) - entropy(joint)


@WRONG.of("mutual_information", "epsilon", EPSILON, (TABLE, TABLES, CELLS, ROWS, INDEPENDENT, UNCHANGED))
def _(joint):
    a, b = marginals(joint)
    return (joint * ((joint + 1e-6) / (a * b + 1e-6)).log()).sum(dim=(-2, -1))


@WRONG.of("mutual_information", "changes-its-argument", MUTATES, (UNCHANGED,))
def _(joint):
    a, b = marginals(joint)
    joint *= (joint / (a * b)).log()
    return joint.nansum(dim=(-2, -1))
