"""A wall's directory of a process that was killed: whoever starts the next wall removes it.

A directory belongs to the process that holds the lock on its file `owner`; the system drops the lock when that process
ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import IO

PREFIX = "ag-"
_OWNER = "owner"


def claim(directory: Path) -> IO[bytes]:
    """Lock a new directory as this process's own, until what is returned is closed."""
    made = directory / f".{_OWNER}"
    lock = made.open("wb")
    with suppress(OSError):  # without locks nothing is ever swept
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        made.rename(directory / _OWNER)  # under this name it has always been locked
    return lock


def sweep(parent: Path) -> None:
    """Remove the walls' directories in `parent` whose owner has ended. Nobody else's are touched."""
    with suppress(OSError):
        for directory in parent.glob(f"{PREFIX}*"):
            with suppress(OSError):
                _sweep_one(directory)


def _sweep_one(directory: Path) -> None:
    if directory.is_symlink() or directory.stat().st_uid != os.geteuid():
        return
    handle = os.open(directory / _OWNER, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(directory, ignore_errors=True)
