"""Files that are whole or not there, and names that cannot leave their folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from autograder.errors import AutograderError


def write_whole(path: Path, text: str) -> bool:
    """Write `path` so that a reader, or a crash, meets the old file or the new one and nothing between.

    A file that holds `text` already is not touched. Returns whether anything was written.
    """
    data = text.encode("utf-8", errors="replace")
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def plain_name(name: str) -> str:
    """A student's or week's name, fit to be one part of a path; `AutograderError` where it is something else."""
    if name in {"", ".", ".."} or "/" in name or "\0" in name:
        raise AutograderError(
            f"expected the name of one folder, got {name!r}; nothing was written. Rename it and grade again."
        )
    return name
