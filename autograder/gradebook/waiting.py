"""What waits for a person, as nbgrader's database and the receipts have it. Nothing is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Query

from autograder.errors import AutograderError, UsageError
from autograder.results import QuestionResult
from autograder.words import ROWS, counted, joined, one_line, points

from . import receipts
from .database import first_line, open_database, sqlite_url
from .places import CHECK_PREFIX
from .words import NOT_GRADED

Why = Literal["written", "undecided", "review", "refused"]

MOST_LINES: Final = 3  # of a derivation that are named
_GRADED, _TASKS = GradeCell.__table__, TaskCell.__table__
_MOST = func.coalesce(_GRADED.c.max_score, _TASKS.c.max_score)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that a person has to do.

    Args:
        week: of the assignment.
        question: its name; empty where the whole notebook is meant.
        student: whose answer it is.
        why: "written" (an answer in prose), "undecided" (the program could not decide), "review" (a person's mark,
            under which the answer or the automatic mark has changed) or "refused" (the notebook could not be read).
        detail: the same in words, with what is known.
        points: how many hang on it: what may still be added to the certain ones, of a review all.
        max_points: of the question, or of the whole notebook.
        since: when it was handed in; None where that is not on record.
        submission: nbgrader's identity of the submitted notebook, by which the formgrader opens it.
    """

    week: str
    question: str
    student: str
    why: Why
    detail: str
    points: float
    max_points: float
    since: datetime | None
    submission: str

    @property
    def opens(self) -> str:
        """Path of the page below a Jupyter server's address; empty where there is nothing to mark."""
        return "" if self.why == "refused" else f"/formgrader/submissions/{self.submission}/"

    def to_json(self) -> dict[str, Any]:
        return {
            "week": self.week,
            "question": self.question or None,
            "student": self.student,
            "why": self.why,
            "detail": self.detail,
            "points": self.points,
            "max_points": self.max_points,
            "since": None if self.since is None else self.since.isoformat(),
            "open": self.opens or None,
        }


def load_waiting(out: Path, week: str | None = None) -> tuple[Waiting, ...]:
    """All that waits, of one week or of all: the oldest first, what has no time on record last.

    Args:
        out: folder of the gradebook and the receipts.
        week: None means every assignment.

    Raises:
        UsageError: there is no gradebook.
        AutograderError: it cannot be read.
    """
    path = out / "gradebook.db"
    if not path.is_file():
        raise UsageError(f"no gradebook.db in {out}; run `autograder grade WEEK` first, or give --out")
    try:
        with open_database(sqlite_url(path)) as gradebook:
            found = [*_marks(gradebook, out, week), *_refused(gradebook, week)]
    except SQLAlchemyError as error:
        raise AutograderError(f"{path} could not be read: {first_line(error)}") from error
    return tuple(sorted(found, key=lambda one: (one.since or _NEVER, one.week, one.question, one.student)))


def _marks(gradebook: Gradebook, out: Path, week: str | None) -> Iterator[Waiting]:
    """Every mark that is flagged, in one query; receipts are read of those alone that the program left undecided."""
    written = _written(gradebook)
    rows = (
        _of_week(gradebook, week, Grade, BaseCell.name, Grade.auto_score, Grade.manual_score, _MOST)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .outerjoin(_GRADED, _GRADED.c.id == Grade.cell_id)
        .outerjoin(_TASKS, _TASKS.c.id == Grade.cell_id)
        .filter(Grade.needs_manual_grade)
    )
    for name, student, time, submission, cell, auto, manual, most in rows:
        certain, most = float(auto or 0.0), float(most or 0.0)
        one = Waiting(
            week=name,
            question=cell.removeprefix(CHECK_PREFIX),
            student=student,
            why="written",
            detail="an answer in words",
            points=most - certain,
            max_points=most,
            since=_aware(time),
            submission=submission,
        )
        if manual is not None:
            yield dataclasses.replace(one, why="review", points=most, detail=_review(float(manual), auto))
        elif (name, cell) in written:
            yield one
        else:
            yield _undecided(one, out)


def _review(manual: float, auto: float | None) -> str:
    now = "" if auto is None else f"; the program's own is now {points(auto)}"
    return f"marked {points(manual)} by a person, and changed since{now}"


def _undecided(one: Waiting, out: Path) -> Waiting:
    receipt = receipts.load(out, one.student, one.week)
    question = None if receipt is None else receipt.to_result().questions.get(one.question)
    if question is None or question.verdict != "undecided":
        return dataclasses.replace(one, why="undecided", detail="no mark yet; grade the week again")
    hangs = sum(check.max_points for check in question.checks if check.undecided)
    return dataclasses.replace(one, why="undecided", detail=_reason(question), points=hangs or one.points)


def _reason(question: QuestionResult) -> str:
    """Which lines of a derivation, or what the first check says that could not be decided."""
    lines = [row for row in question.rows if row.verdict in ("undecided", "unread")]
    if lines:
        told = [f"line {row.line} {ROWS[row.verdict][1]}" for row in lines[:MOST_LINES]]
        more = len(lines) - MOST_LINES
        return joined([*told, *([counted(more, "further line")] if more > 0 else [])])
    said = [check.message or check.staff for check in question.checks if check.undecided]
    return one_line(next((text for text in said if text), "the program could not decide it"))


def _refused(gradebook: Gradebook, week: str | None) -> Iterator[Waiting]:
    """Notebooks that could not be read; one that a person has marked or commented on is dealt with."""
    of_person = [(Grade, Grade.manual_score), (Comment, Comment.manual_comment)]
    dealt_with = [select(table.notebook_id).where(given.isnot(None)) for table, given in of_person]
    comments = (
        _of_week(gradebook, week, Comment, func.min(Comment.auto_comment), Assignment.max_score)
        .filter(Comment.auto_comment.startswith(NOT_GRADED, autoescape=True))
        .filter(*(SubmittedNotebook.id.notin_(some) for some in dealt_with))
        .group_by(SubmittedNotebook.id)
    )
    for name, student, time, submission, comment, most in comments:
        why = one_line(comment.removeprefix(NOT_GRADED))
        yield Waiting(name, "", student, "refused", why, float(most), float(most), _aware(time), submission)


def _of_week(gradebook: Gradebook, week: str | None, table: Any, *columns: Any) -> Query[Any]:
    query: Query[Any] = (
        gradebook.db.query(
            Assignment.name,
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedNotebook.id,
            *columns,
        )
        .select_from(table)
        .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    )
    return query if week is None else query.filter(Assignment.name == week)


def _written(gradebook: Gradebook) -> set[tuple[str, str]]:
    """Week and name of every cell in which an answer stands that is marked there: in words, or a task of nbgrader's."""
    found: set[tuple[str, str]] = set()
    for kind in (SolutionCell, TaskCell):
        rows = (
            gradebook.db.query(Assignment.name, kind.name)
            .select_from(kind)
            .join(Notebook, Notebook.id == kind.notebook_id)
            .join(Assignment, Assignment.id == Notebook.assignment_id)
        )
        found |= {(week, cell) for week, cell in rows}
    return found


def _aware(time: datetime | None) -> datetime | None:
    """nbgrader keeps UTC without saying so."""
    return None if time is None else time.replace(tzinfo=UTC)
