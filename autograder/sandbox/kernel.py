"""A forked kernel as Jupyter sees one: a provisioner, and a manager that uses it."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty
from typing import Any

import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

from autograder.errors import NoWall

from .limits import Limits
from .relay import Budget, Excess, Relay
from .wall import Fork, Wall

_LOG = logging.getLogger("autograder.kernel")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False  # what goes wrong is raised

START_SECONDS = 60.0
QUEUED_MESSAGES = 100  # on the host, waiting to be read


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


class ForkProvisioner(KernelProvisionerBase):
    """Has the wall fork a kernel, and passes signals on to its supervisor."""

    def __init__(self, wall: Wall, limits: Limits, **traits: Any) -> None:
        super().__init__(**traits)
        self.wall = wall
        self.limits = limits
        self.fork: Fork | None = None
        self.exited: asyncio.Future[KernelExit]
        self._listener: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[None]
        self._relay: Relay | None = None
        self._flooded: Excess | None = None

    @property
    def has_process(self) -> bool:
        return self.fork is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        return {"cmd": [], **kwargs}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        loop = asyncio.get_running_loop()
        self.exited, self._ready = loop.create_future(), loop.create_future()
        self.fork = self.wall.fork(self.limits)
        self.fork.channel.setblocking(False)
        self._listener = loop.create_task(self._listen(self.fork))
        try:
            await asyncio.wait_for(self._ready, START_SECONDS)
        except TimeoutError:
            raise NoWall(f"A kernel did not start within {START_SECONDS:g} seconds.") from None
        budget = Budget(
            self.limits.sent_bytes, self.limits.sent_messages, self.limits.bytes_a_second, self.limits.message_bytes
        )
        self._relay = Relay(self.fork.address, self.fork.kernel_address, budget, self._flood)
        await self._relay.start()
        self.connection_info = {
            "transport": "ipc",
            "ip": self.fork.address,
            "key": self.fork.key.encode(),  # type: ignore[typeddict-item]  # bytes is what is compared
            "signature_scheme": "hmac-sha256",
            "shell_port": 1,  # the ends of the sockets' names, see `inside.kernel`
            "iopub_port": 2,
            "stdin_port": 3,  # these three lead nowhere, and nobody connects to them
            "control_port": 4,
            "hb_port": 5,
        }
        return self.connection_info

    async def _listen(self, fork: Fork) -> None:
        """Read what the supervisor reports until it is gone."""
        loop = asyncio.get_running_loop()
        while raw := await _receive(loop, fork):
            match json.loads(raw):
                case {"ready": True}:
                    self._ready.set_result(None)
                case {"failed": str(reason)}:
                    self._fail(f"A kernel could not be started: {reason}")
                case {"exit": dict(report)}:
                    report["out_of_memory"] |= fork.group is not None and fork.group.ran_out_of_memory()
                    self.exited.set_result(KernelExit(**report, flooded=self._flooded))
        if not self.exited.done():
            self.exited.set_result(KernelExit(status=-signal.SIGKILL, lost=True))
        self._fail("A kernel could not be started: the sandbox has ended.")

    def _flood(self, excess: Excess) -> None:
        self._flooded = excess
        self._order(b"kill")

    def _fail(self, reason: str) -> None:
        if not self._ready.done():
            self._ready.set_exception(NoWall(reason))

    async def poll(self) -> int | None:
        if self.fork is None:
            return 0
        return self.exited.result().status if self.exited.done() else None

    async def wait(self) -> int | None:
        if self.fork is None:
            return 0
        return (await asyncio.shield(self.exited)).status

    async def send_signal(self, signum: int) -> None:
        self._order(b"interrupt" if signum == signal.SIGINT else b"kill")

    async def kill(self, restart: bool = False) -> None:
        self._order(b"kill")

    async def terminate(self, restart: bool = False) -> None:
        self._order(b"kill")

    def _order(self, order: bytes) -> None:
        if self.fork is None or self.exited.done():
            return
        with suppress(OSError):  # it has just ended; `exited` will tell
            self.fork.channel.send(order)

    async def cleanup(self, restart: bool = False) -> None:
        if self._relay is not None:
            await self._relay.close()
            self._relay = None
        if self._listener is not None:
            self._listener.cancel()
            self._listener = None
        if self.fork is not None:
            self.fork.close()
            self.fork = None

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        return 0.0  # nothing in a fork is worth a polite end


async def _receive(loop: asyncio.AbstractEventLoop, fork: Fork) -> bytes:
    try:
        return await loop.sock_recv(fork.channel, 65536)
    except OSError:
        return b""


class _ForkSpecs(KernelSpecManager):
    """Knows the forked kernel only, whatever is installed on this machine."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(argv=[], display_name="Python (forked)", language="python", interrupt_mode="signal")


class ForkedKernelManager(AsyncKernelManager):
    """Manages one kernel that `wall` forks."""

    def __init__(self, wall: Wall, limits: Limits) -> None:
        context = zmq.asyncio.Context()
        context.MAXMSGSIZE = limits.message_bytes
        context.RCVHWM = QUEUED_MESSAGES
        context.LINGER = 0
        super().__init__(
            context=context,
            log=_LOG,
            kernel_spec_manager=_ForkSpecs(),
            transport="ipc",
            shutdown_wait_time=0.0,
            connection_file=str(wall.directory / "unused.json"),
        )
        self.provisioner: ForkProvisioner = ForkProvisioner(wall, limits, parent=self)

    @property
    def exited(self) -> asyncio.Future[KernelExit]:
        return self.provisioner.exited

    def write_connection_file(self, **kwargs: Any) -> None:
        """Nobody else shall connect."""

    async def connected_client(self) -> AsyncKernelClient:
        """A client that hears all the kernel says from here on; `NoWall` where it ends first, or says nothing."""
        welcoming = asyncio.ensure_future(self._welcomed_client())
        await asyncio.wait((welcoming, self.exited), return_when=asyncio.FIRST_COMPLETED)
        if not welcoming.done():
            welcoming.cancel()
            await asyncio.wait((welcoming,))
            raise NoWall(f"A kernel ended before it could be spoken to: {self.exited.result()}.")
        try:
            return welcoming.result()
        except Empty:
            raise NoWall(f"A kernel that had started said nothing for {START_SECONDS:g} seconds.") from None

    async def _welcomed_client(self) -> AsyncKernelClient:
        client = self.client(context=self.context)
        client.start_channels(stdin=False, hb=False, control=False)
        client.allow_stdin = False
        while (await client.get_iopub_msg(timeout=START_SECONDS))["header"]["msg_type"] != "iopub_welcome":
            pass
        return client

    async def end(self) -> KernelExit:
        """Kill the kernel, forget its sockets, and say how it had ended."""
        await self.provisioner.kill()
        ended = await asyncio.shield(self.exited)
        await self.abandon()
        return ended

    async def abandon(self) -> None:
        """Forget the kernel in whatever state it is; the end of its channel ends it."""
        await self.cleanup_resources()
        self.context.destroy(linger=0)
