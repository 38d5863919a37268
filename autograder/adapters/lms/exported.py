"""What an export did: whose mark went where, and whose did not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Written:
    """A mark in its cell; `before` is what the LMS had there, empty where it had nothing."""

    student: str
    what: str
    value: str
    before: str = ""

    @property
    def replaces(self) -> bool:
        return self.before not in ("", self.value)

    def to_json(self) -> dict[str, Any]:
        return {"student": self.student, "what": self.what, "value": self.value, "before": self.before}


@dataclass(frozen=True, slots=True)
class Left:
    """A cell that was left as it is, and why."""

    student: str
    what: str
    why: str

    def to_json(self) -> dict[str, Any]:
        return {"student": self.student, "what": self.what, "why": self.why}


@dataclass(frozen=True, slots=True)
class Exported:
    """One export.

    Args:
        to: "canvas", "moodle" or "csv".
        files: what was written; the first one holds the marks.
        by: the column of the roster that names students; empty where there is no roster.
        written: marks in their cells.
        left: cells without a mark, with the reason; nothing is wrong with them.
        homeless: marks that found no cell.
        absent: people of the roster of whom the gradebook knows nothing.
        notes: what else there is to know.
    """

    to: str
    files: tuple[Path, ...]
    by: str = ""
    written: tuple[Written, ...] = ()
    left: tuple[Left, ...] = ()
    homeless: tuple[Left, ...] = ()
    absent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        return 1 if self.homeless else 0

    def to_json(self) -> dict[str, Any]:
        return {
            "to": self.to,
            "files": [str(path) for path in self.files],
            "by": self.by,
            "written": [one.to_json() for one in self.written],
            "left": [one.to_json() for one in self.left],
            "homeless": [one.to_json() for one in self.homeless],
            "absent": list(self.absent),
            "notes": list(self.notes),
        }
