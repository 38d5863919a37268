"""What a person looks for in an answer, and what it is worth: frozen data, as an author writes it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric.

    Args:
        title: what is looked for, in a few words; students see it, with its points.
        points: of whoever fulfils all of it; more than 0.
        for_staff: for whoever marks: what counts and what does not. Shown in the formgrader, and to no student.
    """

    title: str
    points: float
    for_staff: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a criterion needs a title: students are told what is looked for")
        if not (self.points > 0 and math.isfinite(self.points)):
            raise ValueError(f"criterion {self.title!r} has {self.points} points; a criterion is worth more than 0")


def worth(rubric: Iterable[Criterion]) -> float:
    """Points of all criteria together."""
    return sum(criterion.points for criterion in rubric)
