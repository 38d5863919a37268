"""What may be told to a student of each question: the points as the gradebook has them, and a person's words or ours.

For places that hold a few lines and no page. The pages in `feedback/` say more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Grade, Gradebook
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import AutograderError
from autograder.results import Decision, SubmissionResult
from autograder.words import one_line, printable

from . import receipts
from .database import cells_of_week, first_line, open_database, sqlite_url
from .decisions import load_decisions
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
            points = _points(gradebook, week)
    except SQLAlchemyError as error:
        raise AutograderError(f"{path} could not be read: {first_line(error)}") from error
    results, given = receipts.load_week(out, week), load_decisions(out, week)
    return {
        student: _remarks(results.get(student), theirs, given.get(student, {})) for student, theirs in points.items()
    }


def _remarks(
    result: SubmissionResult | None, points: Mapping[str, tuple[float, float]], given: Mapping[str, Decision]
) -> tuple[Remark, ...]:
    comments = {cell.removeprefix(CHECK_PREFIX): one.comment for cell, one in given.items() if one.comment}
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
    for student, cell, score, most in cells_of_week(gradebook, week, Grade, Grade.score, Grade.max_score):
        name = cell.removeprefix(CHECK_PREFIX)
        found.setdefault(student, {})[name] = (float(score or 0), float(most or 0))
    return found
