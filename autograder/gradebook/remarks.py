"""What may be told to a student of each question: the points as the gradebook has them, and a person's words or ours.

For places that hold a few lines and no page. The pages in `feedback/` say more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, BaseCell, Comment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import AutograderError
from autograder.results import SubmissionResult
from autograder.words import one_line, printable

from . import receipts
from .database import first_line, open_database, sqlite_url
from .places import CHECK_PREFIX
from .words import told


@dataclass(frozen=True, slots=True)
class Remark:
    """Of one question: `points` of `max_points`, a person's marks and extra credit included, and lines of text."""

    question: str
    points: float
    max_points: float
    lines: tuple[str, ...] = ()


def load_remarks(out: Path, week: str) -> Mapping[str, tuple[Remark, ...]]:
    """Remarks by student, from OUT/gradebook.db and the receipts beside it. A person's comment takes ours' place.

    Raises:
        AutograderError: the gradebook cannot be read.
    """
    path = out / "gradebook.db"
    try:
        with open_database(sqlite_url(path)) as gradebook:
            points, comments = _points(gradebook, week), _comments(gradebook, week)
    except SQLAlchemyError as error:
        raise AutograderError(f"{path} could not be read: {first_line(error)}") from error
    results = receipts.load_week(out, week)
    return {
        student: _remarks(results.get(student), theirs, comments.get(student, {})) for student, theirs in points.items()
    }


def _remarks(
    result: SubmissionResult | None, points: Mapping[str, tuple[float, float]], comments: Mapping[str, str]
) -> tuple[Remark, ...]:
    if result is not None and result.refused is not None and not comments:
        gained, most = (sum(column) for column in zip(*points.values(), strict=True))
        return (Remark("", gained, most, (f"Not graded: {one_line(result.refused)}",)),)
    questions = result.questions if result is not None else {}
    ordered = [*(name for name in questions if name in points), *sorted(points.keys() - questions.keys())]
    remarks = []
    for name in ordered:
        lines = told(questions[name]) if name in questions else []
        if comment := comments.get(name):
            lines = printable(comment).splitlines()
        remarks.append(Remark(name, *points[name], tuple(lines)))
    return tuple(remarks)


def _points(gradebook: Gradebook, week: str) -> dict[str, dict[str, tuple[float, float]]]:
    found: dict[str, dict[str, tuple[float, float]]] = {}
    query = gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, Grade.score, Grade.max_score)
    for student, cell, score, most in _of_week(query.select_from(Grade), Grade, week):
        name = cell.removeprefix(CHECK_PREFIX)
        found.setdefault(student, {})[name] = (float(score or 0), float(most or 0))
    return found


def _comments(gradebook: Gradebook, week: str) -> dict[str, dict[str, str]]:
    """What persons wrote, by student and by question."""
    found: dict[str, dict[str, str]] = {}
    query = gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, Comment.manual_comment)
    for student, cell, comment in _of_week(query.select_from(Comment), Comment, week):
        if comment:
            found.setdefault(student, {})[cell.removeprefix(CHECK_PREFIX)] = comment
    return found


def _of_week(query: Any, table: Any, week: str) -> Any:
    """The rows of one assignment, of what is kept for each cell of each submission."""
    return (
        query.join(BaseCell, BaseCell.id == table.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == week)
    )
