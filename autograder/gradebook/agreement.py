"""Whether the gradebook holds what a receipt says: not so after a backup was put back, or the database was lost."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Comment, Grade
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import AutograderError
from autograder.results import SubmissionResult

from .book import auto_comment, auto_score
from .database import cells_of_week, open_database, sqlite_url, unusable
from .places import grade_id


@dataclass(slots=True)
class Held:
    """What the gradebook holds of one submission: automatic points and comments by the name of their cell."""

    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)

    def agrees(self, result: SubmissionResult) -> bool:
        """Whether these are the points and comments of `result`. What a person gave is not looked at."""
        for question in result.questions.values():
            name = grade_id(question)
            if name not in self.scores or not _same(self.scores[name], auto_score(question, result)):
                return False
            if question.name in self.comments and self.comments[question.name] != auto_comment(question.name, result):
                return False
        return True


def held(out: Path, week: str) -> Mapping[str, Held]:
    """Of each student what OUT/gradebook.db holds of a week; nothing where there is no such file.

    Raises:
        AutograderError: it cannot be read.
    """
    path = out / "gradebook.db"
    if not path.is_file():
        return {}
    try:
        with open_database(sqlite_url(path)) as gradebook:
            found: dict[str, Held] = {}
            for table, value in ((Grade, Grade.auto_score), (Comment, Comment.auto_comment)):
                for student, cell, value_there in cells_of_week(gradebook, week, table, value):
                    one = found.setdefault(student, Held())
                    (one.scores if table is Grade else one.comments)[cell] = value_there
    except SQLAlchemyError as error:
        raise AutograderError(unusable(path, error)) from error
    return found


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other)
