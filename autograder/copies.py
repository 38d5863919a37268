"""Copies of this process, made by `fork`: they end with it, however it ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with(parent: int) -> None:
    """Have the system kill this process as soon as `parent`, which made it, has ended; to be called first of all.

    A copy that outlived the original would hold its files, and the lock on the gradebook with them. What counts is the
    thread that made it: one that comes and goes takes its copies with it.
    """
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
