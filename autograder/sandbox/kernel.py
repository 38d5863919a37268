"""A forked kernel as the host sees it: started, spoken to in Jupyter's messages, interrupted, ended."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from autograder.errors import NoWall

from .limits import Limits
from .messages import Correspondence
from .wall import Fork, Wall
from .zmtp import Budget, Connection, Excess

START_SECONDS = 60.0
LAST_WORDS_SECONDS = 0.1
CUT_OFF_SECONDS = 1.0  # from the end of a connection to that of its kernel
QUEUED_MESSAGES = 100  # on the host, waiting to be read
SHELL, IOPUB = 1, 2  # the ends of the sockets' names, see `inside.kernel`

Channel = Literal["shell", "iopub"]


@dataclass(frozen=True, slots=True)
class KernelExit:
    """How a kernel ended. A negative status is the signal that ended it."""

    status: int
    killed: bool = False  # by us
    out_of_memory: bool = False
    flooded: Excess | None = None  # what it had sent too much of
    lost: bool = False  # its supervisor ended without a report: our side's failure
    peak_memory: int = 0  # bytes, all that the kernel started with included
    cpu_seconds: float = 0.0


class Kernel:
    """One kernel of a wall. Made by `start`, in an event loop; to be ended with `end`.

    Attributes:
        exited: becomes how the kernel ended.
    """

    def __init__(self, fork: Fork, limits: Limits, *, walled: bool = True) -> None:
        self.fork = fork
        self.walled = walled
        loop = asyncio.get_running_loop()
        self.exited: asyncio.Future[KernelExit] = loop.create_future()
        self._ready: asyncio.Future[None] = loop.create_future()
        self._flooded: Excess | None = None
        self._correspondence = Correspondence(fork.key)
        self._budget = Budget(limits.sent_bytes, limits.sent_messages, limits.bytes_a_second, limits.message_bytes)
        self._connections: dict[Channel, Connection] = {}
        self._open = 0  # connections that have not ended
        self._heard: deque[tuple[Channel, list[bytes]]] = deque()
        self._held = False
        self._waiter: asyncio.Future[None] | None = None
        fork.channel.setblocking(False)
        self._listener = loop.create_task(self._listen())

    @classmethod
    async def start(cls, wall: Wall, limits: Limits, files: Mapping[str, Path] | None = None) -> Kernel:
        """Have the wall fork a kernel, and hear all it says from here on. Raises `NoWall` where it cannot be had.

        Args:
            wall, limits, files: see `Wall.fork`.
        """
        kernel = cls(wall.fork(limits, files), limits, walled=wall.walled)
        try:
            await asyncio.wait_for(kernel._started(), START_SECONDS)
        except TimeoutError:
            kernel.forget()
            raise NoWall(f"A kernel did not start within {START_SECONDS:g} seconds.") from None
        except OSError as error:
            kernel.forget()
            raise NoWall(f"A kernel ended before it could be spoken to ({error}).") from None
        except BaseException:
            kernel.forget()
            raise
        return kernel

    async def _started(self) -> None:
        await self._ready
        await self._connect("shell", "DEALER", SHELL)
        await self._connect("iopub", "SUB", IOPUB)
        while message := await self.hear(START_SECONDS):
            if message["msg_type"] == "iopub_welcome":
                return
        raise NoWall(f"A kernel ended before it could be spoken to: {self.exited}.")

    async def _connect(self, channel: Channel, kind: str, number: int) -> None:
        connection = Connection(kind, self._budget, lambda parts: self._take(channel, parts), self._flood, self._end)
        await asyncio.get_running_loop().create_unix_connection(lambda: connection, f"{self.fork.sockets}/s-{number}")
        self._connections[channel] = connection
        self._open += 1

    # ------------------------------------------------------------------ what it is told, and says

    @property
    def alive(self) -> bool:
        return not self.exited.done()

    def send(self, kind: str, content: Mapping[str, Any], buffers: Sequence[bytes] = ()) -> str:
        """Send a request; its identity is the `parent` of all that answers it."""
        identity, parts = self._correspondence.write(kind, content, buffers)
        self._connections["shell"].send(parts)
        return identity

    async def hear(self, seconds: float) -> dict[str, Any] | None:
        """The next message, with its `channel`; None when time is up, or the kernel has ended and all was heard."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            while self._heard:
                channel, parts = self._heard.popleft()
                self._hold()
                if (message := self._correspondence.read(parts)) is not None:
                    return {"channel": channel, **message}
            if self.exited.done() and not self._open:
                return None
            if loop.time() >= deadline:
                return None
            self._waiter = loop.create_future()
            late = loop.call_at(deadline, self._wake)
            try:
                await self._waiter
            finally:
                late.cancel()
                self._waiter = None

    async def hear_of(self, request: str, deadline: float) -> dict[str, Any] | None:
        """The same for what answers `request`; `deadline` is one of `time.monotonic`."""
        while (seconds := deadline - time.monotonic()) > 0:
            message = await self.hear(seconds)
            if message is None or message["parent"] == request:
                return message
        return None

    def interrupt(self) -> None:
        self._order(b"interrupt")

    def kill(self) -> None:
        self._order(b"kill")

    async def killed(self) -> None:
        """Kill it, and wait until all of it has ended."""
        self.kill()
        await asyncio.shield(self.exited)

    async def end(self) -> KernelExit:
        """Kill the kernel, forget its sockets, and say how it had ended."""
        await self.killed()
        ended = self.exited.result()
        self.forget()
        return ended

    def forget(self) -> None:
        """Leave the kernel in whatever state it is; the end of its channel ends it."""
        self._close()
        self._listener.cancel()
        for future in (self._ready, self.exited):
            future.cancel()
        self.fork.close()

    def _order(self, order: bytes) -> None:
        if self.alive:
            with suppress(OSError):  # it has just ended; `exited` will tell
                self.fork.channel.send(order)

    # ------------------------------------------------------------------ what happens

    async def _listen(self) -> None:
        """Read what the supervisor reports until it is gone."""
        loop = asyncio.get_running_loop()
        while raw := await self._report(loop):
            match json.loads(raw):
                case {"ready": True}:
                    self._ready.set_result(None)
                case {"failed": str(reason)}:
                    self._fail(f"A kernel could not be started: {reason}")
                case {"exit": dict(report)}:
                    report["out_of_memory"] |= self.fork.group is not None and self.fork.group.ran_out_of_memory()
                    self._exit(KernelExit(**report, flooded=self._flooded))
        if self.alive:
            self._exit(KernelExit(status=-signal.SIGKILL, lost=True))
        self._fail("A kernel could not be started: the sandbox has ended.")

    async def _report(self, loop: asyncio.AbstractEventLoop) -> bytes:
        try:
            return await loop.sock_recv(self.fork.channel, 65536)
        except OSError:
            return b""

    def _exit(self, how: KernelExit) -> None:
        self.exited.set_result(how)
        self._wake()
        if not self.walled:  # nobody has seen to it that what the kernel started, and holds its sockets, has ended too
            asyncio.get_running_loop().call_later(LAST_WORDS_SECONDS, self._close)

    def _fail(self, reason: str) -> None:
        if not self._ready.done():
            self._ready.set_exception(NoWall(reason))

    def _flood(self, excess: Excess) -> None:
        self._close()
        if self._flooded is None:
            self._flooded = excess
            self.kill()

    def _close(self) -> None:
        for connection in self._connections.values():
            connection.close()

    def _take(self, channel: Channel, parts: list[bytes]) -> None:
        self._heard.append((channel, parts))
        self._hold()
        self._wake()

    def _hold(self) -> None:
        """What nobody has read yet must not pile up here."""
        full = len(self._heard) >= QUEUED_MESSAGES
        if full != self._held:
            self._held = full
            for connection in self._connections.values():
                connection.hold(full)

    def _end(self) -> None:
        self._open -= 1
        self._wake()
        if self.alive:  # either it is ending, or it has cut us off
            asyncio.get_running_loop().call_later(CUT_OFF_SECONDS, self._cut_off)

    def _cut_off(self) -> None:
        if self.alive:
            self._flood("parts")

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
