"""The wrong answers that students give to week 4, each with what it loses and what they are told."""

from __future__ import annotations

from autograder.question import WrongAnswer

from . import wrong_derivations, wrong_draws, wrong_elbo, wrong_gaussian, wrong_recon

WRONG_ANSWERS: tuple[WrongAnswer, ...] = (
    *wrong_gaussian.WRONG,
    *wrong_recon.WRONG,
    *wrong_draws.WRONG,
    *wrong_elbo.WRONG,
    *wrong_derivations.WRONG,
)
