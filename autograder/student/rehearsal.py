"""The notebook run from the top in a fresh kernel, and its answers as grading would run them, told in sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.intake.code import defined_names
from autograder.intake.reading import StudentCell
from autograder.words import counted, one_line

from . import probe
from .compared import Compared
from .fresh import CellRun, Code, Seconds, in_fresh_kernels
from .readiness import FreshRun

MAX_START = 40  # characters of a cell's first line

_NAME_ERROR = re.compile(r"name '(\w+)' is not defined")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How it went.

    Args:
        whole: the notebook as it is.
        cells: by answer, its cell when it ran as graded.
        looks: by answer, what was seen of it then.
    """

    whole: FreshRun
    cells: Mapping[str, CellRun] = field(default_factory=dict)
    looks: Mapping[str, CellRun] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """What is rehearsed.

    Args:
        folder: of the notebook.
        cells: all of the notebook's.
        beside: the notebook beside its release; None where that is not known.
        seconds: limits of each run.
        open_names: what the open notebook has under which name.
    """

    folder: Path
    cells: Sequence[StudentCell]
    beside: Compared | None
    seconds: Seconds
    open_names: Mapping[str, object] = field(default_factory=dict)

    def run(self, progress: Callable[[str], None]) -> Rehearsal:
        """Run both. The answers need not be run where there are none."""
        own = [cell for cell in self.cells if cell.kind == "code" and cell.source.strip()]
        asked = self.beside.in_code() if self.beside else []
        graded = self.beside.submission.cells if self.beside and asked else ()
        sources = [cell.source for cell in graded] + [probe.code(name, self.folder / "tests") for name in asked]
        runs = [[Code(cell.source, self._seconds(cell)) for cell in own]]
        runs += [[Code(source, self.seconds.cell) for source in sources]]
        what = ("Running the notebook in a fresh kernel", "Running the public checks")

        def tell(number: int, i: int) -> None:
            progress(f"{what[number]}: cell {i + 1} of {len(runs[number])}")

        whole, rest = in_fresh_kernels(runs, self.folder, self.seconds.notebook, tell)
        ended = {cell.name: run for cell, run in zip(graded, rest, strict=False)}
        looks = dict(zip(asked, rest[len(graded) :], strict=True))
        return Rehearsal(self._whole(own, whole), ended, looks)

    def _whole(self, own: Sequence[StudentCell], runs: Sequence[CellRun]) -> FreshRun:
        both = list(zip(own, runs, strict=True))
        cut = [run.outcome == "timeout" and self._role(cell) == "other" for cell, run in both]
        fine = [run.outcome == "ok" or self._expected(cell, run) for cell, run in both]
        fine = [good or short for good, short in zip(fine, cut, strict=True)]
        stopped = [
            self.stopped(cell, run)
            for (cell, run), good in zip(both, fine, strict=True)
            if not good and run.outcome != "not run"
        ]
        if left := sum(run.outcome == "not run" for run in runs):
            why = self._over() if runs[-left - 1].outcome in ("ok", "error") else "the kernel had ended"
            stopped.append(f"{counted(left, 'further cell')} did not run: {why}.")
        return FreshRun(len(own), sum(fine), tuple(stopped), sum(cut))

    def _expected(self, cell: StudentCell, run: CellRun) -> bool:
        return run.outcome == "error" and self.beside is not None and self.beside.may_raise(cell)

    def _over(self) -> str:
        return f"the {self.seconds.notebook:g} s for the whole notebook were over"

    def _role(self, cell: StudentCell) -> str:
        """What grading does with a cell of ours; empty for one of the student's own."""
        ours = self.beside.release.cells if self.beside and cell.name else ()
        return next((one.role for one in ours if one.name == cell.name), "")

    def _seconds(self, cell: StudentCell) -> float:
        return self.seconds.cell if self._role(cell) in ("given", "answer") else self.seconds.other

    def stopped(self, cell: StudentCell, run: CellRun) -> str:
        """What happened to a cell that did not end well, in sentences."""
        return f"{self._called(cell)} {self.ended(run, self._seconds(cell))}{self.whence(run.text, cell)}"

    def ended(self, run: CellRun, seconds: float) -> str:
        """The same for the end of a sentence. `seconds` is what it could take."""
        match run.outcome:
            case "timeout":
                return f"took longer than {seconds:g} s and was stopped."
            case "died":
                return "ended the kernel."
            case "error":
                at = f" in line {run.line}" if run.line else ""
                return f"stops with {run.error}{at}" + (f": {one_line(run.text).rstrip('.')}." if run.text else ".")
        return "did not run to its end."

    def whence(self, text: str, stopped: StudentCell | None = None) -> str:
        """Where a name comes from that is not defined in a fresh kernel; empty where `text` is of something else.

        Args:
            text: of an exception.
            stopped: the cell that raised it; None for an answer that was called when all cells had run.
        """
        missing = _NAME_ERROR.search(text)
        if missing is None:
            return ""
        name = missing[1]
        defining = [cell for cell in self.cells if cell.kind == "code" and name in defined_names(cell.source)]
        if not defining:
            left = ": your open notebook still has it, from a cell that was deleted or changed" * (
                name in self.open_names
            )
            return f" No cell of the notebook defines {name}{left}."
        if stopped is not None and defining[0].index > stopped.index:
            return f" It is defined further down only: {_lower(self._called(defining[0]))}."
        return ""

    def _called(self, cell: StudentCell) -> str:
        """A cell as its author knows it."""
        if self.beside is not None and cell.name in self.beside.release.answers:
            return f"The answer cell of {cell.name}"
        start = one_line(next(line for line in cell.source.splitlines() if line.strip()))
        shown = start if len(start) <= MAX_START else start[: MAX_START - 1] + "…"
        return f"The cell that begins “{shown}”"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
