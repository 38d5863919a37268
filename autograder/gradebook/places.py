"""Where grading writes, and how: names that cannot leave the folder, files that are whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from autograder.errors import AutograderError


def autograded_path(out: Path, student: str, week: str) -> Path:
    return out / "autograded" / safe_name(student) / safe_name(week) / f"{week}.ipynb"


def receipt_path(out: Path, student: str, week: str) -> Path:
    return out / "receipts" / safe_name(student) / f"{safe_name(week)}.json"


def safe_name(name: str) -> str:
    """A student's or week's name as one part of a path. `AutograderError` where it would be something else."""
    if not name or name in (".", "..") or "/" in name or "\0" in name or os.sep in name:
        raise AutograderError(f"expected a plain name of a folder, got {name!r}; rename it and grade again")
    return name


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader, or a crash, meets the old one or the new one and nothing between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
