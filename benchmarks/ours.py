"""This project by its command line, as an instructor runs it: every submission behind the wall."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from .meter import Failed, Usage, measure
from .peers import Points
from .workplace import BIN, WEEK, Workplace, environment

# One tolerance of one question, as an author would change it.
OLD_TOLERANCE, NEW_TOLERANCE = "compare.gradient(float64=(1e-6,", "compare.gradient(float64=(1e-5,"
TELL_SECONDS = 10.0


class Ours:
    """Runs `autograder grade` on the first students of the class.

    Args:
        work: where the course and the classes are.
        say: prints a line for whoever waits.
    """

    name, program = "autograder grade", "autograder"

    def __init__(self, work: Workplace, say: Callable[[str], None]) -> None:
        self.work = work
        self.say = say
        self.points: Points = {}  # of the last run

    def grade(
        self, count: int, *, jobs: int, cores: int | None = None, out: Path | None = None, options: tuple[str, ...] = ()
    ) -> Usage:
        """Grade the first `count` students.

        Args:
            jobs: submissions at a time.
            cores: see `measure`.
            out: of an earlier run, to go on from; an empty folder where None.
            options: more of the command's.
        """
        folder = self.work.handed_in(count)
        where = out or self.work.out(f"{count}-{jobs}-{cores}")
        command = [BIN / "autograder", "grade", WEEK, folder, "--out", where, "--jobs", str(jobs), "--json", *options]
        tell = self._teller(where / "receipts", count)
        usage = measure(command, cwd=self.work.course, env=environment(), cores=cores, watch=tell)
        rows = [json.loads(line) for line in usage.output.splitlines() if line.startswith("{")]
        self.points = {
            row["student"]: {name: question["points"] for name, question in row["questions"].items()} for row in rows
        }
        if len(rows) != count:
            raise Failed(f"expected {count} results, got {len(rows)}:\n{usage.output[-2000:]}")
        return usage

    def change_one_tolerance(self) -> None:
        file = self.work.questions_file
        text = file.read_text()
        assert OLD_TOLERANCE in text, f"{file} has no longer the tolerance that this benchmark changes"
        file.write_text(text.replace(OLD_TOLERANCE, NEW_TOLERANCE))

    def _teller(self, receipts: Path, count: int) -> Callable[[float], None]:
        told = time.monotonic()

        def tell(seconds: float) -> None:
            nonlocal told
            if time.monotonic() - told < TELL_SECONDS:
                return
            told = time.monotonic()
            done = sum(1 for _ in receipts.iterdir()) if receipts.exists() else 0
            self.say(f"  {seconds:.0f} s: {done} of {count} receipts")

        return tell
