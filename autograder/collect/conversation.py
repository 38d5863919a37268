"""One kernel's whole life, seen from the host: start it, run cells, ask calls, end it."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from queue import Empty
from typing import Any, Literal

from autograder.cell import Cell
from autograder.sandbox import Limits, Wall
from autograder.sandbox.kernel import ForkedKernelManager, KernelExit

from .collector import TARGET
from .notebook import GRACE_SECONDS, CellOutcome, CellRunner
from .wire import Answer, Call, Message, WireError, decode_answers, encode_calls

SLACK_SECONDS = 1.0  # beyond a call's own limit, before the host interrupts it


@dataclass(slots=True)
class Heard:
    """Answers of a batch as they come in.

    `ended` says how the batch ended: all answered, one hung and was interrupted, one hung and the kernel had to be
    killed, or the kernel died of its own.
    """

    answers: list[Answer] = field(default_factory=list)
    ended: Literal["all", "interrupted", "killed", "died"] = "all"


class Conversation:
    """A live kernel. Made by `start`; to be ended with `end`."""

    def __init__(self, manager: ForkedKernelManager, client: Any, cells: Sequence[Cell], limits: Limits) -> None:
        self.manager = manager
        self.client = client
        self.limits = limits
        self.runner = CellRunner(cells, manager, client, limits.output_bytes)

    @classmethod
    async def start(cls, wall: Wall, cells: Sequence[Cell], limits: Limits) -> Conversation:
        manager = ForkedKernelManager(wall, limits)
        try:
            await manager.start_kernel()
            return cls(manager, await manager.connected_client(), cells, limits)
        except BaseException:
            await manager.abandon()
            raise

    @property
    def alive(self) -> bool:
        return not self.manager.exited.done()

    async def run(self, index: int, seconds: float) -> CellOutcome:
        return await self.runner.run(index, seconds)

    async def ask(self, calls: Sequence[Call], strikes: Mapping[str, int], seconds: float) -> Heard:
        """Ask `calls` in one message and collect answers until all are there, or one call ends the batch.

        Args:
            calls: at least one.
            strikes: how often each entry has run out of time before.
            seconds: for all of them together.
        """
        heard = Heard()
        deadline = time.monotonic() + seconds
        request = self._send(calls, strikes)
        while len(heard.answers) < len(calls):
            patience = min(self.limits.call_seconds + SLACK_SECONDS, max(0.0, deadline - time.monotonic()))
            message = await self._next(request, patience)
            if message is None:
                heard.ended = await self._stop(request) if self.alive else "died"
                return heard
            if message["msg_type"] == "status":  # idle, with answers missing: the collector was tampered with
                heard.answers += [Answer("unreadable")] * (len(calls) - len(heard.answers))
                return heard
            heard.answers.append(_read(message))
        return heard

    def _send(self, calls: Sequence[Call], strikes: Mapping[str, int]) -> str:
        written = encode_calls(calls)
        data = {"header": written.header, "seconds": self.limits.call_seconds, "strikes": dict(strikes)}
        content = {"comm_id": uuid.uuid4().hex, "target_name": TARGET, "data": data}
        message = self.client.session.msg("comm_open", content)
        self.client.session.send(self.client.shell_channel.socket, message, buffers=[written.blob])
        return str(message["header"]["msg_id"])

    async def _next(self, request: str, patience: float) -> dict[str, Any] | None:
        """The next answer or the end of `request`; None where the kernel has died or time is up."""
        deadline = time.monotonic() + patience
        while True:
            hearing = asyncio.ensure_future(self._hear(deadline - time.monotonic()))
            await asyncio.wait((hearing, self.manager.exited), return_when=asyncio.FIRST_COMPLETED)
            if not hearing.done():
                # Dead; what it had said before is still in the queue.
                hearing.cancel()
                hearing = asyncio.ensure_future(self._hear(0.05))
                await asyncio.wait((hearing,))
            message = hearing.result()
            if message is None:
                return None
            if message["parent_header"].get("msg_id") == request and _matters(message):
                return message

    async def _hear(self, seconds: float) -> dict[str, Any] | None:
        """The next well-formed message; None where none comes in time."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                message = await self.client.get_iopub_msg(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                return None
            except Exception:  # a garbled message
                message = None
            if _well_formed(message):
                return dict(message)
            if time.monotonic() > deadline:
                return None

    async def _stop(self, request: str) -> Literal["interrupted", "killed"]:
        """Interrupt a call that is late, and kill the kernel if that does not end it."""
        await self.manager.interrupt_kernel()
        deadline = time.monotonic() + GRACE_SECONDS
        while message := await self._next(request, deadline - time.monotonic()):
            if message["msg_type"] == "status":
                return "interrupted"
        await self.manager.provisioner.kill()
        await asyncio.shield(self.manager.exited)
        return "killed"

    async def end(self) -> KernelExit:
        self.client.stop_channels()
        return await self.manager.end()


def _well_formed(message: object) -> bool:
    match message:
        case {"msg_type": str(), "parent_header": dict(), "content": dict(), "buffers": list()}:
            return True
    return False


def _matters(message: Mapping[str, Any]) -> bool:
    if message["msg_type"] == "status":
        return bool(message["content"].get("execution_state") == "idle")
    return bool(message["msg_type"] == "comm_msg")


def _read(message: Mapping[str, Any]) -> Answer:
    try:
        header = message["content"]["data"]["header"]
        if not isinstance(header, str):
            raise WireError("an answer's header is text")
        return decode_answers(Message(header, bytes(message["buffers"][0])), count=1)[0]
    except (WireError, KeyError, IndexError, TypeError, ValueError):
        return Answer("unreadable")
