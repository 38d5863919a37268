"""What persons gave in the formgrader, for pages and reports. Nothing is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from nbgrader.api import Comment, Grade, Gradebook
from sqlalchemy import or_
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import AutograderError
from autograder.results import Decision, QuestionResult, SubmissionResult, VerdictName

from .database import cells_of_week, first_line, open_database, sqlite_url
from .places import grade_id

# Of each student, by the name of the cell: the points' cell, or that of the answer, which has the comment.
Decisions = Mapping[str, Mapping[str, Decision]]


def load_decisions(out: Path, week: str) -> Decisions:
    """What OUT/gradebook.db holds of persons' marks and comments of a week; nothing where there is no such file.

    Raises:
        AutograderError: it cannot be read.
    """
    path = out / "gradebook.db"
    if not path.is_file():
        return {}
    try:
        with open_database(sqlite_url(path)) as gradebook:
            return _decisions(gradebook, week)
    except SQLAlchemyError as error:
        raise AutograderError(f"{path} could not be read: {first_line(error)}") from error


def decided(result: SubmissionResult, decisions: Mapping[str, Decision]) -> SubmissionResult:
    """The same result with what persons gave: their points count, and what they have decided waits no more.

    Args:
        result: from a receipt.
        decisions: of its student, by the name of the cell.
    """
    if not decisions:
        return result
    questions = {name: _decided(question, decisions) for name, question in result.questions.items()}
    return dataclasses.replace(result, questions=questions)


def _decided(question: QuestionResult, decisions: Mapping[str, Decision]) -> QuestionResult:
    mark = decisions.get(grade_id(question), Decision())
    said = decisions.get(question.name, Decision())
    decision = dataclasses.replace(mark, comment=said.comment)
    if decision == Decision():
        return question
    if decision.points is None:
        return dataclasses.replace(question, points=question.points + decision.extra, decision=decision)
    points = decision.points + decision.extra
    verdict: VerdictName = _verdict(decision.points, question.max_points)
    return dataclasses.replace(question, points=points, verdict=verdict, decision=decision)


def _verdict(points: float, most: float) -> VerdictName:
    if points >= most:
        return "right"
    return "partial" if points > 0 else "wrong"


def _decisions(gradebook: Gradebook, week: str) -> Decisions:
    found: dict[str, dict[str, Decision]] = {}
    by_hand = or_(Grade.manual_score.isnot(None), Grade.extra_credit.isnot(None))
    columns = (Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)
    for student, cell, points, extra, flagged in cells_of_week(gradebook, week, Grade, *columns).filter(by_hand):
        again = bool(flagged) and points is not None
        found.setdefault(student, {})[cell] = Decision(points, "", float(extra or 0.0), again)
    commented = cells_of_week(gradebook, week, Comment, Comment.manual_comment).filter(
        Comment.manual_comment.isnot(None)
    )
    for student, cell, comment in commented:
        own = found.setdefault(student, {})
        own[cell] = dataclasses.replace(own.get(cell, Decision()), comment=str(comment).strip())
    return found
