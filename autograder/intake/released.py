"""The released notebook, as intake sees it: which cells are ours, which are to be answered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbformat import NotebookNode

from autograder.cell import Cell
from autograder.errors import AutograderError, UsageError
from autograder.written import derivation_name, derivation_text

Role = Literal["given", "answer", "prose", "other"]


@dataclass(frozen=True, slots=True)
class ReleasedCell:
    """One cell of our release.

    Args:
        name: `grade_id`; empty for a cell that nbgrader knows nothing of.
        role: "given" cells are executed as released, "answer" cells as answered, others not at all; of these "prose" is
            answered in a text cell, for a person.
        kind: "code", "markdown" or "raw".
        source: as released.
        points: of a check cell, None for others.
    """

    name: str
    role: Role
    kind: str
    source: str
    points: float | None = None

    @property
    def is_written(self) -> bool:
        """Whether it is an answer in writing, which is not executed."""
        return self.role == "answer" and derivation_name(self.source) is not None


@dataclass(frozen=True)
class Release:
    """What was handed out for a week.

    Args:
        week: name of the week.
        notebook: the released notebook; not to be changed.
        digest: SHA-256 of the released file.
        cells: one for each cell of `notebook`, in its order.
    """

    week: str
    notebook: NotebookNode
    digest: str
    cells: tuple[ReleasedCell, ...]

    @cached_property
    def stubs(self) -> Mapping[str, str]:
        """Source of each answer cell as released, by name, in the notebook's order."""
        return {cell.name: cell.source for cell in self.cells if cell.role == "answer"}

    @cached_property
    def prose(self) -> Mapping[str, str]:
        """Source of each text cell that a person marks as released, by name, in the notebook's order."""
        return {cell.name: cell.source for cell in self.cells if cell.role == "prose"}

    @cached_property
    def written(self) -> frozenset[str]:
        """Names of the answers that are asked in writing."""
        return frozenset(cell.name for cell in self.cells if cell.is_written)

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(self.stubs)


def load_release(course: Path, week_name: str) -> Release:
    """Read `assignments/WEEK/WEEK.ipynb`. Raises `UsageError` where there is none."""
    path = course / "assignments" / week_name / f"{week_name}.ipynb"
    try:
        data = path.read_bytes()
    except OSError:
        raise UsageError(f"{path} cannot be read: run `autograder release {week_name}` first") from None
    try:
        notebook: NotebookNode = nbformat.reads(data.decode(), as_version=4)  # type: ignore[no-untyped-call]
    except Exception as error:
        raise AutograderError(
            f"{path} is no notebook ({type(error).__name__}): run `autograder release {week_name}` to write it anew"
        ) from error
    return Release(week_name, notebook, hashlib.sha256(data).hexdigest(), released_cells(notebook))


def released_cells(notebook: NotebookNode) -> tuple[ReleasedCell, ...]:
    """The cells of a released notebook, or of its source, with what grading does with each."""
    return tuple(_released_cell(cell) for cell in notebook.cells)


def executed_cells(cells: Iterable[ReleasedCell]) -> tuple[Cell, ...]:
    """Those that grading runs: given cells and answers that are code."""
    return tuple(
        Cell(cell.name, cell.source) for cell in cells if cell.role in ("given", "answer") and not cell.is_written
    )


def written_texts(cells: Iterable[ReleasedCell]) -> dict[str, str]:
    """By name, the text of each answer that is asked in writing."""
    return {cell.name: derivation_text(cell.source) for cell in cells if cell.is_written}


def _released_cell(cell: NotebookNode) -> ReleasedCell:
    meta: Mapping[str, Any] = cell.metadata.get("nbgrader", {})
    role: Role = "other"
    if meta.get("solution") and cell.cell_type == "code":
        role = "answer"
    elif meta.get("solution") and meta.get("grade"):
        role = "prose"
    elif "given" in cell.metadata.get("tags", []):
        role = "given"
    points = float(meta["points"]) if meta.get("grade") else None
    return ReleasedCell(meta.get("grade_id", ""), role, cell.cell_type, cell.source, points)
