"""A week's source → what its students receive."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.adapters.nbgrader_release import student_version
from autograder.intake.released import RELEASED
from autograder.question import Week

from .files import DERIVATIONS, Difference, differences, write
from .public import public_checks
from .source import answer_names, notebook_text, read_source


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """What a release did, or with `check` would do."""

    week: str
    folder: Path
    files: tuple[str, ...]  # all that is released, relative to `folder`
    answers: tuple[str, ...]  # names to be answered, in the notebook's order
    differences: tuple[Difference, ...]  # found before anything was written
    checked_only: bool

    @property
    def up_to_date(self) -> bool:
        return not self.differences

    def to_json(self) -> dict[str, Any]:
        return {
            "week": self.week,
            "folder": str(self.folder),
            "files": list(self.files),
            "answers": list(self.answers),
            "differences": [{"path": item.path, "kind": item.kind} for item in self.differences],
            "up_to_date": self.up_to_date,
            "checked_only": self.checked_only,
        }


def release(course: Path, week: Week, *, check: bool = False) -> ReleaseReport:
    """Generate `assignments/WEEK` and nbgrader's `build/source/WEEK` from `solutions/WEEK`.

    The same source gives the same bytes. Raises `UsageError` where the source does not fit the week's questions.

    Args:
        course: the course's folder.
        week: its private data.
        check: write nothing; only report how `assignments/WEEK` differs from what would be released.
    """
    source = read_source(course / "solutions" / week.name / "notebook.py", week)
    files = released_files(source, week)
    folder = course / "assignments" / week.name
    found = differences(folder, files)
    if not check:
        write(folder, files)
        _write_source(course, week, source, files)
    return ReleaseReport(week.name, folder, tuple(sorted(files)), answer_names(source), found, check)


def build_source(course: Path, week: Week) -> tuple[Difference, ...]:
    """Generate nbgrader's `build/source/WEEK` alone; returns how `assignments/WEEK` differs from what it gives."""
    source = read_source(course / "solutions" / week.name / "notebook.py", week)
    files = released_files(source, week)
    _write_source(course, week, source, files)
    return differences(course / "assignments" / week.name, files)


def _write_source(course: Path, week: Week, source: NotebookNode, files: Mapping[str, str]) -> None:
    # nbgrader copies what lies beside a source notebook, so the public checks lie there too.
    write(course / "build" / "source" / week.name, {**files, f"{week.name}.ipynb": notebook_text(source)})


def released_files(source: NotebookNode, week: Week) -> Mapping[str, str]:
    """Text of every released file, by path relative to `assignments/WEEK`."""
    checks = {
        f"tests/{question.name}.py": public_checks(question, week.name)
        for question in week.questions
        if not question.is_prose
    }
    notebook = notebook_text(student_version(source))
    return {f"{week.name}.ipynb": notebook, RELEASED: notebook, **checks, **_notations(week)}


def _notations(week: Week) -> Mapping[str, str]:
    """The letters of each derivation, for the cell in which it is written; start, goal and moves stay here.

    What the letters mean goes along only where the cell is to say which lines follow: a meaning may be what is asked.
    """
    released = {}
    for question in week.questions:
        if question.is_written:
            notation = question.reference().notation
            told = notation if notation.public else notation.for_reading()
            released[f"{DERIVATIONS}/{question.name}.json"] = json.dumps(told.to_json(), indent=1) + "\n"
    return released
