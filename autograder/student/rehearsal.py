"""The notebook run from the top in a fresh kernel, and its answers as grading would run them, told in sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.intake.code import defined_names
from autograder.intake.reading import StudentCell
from autograder.words import counted, one_line

from .compared import Compared
from .fresh import CellRun, Seconds, in_fresh_kernels
from .probe import code
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
        runs = [[cell.source for cell in own]]
        runs += [[cell.source for cell in graded] + [code(name, self.folder / "tests") for name in asked]]
        what = ("Running the notebook in a fresh kernel", "Running the public checks")

        def tell(number: int, i: int) -> None:
            progress(f"{what[number]}: cell {i + 1} of {len(runs[number])}")

        whole, rest = in_fresh_kernels(runs, self.folder, self.seconds, tell)
        ended = {cell.name: run for cell, run in zip(graded, rest, strict=False)}
        looks = dict(zip(asked, rest[len(graded) :], strict=True))
        return Rehearsal(self._whole(own, whole), ended, looks)

    def _whole(self, own: Sequence[StudentCell], runs: Sequence[CellRun]) -> FreshRun:
        fine = [run.outcome == "ok" or self._expected(cell, run) for cell, run in zip(own, runs, strict=True)]
        stopped = [
            f"{self._called(cell)} {self.ended(run)}{self.whence(run.text, cell)}"
            for cell, run, good in zip(own, runs, fine, strict=True)
            if not good and run.outcome != "not run"
        ]
        if left := sum(run.outcome == "not run" for run in runs):
            why = "the kernel had ended" if any(run.outcome in ("died", "timeout") for run in runs) else self._over()
            stopped.append(f"{counted(left, 'further cell')} did not run: {why}.")
        return FreshRun(len(own), sum(fine), tuple(stopped))

    def _expected(self, cell: StudentCell, run: CellRun) -> bool:
        return run.outcome == "error" and self.beside is not None and self.beside.may_raise(cell)

    def _over(self) -> str:
        return f"the {self.seconds.notebook:g} s for the whole notebook were over"

    def ended(self, run: CellRun) -> str:
        """How a cell ended that did not end well, for the end of a sentence."""
        match run.outcome:
            case "timeout":
                return f"took longer than {self.seconds.cell:g} s and was stopped."
            case "died":
                return "ended the kernel."
            case "error":
                at = f" in line {run.line}" if run.line else ""
                return f"stops with {run.error}{at}" + (f": {run.text.rstrip('.')}." if run.text else ".")
        return "was not run."

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
