"""What `nbgrader generate_assignment` does to a source notebook, without its database."""

from __future__ import annotations

import copy
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

DERIVATION_STUB = "% Write your derivation here, one step a line."


class ClearAnswers(ClearSolutions):  # type: ignore[misc]
    """nbgrader's own, but for derivations, which are no code: their stub is a comment of LaTeX."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        if not (utils.is_solution(cell) and cell.source.startswith("%%derivation")):
            return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]
        language = resources["language"]
        stubs: dict[str, str] = self.code_stub  # type: ignore[has-type]
        try:
            self.code_stub = stubs | {language: DERIVATION_STUB}
            return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[no-any-return]
        finally:
            self.code_stub = stubs


# In nbgrader's own order, without the steps that read a header file, instantiate tests or write the database.
_STEPS = (
    LockCells,
    ClearAnswers,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)


def student_version(source: NotebookNode) -> NotebookNode:
    """The notebook that students receive: solutions cleared, cells locked, checksums computed."""
    notebook = copy.deepcopy(source)
    resources: dict[str, Any] = {}
    for step in _STEPS:
        notebook, resources = step()(notebook, resources)
    return notebook
