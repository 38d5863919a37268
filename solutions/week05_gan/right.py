"""Honest variants that must earn every point: loops, NumPy, SciPy, other algebra, other precision and containers.

None of them uses the reference. Each keeps to what the notebook says and to nothing else.
"""

from __future__ import annotations

from autograder.question import RightAnswer

from . import right_derivations, right_divergence, right_game, right_sampling

RIGHT_ANSWERS: tuple[RightAnswer, ...] = (
    *right_game.RIGHT,
    *right_divergence.RIGHT,
    *right_sampling.RIGHT,
    *right_derivations.RIGHT,
)
