"""A week's source notebook: jupytext percent in, nbgrader's source notebook out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.errors import UsageError
from autograder.question import Bound, Week
from autograder.words import counted_points
from autograder.written import derivation_name

SCHEMA_VERSION = 3  # of nbgrader's cell metadata
RUBRIC_PREFIX = "rubric_"  # of the grade_id of the cell that tells students how prose is marked

_SOLUTION = re.compile(r"^[^\n]*BEGIN SOLUTION[^\n]*\n(.*?)^[^\n]*END SOLUTION", re.DOTALL | re.MULTILINE)
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def read_source(path: Path, week: Week) -> NotebookNode:
    """The notebook at `path` as nbgrader's `source/` wants it: complete metadata, points, steady cell ids.

    Raises `UsageError` where the file is missing, or its cells and the week's questions do not fit together.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); a week keeps its source notebook there") from None
    notebook: NotebookNode = jupytext.reads(text, fmt="py:percent")
    _require_fit(path, notebook, week)
    notebook.cells = [written for cell in notebook.cells for written in _with_rubric(cell, week)]
    for cell in notebook.cells:
        _uncomment(cell, week, path)
    taken: set[str] = set()
    for cell in notebook.cells:
        _complete(cell, week)
        cell["id"] = _steady_id(cell, taken)
    notebook.metadata.clear()
    notebook.metadata.update(autograder={"week": week.name}, kernelspec=_KERNEL, language_info={"name": "python"})
    notebook.nbformat_minor = 5
    return notebook


def answer_names(notebook: NotebookNode) -> tuple[str, ...]:
    """Names of the answer cells, in the notebook's order."""
    return tuple(meta["grade_id"] for meta in map(nbgrader_metadata, notebook.cells) if meta.get("solution"))


def solution_of(source: str) -> str:
    """What stands between the marks of a source cell, or where it has none all of it; stripped."""
    regions = _SOLUTION.findall(source)
    return ("\n".join(regions) if "BEGIN SOLUTION" in source else source).strip()


def nbgrader_metadata(cell: NotebookNode) -> dict[str, Any]:
    """What nbgrader keeps about a cell; empty where it keeps nothing."""
    return dict(cell.metadata.get("nbgrader", {}))


def _require_fit(path: Path, notebook: NotebookNode, week: Week) -> None:
    ids = [meta.get("grade_id", "") for meta in map(nbgrader_metadata, notebook.cells) if meta]
    if twice := sorted({grade_id for grade_id in ids if ids.count(grade_id) > 1}):
        raise UsageError(f"{path}: a grade_id names one cell, but these name several: {', '.join(twice)}")
    wanted = [question.name for question in week.questions]
    answers = answer_names(notebook)
    prose = {question.name for question in week.questions if question.is_prose}
    if missing := [n for n in wanted if n not in answers or (n not in prose and f"check_{n}" not in ids)]:
        raise UsageError(f"{path}: no answer cell or no check cell for the questions {', '.join(missing)}")
    if unknown := [name for name in answers if name not in wanted]:
        raise UsageError(f"{path}: answer cells without a question in questions.py: {', '.join(unknown)}")
    if checked := sorted(name for name in prose if f"check_{name}" in ids):
        raise UsageError(f"{path}: a person marks {', '.join(checked)} in its answer cell; take its check cell out")
    if code := [cell.metadata.nbgrader.grade_id for cell in notebook.cells if _is_code_for_prose(cell, prose)]:
        raise UsageError(f"{path}: a person reads text, so the answer cells {', '.join(code)} have to be markdown")
    if taken := sorted(f"{RUBRIC_PREFIX}{name}" for name in prose if f"{RUBRIC_PREFIX}{name}" in ids):
        raise UsageError(f"{path}: the release writes the cells {', '.join(taken)}; give yours another grade_id")


def _is_code_for_prose(cell: NotebookNode, prose: set[str]) -> bool:
    meta = nbgrader_metadata(cell)
    return bool(meta.get("solution")) and meta.get("grade_id") in prose and cell.cell_type != "markdown"


def _with_rubric(cell: NotebookNode, week: Week) -> Iterator[NotebookNode]:
    """The cell; before one that a person marks stands what is looked for, so that students know it and no one types it.

    What is for whoever marks stays here.
    """
    meta = nbgrader_metadata(cell)
    if meta.get("solution") and (question := week.question(meta["grade_id"])).is_prose:
        lines = [f"- {one.title}: {counted_points(one.points)}" for one in question.rubric]
        text = "\n".join([f"**Marked by a person**, out of {question.max_points:g}:", "", *lines])
        metadata = {"nbgrader": {"grade_id": f"{RUBRIC_PREFIX}{question.name}", "locked": True}}
        yield new_markdown_cell(text, metadata=metadata)  # type: ignore[no-untyped-call]
    yield cell


def _uncomment(cell: NotebookNode, week: Week, path: Path) -> None:
    """Derivations stand as comments in the source, which thus is Python; released is what is in the comments."""
    meta = nbgrader_metadata(cell)
    if not meta.get("solution") or not week.question(meta["grade_id"]).is_written:
        return
    cell.source = re.sub(r"^#(?!#) ?", "", cell.source, flags=re.MULTILINE)
    name = meta["grade_id"]
    if derivation_name(cell.source) != name:
        raise UsageError(f"{path}: expected `# %%derivation {name}` as the first line of the answer cell {name}")


def _complete(cell: NotebookNode, week: Week) -> None:
    """Fill in what nbgrader requires and an author need not write."""
    cell.metadata.pop("lines_to_next_cell", None)
    meta = cell.metadata.get("nbgrader")
    if meta is None:
        return
    meta["schema_version"] = SCHEMA_VERSION
    for flag in ("grade", "solution", "locked", "task"):
        meta.setdefault(flag, False)
    if meta["solution"] and any(isinstance(check.ask, Bound) for check in week.question(meta["grade_id"]).checks):
        # What stands for an expression that is not answered yet raises when the cell runs; "Run All" goes on.
        cell.metadata["tags"] = sorted({*cell.metadata.get("tags", ()), "raises-exception"})
    if meta["solution"] and week.question(meta["grade_id"]).is_prose:
        meta["grade"] = True  # nbgrader's "manually graded answer": the formgrader has a box for its points
    if meta["grade"]:
        points = week.question(meta["grade_id"].removeprefix("check_")).max_points
        meta["points"] = int(points) if points == int(points) else points


def _steady_id(cell: NotebookNode, taken: set[str]) -> str:
    """A cell id that depends on the cell alone, so that a release of the same source is the same file."""
    grade_id = nbgrader_metadata(cell).get("grade_id")
    stem = grade_id or f"{cell.cell_type}-{hashlib.sha256(cell.source.encode()).hexdigest()[:12]}"
    stem = re.sub(r"[^a-zA-Z0-9_-]", "-", stem)[:56]
    steady, count = stem, 1
    while steady in taken:
        count += 1
        steady = f"{stem}-{count}"
    taken.add(steady)
    return steady


def notebook_text(notebook: NotebookNode) -> str:
    """A notebook as Jupyter would save it, with one line end at the end."""
    nbformat.validate(notebook)
    text = nbformat.writes(notebook, version=4)  # type: ignore[no-untyped-call]
    return str(text).rstrip("\n") + "\n"
