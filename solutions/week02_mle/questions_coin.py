"""Hidden tests about coins: likelihood, posterior mode, Fisher information."""

from __future__ import annotations

import torch

from autograder import compare
from autograder.authoring import and_unchanged, case, exactly
from autograder.question import Bound, Case, Check, Curve, Question
from reference_impl import likelihood

from . import draws
from ._shared import NUMBERS_HINT, PUBLIC, close, near
from .draws import F32

INT, BOOL = torch.int64, torch.bool

COIN_HINT = "A head counts log p, a tail log(1 - p)."
DTYPE_HINT = "Tosses may be int64 or bool: what does your code do with True, and what is 1 - x then?"
EDGE_HINT = (
    "0 log 0 is 0: a face that never showed adds nothing, whatever its probability. What is 0 * (-inf) in torch?"
)

# For the picture of who loses points.
GRID = tuple(round(0.04 * k, 2) for k in range(1, 25))
SIX_OF_EIGHT = torch.tensor([1.0, 1, 1, 1, 1, 1, 0, 0], dtype=torch.float64)

BERNOULLI_LOG_LIKELIHOOD = Question(
    "bernoulli_log_likelihood",
    "Log likelihood of a coin",
    likelihood.bernoulli_log_likelihood,
    and_unchanged(
        Check(
            "a few tosses",
            1,
            (
                case("few", draws.coin, heads=5, tails=3, p=(0.2, 0.4)),
                case("few others", draws.coin, heads=2, tails=5, p=(0.6, 0.9)),
            ),
            close(),
            shown=PUBLIC,
            hint=COIN_HINT,
        ),
        Check(
            "p as a Python float",
            0.5,
            (
                case("ten heads, a fair coin", draws.coin, heads=10, tails=0, p=(0.5, 0.5), dtype=F32, p_is=None),
                case("ten heads, a trick coin", draws.coin, heads=10, tails=0, p=(0.9, 0.9), dtype=F32, p_is=None),
                case("mixed", draws.coin, heads=3, tails=1, p=(0.3, 0.6), dtype=F32, p_is=None),
            ),
            close(),
            shown=PUBLIC,
            hint=NUMBERS_HINT,
        ),
        Check(
            "integers and bools",
            1,
            (
                case("integers", draws.coin, heads=4, tails=2, p=(0.2, 0.4), dtype=INT, p_is=F32),
                case("bools", draws.coin, heads=3, tails=4, p=(0.6, 0.8), dtype=BOOL, p_is=F32),
            ),
            close(),
            hint=DTYPE_HINT,
        ),
        Check(
            "many tosses",
            1,
            (case("many", draws.coin, heads=1500, tails=2000, p=(0.3, 0.5)),),
            close(),
            hint="A product of thousands of probabilities is 0 in any floating dtype. Never form it.",
        ),
        Check(
            "p of 0 or 1, as it was",
            0.5,
            (
                case("never", draws.coin, heads=0, tails=4, p=(0.0, 0.0), dtype=F32, p_is=F32),
                case("always", draws.coin, heads=5, tails=0, p=(1.0, 1.0), dtype=F32, p_is=F32),
            ),
            # -0.0 is as good as 0. And float32, for who treats the ends apart writes torch.tensor(0.0).
            close(),
            requires=("a few tosses",),
            hint=EDGE_HINT,
        ),
        Check(
            "p of 0 or 1, impossible",
            0.5,
            (
                case("never, but once", draws.coin, heads=1, tails=4, p=(0.0, 0.0), dtype=F32, p_is=F32),
                case("always, but twice", draws.coin, heads=5, tails=2, p=(1.0, 1.0), dtype=F32, p_is=F32),
            ),
            close(),
            requires=("a few tosses",),
            hint="What a model rules out has probability 0, and log 0 is -inf: do not keep it finite.",
        ),
        Check(
            "float32",
            0.5,
            (case("float32", draws.coin, heads=8, tails=11, p=(0.2, 0.4), dtype=F32, p_is=F32),),
            close(),
            hint=COIN_HINT,
        ),
    ),
    curve=Curve(
        tuple(Case(f"curve at {p}", exactly(p=torch.tensor(p, dtype=torch.float64), x=SIX_OF_EIGHT)) for p in GRID),
        "p",
        "log likelihood",
        "p from 0.04 to 0.96 in steps of 0.04, six heads and two tails: x = torch.tensor([1., 1, 1, 1, 1, 1, 0, 0])",
        at=GRID,
    ),
)

MAP_HINT = (
    "Where is the highest point of the posterior density? Multiply prior and likelihood, take the log, differentiate."
)

BERNOULLI_MAP = Question(
    "bernoulli_map",
    "Posterior mode of a coin",
    likelihood.bernoulli_map,
    and_unchanged(
        Check(
            "a few tosses",
            1.5,
            (
                case("few", draws.coin_and_prior, heads=5, tails=3, a=(2.2, 2.8), b=(4.0, 6.0)),
                case("few others", draws.coin_and_prior, heads=1, tails=3, a=(3.0, 4.0), b=(1.2, 1.6)),
            ),
            near(),
            shown=PUBLIC,
            hint=MAP_HINT,
        ),
        Check(
            "integers and bools",
            1,
            (
                case("integers", draws.coin_and_prior, heads=4, tails=2, a=(1.3, 1.7), b=(2.2, 2.8), dtype=INT),
                case("bools", draws.coin_and_prior, heads=3, tails=4, a=(5.2, 5.8), b=(2.2, 2.8), dtype=BOOL),
            ),
            near(),
            hint="Tosses may be int64 or bool: does your code count True as 1, and can it take a mean of integers?",
        ),
        Check(
            "only heads or only tails",
            0.5,
            (
                case("only heads", draws.coin_and_prior, heads=4, tails=0, a=(1.3, 1.7), b=(2.2, 2.8)),
                case("a single tail", draws.coin_and_prior, heads=0, tails=1, a=(2.2, 2.8), b=(1.3, 1.7)),
            ),
            near(),
            hint="The prior has its say here too.",
        ),
        Check(
            "float32",
            0.5,
            (case("float32", draws.coin_and_prior, heads=6, tails=9, a=(2.2, 2.8), b=(4.0, 6.0), dtype=F32),),
            near(),
            hint=MAP_HINT,
        ),
    ),
)

BERNOULLI_FISHER_INFORMATION = Question(
    "bernoulli_fisher_information",
    "Fisher information of one toss",
    likelihood.bernoulli_fisher_information,
    (
        Check(
            "expression",
            3,
            (case("expression", draws.nothing),),
            compare.expression(domain={"p": (0.0, 1.0)}),
            ask=Bound(),
            hint="The score of a toss takes two values, one for heads and one for tails; average its square.",
        ),
    ),
)
