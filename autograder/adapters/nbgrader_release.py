"""What `nbgrader generate_assignment` does to a source notebook, without its database."""

from __future__ import annotations

import copy
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

# In nbgrader's own order, without the steps that read a header file, instantiate tests or write the database.
_STEPS = (
    LockCells,
    ClearSolutions,
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
