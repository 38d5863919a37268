"""Stands between a kernel's sockets and the host's, and counts.

ZeroMQ bounds a part of a message and the number of messages that wait, but not the number of a message's parts: a
kernel could send parts until the host's memory is full. What has passed through here is bounded, whatever its form.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

CHANNELS = (1, 2, 4)  # shell, iopub, control; nobody listens to the others
PIECE = 2**18


class Relay:
    """Serves `near`-N for each channel and passes everything on to and from `far`-N.

    Args:
        near: the common prefix of the sockets that the host connects to.
        far: that of the kernel's sockets.
        budget: bytes that the kernel may send in its life.
        on_excess: called once when it has sent more; nothing of its reaches the host from then on.
    """

    def __init__(self, near: str, far: str, budget: int, on_excess: Callable[[], None]) -> None:
        self.near = near
        self.far = far
        self.left = budget
        self.on_excess = on_excess
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

        return accept

    async def _connect(self, channel: int, from_host: asyncio.StreamReader, to_host: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError):
                from_kernel, to_kernel = await asyncio.open_unix_connection(f"{self.far}-{channel}")
                try:
                    await self._both_ways(from_host, to_kernel, from_kernel, to_host)
                finally:
                    to_kernel.transport.abort()
        finally:
            to_host.transport.abort()

    async def _both_ways(
        self,
        from_host: asyncio.StreamReader,
        to_kernel: asyncio.StreamWriter,
        from_kernel: asyncio.StreamReader,
        to_host: asyncio.StreamWriter,
    ) -> None:
        """Pass bytes on until either side ends."""
        ways = (
            asyncio.ensure_future(self._pass(from_host, to_kernel, counted=False)),
            asyncio.ensure_future(self._pass(from_kernel, to_host, counted=True)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, counted: bool) -> None:
        while self.left >= 0 and (piece := await source.read(PIECE)):
            if counted:
                self.left -= len(piece)
                if self.left < 0:
                    self.on_excess()
                    return
            target.write(piece)
            await target.drain()
