"""The wrong answers that students give to week 6, each with what it loses and what they are told."""

from __future__ import annotations

from autograder.question import WrongAnswer

from . import wrong_derivations, wrong_forward, wrong_reverse, wrong_sampling, wrong_schedule

WRONG_ANSWERS: tuple[WrongAnswer, ...] = (
    *wrong_schedule.WRONG,
    *wrong_forward.WRONG,
    *wrong_reverse.WRONG,
    *wrong_sampling.WRONG,
    *wrong_derivations.WRONG,
)
