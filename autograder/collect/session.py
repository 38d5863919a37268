"""A notebook behind the wall: run its cells, ask its functions, and survive whatever they do."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections import Counter
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, TypeVar

from autograder.cell import Cell
from autograder.errors import NoWall
from autograder.sandbox import Isolation, Limits, Wall
from autograder.sandbox.kernel import KernelExit
from autograder.sandbox.zmtp import Excess

from .answer import answer
from .collector import PATIENCE
from .conversation import Conversation
from .notebook import CellOutcome
from .wire import Answer, Call, Outcome, size_of

MAX_RESTARTS = 13
MOST_LINES = 500  # a line number is told while hidden inputs are in the process: it must not be a way out for them
BESIDE = tuple(Path(__file__).with_name(name) for name in ("wire.py", "formula.py", "answer.py", "collector.py"))

T = TypeVar("T")


def open_wall(isolation: Isolation = "bubblewrap", private: Sequence[Path] = ()) -> Wall:
    """The wall whose kernels can answer calls; to be used in a `with` block, by any number of threads.

    Args:
        isolation: "bubblewrap", or "none" for code that you trust.
        private: what no kernel may see, wherever it lies: the course, the gradebook.
    """
    return Wall(isolation, beside=BESIDE, extensions=("answering.collector",), private=private)


class Session:
    """One submission's notebook, executed on entering, asked with `ask`.

    A cell or a call that kills the kernel or never ends costs itself only: the kernel is started anew, the other
    cells are run again, and the remaining calls are asked there.

    Args:
        wall: running.
        cells: in order; names are unique.
        limits: `notebook_seconds` counts time spent here, not the judge's between calls.
        files: what lies in the notebook's working directory, see `Wall.fork`.

    Attributes:
        cells: what came of each cell, by name.
        notes: what happened, in plain sentences for the student.
        peak_memory: bytes, of the largest process.
        seconds: spent in the kernel so far.
    """

    def __init__(
        self,
        wall: Wall,
        cells: Sequence[Cell],
        limits: Limits | None = None,
        files: Mapping[str, Path] | None = None,
    ) -> None:
        self.wall = wall
        self.files = files
        self.limits = limits or Limits()
        self.cells: Mapping[str, CellOutcome] = MappingProxyType({})
        self.peak_memory = 0
        self.seconds = 0.0
        self._sources = tuple(cells)
        if len({cell.name for cell in cells}) != len(self._sources):
            raise ValueError(f"cells must have unique names, got {[cell.name for cell in cells]}")
        self._longest = min(MOST_LINES, max((cell.source.count("\n") + 1 for cell in cells), default=0))
        self._left_out: set[int] = set()  # cells that killed the kernel or ran out of time
        self._strikes: Counter[str] = Counter()
        self._deaths: Counter[str] = Counter()
        self._notes: dict[str, None] = {}
        self._carefully = (
            False  # since a call has ended a kernel or garbled what is said, or had to be stopped from here
        )
        self._restarts = 0
        self._room = self.limits.sent_bytes  # for answers, which are kept: of all kernels together
        self._kernel: Conversation | None = None
        self._loop = _Loop()

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(self._notes)

    def __enter__(self) -> Session:
        self._loop.start()
        try:
            with self._timed():
                self._loop.run(self._run_cells())
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the kernel. May be called again."""
        if self._loop.running:
            with suppress(NoWall):  # all that was asked has been answered
                self._loop.run(self._end_kernel())
            self._loop.stop()

    def ask(self, calls: Sequence[Call]) -> list[Answer]:
        """Answers to `calls`, in their order. Whatever the notebook does, there is one for each."""
        if not self._loop.running:
            raise RuntimeError("a session is asked inside its `with` block")
        with self._timed():
            return self._loop.run(self._ask(calls))

    def confirm(self) -> None:
        """See that what ended the last kernel was not the end of the wall: if it was, no new kernel can be had.

        Raises `NoWall` then; what was blamed on the notebook is not to be believed.
        """
        if self._kernel is None or not self._kernel.alive:
            self._loop.run(self._new_kernel())

    # ------------------------------------------------------------------ cells

    async def _run_cells(self) -> None:
        await self._start_kernel()
        outcomes: dict[str, CellOutcome] = {}
        for index, cell in enumerate(self._sources):
            outcomes[cell.name] = await self._run_cell(index)
            self.cells = MappingProxyType(dict(outcomes))

    async def _run_cell(self, index: int) -> CellOutcome:
        name = self._sources[index].name
        if not await self._kernel_for(upto=index):
            self._note(f"The cell {name} was not run: {self._why_not()}")
            self._left_out.add(index)
            return CellOutcome("skipped")
        assert self._kernel is not None
        outcome = await self._kernel.run(index, min(self.limits.cell_seconds, self._remaining()))
        if outcome.cut:
            self._note(f"The cell {name} printed more than {_amount(self.limits.output_bytes)}; the rest was left out.")
        if outcome.outcome == "timeout":
            self._left_out.add(index)
            self._note(f"The cell {name} did not finish within {self.limits.cell_seconds:g} seconds and was stopped.")
        if outcome.cut and (outcome.outcome == "timeout" or outcome.error == "MemoryError"):
            # What it printed still waits to be sent, in the memory that the other cells need.
            self._left_out.add(index)
            await self._end_kernel()
        if outcome.outcome == "died":
            self._left_out.add(index)
            self._note(f"The cell {name} ended the Python process{await self._how_it_ended()}; it was left out.")
        return outcome

    async def _rerun_cells(self, upto: int) -> bool:
        """Bring a fresh kernel to where the last one was; False if it died on the way."""
        assert self._kernel is not None
        for index in range(upto):
            if index in self._left_out:
                continue
            outcome = await self._kernel.run(index, min(self.limits.cell_seconds, self._remaining()))
            if outcome.outcome == "timeout" and self._remaining() <= 0:
                return False  # the notebook's time is over, which is not this cell's doing
            if outcome.outcome in ("timeout", "died"):
                self._left_out.add(index)
                self._note(f"The cell {self._sources[index].name} stopped the notebook when it was run again.")
            if not self._kernel.alive:
                return False
        return True

    # ------------------------------------------------------------------ calls

    async def _ask(self, calls: Sequence[Call]) -> list[Answer]:
        answers: list[Answer] = []
        alone = False  # the next call is suspected of killing the kernel: ask nothing beside it
        while len(answers) < len(calls):
            if not await self._kernel_for(upto=len(self._sources)):
                self._note(f"Some of your functions were not called: {self._why_not()}")
                return answers + [Answer("timeout")] * (len(calls) - len(answers))
            call = calls[len(answers)]
            if self._deaths[call.entry] >= PATIENCE:
                answers.append(Answer("died"))
                continue
            batch = [call] if alone else calls[len(answers) :]
            if self._carefully:  # what a call does to the conversation shall cost its own entry's answers only
                batch = _of_one_entry(batch)
            fresh, suspect = await self._ask_batch(batch, alone=alone)
            answers += fresh
            alone = suspect
        return answers

    async def _ask_batch(self, calls: Sequence[Call], *, alone: bool) -> tuple[list[Answer], bool]:
        """Answers as far as they go, and whether the call after them must be asked alone."""
        assert self._kernel is not None
        heard = await self._kernel.ask(calls, self._strikes, self._remaining(), carefully=self._carefully)
        # A line beyond every cell is no line: it would be a number of the student's own.
        answers = [replace(given, line=0) if given.line > self._longest else given for given in heard.answers]
        answers = [self._kept(given) for given in answers]
        for call, given in zip(calls, answers, strict=False):
            if given.outcome == "timeout":
                self._strike(call)
        if heard.ended == "all":
            return answers, False
        if not self._carefully:  # which call it was is not known: from here on it will be
            self._carefully = True
            return answers, False
        if heard.ended == "short":
            return answers + [Answer("unreadable")] * (len(calls) - len(answers)), False
        culprit = calls[len(answers)]
        if heard.ended == "died":
            if not alone:
                return answers, True
            self._deaths[culprit.entry] += 1
            self._note(f"Calling {culprit.entry} ended the Python process{await self._how_it_ended()}.")
            return [*answers, Answer("died")], False
        self._strike(culprit)
        return [*answers, Answer("timeout")], False

    def _kept(self, given: Answer) -> Answer:
        """The answer, if there is room for it: each kernel may send so much, but there may be many kernels."""
        size = size_of(given.value)
        if size > self._room:
            self._note(f"Your functions returned more than {_amount(self.limits.sent_bytes)}; the rest was left out.")
            return Answer("unreadable")
        self._room -= size
        return given

    def _strike(self, call: Call) -> None:
        self._strikes[call.entry] += 1
        self._note(f"{call.entry} did not answer within {self.limits.call_seconds:g} seconds and was stopped.")
        if self._strikes[call.entry] == PATIENCE + 1:
            self._note(f"After {PATIENCE} calls without an answer, {call.entry} was not called again.")

    # ------------------------------------------------------------------ the kernel

    async def _kernel_for(self, upto: int) -> bool:
        """Have a live kernel that has run the first `upto` cells; False where time or restarts are used up."""
        while self._remaining() > 0:
            if self._kernel is not None and self._kernel.alive:
                return True
            if self._restarts >= MAX_RESTARTS:
                return False
            self._restarts += 1
            await self._new_kernel()
            if await self._rerun_cells(upto):
                return True
        return False

    def _why_not(self) -> str:
        if self._remaining() > 0:
            return f"the Python process had ended {MAX_RESTARTS} times before."
        return f"the notebook had used up its {self.limits.notebook_seconds:g} seconds."

    async def _start_kernel(self) -> None:
        self._kernel = await Conversation.start(self.wall, self._sources, self.limits, self.files)

    async def _new_kernel(self) -> None:
        await self._end_kernel()
        await self._start_kernel()

    async def _end_kernel(self) -> KernelExit | None:
        kernel, self._kernel = self._kernel, None
        if kernel is None:
            return None
        ended = await kernel.end()
        self.peak_memory = max(self.peak_memory, ended.peak_memory)
        if ended.lost:
            raise NoWall(
                "A kernel's supervisor ended without a report. Grade again; if it happens again, see what kills it."
            )
        return ended

    async def _how_it_ended(self) -> str:
        """A few words, with a leading space, on how a dead kernel came to its end."""
        ended = await self._end_kernel()
        if ended is None:
            return ""
        if ended.out_of_memory:
            return f" by using more than {_amount(self.limits.memory_bytes)} of memory"
        if ended.flooded:
            return f" by sending {self._too_much(ended.flooded)}"
        return ""  # an exit status is the student's own number, and could say what was handed in

    def _too_much(self, excess: Excess) -> str:
        match excess:
            case "bytes":
                return f"more than {_amount(self.limits.sent_bytes)} of output"
            case "messages":
                return f"more than {self.limits.sent_messages} messages"
            case "parts":
                return "messages that are none of Jupyter's"

    # ------------------------------------------------------------------ time and notes

    @contextmanager
    def _timed(self) -> Iterator[None]:
        self._since = time.monotonic()
        self._before = self.seconds
        try:
            yield
        finally:
            self.seconds = self._before + time.monotonic() - self._since

    def _remaining(self) -> float:
        return max(0.0, self.limits.notebook_seconds - self._before - (time.monotonic() - self._since))

    def _note(self, sentence: str) -> None:
        self._notes[sentence] = None


class LocalSession:
    """The same `ask` on a namespace of our own process: for solutions and wrong answers, never for a student's."""

    notes: tuple[str, ...] = ()
    peak_memory = 0
    seconds = 0.0

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self.namespace = namespace
        self.cells: Mapping[str, CellOutcome] = MappingProxyType({})

    def __enter__(self) -> LocalSession:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ask(self, calls: Sequence[Call]) -> list[Answer]:
        return [answer(self.namespace, call) for call in calls]


class _Loop:
    """An event loop in a thread of its own: a session works wherever its caller's own loop stands."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self._loop is not None

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="session", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def stop(self) -> None:
        assert self._loop is not None
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = None


def _of_one_entry(calls: Sequence[Call]) -> list[Call]:
    """The first of `calls`, and those after it that ask for the same."""
    return list(itertools.takewhile(lambda call: call.entry == calls[0].entry, calls))


def _amount(size: int) -> str:
    return f"{size / 2**30:g} GiB" if size >= 2**30 else f"{size / 2**20:g} MiB"


__all__ = ["Answer", "Call", "Cell", "CellOutcome", "Limits", "LocalSession", "Outcome", "Session", "open_wall"]
