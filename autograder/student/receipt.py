"""The student's own receipt, `WEEK-receipt.json` beside the notebook: what was looked at, and its hashes."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from .readiness import Readiness

NOTE = (
    "Says what lay on this machine's disk at that time, by this machine's clock, and not that it was handed in. "
    "The feedback page shows the same two hashes of what was graded."
)


def receipt_path(notebook: Path) -> Path:
    return notebook.with_name(f"{notebook.stem}-receipt.json")


def write_receipt(found: Readiness) -> Path:
    """Write it, whole or not at all. Raises `OSError` where the folder does not let it."""
    data = {
        "format": 1,
        "week": found.week,
        "notebook": found.notebook.name,
        "hand_in_code": found.hand_in_code,
        "sha256": found.submission,
        "saved": found.saved.isoformat(timespec="seconds"),
        "looked_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "questions": {question.name: question.state for question in found.questions},
        "note": NOTE,
    }
    path = receipt_path(found.notebook)
    _write_whole(path, json.dumps(data, indent=1) + "\n")
    return path


def _write_whole(path: Path, text: str) -> None:
    """`autograder.files` does more, and needs Linux; students work on any system."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, 0o644)  # noqa: PTH101 - `temporary` is text
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise
