"""Everybody's marks as nbgrader's database holds them: a person's marks and extra credit count. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, Student, SubmittedAssignment
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import AutograderError, UsageError

from .database import open_database, sqlite_url


@dataclass(frozen=True, slots=True)
class Mark:
    """One student's points in one assignment.

    Args:
        points, max_points: gained, of how many.
        submitted: when it was handed in; None where that is not on record.
        extension: what nbgrader's database grants this student beyond the due date.
        waiting: a person still has to mark, or to look at, a part of it.
    """

    points: float
    max_points: float
    submitted: datetime | None = None
    extension: timedelta = timedelta()
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """What is on record: every student's mark by assignment, and what each assignment is marked out of."""

    students: Mapping[str, Mapping[str, Mark]]
    max_points: Mapping[str, float]


def load_marks(out: Path) -> Marks:
    """Read OUT/gradebook.db.

    Raises:
        UsageError: there is none.
        AutograderError: it cannot be read.
    """
    path = out / "gradebook.db"
    if not path.is_file():
        raise UsageError(f"no gradebook.db in {out}; run `autograder grade WEEK` first, or give --out")
    try:
        with open_database(sqlite_url(path)) as gradebook:
            return marks_of(gradebook)
    except SQLAlchemyError as error:
        first_line = str(error).partition("\n")[0]
        raise AutograderError(f"{path} could not be read: {first_line}") from error


def marks_of(gradebook: Gradebook) -> Marks:
    """Read an open database. It is of one course, whatever name nbgrader is told to give it."""
    students: dict[str, dict[str, Mark]] = {
        name: {} for (name,) in gradebook.db.query(Student.id).order_by(Student.id).all()
    }
    rows = gradebook.db.query(
        SubmittedAssignment.student_id,
        Assignment.name,
        SubmittedAssignment.score,
        SubmittedAssignment.max_score,
        SubmittedAssignment.timestamp,
        SubmittedAssignment.extension,
        SubmittedAssignment.needs_manual_grade,
    ).join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    for student, name, points, most, submitted, extension, waiting in rows:
        students[student][name] = Mark(
            float(points), float(most), _aware(submitted), extension or timedelta(), bool(waiting)
        )
    assignments = gradebook.db.query(Assignment.name, Assignment.max_score)
    return Marks(students, {name: float(most) for name, most in assignments})


def _aware(time: datetime | None) -> datetime | None:
    """nbgrader keeps UTC without saying so."""
    return None if time is None else time.replace(tzinfo=UTC)
