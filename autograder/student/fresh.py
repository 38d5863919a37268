"""Run cells in a fresh kernel, from the first to the last, and say how each of them ended.

`in_fresh_kernels` starts this file as a program: kernels are driven by an event loop of their own, and end with the
program whatever becomes of the notebook that asked. The program imports nothing of this package.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Literal

Outcome = Literal["ok", "error", "timeout", "died", "not run"]

INNER = "AUTOGRADER_READY"  # set in kernels that are started here, so that what runs in one starts no other
FOUND = "application/vnd.autograder+json"  # what a cell shows under this type is handed back as data
STARTING = 60.0  # seconds for a kernel to start
INTERRUPTED = 10  # seconds for a cell to end when it is interrupted
MAX_TEXT = 300  # characters of an exception's text

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FILE = re.compile(r"\s*\(\d+\.py, line \d+\)")
_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")


@dataclass(frozen=True, slots=True)
class Seconds:
    """Limits in wall-clock seconds.

    Args:
        cell: for a cell that grading runs too, as grading has it.
        other: for any other cell.
        notebook: for all cells of one kernel.
    """

    cell: float = 20.0
    other: float = 30.0
    notebook: float = 180.0


@dataclass(frozen=True, slots=True)
class Code:
    """A cell to run, and the seconds that it may take."""

    source: str
    seconds: float


@dataclass(frozen=True, slots=True)
class CellRun:
    """How one cell ended.

    Args:
        outcome: "ok"; "error"; "timeout", it was stopped; "died", the kernel ended under it; "not run".
        error: the exception's type.
        text: its text.
        line: of the cell, where it was raised; None where that is not known.
        found: what it showed under `FOUND`.
    """

    outcome: Outcome = "not run"
    error: str = ""
    text: str = ""
    line: int | None = None
    found: Mapping[str, Any] | None = None


class NoKernel(Exception):
    """No kernel could be started here; the text says why."""


def in_fresh_kernels(
    runs: Sequence[Sequence[Code]],
    folder: Path,
    seconds: float,
    progress: Callable[[int, int], None] = lambda run, cell: None,
) -> list[list[CellRun]]:
    """How the cells of each run ended. Every run has a kernel of its own, of this Python, one after another.

    Args:
        runs: the cells of each.
        folder: in which kernels start.
        seconds: for all cells of a run.
        progress: is told what begins: the number of a run, and of a cell.

    Raises:
        NoKernel: none could be started.
    """
    ended = [[CellRun() for _ in run] for run in runs]
    cells = [[asdict(cell) for cell in run] for run in runs]
    request = json.dumps({"runs": cells, "folder": str(folder), "seconds": seconds})
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said, _program(said) as program:
        limit = threading.Timer(len(runs) * (seconds + STARTING) + STARTING, program.kill)
        limit.start()
        try:
            for line in _conversation(program, request):
                told = json.loads(line)
                if told["ended"] is None:
                    progress(told["run"], told["cell"])
                else:
                    ended[told["run"]][told["cell"]] = CellRun(**told["ended"])
        except BaseException:
            program.kill()  # and its kernel sees that, and ends
            raise
        finally:
            limit.cancel()
        said.seek(0)
        if program.wait() > 0:  # by itself, and not because it took too long
            raise NoKernel(_last_line(said.read()))
    return ended


def _program(said: IO[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", str(Path(__file__))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        encoding="utf-8",
        errors="replace",
        env=_environment(),
    )


def _conversation(program: subprocess.Popen[str], request: str) -> Iterator[str]:
    """Lines that the program says; none where it ended before it was asked."""
    assert program.stdin is not None
    assert program.stdout is not None
    with suppress(OSError):
        program.stdin.write(request)
        program.stdin.close()
    yield from program.stdout


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no kernel answered"


def _environment() -> dict[str, str]:
    """Of a kernel that belongs to no open notebook."""
    left_out = {"JPY_SESSION_NAME", "JPY_PARENT_PID"}
    return {name: value for name, value in os.environ.items() if name not in left_out} | {INNER: "1"}


# ---------------------------------------------------------------- the program


async def _run_all(request: Mapping[str, Any]) -> None:
    for number, cells in enumerate(request["runs"]):
        await _run(number, [Code(**cell) for cell in cells], request["folder"], request["seconds"])


async def _run(number: int, cells: Sequence[Code], folder: str, seconds: float) -> None:
    from nbclient import NotebookClient
    from nbformat.v4 import new_code_cell, new_notebook

    notebook = new_notebook(cells=[new_code_cell(cell.source) for cell in cells])  # type: ignore[no-untyped-call]
    client = NotebookClient(
        notebook,
        km=_manager(),
        allow_errors=True,
        startup_timeout=int(STARTING),
    )
    async with client.async_setup_kernel(cwd=folder, env=dict(os.environ), cleanup_kc=True):
        end = time.monotonic() + seconds
        for i, cell in enumerate(cells):
            may_take = min(cell.seconds, end - time.monotonic())
            if may_take <= 0:
                return
            _tell(number, i, None)
            ended, goes_on = await _one(client, i, may_take)
            _tell(number, i, ended)
            if not goes_on:
                return


def _manager() -> Any:
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class ThisPython(KernelSpecManager):
        """Whatever kernels are installed: the one of the Python that the notebook runs in."""

        def get_kernel_spec(self, kernel_name: str) -> Any:
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=argv, display_name="Python 3", language="python")

    return AsyncKernelManager(kernel_spec_manager=ThisPython())


async def _one(client: Any, i: int, seconds: float) -> tuple[CellRun, bool]:
    """How a cell ended, and whether the kernel takes another one."""
    from nbclient.exceptions import DeadKernelError

    cell = client.nb.cells[i]
    task = asyncio.ensure_future(client.async_execute_cell(cell, i))
    late = not (await asyncio.wait({task}, timeout=seconds))[0]
    if late:
        await client.km.interrupt_kernel()
        if not (await asyncio.wait({task}, timeout=INTERRUPTED))[0]:
            task.cancel()
    try:
        await task
    except (DeadKernelError, asyncio.CancelledError):
        return CellRun("timeout" if late else "died"), False
    return CellRun("timeout") if late else _told(cell.get("outputs", [])), True


def _told(outputs: Sequence[Mapping[str, Any]]) -> CellRun:
    found = next((out["data"][FOUND] for out in outputs if FOUND in out.get("data", {})), None)
    failed = [out for out in outputs if out["output_type"] == "error"]
    if not failed:
        return CellRun("ok", found=found)
    line = _LINE.search(_ANSI.sub("", "\n".join(failed[-1]["traceback"])))
    # IPython names a file that a student has never seen.
    text = " ".join(_FILE.sub("", _ANSI.sub("", failed[-1]["evalue"])).split())
    return CellRun("error", failed[-1]["ename"], text[:MAX_TEXT], int(line[1]) if line else None, found)


def _tell(number: int, cell: int, ended: CellRun | None) -> None:
    print(json.dumps({"run": number, "cell": cell, "ended": ended and asdict(ended)}), flush=True)


if __name__ == "__main__":
    asyncio.run(_run_all(json.load(sys.stdin)))
