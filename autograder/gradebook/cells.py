"""Keep nbgrader's record of a notebook's cells equal to the released notebook, also after students handed in.

nbgrader's own `SaveCells` refuses to add or remove a cell once a submission exists. Here a new cell is added to every
submission, changed points are changed, and a removed cell goes, unless a person has marked or commented on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    SubmittedNotebook,
    TaskCell,
)

from autograder.errors import AutograderError

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cells:
    """Columns of nbgrader's tables by `grade_id`."""

    grade: dict[str, Columns] = field(default_factory=dict)
    solution: dict[str, Columns] = field(default_factory=dict)
    task: dict[str, Columns] = field(default_factory=dict)
    source: dict[str, Columns] = field(default_factory=dict)


def cells_of(notebook: NotebookNode) -> Cells:
    """What nbgrader keeps of a released notebook's cells."""
    cells = Cells()
    for cell in notebook.cells:
        if not (utils.is_grade(cell) or utils.is_solution(cell) or utils.is_task(cell) or utils.is_locked(cell)):
            continue
        meta = cell.metadata.nbgrader
        name = meta["grade_id"]
        if utils.is_grade(cell):
            cells.grade[name] = {"max_score": float(meta["points"]), "cell_type": cell.cell_type}
        if utils.is_solution(cell):
            cells.solution[name] = {}
        if utils.is_task(cell):
            cells.task[name] = {"max_score": float(meta["points"]), "cell_type": cell.cell_type}
        cells.source[name] = {
            "cell_type": cell.cell_type,
            "locked": utils.is_locked(cell),
            "source": cell.source,
            "checksum": meta.get("checksum"),
        }
    return cells


def register(gradebook: Gradebook, week: str, notebook: NotebookNode, due: datetime | None = None) -> None:
    """Make the database know this release. To be called inside a transaction.

    `due`, with a time zone, is shown in the formgrader and decides nothing; None leaves what is on record.

    Raises:
        AutograderError: a cell was removed from the release that a person has marked or commented on.
    """
    gradebook.update_or_create_assignment(week, **({} if due is None else {"duedate": due}))
    kernelspec = json.dumps(notebook.metadata.get("kernelspec", {}))
    stored = gradebook.update_or_create_notebook(week, week, kernelspec=kernelspec)
    wanted = cells_of(notebook)
    _remove_others(gradebook, stored, wanted)
    for name, columns in wanted.grade.items():
        gradebook.update_or_create_grade_cell(name, week, week, **columns)
    for name, columns in wanted.solution.items():
        gradebook.update_or_create_solution_cell(name, week, week, **columns)
    for name, columns in wanted.task.items():
        gradebook.update_or_create_task_cell(name, week, week, **columns)
    for name, columns in wanted.source.items():
        gradebook.update_or_create_source_cell(name, week, week, **columns)
    gradebook.db.expire_all()
    _complete(gradebook, stored)
    gradebook.db.flush()


def _remove_others(gradebook: Gradebook, stored: Notebook, wanted: Cells) -> None:
    for cell in list(_unwanted(stored, wanted)):
        grades = gradebook.db.query(Grade).filter(Grade.cell_id == cell.id).all()
        comments = gradebook.db.query(Comment).filter(Comment.cell_id == cell.id).all()
        if any(_by_a_person(row) for row in [*grades, *comments]):
            raise AutograderError(
                f"The release no longer has the cell {cell.name!r}, but a person has marked or commented on it. "
                f"Put the cell back, or clear those marks in the formgrader; nothing was changed."
            )
        for row in [*grades, *comments, cell]:
            gradebook.db.delete(row)
    for source in stored.source_cells:
        if source.name not in wanted.source:
            gradebook.db.delete(source)
    gradebook.db.flush()


def _unwanted(stored: Notebook, wanted: Cells) -> Iterator[BaseCell]:
    yield from (cell for cell in stored.grade_cells if cell.name not in wanted.grade)
    yield from (cell for cell in stored.solution_cells if cell.name not in wanted.solution)
    yield from (cell for cell in stored.task_cells if cell.name not in wanted.task)


def _by_a_person(row: Grade | Comment) -> bool:
    if isinstance(row, Comment):
        return bool(row.manual_comment)
    return row.manual_score is not None or row.extra_credit is not None


def _complete(gradebook: Gradebook, stored: Notebook) -> None:
    """Give earlier submissions a grade and a comment for each cell that they do not have yet."""
    for table, kinds in ((Grade, (GradeCell, TaskCell)), (Comment, (SolutionCell, TaskCell))):
        wanted = [cell.id for cell in stored._base_cells if isinstance(cell, kinds)]
        of_this = gradebook.db.query(SubmittedNotebook.id).filter(SubmittedNotebook.notebook_id == stored.id)
        # Pairs of ids, and no objects: a class has thousands, and hardly ever one that lacks any.
        pairs = gradebook.db.query(table.notebook_id, table.cell_id).filter(table.notebook_id.in_(of_this.statement))
        there = {tuple(pair) for pair in pairs}
        for (submitted,) in of_this:
            for cell in wanted:
                if (submitted, cell) not in there:
                    gradebook.db.add(table(notebook_id=submitted, cell_id=cell))
