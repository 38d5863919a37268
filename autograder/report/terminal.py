"""What `autograder grade` and `autograder report` show at a terminal."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from autograder.report.table import class_table

if TYPE_CHECKING:
    from autograder.classroom import Run


NARROW = 110  # columns of a terminal below which points by question do not fit
HISTORY = 100  # submissions: enough that a few slow ones do not shake the estimate, few enough to follow the machine


class Remaining(ProgressColumn):
    """The time left at the pace of the last submissions, however long ago those were."""

    def __init__(self) -> None:
        super().__init__()
        self.times: deque[float] = deque(maxlen=HISTORY)

    def step(self) -> None:
        self.times.append(time.monotonic())

    def render(self, task: Task) -> Text:
        seconds = remaining(self.times, int(task.remaining or 0), time.monotonic())
        text = "-:--:--" if seconds is None else str(timedelta(seconds=round(seconds)))
        return Text(text, style="progress.remaining")


def remaining(times: Sequence[float], left: int, now: float) -> float | None:
    """Seconds that `left` submissions take, where others were done at `times`; None as long as nobody can know.

    That nothing was done for longer than usual counts too, so that the estimate grows while all wait for a slow one.
    """
    if not left:
        return 0.0
    if len(times) < 2:
        return None
    pace = (times[-1] - times[0]) / (len(times) - 1)
    return left * max(pace, (now - times[0]) / len(times))


class Terminal:
    """Shows progress on standard error and the table on standard output. `quiet` leaves the table out."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.errors = Console(stderr=True)
        self.left = Remaining()
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            self.left,
            console=self.errors,
        )
        self.task = self.progress.add_task("", total=0, visible=False)

    def looked(self, week: str, done: int, total: int) -> None:
        if done == 1:
            about = f"judging kept answers of {week}"
            self.progress.update(self.task, description=about, total=total, visible=True)
            self.progress.start()
        self.left.step()
        self.progress.update(self.task, completed=done)

    def start(self, week: str, total: int, reused: int) -> None:
        self.left.times.clear()
        self.progress.reset(self.task, visible=False)
        if reused:
            plural = "submission is" if reused == 1 else "submissions are"
            self.errors.print(f"{week}: {reused} {plural} unchanged; the results are reused.")
        if total:
            self.progress.update(self.task, description=f"grading {week}", total=total, visible=True)
            self.progress.start()

    def step(self, student: str) -> None:
        self.left.step()
        self.progress.advance(self.task)

    def stop(self) -> None:
        self.progress.stop()

    def show(self, run: Run) -> None:
        console = Console(highlight=False)
        if not console.is_terminal:
            console = Console(highlight=False, width=120)
        if not run.results:
            return  # all there is to say are the failures
        console.print(class_table(run.results, narrow=console.width < NARROW))
        if run.moves:
            console.print("\nMarks that " + ("would move" if run.preview else "moved") + ":")
            for move in run.moves:
                console.print(f"  {move.student}  {move.question}  {move.before} → {move.after}", markup=False)
        if run.preview:
            console.print(("" if run.moves else "\nNo mark would move.") + "\nNothing was written.")
            return
        console.print(
            f"\ngradebook       {run.out / 'gradebook.db'}\n"
            f"feedback pages  {run.out / 'feedback'}/STUDENT/{run.week}/{run.week}.html\n"
            + (f"class report    {run.report}" if run.report else ""),
            markup=False,
            soft_wrap=True,
        )
