"""Honest variants that must earn every point: loops, NumPy, SciPy, other algebra, other precision and containers.

None of them uses the reference's formulas. Each keeps to what the notebook says and to nothing else.
"""

from __future__ import annotations

from autograder.question import RightAnswer

from . import right_bound, right_derivations, right_gaussian

RIGHT_ANSWERS: tuple[RightAnswer, ...] = (*right_gaussian.RIGHT, *right_bound.RIGHT, *right_derivations.RIGHT)
