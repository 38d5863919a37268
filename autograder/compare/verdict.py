"""What a comparator returns."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

# The precision that an answer is held to: that of the least precise floating input.
Precision = Literal["float32", "float64"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Right or wrong, how far off, and two texts so that a hidden value cannot leak by formatting."""

    passed: bool
    distance: float = 0.0  # error in units of the tolerance: at most 1 passes; inf for a wrong type, shape or dtype
    to_student: str = ""
    to_staff: str = ""
    undecided: bool = False


# `(got, want, precision)`: `got` is an `autograder.collect.wire` value, `want` what the reference returned.
Comparator = Callable[[Any, Any, Precision], Verdict]


def rejected(text: str, *, staff: str = "") -> Verdict:
    """Refuse an answer that has the wrong kind, shape, dtype or is not finite."""
    return Verdict(passed=False, distance=math.inf, to_student=text, to_staff=staff or text)
