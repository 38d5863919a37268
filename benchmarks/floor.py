"""The floor: what a class costs where nothing is isolated and nothing is started, recorded or judged.

The same cells go through IPython's `run_cell`, in one process that has imported everything, with a namespace of its own
for each notebook; the same calls are answered by the same function as in a kernel. Which calls the judge asks for a
notebook is found out before the clock runs, by judging it while noting them.

    python -m benchmarks.floor COURSE CLASS WEEK
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from autograder.cell import Cell
from autograder.collect.answer import answer
from autograder.collect.session import LocalSession
from autograder.collect.wire import Answer, Call
from autograder.course import Course
from autograder.intake import find_submissions, load_release, read_submission
from autograder.judge import Judge

from .workplace import WEEK

WARM_UP = 3  # notebooks that are run before the clock does


class Noting(LocalSession):
    """Answers calls like any session, and keeps them."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        super().__init__(namespace)
        self.calls: list[Call] = []

    def ask(self, calls: Sequence[Call]) -> list[Answer]:
        self.calls += calls
        return super().ask(calls)


def measure_floor(course: Path, submitted: Path, week: str = WEEK) -> dict[str, float]:
    """CPU and wall seconds of one notebook's cells and calls, on average over the class."""
    release = load_release(course, week)
    judge = Judge(Course.load(course).week(week), b"a secret that nobody needs")
    InteractiveShell.instance().history_manager.enabled = False
    work: list[tuple[Sequence[Cell], list[Call]]] = []
    for found in find_submissions((submitted,), week):
        submission = read_submission(found.path, release, student=found.student)
        session = Noting(_namespace(submission.cells))
        judge.judge(session, {name for name, answered in submission.answered.items() if answered})
        work.append((submission.cells, session.calls))
    for cells, calls in work[:WARM_UP]:
        _once(cells, calls)
    cpu, wall = time.process_time(), time.perf_counter()
    for cells, calls in work:
        _once(cells, calls)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu": cpu / len(work), "wall": wall / len(work), "calls": sum(len(calls) for _, calls in work) / len(work)}


def _once(cells: Sequence[Cell], calls: Sequence[Call]) -> None:
    namespace = _namespace(cells)
    with _silence():
        for call in calls:
            answer(namespace, call)


def _namespace(cells: Sequence[Cell]) -> dict[str, Any]:
    """Of a notebook, after its cells."""
    shell = InteractiveShell.instance()
    shell.user_module = ModuleType("__main__")  # what `reset` does beyond this is to collect garbage, for 0.3 s
    shell.user_ns = vars(shell.user_module)
    shell.init_user_ns()
    with _silence():
        for cell in cells:
            shell.run_cell(cell.source)
    return shell.user_ns


@contextmanager
def _silence() -> Iterator[None]:
    """What students' cells print, tracebacks among it, is written nowhere."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        yield


if __name__ == "__main__":
    print(json.dumps(measure_floor(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])))
