"""What the gate asks of answers in prose, which nobody but a person judges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from autograder.adapters.nbgrader_release import student_version
from autograder.intake import Fetched, Release, read_fetched
from autograder.intake.released import released_cells
from autograder.question import Week

from .source import nbgrader_metadata, notebook_text, solution_of

MIN_LINE = 24  # characters of a solution's line: shorter ones are anybody's


def faults_of_prose(week: Week, source: NotebookNode) -> Iterator[str]:
    """The source has an answer that a person can go by, and a notebook as released has none.

    Args:
        week: its private data.
        source: the source notebook, as `read_source` gives it.
    """
    prose = [question.name for question in week.questions if question.is_prose]
    if not prose:
        return
    notebook = student_version(source)
    release = Release(week.name, notebook, "", released_cells(notebook))
    full, empty = (_answered(text, release) for text in (source, notebook))
    texts = {nbgrader_metadata(cell).get("grade_id"): cell.source for cell in source.cells}
    for name in prose:
        if not (solution_of(texts[name]) and full[name]):
            yield f"{name}: the source notebook's answer cell holds no answer for whoever marks to go by"
        if empty[name]:
            yield f"{name}: the released notebook, unanswered, would wait for a person"


def private_prose(week: Week, source: NotebookNode) -> Iterator[tuple[str, str]]:
    """Words that no released file may hold, and what they belong to."""
    cells = {nbgrader_metadata(cell).get("grade_id"): cell.source for cell in source.cells}
    for question in week.questions:
        for criterion in question.rubric:
            if criterion.for_staff:
                yield " ".join(criterion.for_staff.split()), f"note for whoever marks {question.name}"
        lines = solution_of(cells[question.name]).split("\n") if question.is_prose else []
        squeezed = (" ".join(line.split()) for line in lines)
        yield from ((line, f"solution of {question.name}") for line in squeezed if len(line) >= MIN_LINE)


def _answered(notebook: NotebookNode, release: Release) -> dict[str, bool]:
    """Read as a submission is."""
    data = notebook_text(notebook).encode()
    return dict(read_fetched(Fetched("", Path(f"{release.week}.ipynb"), data, ""), release).answered)
