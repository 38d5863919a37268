"""Stands between a kernel's sockets and the host's, counts, and slows down what is too fast.

ZeroMQ bounds a part of a message and the number of messages that wait, but not the number of a message's parts, nor how
fast they come: a kernel could send until the host's memory is full or its processor busy. What has passed through here
is bounded, whatever its form.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

CHANNELS = (1, 2)  # shell, iopub: a kernel of ours has no others
PIECE = 2**18
Excess = Literal["bytes", "messages", "parts"]
PARTS = 64  # of one message; Jupyter's have six, and one for each buffer

# Bytes before the first frame, and which of them, behind ten bytes of a signature: ZMTP 3.0, rfc.zeromq.org/spec/23
_GREETING, _VERSION = 64, 10
_MORE, _LONG, _COMMAND = 1, 2, 4


@dataclass(slots=True)
class Budget:
    """What one kernel may still send, on all channels together.

    Args:
        sent_bytes: in all.
        messages: in all.
        bytes_a_second: in the long run; what is faster waits.
        burst: bytes that may come at once.
    """

    sent_bytes: int
    messages: int
    bytes_a_second: int
    burst: int
    _owed: float = 0.0  # bytes ahead of the rate
    _since: float = 0.0

    def delay(self, size: int, now: float) -> float:
        """Seconds to wait before `size` more bytes are passed on."""
        self._owed = max(0.0, self._owed - (now - self._since) * self.bytes_a_second) + size
        self._since = now
        return max(0.0, self._owed - self.burst) / self.bytes_a_second


class Frames:
    """Counts the messages in a stream of ZMTP 3 as it passes by, piece by piece."""

    def __init__(self) -> None:
        self.messages = 0
        self.most_parts = 0
        self.older = False  # than ZMTP 3: its frames would be counted wrongly
        self._greeting = b""
        self._parts = 0
        self._skip = 0  # bytes until the next frame's head
        self._head = b""

    def feed(self, piece: bytes) -> None:
        at = _GREETING - len(self._greeting)
        self._greeting += piece[:at]
        self.older = not _may_begin(self._greeting)
        while at < len(piece):
            step = min(self._skip, len(piece) - at)
            self._skip -= step
            at += step
            if at == len(piece):
                return
            self._head += piece[at : at + 1]
            at += 1
            if len(self._head) == (9 if self._head[0] & _LONG else 2):
                self._begin(self._head)
                self._head = b""

    def _begin(self, head: bytes) -> None:
        self._skip = int.from_bytes(head[1:], "big")
        self._parts += 1
        self.most_parts = max(self.most_parts, self._parts)
        if not head[0] & _MORE:
            self.messages += not head[0] & _COMMAND
            self._parts = 0


def _may_begin(greeting: bytes) -> bool:
    """Whether ZMTP 3 begins like this: what does not is read as ZMTP 1, which knows no versions, or as ZMTP 2."""
    signature = greeting[:1] in (b"", b"\xff") and all(byte & 1 for byte in greeting[_VERSION - 1 : _VERSION])
    return signature and greeting[_VERSION : _VERSION + 1] in (b"", b"\x03")


class Relay:
    """Serves `near`-N for each channel and passes everything on to and from `far`-N.

    Args:
        near: the common prefix of the sockets that the host connects to.
        far: that of the kernel's sockets.
        budget: what the kernel may send in its life.
        on_excess: called once, with what there was too much of; nothing of its reaches the host from then on.
    """

    def __init__(self, near: str, far: str, budget: Budget, on_excess: Callable[[Excess], None]) -> None:
        self.near = near
        self.far = far
        self.budget = budget
        self.on_excess = on_excess
        self._exceeded = False
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        for channel in CHANNELS:
            self._servers.append(await asyncio.start_unix_server(self._accepts(channel), f"{self.near}-{channel}"))

    async def close(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accepts(self, channel: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        def accept(from_host: asyncio.StreamReader, to_host: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._connect(channel, from_host, to_host))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(lambda _: to_host.transport.abort())  # also one that ends before it begins

        return accept

    async def _connect(self, channel: int, from_host: asyncio.StreamReader, to_host: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            from_kernel, to_kernel = await asyncio.open_unix_connection(f"{self.far}-{channel}")
            try:
                await self._both_ways(from_host, to_kernel, from_kernel, to_host)
            finally:
                to_kernel.transport.abort()

    async def _both_ways(
        self,
        from_host: asyncio.StreamReader,
        to_kernel: asyncio.StreamWriter,
        from_kernel: asyncio.StreamReader,
        to_host: asyncio.StreamWriter,
    ) -> None:
        """Pass bytes on until either side ends."""
        ways = (
            asyncio.ensure_future(_pass(from_host, to_kernel)),
            asyncio.ensure_future(self._pass_counted(from_kernel, to_host)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pass_counted(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        frames = Frames()
        while not self._exceeded and (piece := await source.read(PIECE)):
            before = frames.messages
            frames.feed(piece)
            self.budget.sent_bytes -= len(piece)
            self.budget.messages -= frames.messages - before
            if excess := self._excess(frames):
                self._stop(excess)
                return
            if wait := self.budget.delay(len(piece), time.monotonic()):
                await asyncio.sleep(wait)
            target.write(piece)
            await target.drain()

    def _excess(self, frames: Frames) -> Excess | None:
        if self.budget.sent_bytes < 0:
            return "bytes"
        if self.budget.messages < 0:
            return "messages"
        return "parts" if frames.most_parts > PARTS or frames.older else None

    def _stop(self, excess: Excess) -> None:
        if not self._exceeded:
            self._exceeded = True
            self.on_excess(excess)


async def _pass(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while piece := await source.read(PIECE):
        target.write(piece)
        await target.drain()
