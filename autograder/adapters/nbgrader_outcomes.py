"""From what a cell did behind the wall to its points, and to the outputs that nbgrader's pages show."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode, from_dict

from autograder.collect.notebook import CellOutcome

# Shown as they are. HTML, SVG, LaTeX and JavaScript would run in the formgrader, as whoever grades.
_IMAGES: Final = ("image/png", "image/jpeg")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/=\s]*")


def points_of(source: str, outcome: CellOutcome, most: float) -> float | None:
    """Points of a test cell; None where a person has to decide.

    nbgrader's own rule, but that the cell's outcome counts and not what is among its outputs: one that raised has
    none; one whose last line is a number has that many; any other has all. A number that cannot be points, which
    nbgrader takes for all of them or for an end of grading, is a person's to look at.

    Args:
        source: of the cell, as the instructor wrote it.
        outcome: what it did.
        most: points of the cell.
    """
    if outcome.outcome == "skipped":
        return None
    if outcome.outcome != "ok":
        return 0.0
    value = _value(outcome) if _ends_in_a_value(source) else None
    if value is None:
        return most
    return value if math.isfinite(value) and 0.0 <= value <= most else None


def _ends_in_a_value(source: str) -> bool:
    """Whether the cell shows its last line's value; where it does not, a value among its outputs is a student's."""
    try:
        statements = ast.parse(_to_python(source)).body
    except (SyntaxError, ValueError, RecursionError):
        return True  # Python that this interpreter does not know, but the kernel did
    return bool(statements) and isinstance(statements[-1], ast.Expr) and not source.rstrip().endswith(";")


def _to_python(source: str) -> str:
    return TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]


def _value(outcome: CellOutcome) -> float | None:
    """The number that the cell's last line has shown; its own comes after whatever else pretends to be one."""
    shown = [output for output in outcome.outputs if output["output_type"] == "execute_result"]
    text = shown[-1]["data"].get("text/plain") if shown else None
    try:
        return float(text) if isinstance(text, str) else None
    except ValueError:
        return None


def outputs_of(outcome: CellOutcome, limit: float, count: int) -> list[NotebookNode]:
    """A cell's outputs for its notebook: text, errors, and PNG and JPEG images.

    Args:
        outcome: what it did.
        limit: seconds that it had.
        count: its number among the cells that were run.
    """
    found = [shown for output in outcome.outputs if (shown := _output(output, count)) is not None]
    bare = [*_joined(found), *_added(outcome, limit)]
    return [from_dict(output) for output in bare]  # type: ignore[no-untyped-call]


def _output(output: Mapping[str, Any], count: int) -> dict[str, Any] | None:
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr"} | {"output_type": "error"}:
            return dict(output)
        case {"output_type": "display_data" | "execute_result" as kind, "data": data}:
            numbered = {"execution_count": count} if kind == "execute_result" else {}
            return {"output_type": kind, "data": dict(_kept(data)), "metadata": {}, **numbered}
    return None


def _kept(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, value in data.items():
        if isinstance(value, str) and (kind == "text/plain" or (kind in _IMAGES and _BASE64.fullmatch(value))):
            yield kind, value


def _joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was printed piece by piece stands together, as Jupyter keeps it."""
    joined: list[dict[str, Any]] = []
    for output in outputs:
        before = joined[-1] if joined else {}
        if output["output_type"] == "stream" and before.get("name") == output["name"]:
            before["text"] += output["text"]
        else:
            joined.append(output)
    return joined


def _added(outcome: CellOutcome, limit: float) -> Iterator[dict[str, Any]]:
    """What the kernel itself could not say any more, or was kept from saying."""
    match outcome.outcome:
        case "timeout":
            yield _error("CellTimeoutError", f"The cell did not finish within {limit:g} seconds and was stopped.")
        case "died":
            yield _error("DeadKernelError", "The cell ended the Python process; the other cells were run without it.")
        case "skipped":
            yield _error("NotRun", "The notebook's time was used up before this cell: a person decides.")
        case "error" if not any(output["output_type"] == "error" for output in outcome.outputs):
            yield _error(outcome.error or "Error", outcome.text)
    if outcome.cut:
        yield {"output_type": "stream", "name": "stdout", "text": "... Output truncated ...\n"}


def _error(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
