"""ZeroMQ's wire protocol, as much of it as one connection to a kernel needs: ZMTP 3.0, rfc.zeromq.org/spec/23.

A kernel's bytes are the student's. They are read here and nowhere else, by code that counts before it keeps: bytes,
messages, their parts, their speed. ZeroMQ's own library bounds a part of a message and the number of messages
that wait, but not the number of a message's parts, nor how fast they come.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Excess = Literal["bytes", "messages", "parts"]
PARTS = 64  # of one message; Jupyter's have six, and one for each buffer

_MORE, _LONG, _COMMAND = 1, 2, 4
_GREETING, _VERSION = 64, 10
SUBSCRIPTION = b"\x00\x01\x01"  # a message: to all that is published
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
LONGEST_COMMAND = 4096


@dataclass(slots=True)
class Budget:
    """What one kernel may still send, on all channels together.

    Args:
        sent_bytes: in all.
        messages: in all; those by which the connection is made are among them.
        bytes_a_second: in the long run; what is faster waits.
        burst: bytes that may come at once, and that one part of a message may have.
    """

    sent_bytes: int
    messages: int
    bytes_a_second: int
    burst: int
    _owed: float = 0.0  # bytes ahead of the rate
    _since: float = 0.0

    def delay(self, size: int, now: float) -> float:
        """Seconds to wait before more is read, after `size` more bytes."""
        self._owed = max(0.0, self._owed - (now - self._since) * self.bytes_a_second) + size
        self._since = now
        return max(0.0, self._owed - self.burst) / self.bytes_a_second


class Overdrawn(Exception):
    """Too much of something, or nothing that ZMTP 3 begins with."""

    def __init__(self, excess: Excess) -> None:
        super().__init__(excess)
        self.excess = excess


def frame(body: bytes, *, more: bool = False, command: bool = False) -> bytes:
    """One frame as it travels."""
    flags = (_MORE if more else 0) | (_COMMAND if command else 0)
    if len(body) < 256:
        return bytes((flags, len(body))) + body
    return bytes((flags | _LONG,)) + len(body).to_bytes(8, "big") + body


def message(parts: list[bytes]) -> bytes:
    """A message of one or more parts as it travels."""
    *before, last = parts
    return b"".join([*(frame(part, more=True) for part in before), frame(last)])


def hello(kind: str) -> bytes:
    """What a socket of `kind` ("DEALER", "SUB") says first."""
    ready = b"\x05READY" + _named(b"Socket-Type", kind.encode()) + _named(b"Identity", b"")
    return GREETING + frame(ready, command=True)


def _named(name: bytes, value: bytes) -> bytes:
    return bytes((len(name),)) + name + len(value).to_bytes(4, "big") + value


class Reader:
    """Messages from a stream of bytes, however it is cut. What does not fit the budget raises `Overdrawn`, for good."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._buffer = bytearray()
        self._at = 0  # where in it the next frame begins
        self._greeted = False
        self.ready = False  # the other side has said all that comes before messages
        self._parts: list[bytes] = []

    def feed(self, piece: bytes) -> list[list[bytes]]:
        """The messages that end in `piece`."""
        self.budget.sent_bytes -= len(piece)
        if self.budget.sent_bytes < 0:
            raise Overdrawn("bytes")
        self._buffer += piece
        if not self._greeted and not self._greet():
            return []
        found = []
        while (body := self._frame()) is not None:
            self._parts.append(body[1])
            if len(self._parts) > PARTS:
                raise Overdrawn("parts")
            if body[0] & _MORE:
                continue
            parts, self._parts = self._parts, []
            self.budget.messages -= 1
            if self.budget.messages < 0:
                raise Overdrawn("messages")
            if body[0] & _COMMAND:
                self.ready = True
            else:
                found.append(parts)
        del self._buffer[: self._at]
        self._at = 0
        return found

    def _greet(self) -> bool:
        """Whether the greeting is over; what is none, or an older version's, is refused as soon as it shows."""
        greeting = bytes(self._buffer[:_GREETING])
        signature = greeting[:1] in (b"", b"\xff") and all(byte & 1 for byte in greeting[_VERSION - 1 : _VERSION])
        if not signature or greeting[_VERSION : _VERSION + 1] not in (b"", b"\x03"):
            raise Overdrawn("parts")
        self._greeted = len(greeting) == _GREETING
        self._at = _GREETING if self._greeted else 0
        return self._greeted

    def _frame(self) -> tuple[int, bytes] | None:
        """The next frame's flags and body, if it has come whole."""
        buffer, at = self._buffer, self._at
        if len(buffer) < at + 2:
            return None
        flags = buffer[at]
        head = 9 if flags & _LONG else 2
        if len(buffer) < at + head:
            return None
        size = int.from_bytes(buffer[at + 1 : at + head], "big")
        if size > (LONGEST_COMMAND if flags & _COMMAND else self.budget.burst):
            raise Overdrawn("bytes")
        end = at + head + size
        if len(buffer) < end:
            return None
        self._at = end
        return flags, bytes(memoryview(buffer)[at + head : end])


class Connection(asyncio.Protocol):
    """One connection to a kernel's socket. Messages go to `on_message`; an excess is told to `on_excess`, once.

    Args:
        kind: of our socket, "DEALER" or "SUB".
        budget: shared by a kernel's connections.
        on_message: called with each message's parts.
        on_excess: called with what there was too much of; nothing is read from then on.
        on_end: called when the connection has ended and all that came is read.
    """

    def __init__(
        self,
        kind: str,
        budget: Budget,
        on_message: Callable[[list[bytes]], None],
        on_excess: Callable[[Excess], None],
        on_end: Callable[[], None],
    ) -> None:
        self.kind = kind
        self.budget = budget
        self.on_message = on_message
        self.on_excess = on_excess
        self.on_end = on_end
        self._reader = Reader(budget)
        self._transport: asyncio.Transport | None = None
        self._paused = False
        self._full = False
        self._late: asyncio.TimerHandle | None = None
        # A message that comes before the other side is ready is refused.
        self._waiting: list[bytes] | None = [SUBSCRIPTION] if kind == "SUB" else []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(hello(self.kind))

    def data_received(self, data: bytes) -> None:
        try:
            messages = self._reader.feed(data)
        except Overdrawn as error:
            self.close()
            self.on_excess(error.excess)
            return
        if self._reader.ready and self._waiting is not None and self._transport is not None:
            self._transport.writelines(self._waiting)
            self._waiting = None
        for parts in messages:
            self.on_message(parts)
        if wait := self.budget.delay(len(data), time.monotonic()):
            self._late = asyncio.get_running_loop().call_later(wait, self._in_time)
            self._pause_or_resume()

    def connection_lost(self, error: Exception | None) -> None:
        self._stop_waiting()
        self._transport = None
        self.on_end()

    def send(self, parts: list[bytes]) -> None:
        """Send a message; where the kernel has gone, to nobody."""
        if self._waiting is not None:
            self._waiting.append(message(parts))
        elif self._transport is not None:
            self._transport.write(message(parts))

    def hold(self, full: bool) -> None:
        """Read no more while `full`."""
        self._full = full
        self._pause_or_resume()

    def close(self) -> None:
        self._stop_waiting()
        if self._transport is not None:
            self._transport.abort()

    def _in_time(self) -> None:
        self._late = None
        self._pause_or_resume()

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _pause_or_resume(self) -> None:
        pause = self._full or self._late is not None
        if self._transport is None or pause == self._paused or self._transport.is_closing():
            return
        self._paused = pause
        if pause:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()
