"""Where grading writes, and in which cells of a notebook the marks stand."""

from __future__ import annotations

from pathlib import Path

from autograder.files import plain_name
from autograder.results import QuestionResult

CHECK_PREFIX = "check_"


def autograded_path(out: Path, student: str, week: str) -> Path:
    return out / "autograded" / plain_name(student) / plain_name(week) / f"{week}.ipynb"


def receipt_path(out: Path, student: str, week: str) -> Path:
    return out / "receipts" / plain_name(student) / f"{plain_name(week)}.json"


def grade_id(question: QuestionResult) -> str:
    """Of the cell that carries a question's points: its check cell, or an answer in prose itself."""
    return question.name if question.prose else CHECK_PREFIX + question.name
