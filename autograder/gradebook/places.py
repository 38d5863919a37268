"""Where grading writes."""

from __future__ import annotations

from pathlib import Path

from autograder.files import plain_name


def autograded_path(out: Path, student: str, week: str) -> Path:
    return out / "autograded" / plain_name(student) / plain_name(week) / f"{week}.ipynb"


def receipt_path(out: Path, student: str, week: str) -> Path:
    return out / "receipts" / plain_name(student) / f"{plain_name(week)}.json"
