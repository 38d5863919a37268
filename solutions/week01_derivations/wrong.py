"""The wrong answers that students give to week 1, each with what it loses and what they are told."""

from __future__ import annotations

from autograder.question import WrongAnswer

from . import (
    wrong_derivations,
    wrong_discrete,
    wrong_formula,
    wrong_lognormal,
    wrong_loss,
    wrong_pairs,
    wrong_sampling,
)

WRONG_ANSWERS: tuple[WrongAnswer, ...] = (
    *wrong_discrete.WRONG,
    *wrong_formula.WRONG,
    *wrong_pairs.WRONG,
    *wrong_loss.WRONG,
    *wrong_lognormal.WRONG,
    *wrong_sampling.WRONG,
    *wrong_derivations.WRONG,
)
