"""The wrong answers that students give to week 5, each with what it loses and what they are told."""

from __future__ import annotations

from autograder.question import WrongAnswer

from . import wrong_bound, wrong_derivations, wrong_divergence, wrong_game, wrong_losses, wrong_sampling

WRONG_ANSWERS: tuple[WrongAnswer, ...] = (
    *wrong_game.WRONG,
    *wrong_divergence.WRONG,
    *wrong_sampling.WRONG,
    *wrong_losses.WRONG,
    *wrong_bound.WRONG,
    *wrong_derivations.WRONG,
)
