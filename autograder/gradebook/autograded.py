"""The graded notebook as formgrader and nbgrader's feedback show it: our release, the student's answers, our verdicts.

Nothing a student wrote is shown as HTML: their outputs are dropped (a claim, not a fact) and every text is escaped.
"""

from __future__ import annotations

import copy
import re
from html import escape
from pathlib import Path
from typing import Final

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.files import write_whole
from autograder.results import QuestionResult, SubmissionResult, VerdictName
from autograder.rubric import Criterion
from autograder.words import counted_points, one_line

from . import words
from .places import CHECK_PREFIX, autograded_path, grade_id

STAFF = "for-staff"  # tag of cells that feedback leaves out: `adapters/nbgrader_feedback.py`
BANNER_ID = "autograder-notes"

_COLOURS: Final[dict[VerdictName, str]] = {
    "right": "#2e7d32",
    "partial": "#b26a00",
    "wrong": "#c62828",
    "undecided": "#1565c0",
    "missing": "#616161",
}


def write_autograded(out: Path, result: SubmissionResult, notebook: NotebookNode) -> Path:
    """Write OUT/autograded/STUDENT/WEEK/WEEK.ipynb, whole or not at all.

    Args:
        out: the folder of the gradebook.
        result: what the judge decided.
        notebook: the rebuilt notebook; for a refused submission, the released one.
    """
    path = autograded_path(out, result.student, result.week)
    text: str = nbformat.v4.writes(explained(notebook, result))  # type: ignore[no-untyped-call]  # valid, as it was made
    write_whole(path, text + "\n")
    return path


def explained(notebook: NotebookNode, result: SubmissionResult) -> NotebookNode:
    """A copy of the notebook with the verdict of each question in its check cell."""
    notebook = copy.deepcopy(notebook)
    cells = []
    for cell in notebook.cells:
        question = _marked_in(cell, result)
        if cell.cell_type != "code":
            cell.source = _harmless(cell)
        else:
            cell.execution_count = None
            cell.outputs = [] if question is None else [_output(question)]
        cells.append(cell)
        if question is not None and question.verdict == "undecided" and question.rubric:
            cells.append(_for_whoever_marks(question))
    notebook.cells = cells
    if lines := _notes(result):
        notebook.cells.insert(0, _banner(lines))
    return notebook


def _marked_in(cell: NotebookNode, result: SubmissionResult) -> QuestionResult | None:
    """The question whose points stand in the cell."""
    name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    question = result.questions.get(name.removeprefix(CHECK_PREFIX))
    return question if question is not None and grade_id(question) == name else None


def _harmless(cell: NotebookNode) -> str:
    """A student's prose, shown and not obeyed; text of ours as it is.

    A blank makes `< b` of a tag, and changes no `a < b`; blanks behind brackets leave no link and no picture, and
    MathJax makes none either. What is left is an address that stands there for all to read.
    """
    text = str(cell.source)
    if not cell.metadata.get("nbgrader", {}).get("solution"):
        return text
    text = re.sub(r"\](?=[(\[:])", "] ", re.sub(r"<(?=[A-Za-z/!?])", "< ", text))
    return re.sub(r"\\(?=(?:href|style|class|cssId|require)(?![A-Za-z]))", r"\\ ", text)


def _for_whoever_marks(question: QuestionResult) -> NotebookNode:
    """A cell with the rubric, which no page for students has (`STAFF`)."""
    lines = [f"- **{one.title}** ({counted_points(one.points)})" + _note(one) for one in question.rubric]
    text = "\n".join([f"**For whoever marks `{question.name}`**: not shown to students.", "", *lines])
    metadata = {"deletable": False, "editable": False, "tags": [STAFF]}
    cell: NotebookNode = new_markdown_cell(text, id=f"rubric-{question.name}"[:64], metadata=metadata)  # type: ignore[no-untyped-call]
    return cell


def _note(criterion: Criterion) -> str:
    return f": {' '.join(criterion.for_staff.split())}" if criterion.for_staff else ""


def _output(question: QuestionResult) -> NotebookNode:
    plain = "\n".join([words.headline(question), *words.told(question), *words.rows(question)])
    data = {"text/html": _html(question), "text/plain": plain}
    # Not by nbformat's `new_output`, which validates each one anew, for longer than writing the notebook takes.
    shown = {"output_type": "display_data", "metadata": {}, "data": data}
    output: NotebookNode = nbformat.from_dict(shown)  # type: ignore[no-untyped-call]
    return output


def _html(question: QuestionResult) -> str:
    told = "".join(f"<li>{_prose(line)}</li>" for line in words.told(question))
    checks = () if question.verdict == "missing" else question.checks
    rows = [(words.shown_name(c), f"{c.points:g} of {c.max_points:g}", words.outcome(c)) for c in checks]
    table = _row("th", ("check", "points", "outcome")) + "".join(_row("td", row) for row in rows)
    return (
        f'<div style="border-left: 4px solid {_COLOURS[question.verdict]}; padding-left: 0.8em">'
        f"<p><strong>{escape(words.headline(question))}</strong></p>"
        + (f"<ul>{told}</ul>" if told else "")
        + (f"<table>{table}</table>" if rows else "")
        + _lines(question)
        + "</div>"
    )


def _lines(question: QuestionResult) -> str:
    """The rows of a derivation. Its text is the student's, and stands as code, which no notebook typesets."""
    if not question.rows:
        return ""
    style = "text-align: left; vertical-align: top; padding-right: 1.5em"
    cells = [
        (str(row.line), f"<code>{escape(one_line(row.source))}</code>", _prose(words.row_outcome(row)))
        for row in question.rows
    ]
    body = "".join("<tr>" + "".join(f'<td style="{style}">{cell}</td>' for cell in row) + "</tr>" for row in cells)
    return f"<table>{_row('th', ('line', 'your text', 'what was found'))}{body}</table>"


def _row(tag: str, texts: tuple[str, ...]) -> str:
    style = "text-align: left; padding-right: 1.5em"
    return "<tr>" + "".join(f'<{tag} style="{style}">{escape(text)}</{tag}>' for text in texts) + "</tr>"


def _prose(line: str) -> str:
    """HTML of a line in which `names` stand between backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(line))


def _notes(result: SubmissionResult) -> list[str]:
    refused = [] if result.refused is None else [f"{words.NOT_GRADED}{result.refused}"]
    repaired = [f"Put right before grading: {text}" for text in result.repaired]
    return [one_line(line) for line in [*refused, *result.notes, *repaired]]


def _banner(lines: list[str]) -> NotebookNode:
    text = "**What happened when this notebook was graded**\n\n" + words.for_markdown(lines)
    locked = {"deletable": False, "editable": False}
    cell: NotebookNode = new_markdown_cell(text, id=BANNER_ID, metadata=locked)  # type: ignore[no-untyped-call]
    return cell
