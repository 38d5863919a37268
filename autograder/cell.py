"""A code cell on its way to a kernel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """Code to execute. `name` is unique in the notebook: the grade_id of a given or an answer cell, or `helpers-…`."""

    name: str
    source: str
