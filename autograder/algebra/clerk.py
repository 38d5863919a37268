"""Keeps the processes that answer questions about expressions: as many as there are threads that ask at once.

A process is started when it is needed, used again, ended where it is late, and gone when this one is: it ends when its
input does.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import autograder
from autograder.errors import AutograderError

ENDING_SECONDS = 5.0  # between the end of its output and its own
START_SECONDS = 30.0  # for a process to start on a busy machine; each question has its own limit

_idle: list[_Process] = []
_turn = threading.Lock()
_of_another: list[_Process] = []  # processes of the one that this is a copy of


def ask(question: str, seconds: float, **arguments: Any) -> Any:
    """What a process says to `question`, a function of `worker.py`; None where it fails or takes too long.

    Args:
        question: its name.
        seconds: after which it is given up.
        arguments: plain data.

    Raises:
        AutograderError: no such process can be had, or something else killed it.
    """
    message = {"ask": question, "with": arguments, "seconds": seconds}
    while True:
        with _turn:
            waiting = _idle.pop() if _idle else None
        process = waiting or _Process()
        began = time.monotonic()
        try:
            reply = process.ask(message, seconds + START_SECONDS)
        except BaseException:
            process.end()
            raise
        if reply is not None:
            with _turn:
                _idle.append(process)
            return reply.get("said")
        status = process.end()
        if status == -signal.SIGALRM or time.monotonic() - began >= seconds + START_SECONDS:
            return None
        # One that had waited may have been killed meanwhile, whatever is asked now.
        if waiting is None:
            _require_that_it_was_the_question(status)
            return None


def _require_that_it_was_the_question(status: int | None) -> None:
    """A crash of SymPy or of Python may come of what was asked; an exit before that, or somebody's kill, does not."""
    if status is not None and (status > 0 or status == -signal.SIGKILL):
        raise AutograderError(
            f"a process of the grader that compares expressions ended by itself (status {status}); "
            "see whether the system ran out of memory (dmesg), and grade again"
        )


class _Process:
    """One process, for one thread at a time."""

    def __init__(self) -> None:
        self._at_end = False  # its output has ended, and so will it
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
            self._at_end = not line
            return dict(json.loads(line)) if line.endswith("\n") else None
        except OSError:  # nobody reads any more
            self._at_end = True
            return None
        except ValueError:
            return None
        finally:
            late.cancel()

    def end(self) -> int | None:
        """End it. Its status if it had ended by itself."""
        status = None
        with suppress(subprocess.TimeoutExpired):
            status = self._popen.wait(ENDING_SECONDS if self._at_end else 0)
        self._popen.kill()
        with suppress(OSError):  # what was not written yet
            self._popen.communicate()
        return status


@atexit.register
def _end_all() -> None:
    with _turn:
        while _idle:
            _idle.pop().end()


def _start_empty() -> None:
    """A copy of this process talks to processes of its own: two that spoke with one would read each other's replies."""
    global _turn
    _turn = threading.Lock()
    _of_another.extend(_idle)  # kept, because what is forgotten is closed
    _idle.clear()


os.register_at_fork(after_in_child=_start_empty)
