"""Run a notebook's cells in a live kernel, trusting nothing that the kernel says."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from autograder.cell import Cell
from autograder.sandbox.kernel import Kernel

MAX_TEXT = 300  # characters of an exception's text
MAX_OUTPUTS = 200  # of one cell, that are kept
KEPT_BYTES = 2**16  # of one cell's outputs
MAX_FORMS = 20  # of one output
GRACE_SECONDS = 2.0  # from interrupt to kill

CellState = Literal["ok", "error", "timeout", "died", "skipped"]

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
        outputs: nbformat outputs, the first of them and their texts only: nothing is judged by them.
    """

    outcome: CellState
    error: str = ""
    text: str = ""
    line: int = 0
    outputs: tuple[Any, ...] = ()
    cut: bool = False  # outputs were longer than the limit


class Outputs:
    """A cell's outputs as nbformat keeps them, bounded; of a malformed message nothing is kept."""

    def __init__(self, limit: int) -> None:
        self.kept: list[dict[str, Any]] = []
        self._left = limit
        self._room = KEPT_BYTES

    @property
    def cut(self) -> bool:
        return self._left < 0

    def take(self, message: Mapping[str, Any]) -> None:
        kind, content = message["msg_type"], message["content"]
        output = _output(kind, content)
        if output is None:
            return
        self._left -= message["size"]
        self._room -= message["size"]
        if len(self.kept) >= MAX_OUTPUTS:
            self._left = min(self._left, -1)
        elif self._room >= 0 and self._left >= 0:
            self.kept.append(output)


def _output(kind: str, content: Mapping[str, Any]) -> dict[str, Any] | None:
    match kind:
        case "stream" if isinstance(content.get("text"), str):
            return {"output_type": kind, "name": str(content.get("name")), "text": content["text"]}
        case "display_data" | "execute_result" if isinstance(content.get("data"), dict):
            forms = [*content["data"].items()][:MAX_FORMS]
            texts = {form: text for form, text in forms if isinstance(text, str)}
            return {"output_type": kind, "data": texts, "metadata": {}}
        case "error":
            said = {"ename": _word(content.get("ename")), "evalue": _word(content.get("evalue"))}
            return {"output_type": kind, **said, "traceback": _lines(content.get("traceback"))}
    return None


class CellRunner:
    """Runs the cells of one notebook, one at a time."""

    def __init__(self, cells: Sequence[Cell], kernel: Kernel, output_bytes: int) -> None:
        self.cells = cells
        self.kernel = kernel
        self.output_bytes = output_bytes

    async def run(self, index: int, seconds: float) -> CellOutcome:
        """Execute one cell; the kernel may be dead afterwards.

        One that is late is interrupted, and its kernel killed if that does not help.
        """
        code = {"code": self.cells[index].source, "silent": False, "store_history": True, "allow_stdin": False}
        request = self.kernel.send("execute_request", {**code, "user_expressions": {}, "stop_on_error": False})
        outputs, reply, idle = Outputs(self.output_bytes), None, False
        interrupted, deadline = False, time.monotonic() + seconds
        while not (idle and reply is not None):
            message = await self.kernel.hear_of(request, deadline)
            if message is None and not self.kernel.alive:
                return CellOutcome("timeout" if interrupted else "died", outputs=tuple(outputs.kept), cut=outputs.cut)
            if message is None:
                deadline = time.monotonic() + GRACE_SECONDS
                if interrupted:
                    await self.kernel.killed()
                else:
                    self.kernel.interrupt()
                    interrupted = True
                continue
            if message["channel"] == "shell":
                reply = message["content"] if message["msg_type"] == "execute_reply" else reply
            elif message["msg_type"] == "status":
                idle = idle or message["content"].get("execution_state") == "idle"
            else:
                outputs.take(message)
        state: CellState = "timeout" if interrupted else "ok" if reply.get("status") == "ok" else "error"
        return _outcome(state, reply, outputs)


def _outcome(state: CellState, reply: Mapping[str, Any], outputs: Outputs) -> CellOutcome:
    if state not in ("error", "timeout") or reply.get("status") != "error":
        return CellOutcome(state, outputs=tuple(outputs.kept), cut=outputs.cut)
    error, text = _word(reply.get("ename")), _word(reply.get("evalue"))
    return CellOutcome(state, error, text, _line(reply.get("traceback")), tuple(outputs.kept), cut=outputs.cut)


def _word(value: object) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _lines(traceback: object) -> list[str]:
    return [part[:20_000] for part in traceback[:100] if isinstance(part, str)] if isinstance(traceback, list) else []


def _line(traceback: object) -> int:
    """The last line of a cell that a traceback names; the text is the student's word."""
    found = _CELL_LINE.findall(_ANSI.sub("", "\n".join(_lines(traceback))))
    return int(found[-1]) if found else 0
