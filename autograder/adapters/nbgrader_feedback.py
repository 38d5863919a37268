"""What `nbgrader generate_feedback` leaves out: cells that are for whoever marks."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.gradebook.autograded import STAFF


class LeaveOutStaffCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Drop the rubrics' notes; to stand before the page is written."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        nb.cells = [cell for cell in nb.cells if STAFF not in cell.metadata.get("tags", ())]
        return nb, resources
