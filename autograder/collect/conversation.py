"""One kernel's whole life, seen from the host: start it, run cells, ask calls, end it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from autograder.cell import Cell
from autograder.sandbox import Limits, Wall
from autograder.sandbox.kernel import Kernel, KernelExit

from .collector import KEEP_SECONDS, TARGET
from .notebook import GRACE_SECONDS, CellOutcome, CellRunner
from .wire import Answer, Call, Message, WireError, decode_answers, encode_calls

SLACK_SECONDS = 1.0  # beyond a call's own limit, before the host interrupts it


@dataclass(slots=True)
class Heard:
    """Answers of a batch as they come in.

    `ended` says how the batch ended: all answered, some not and the kernel is idle, one hung and was interrupted, one
    hung and the kernel had to be killed, or the kernel died of its own.
    """

    answers: list[Answer] = field(default_factory=list)
    ended: Literal["all", "short", "interrupted", "killed", "died"] = "all"


class Conversation:
    """A live kernel. Made by `start`; to be ended with `end`."""

    def __init__(self, kernel: Kernel, cells: Sequence[Cell], limits: Limits) -> None:
        self.kernel = kernel
        self.limits = limits
        self.runner = CellRunner(cells, kernel, limits.output_bytes)

    @classmethod
    async def start(
        cls, wall: Wall, cells: Sequence[Cell], limits: Limits, files: Mapping[str, Path] | None = None
    ) -> Conversation:
        return cls(await Kernel.start(wall, limits, files), cells, limits)

    @property
    def alive(self) -> bool:
        return self.kernel.alive

    async def run(self, index: int, seconds: float) -> CellOutcome:
        return await self.runner.run(index, seconds)

    async def ask(self, calls: Sequence[Call], strikes: Mapping[str, int], seconds: float, *, carefully: bool) -> Heard:
        """Ask `calls` in one message and collect answers until all are there, or one call ends the batch.

        Args:
            calls: at least one.
            strikes: how often each entry has run out of time before.
            seconds: for all of them together.
            carefully: have each answer sent before the next call is made, so that a call that ends the kernel is
                known by its place. Otherwise answers that the kernel had not sent yet end with it.
        """
        heard = Heard()
        end = time.monotonic() + seconds
        request = self._send(calls, strikes, carefully)
        while len(heard.answers) < len(calls):
            patience = time.monotonic() + self.limits.call_seconds + SLACK_SECONDS + (0 if carefully else KEEP_SECONDS)
            message = await self._next(request, min(patience, end))
            if message is None:
                heard.ended = await self._stop(request) if self.alive else "died"
                return heard
            if message["msg_type"] == "status":  # idle, with answers missing: the collector was tampered with
                heard.ended = "short"
                return heard
            heard.answers += _read(message, len(heard.answers), len(calls))
        return heard

    def _send(self, calls: Sequence[Call], strikes: Mapping[str, int], carefully: bool) -> str:
        written = encode_calls(calls)
        data = {
            "header": written.header,
            "seconds": self.limits.call_seconds,
            "strikes": dict(strikes),
            "carefully": carefully,
        }
        content = {"comm_id": uuid.uuid4().hex, "target_name": TARGET, "data": data}
        return self.kernel.send("comm_open", content, [written.blob])

    async def _next(self, request: str, deadline: float) -> dict[str, Any] | None:
        """The next answer or the end of `request`; None where the kernel has died or time is up."""
        while message := await self.kernel.hear_of(request, deadline):
            if message["channel"] == "iopub" and _matters(message):
                break
        return message

    async def _stop(self, request: str) -> Literal["interrupted", "killed"]:
        """Interrupt a call that is late, and kill the kernel if that does not end it."""
        self.kernel.interrupt()
        deadline = time.monotonic() + GRACE_SECONDS
        while message := await self._next(request, deadline):
            if message["msg_type"] == "status":
                return "interrupted"
        await self.kernel.killed()
        return "killed"

    async def end(self) -> KernelExit:
        return await self.kernel.end()


def _matters(message: Mapping[str, Any]) -> bool:
    if message["msg_type"] == "status":
        return bool(message["content"].get("execution_state") == "idle")
    return bool(message["msg_type"] == "comm_msg")


def _read(message: Mapping[str, Any], first: int, all_calls: int) -> list[Answer]:
    """The answers in a message, if it is the one that comes next; others are nobody's: forged, or sent again."""
    match message["content"].get("data"):
        case {"first": int(number), "headers": [*headers], "sizes": [*sizes]} if number == first and (
            0 < len(headers) == len(sizes) <= all_calls - first and len(message["buffers"]) == 1
        ):
            pass
        case _:
            return []
    [blob] = message["buffers"]
    answers: list[Answer] = []
    at = 0
    for header, size in zip(headers, sizes, strict=True):
        if type(size) is not int or not 0 <= size <= len(blob) - at or not isinstance(header, str):
            return [*answers, Answer("unreadable")]
        answers.append(_one(Message(header, blob[at : at + size])))
        at += size
    return answers


def _one(message: Message) -> Answer:
    try:
        return decode_answers(message, count=1)[0]
    except (WireError, TypeError, ValueError):
        return Answer("unreadable")
