"""Search what is released for what only the course may know of its derivations.

A notebook's prose may say what is to be derived; so prose may hold a goal, and nothing else may.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

from autograder.question import Question, Week

from .source import nbgrader_metadata

MIN_LINE = 24  # characters of LaTeX, blanks left out: shorter lines are anybody's

_SOLUTION = re.compile(r"^[^\n]*BEGIN SOLUTION[^\n]*\n(.*?)^[^\n]*END SOLUTION", re.DOTALL | re.MULTILINE)
_LAYOUT = re.compile(r"\s|&|\\\\(?=\s*$)", re.MULTILINE)


def written_leaks(week: Week, source: NotebookNode, file: str, text: str) -> Iterator[tuple[str, str]]:
    """What a released file holds of the course's derivations: the kind, and the private text.

    Args:
        week: its private data.
        source: the source notebook, solutions included.
        file: path of a released file.
        text: what it holds.
    """
    prose, rest = _prose_and_rest(file, text)
    everything, hay = " ".join(f"{prose} {rest}".split()), _squeezed(rest)
    for question in week.questions:
        if not question.is_written:
            continue
        for needle, kind in _lines(question, source):
            if _squeezed(needle) in hay:
                yield kind, needle
        for move in question.reference().moves:
            if " ".join(move.missing.split()) in everything:
                yield f"text of move {move.name!r} of {question.name}", move.missing


def _lines(question: Question, source: NotebookNode) -> Iterator[tuple[str, str]]:
    """Goals, and the lines of the solution."""
    asked = question.reference()
    wanted = [(relation, f"goal of {question.name}") for relation in asked.goal.relations]
    for cell in source.cells:
        if nbgrader_metadata(cell).get("grade_id") == question.name:
            lines = [line for region in _SOLUTION.findall(cell.source) for line in region.split("\n")]
            wanted += [(line.strip(), f"solution of {question.name}") for line in lines]
    yield from ((line, kind) for line, kind in wanted if len(_squeezed(line)) >= MIN_LINE)


def _prose_and_rest(file: str, text: str) -> tuple[str, str]:
    if file.endswith(".json"):
        return "", "\n".join(_strings(json.loads(text)))
    if not file.endswith(".ipynb"):
        return "", text
    cells: list[dict[str, Any]] = json.loads(text)["cells"]
    sources = [(cell["cell_type"] == "markdown", "".join(cell["source"])) for cell in cells]
    return "\n".join(s for prose, s in sources if prose), "\n".join(s for prose, s in sources if not prose)


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _strings(item)
        case dict():
            for item in value.values():
                yield from _strings(item)


def _squeezed(text: str) -> str:
    return _LAYOUT.sub("", text)
