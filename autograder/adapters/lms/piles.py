"""A download sorted by student: whose files are whose, and what is nobody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .download import Entry


@dataclass(frozen=True, slots=True)
class File:
    """A file as the student named it; `names` are further names that it may go by, the better one last."""

    name: str
    entry: Entry
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class Pile:
    """What one student handed in: the files, the time where it is known, and whether the LMS calls it late."""

    files: list[File] = field(default_factory=list)
    submitted: datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a download that was not taken, and why."""

    what: str
    why: str

    def to_json(self) -> dict[str, Any]:
        return {"what": self.what, "why": self.why}


@dataclass(frozen=True, slots=True)
class Sorted:
    """Piles by student, what is in doubt, and whom the roster has of whom there is nothing."""

    piles: dict[str, Pile]
    doubts: tuple[Doubt, ...] = ()
    absent: tuple[str, ...] = ()
