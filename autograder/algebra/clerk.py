"""Keeps the processes that answer questions about expressions: as many as there are threads that ask at once.

A process is started when it is needed, used again, ended where it is late, and gone when this one is: it ends when its
input does.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import autograder

START_SECONDS = 30.0  # for a process to start on a busy machine; each question has its own limit

_idle: list[_Process] = []
_turn = threading.Lock()


def ask(question: str, seconds: float, **arguments: Any) -> Any:
    """What a process says to `question`, a function of `worker.py`; None where it fails or takes too long.

    Args:
        question: its name.
        seconds: after which it is given up.
        arguments: plain data.
    """
    with _turn:
        process = _idle.pop() if _idle else None
    process = process or _Process()
    try:
        reply = process.ask({"ask": question, "with": arguments, "seconds": seconds}, seconds + START_SECONDS)
    except BaseException:
        process.end()
        raise
    if reply is None:
        process.end()
        return None
    with _turn:
        _idle.append(process)
    return reply.get("said")


class _Process:
    """One process, for one thread at a time."""

    def __init__(self) -> None:
        root = str(Path(autograder.__file__).resolve().parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.algebra.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "0"},
            start_new_session=True,  # an interrupt at the keyboard is not for it
        )

    def ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """Its reply; None where it ended instead."""
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        late = threading.Timer(seconds, self._popen.kill)
        late.daemon = True
        late.start()
        try:
            self._popen.stdin.write(json.dumps(message) + "\n")
            self._popen.stdin.flush()
            line = self._popen.stdout.readline()
            return dict(json.loads(line)) if line.endswith("\n") else None
        except (OSError, ValueError):
            return None
        finally:
            late.cancel()

    def end(self) -> None:
        self._popen.kill()
        with suppress(OSError):  # what was not written yet
            self._popen.communicate()


@atexit.register
def _end_all() -> None:
    with _turn:
        while _idle:
            _idle.pop().end()
