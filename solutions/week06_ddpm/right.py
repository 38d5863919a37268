"""Honest variants that must earn every point: loops, NumPy, logarithms, other algebra, other precision and containers.

None of them uses the reference. Each keeps to what the notebook says and to nothing else.
"""

from __future__ import annotations

from autograder.question import RightAnswer

from . import right_derivations, right_forward, right_reverse

RIGHT_ANSWERS: tuple[RightAnswer, ...] = (*right_forward.RIGHT, *right_reverse.RIGHT, *right_derivations.RIGHT)
