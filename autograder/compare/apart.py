"""Work in a process of its own, which the system ends when it has used up its time or its memory."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, NoReturn

from autograder.copies import end_with
from autograder.errors import AutograderError

MEMORY = 2**31  # bytes, beyond what this process has when the other begins
PATIENCE = 60.0  # seconds on the clock, beyond those of the processor: on a busy machine one takes many of the other

_one_at_a_time = threading.Lock()


class Exhausted(Exception):
    """The work took more time or memory than it may."""


def apart(work: Callable[[], Any], seconds: int) -> Any:
    """What `work` returns, as JSON gives it back, computed in a copy of this process.

    A copy, because what `work` holds (an author's functions) cannot always be sent to a process that starts empty.

    Args:
        work: changes nothing that matters here; returns what JSON can say.
        seconds: of the processor.

    Raises:
        Exhausted: it took too long, or too much memory.
        AutograderError: it raised something else, or its process ended in another way.
    """
    if not hasattr(os, "fork"):
        return json.loads(json.dumps(work()))
    pid, reader = _start(work, seconds)
    try:
        data, late = _read(reader, seconds + PATIENCE)
    finally:
        os.close(reader)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
    if not data:
        raise _ended(os.waitstatus_to_exitcode(status), late=late)
    kind, value = json.loads(data)
    if kind == "exhausted":
        raise Exhausted
    if kind == "raised":
        raise AutograderError(f"a fault in the grader:\n{value}")
    return value


def _start(work: Callable[[], Any], seconds: int) -> tuple[int, int]:
    """The process, and where to read what it says."""
    parent = os.getpid()
    with _one_at_a_time, warnings.catch_warnings():
        # Newer Pythons warn of forking beside threads; the copy takes no lock that another thread may hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            _work(work, seconds, writer, parent)
        os.close(writer)
    return pid, reader


def _work(work: Callable[[], Any], seconds: int, writer: int, parent: int) -> NoReturn:
    """In the copy, which never returns to what the original was doing."""
    kind: Literal["done", "raised", "exhausted"] = "done"
    value: Any = None
    try:
        end_with(parent)
        _bound(seconds)
        value = work()
    except (MemoryError, RecursionError):
        kind = "exhausted"
    except BaseException:
        kind, value = "raised", traceback.format_exc(limit=-4)
    try:
        data = json.dumps((kind, value)).encode("ascii")
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(len(data).to_bytes(8, "big") + data)
    finally:
        os._exit(0)


def _bound(seconds: int) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        if sys.platform == "linux":
            now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))


def _read(reader: int, seconds: float) -> tuple[bytes, bool]:
    """One message, which begins with its length, or b"" where the process ended without one; whether it was late."""
    data, arrived = b"", select.poll()
    arrived.register(reader, select.POLLIN)
    while len(data) < 8 or len(data) < 8 + int.from_bytes(data[:8], "big"):
        if not arrived.poll(1000 * seconds):
            return b"", True
        part = os.read(reader, 2**20)
        if not part:
            return b"", False
        data += part
    return data[8:], False


def _ended(code: int, *, late: bool) -> Exception:
    if late or code == -signal.SIGXCPU:
        return Exhausted()
    if code == -signal.SIGKILL:
        return AutograderError(
            "a process of the grader was killed by something else; see whether the system ran out of memory (dmesg)"
        )
    return AutograderError(f"a process of the grader ended by itself (status {code})")
