"""Run a notebook's cells in a live kernel with nbclient, trusting nothing that the kernel says."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import nbformat
from jupyter_client.asynchronous.client import AsyncKernelClient
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, DeadKernelError

from autograder.cell import Cell
from autograder.sandbox.kernel import ForkedKernelManager

MAX_TEXT = 300  # characters of an exception's text
MAX_OUTPUTS = 200  # of one cell
GRACE_SECONDS = 2.0  # from interrupt to kill

CellState = Literal["ok", "error", "timeout", "died", "skipped"]

_LOG = logging.getLogger("autograder.notebook")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False  # nbclient logs a student's errors as errors
_CELL_LINE = re.compile(r"Cell In\[\d{1,6}\], line (\d{1,6})")
_ANSI = re.compile(r"\x1b\[[0-9;]{0,20}m")


@dataclass(frozen=True, slots=True)
class CellOutcome:
    """What came of a cell.

    Args:
        outcome: "ok" or what went wrong; "skipped" where the notebook's time had run out before.
        error: the exception's type, where one was raised.
        text: the exception's text, cut to 300 characters.
        line: line of the cell in which it was raised, 0 where unknown.
        outputs: nbformat outputs, cut to the limit.
    """

    outcome: CellState
    error: str = ""
    text: str = ""
    line: int = 0
    outputs: tuple[Any, ...] = ()
    cut: bool = False  # outputs were longer than the limit


class Watch:
    """Interrupts a kernel that is late, and kills it if that does not help."""

    def __init__(self, manager: ForkedKernelManager) -> None:
        self.manager = manager
        self.interrupted = False
        self.killed = False

    @asynccontextmanager
    async def limit(self, seconds: float) -> AsyncIterator[None]:
        task = asyncio.ensure_future(self._after(seconds))
        try:
            yield
        finally:
            task.cancel()

    async def _after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.interrupted = True
        await self.manager.interrupt_kernel()
        await asyncio.sleep(GRACE_SECONDS)
        self.killed = True
        await self.manager.provisioner.kill()


class CellRunner(NotebookClient):
    """nbclient with bounded outputs, that learns of a kernel's death at once and ignores malformed messages."""

    def __init__(
        self, cells: Sequence[Cell], manager: ForkedKernelManager, client: AsyncKernelClient, output_bytes: int
    ) -> None:
        code = [{"cell_type": "code", "source": cell.source, "metadata": {}, "outputs": []} for cell in cells]
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": code}
        super().__init__(
            nbformat.from_dict(notebook),  # type: ignore[no-untyped-call]
            km=manager,
            allow_errors=True,
            timeout=None,
            iopub_timeout=2,
            store_widget_state=False,
            record_timing=False,
            log=_LOG,
            on_cell_executed=self._keep_reply,
        )
        self.manager = manager
        self.kc = client
        self.comm_open_handlers = {}
        self.output_bytes = output_bytes
        self._left = output_bytes
        self._reply: dict[str, Any] = {}

    async def run(self, index: int, seconds: float) -> CellOutcome:
        """Execute one cell; the kernel may be dead afterwards."""
        self._left, self._reply = self.output_bytes, {}
        cell, watch = self.nb.cells[index], Watch(self.manager)
        state: CellState
        try:
            async with watch.limit(seconds):
                await self.async_execute_cell(cell, index)
            state = "timeout" if watch.interrupted else _state(self._reply)
        except DeadKernelError:
            state = "timeout" if watch.killed else "died"
        except Exception:  # a forged or garbled message: nbclient raises what it likes
            await self.manager.provisioner.kill()
            state = "died"
        return _outcome(state, self._reply, cell.get("outputs", []), cut=self._left < 0)

    def _keep_reply(self, *, execute_reply: dict[str, Any], **_: Any) -> None:
        content = execute_reply.get("content")
        self._reply = content if isinstance(content, dict) else {}

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        try:
            return super().process_message(msg, cell, cell_index)
        except CellExecutionComplete:
            raise
        except Exception:
            return None

    def output(self, outs: list[Any], msg: dict[str, Any], display_id: str | None, cell_index: int) -> Any:
        self._left -= _size(msg["content"])
        if self._left < 0 or len(outs) >= MAX_OUTPUTS:
            self._left = min(self._left, -1)
            return None
        return super().output(outs, msg, display_id, cell_index)

    async def _async_poll_kernel_alive(self) -> None:
        """In nbclient's place, which asks once a second: be told."""
        await asyncio.shield(self.manager.exited)
        if self.task_poll_for_reply is not None:
            self.task_poll_for_reply.cancel()


def _state(reply: dict[str, Any]) -> CellState:
    return "ok" if reply.get("status") == "ok" else "error"


def _outcome(state: CellState, reply: dict[str, Any], outputs: Sequence[Any], *, cut: bool) -> CellOutcome:
    if state not in ("error", "timeout") or reply.get("status") != "error":
        return CellOutcome(state, outputs=tuple(outputs), cut=cut)
    error, text = _word(reply.get("ename")), _word(reply.get("evalue"))
    return CellOutcome(state, error, text, _line(reply.get("traceback")), tuple(outputs), cut=cut)


def _word(value: object) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _line(traceback: object) -> int:
    """The last line of a cell that a traceback names; the text is the student's word."""
    if not isinstance(traceback, list):
        return 0
    lines = [part[:20_000] for part in traceback[:100] if isinstance(part, str)]
    found = _CELL_LINE.findall(_ANSI.sub("", "\n".join(lines)))
    return int(found[-1]) if found else 0


def _size(value: object) -> int:
    """Characters in a JSON value, roughly what it costs to keep."""
    match value:
        case str():
            return len(value)
        case dict():
            return sum(len(str(key)) + _size(item) for key, item in value.items())
        case list():
            return sum(map(_size, value)) + len(value)
    return 8
