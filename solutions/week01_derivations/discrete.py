"""Questions about laws on a table: entropy, cross-entropy, divergence, mutual information."""

from __future__ import annotations

from functools import partial

import torch

from autograder import compare
from autograder.authoring import and_unchanged, case
from autograder.question import Check, Question, Shown
from reference_impl import information

from . import draws, follow

# float64: sums of ordinary terms are right to some 1e-15; 1e-8 inside a logarithm is not, and 1e-12 is let pass.
# float32: what is left of three entropies of which little is left is right to some 5e-7.
close = partial(compare.tensor, float64=(1e-10, 1e-10), float32=(3e-5, 5e-6))

FLOAT32 = torch.float32
ZERO_HINT = "0 * log(0) is 0 * -inf, and a computer says nan. What is p log p at p = 0?"
BATCH_HINT = "The outcomes are on the last axis, whatever comes before it: none, one or several axes."
INFINITE_HINT = (
    "Where p > 0 = q the result is inf. A small constant inside the logarithm, or nan_to_num, makes it finite."
)

ENTROPY = Question(
    "entropy",
    "Entropy",
    information.entropy,
    and_unchanged(
        Check(
            "one law",
            1,
            (case("five", draws.one, shape=(5,)),),
            close(),
            shown=Shown.PUBLIC,
            hint="The mean surprise: each logarithm weighs as much as its outcome is probable. Which base?",
        ),
        Check(
            "many laws",
            1,
            (
                case("batch", draws.one, shape=(3, 4)),
                case("as many as outcomes", draws.one, shape=(4, 4)),
                case("grid", draws.one, shape=(2, 3, 5)),
                case("long", draws.one, shape=(2, 20)),
                case("an axis of one", draws.one, shape=(1, 3, 2)),
            ),
            close(),
            hint=BATCH_HINT,
        ),
        Check(
            "outcomes of probability 0",
            1,
            (
                case("zeros", draws.one_on, p=(1, 0, 1, 1, 0)),
                case("zeros in a batch", draws.one_on, p=((1, 0, 1, 1), (1, 1, 1, 1), (0, 1, 1, 0))),
            ),
            close(),
            hint=ZERO_HINT,
        ),
        Check(
            "certain outcomes, one outcome",
            0.5,
            (
                case("certain", draws.one_on, p=((0, 1, 0), (1, 1, 1), (0, 0, 1), (1, 1, 0))),
                case("K = 1", draws.one, shape=(1,)),
                case("K = 1, batch", draws.one, shape=(3, 1)),
            ),
            close(),
            hint="A certain outcome has entropy 0, also where there is no other. The result has p's shape without K.",
        ),
        Check(
            "float32",
            0.5,
            (
                case("float32", draws.one, shape=(6,), dtype=FLOAT32),
                case("float32 grid", draws.one, shape=(2, 3, 5), dtype=FLOAT32),
            ),
            close(),
        ),
    ),
)

BOTH_ZERO = {"p": ((1, 0, 1, 1, 1), (1, 1, 1, 0, 0)), "q": ((1, 0, 1, 1, 1), (1, 1, 1, 0, 0))}
# Rows with and without an infinite result; where p is 0 here, q is not.
IMPOSSIBLE = {"p": ((1, 1, 1, 1), (1, 1, 0, 1), (0, 1, 1, 1)), "q": ((1, 0, 1, 1), (1, 1, 1, 1), (1, 1, 1, 0))}

CROSS_ENTROPY = Question(
    "cross_entropy",
    "Cross-entropy",
    information.cross_entropy,
    and_unchanged(
        Check(
            "one pair of laws",
            1,
            (case("five", draws.two, shape=(5,)),),
            close(),
            shown=Shown.PUBLIC,
            hint="The draws come from p; the surprise is that of somebody who believes in q.",
        ),
        Check(
            "many pairs of laws",
            1,
            (
                case("batch", draws.two, shape=(3, 4)),
                case("as many as outcomes", draws.two, shape=(4, 4)),
                case("grid", draws.two, shape=(2, 3, 5)),
                case("two outcomes", draws.two, shape=(3, 2)),
                case("K = 1", draws.two, shape=(3, 1)),
            ),
            close(),
            hint=BATCH_HINT,
        ),
        Check(
            "outcomes where both are 0",
            0.5,
            (case("both", draws.two_on, **BOTH_ZERO), case("both, one pair", draws.two_on, p=(1, 0, 1), q=(1, 0, 1))),
            close(),
            hint=ZERO_HINT,
        ),
        Check(
            "infinite",
            1,
            (
                case("impossible", draws.two_on, **IMPOSSIBLE),
                case("impossible, one pair", draws.two_on, p=(1, 1, 1), q=(1, 1, 0)),
            ),
            close(),
            hint=INFINITE_HINT,
        ),
        Check(
            "float32",
            0.5,
            (
                case("float32", draws.two, shape=(6,), dtype=FLOAT32),
                case("float32 grid", draws.two, shape=(2, 3, 5), dtype=FLOAT32),
            ),
            close(),
        ),
    ),
    follow.CROSS_ENTROPY,
)

KL_DIVERGENCE = Question(
    "kl_divergence",
    "Kullback-Leibler divergence",
    information.kl_divergence,
    and_unchanged(
        Check(
            "one pair of laws",
            1,
            # Two pairs: in one of them the errors of an epsilon may by chance cancel.
            (case("five", draws.two, shape=(5,)), case("four", draws.two, shape=(4,))),
            close(float64=(1e-11, 1e-11)),
            shown=Shown.PUBLIC,
            hint="The mean over draws from p. It has a direction: which of the two laws is in the numerator?",
        ),
        Check(
            "many pairs of laws",
            1,
            (
                case("batch", draws.two, shape=(3, 4)),
                case("as many as outcomes", draws.two, shape=(4, 4)),
                case("grid", draws.two, shape=(2, 3, 5)),
                case("the first two the same", draws.one_equal, shape=(3, 6)),
                case("K = 1", draws.two, shape=(3, 1)),
            ),
            close(),
            hint=BATCH_HINT,
        ),
        Check(
            "outcomes that only q allows",
            0.5,
            (
                case("only q", draws.two_on, p=((1, 0, 1, 1), (1, 1, 1, 0)), q=((1, 1, 1, 1), (1, 1, 1, 1))),
                case("only q, one pair", draws.two_on, p=(0, 1, 1), q=(1, 1, 1)),
                # With few outcomes p may by chance exceed q wherever it is not 0.
                case("only q, six", draws.two_on, p=((1, 1, 1, 0, 1, 1), (1, 0, 1, 1, 1, 1)), q=((1,) * 6, (1,) * 6)),
            ),
            close(),
            hint=ZERO_HINT,
        ),
        Check(
            "outcomes where both are 0",
            0.5,
            (case("both", draws.two_on, **BOTH_ZERO), case("both, one pair", draws.two_on, p=(1, 0, 1), q=(1, 0, 1))),
            close(),
            hint="0 / 0 is nan, and so is log(0) - log(0). What does an outcome with p = 0 add, whatever q is?",
        ),
        Check(
            "infinite",
            1,
            (
                case("impossible", draws.two_on, p=((1, 1, 1, 1), (1, 1, 1, 1)), q=((1, 0, 1, 1), (1, 1, 1, 1))),
                case("impossible, last", draws.two_on, p=((1, 1, 1),) * 3, q=((1, 1, 1), (1, 1, 1), (0, 1, 1))),
            ),
            close(),
            hint=INFINITE_HINT,
        ),
        Check(
            "float32",
            0.5,
            (
                case("float32", draws.two, shape=(6,), dtype=FLOAT32),
                case("float32 grid", draws.two, shape=(2, 3, 5), dtype=FLOAT32),
            ),
            close(),
        ),
    ),
    follow.KL_DIVERGENCE,
)

MUTUAL_INFORMATION = Question(
    "mutual_information",
    "Mutual information",
    information.mutual_information,
    and_unchanged(
        Check(
            "one table",
            1,
            (case("2 by 3", draws.joint, shape=(2, 3)),),
            close(float64=(1e-11, 1e-11)),
            shown=Shown.PUBLIC,
            hint="Compare the table with the one that the same marginals would give if they were independent.",
        ),
        Check(
            "many tables",
            1,
            (
                case("batch", draws.joint, shape=(3, 2, 4)),
                case("grid", draws.joint, shape=(2, 3, 5, 4)),
                case("as many as rows", draws.joint, shape=(4, 4, 3)),
                case("square", draws.joint, shape=(2, 3, 3)),
            ),
            close(),
            hint="The two variables are on the last two axes, whatever comes before them.",
        ),
        Check(
            "cells of 0",
            1,
            (
                case("cells", draws.joint_on, cells=((1, 0, 1), (1, 1, 1))),
                case("a function of the other", draws.joint_on, cells=((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 0))),
            ),
            close(),
            hint=ZERO_HINT,
        ),
        Check(
            "rows and columns of 0",
            0.5,
            (
                case("row", draws.joint_on, cells=((1, 1, 1), (0, 0, 0), (1, 0, 1), (1, 1, 1))),
                case("column", draws.joint_on, cells=(((1, 1, 0), (1, 1, 0)), ((1, 0, 1), (1, 1, 1)))),
            ),
            close(),
            hint="Of a value that never occurs not even a conditional law exists. It adds nothing.",
        ),
        Check(
            "independent variables",
            1,
            (case("independent", draws.independent, A=3, B=4),),
            close(),
            hint="Variables that have nothing to do with each other have mutual information 0.",
        ),
        Check(
            "float32",
            0.5,
            (
                case("float32", draws.joint, shape=(3, 2), dtype=FLOAT32),
                case("float32 batch", draws.joint, shape=(2, 3, 5), dtype=FLOAT32),
            ),
            close(),
        ),
    ),
    follow.MUTUAL_INFORMATION,
)
