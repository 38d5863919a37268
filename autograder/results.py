"""What the judge hands on to the gradebook, the feedback page and the class report: frozen records of plain data.

Two texts never mix: `messages` may be read by the student; `staff` may hold hidden values and never leaves for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from autograder.rubric import Criterion

VerdictName = Literal["right", "partial", "wrong", "undecided", "missing"]
RowVerdictName = Literal["valid", "invalid", "undecided", "unread"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one submission."""

    name: str
    points: float
    max_points: float
    passed: bool
    shown: Literal["public", "hidden", "secret"]
    message: str = ""  # to the student: what failed and how far off, or could not be decided; never a hidden value
    hint: str = ""  # the author's hint, where the check was lost
    staff: str = ""  # to staff: the same with values
    distance: float = 0.0  # error in units of the tolerance; inf where type, shape or dtype is wrong
    undecided: bool = False  # our side could not decide: a person does
    followed_through: bool = False  # judged with the student's own earlier answer


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row of a derivation. `source` is the student's own text."""

    number: int  # as the student counts rows, from 1
    line: int  # of the cell, the line with the cell's magic not counted
    source: str
    verdict: RowVerdictName
    said: str = ""  # to the student: why it is not valid, or a remark
    staff: str = ""  # to staff: a counterexample in numbers


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person gave for one answer, in the gradebook.

    Args:
        points: that count, in the place of the program's; None where only a comment or extra credit was given.
        comment: to the student.
        extra: credit beyond the question's points.
        again: it is flagged: the person is asked to look once more.
    """

    points: float | None = None
    comment: str = ""
    extra: float = 0.0
    again: bool = False


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question of one submission.

    Args:
        rubric: what a person looks for, where one has to decide.
        prose: the answer is read by a person, and by nothing else.
        answer: sha256 of the answer, where that is text that was not executed; empty where there is none.
        decision: what a person gave; of pages and reports alone, no receipt has it.
    """

    name: str
    title: str
    points: float
    max_points: float
    verdict: VerdictName
    checks: tuple[CheckResult, ...] = ()
    misconception: str | None = None
    messages: tuple[str, ...] = ()  # plain sentences for the student, the most important first
    rows: tuple[RowResult, ...] = ()  # of a derivation, and of nothing else
    rubric: tuple[Criterion, ...] = ()
    prose: bool = False
    answer: str = ""
    decision: Decision | None = None

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "points": self.points,
            "max_points": self.max_points,
            "verdict": self.verdict,
            "misconception": self.misconception,
            "messages": list(self.messages),
        }
        if self.rows:
            told["rows"] = [row_to_json(row) for row in self.rows]
        if self.rubric:
            told["rubric"] = [{"title": one.title, "points": one.points} for one in self.rubric]
        return told


def row_to_json(row: RowResult) -> dict[str, Any]:
    """What may be told of a row to its author."""
    return {"row": row.number, "line": row.line, "source": row.source, "verdict": row.verdict, "said": row.said}


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """One submission, judged. `to_json` is the line that `autograder grade --json` prints."""

    student: str
    week: str
    questions: Mapping[str, QuestionResult]
    repaired: tuple[str, ...] = ()  # what intake put right
    refused: str | None = None  # why the file could not be read; then every question has 0 points
    notes: tuple[str, ...] = ()  # what happened while the notebook ran, in plain sentences
    seconds: float = 0.0
    peak_memory: int = 0  # bytes
    reused: bool = field(default=False, compare=False)  # taken from an unchanged receipt

    @property
    def score(self) -> float:
        return sum(question.points for question in self.questions.values())

    @property
    def max_score(self) -> float:
        return sum(question.max_points for question in self.questions.values())

    def to_json(self) -> dict[str, Any]:
        return {
            "student": self.student,
            "week": self.week,
            "score": self.score,
            "max_score": self.max_score,
            "questions": {name: question.to_json() for name, question in self.questions.items()},
            "repaired": list(self.repaired),
            "refused": self.refused,
        }
