"""Who would move in a regrade, and by how much, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.results import SubmissionResult


@dataclass(frozen=True, slots=True)
class Change:
    """One student's points in one question. None: it was not, or will no longer be, there."""

    student: str
    question: str
    before: float | None
    after: float | None

    @property
    def delta(self) -> float:
        return (self.after or 0.0) - (self.before or 0.0)


def changes(old: Mapping[str, SubmissionResult], new: Mapping[str, SubmissionResult]) -> list[Change]:
    """Every question of every student whose points differ, in the order of students, then of questions.

    Args:
        old: results on record, by student (see `receipts.load_week`).
        new: results of the regrade, by student; a student who is absent here keeps what is on record.
    """
    found = []
    for student in sorted(new):
        before = _points(old.get(student))
        after = _points(new[student])
        for question in [*after, *(name for name in before if name not in after)]:
            change = Change(student, question, before.get(question), after.get(question))
            if change.before != change.after:
                found.append(change)
    return found


def _points(result: SubmissionResult | None) -> dict[str, float]:
    return {} if result is None else {name: question.points for name, question in result.questions.items()}
