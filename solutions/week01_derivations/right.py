"""Honest variants that must earn every point: loops, NumPy, SciPy, torch.distributions, other algebra and precision.

None of them uses the reference. Each keeps to what the notebook says and to nothing else.
"""

from __future__ import annotations

from autograder.question import RightAnswer

from . import right_derivations, right_discrete, right_formula, right_others

RIGHT_ANSWERS: tuple[RightAnswer, ...] = (
    *right_discrete.RIGHT,
    *right_formula.RIGHT,
    *right_others.RIGHT,
    *right_derivations.RIGHT,
)
