"""One process beside each kernel: it makes the kernel's namespaces, starts it, and reports how it ended.

Its channel to the host carries small messages. To the host: `{"ready": true}`, `{"failed": text}`, `{"exit": …}`.
From the host: `interrupt` or `kill`; an end of the channel means `kill`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from . import confine, linux, tree
from .confine import Bounds
from .kernel import Prepared

BOUND = b"bound"  # says a kernel that has opened its sockets; anything else says why it could not
REAPER = "/bin/cat"
LOWEST_DESCRIPTOR, MOST_DESCRIPTORS = 3, 64  # what may be open when the reaper is started
MEMORY_INTERVAL = 250  # milliseconds between looks at the memory of all processes together


@dataclass(frozen=True, slots=True)
class Order:
    """A request for one kernel."""

    number: int
    sockets: str  # directory of this kernel's sockets, as the warm parent sees it
    key: str  # signs the messages
    output_bytes: int
    bounds: Bounds
    walled: bool

    @classmethod
    def read(cls, raw: dict[str, Any], *, walled: bool) -> Order:
        return cls(
            number=raw["number"],
            sockets=raw["sockets"],
            key=raw["key"],
            output_bytes=raw["output_bytes"],
            bounds=Bounds(**raw["bounds"]),
            walled=walled,
        )


def supervise(
    order: Order, prepared: Prepared, channel: socket.socket, groups: list[int], sysctl_user: int
) -> NoReturn:
    """Run a kernel to its end. Never returns: this is a fork's whole life.

    Args:
        order: what kernel.
        prepared: what it becomes.
        channel: to the host.
        groups: descriptors through which the kernel joins its control groups.
        sysctl_user: descriptor of /proc/sys/user on a writable mount.
    """
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        _supervise(order, prepared, channel, groups, sysctl_user)
    except BaseException as error:
        with suppress(OSError):
            channel.send(json.dumps({"failed": f"{type(error).__name__}: {error}"[:500]}).encode())
        os._exit(1)
    os._exit(0)


def _supervise(order: Order, prepared: Prepared, channel: socket.socket, groups: list[int], sysctl_user: int) -> None:
    inherited = confine.own_sizes()
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)  # before it is covered
    if order.walled:
        confine.enclose(order.sockets, order.bounds, sysctl_user)
    linux.die_with_parent(signal.SIGKILL)  # after the change of user namespace, which forgets it
    reaper = _start_reaper() if order.walled else None
    bound_out, bound_in = os.pipe()
    kernel = os.fork()
    if kernel == 0:
        _become_kernel(order, prepared, bound_in, groups, inherited)
    os.close(bound_in)
    _wait_until_bound(bound_out, order.walled)
    channel.send(b'{"ready": true}')
    guard = Guard(proc, {kernel} | ({reaper} if reaper is not None else set()), order.bounds.memory_bytes)
    report = _watch(kernel, channel, guard)
    if reaper is not None:
        os.kill(reaper, signal.SIGKILL)  # the end of a PID namespace's first process ends all in it
        os.waitpid(reaper, 0)
    channel.send(json.dumps({"exit": report}).encode())


class Guard:
    """Tells when a kernel and all that it started hold more memory together than one may."""

    def __init__(self, proc: int, roots: set[int], allowed: int) -> None:
        self.proc = proc
        self.roots = roots
        self.allowed = allowed
        self.inherited = tree.own_private_bytes(proc)

    def exceeded(self) -> bool:
        return tree.private_bytes(self.proc, self.roots, self.inherited) > self.allowed


def _start_reaper() -> int:
    """The first process of the namespace: inherits orphans, which the system reaps. Nothing inside can signal it.

    `cat`, because it is smaller than any fork of this process. It waits on a pipe that ends with the supervisor; with
    `cat` the namespace ends.
    """
    waits, _ = os.pipe()  # the other end is held until this process ends
    for descriptor in range(LOWEST_DESCRIPTOR, MOST_DESCRIPTORS):
        with suppress(OSError):
            os.set_inheritable(descriptor, False)
    null = ((os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # stays so in what is started now
    try:
        return os.posix_spawn(REAPER, [REAPER], {}, file_actions=[(os.POSIX_SPAWN_DUP2, waits, 0), *null])
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(waits)


def _become_kernel(
    order: Order, prepared: Prepared, bound: int, groups: list[int], inherited: tuple[int, int]
) -> NoReturn:
    telling = [bound]

    def on_bound() -> None:
        os.write(bound, BOUND)
        os.close(telling.pop())

    status = 70
    try:
        linux.die_with_parent(signal.SIGKILL)
        os.setsid()
        for group in groups:
            os.write(group, b"0")  # whoever writes joins
        _keep_only({bound})
        if order.walled:
            confine.confine(order.bounds, inherited)
        prepared.serve(
            sockets=confine.SOCKETS if order.walled else order.sockets,
            key=order.key,
            output_bytes=order.output_bytes,
            with_files=order.walled and confine.has_files(),
            on_bound=on_bound,
        )
        status = 0
    except BaseException as error:
        for descriptor in telling:
            os.write(descriptor, f"{type(error).__name__}: {error}"[:500].encode())
        raise
    finally:
        os._exit(status)


def _wait_until_bound(bound: int, walled: bool) -> None:
    told = os.read(bound, 600)
    if told != BOUND:
        raise RuntimeError(told.decode(errors="replace") or "the kernel ended before it had opened its sockets")
    os.close(bound)
    if walled:
        linux.remount_read_only(confine.SOCKETS)  # or a student could fill the host's disk through it


def _keep_only(wanted: set[int]) -> None:
    """Close every inherited descriptor but `wanted`; 0, 1 and 2 become /dev/null."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    last = 2
    for number in sorted(wanted):
        os.closerange(last + 1, number)
        last = number
    os.closerange(last + 1, 65536)


def _watch(kernel: int, channel: socket.socket, guard: Guard) -> dict[str, Any]:
    """Obey the host until the kernel has ended; return how it ended and what it took."""
    pidfd = os.pidfd_open(kernel)
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    poll.register(channel, select.POLLIN)
    killed = out_of_memory = False
    while pidfd not in (ready := [descriptor for descriptor, _ in poll.poll(MEMORY_INTERVAL)]):
        order = channel.recv(64) if ready and not killed else b""
        if order == b"interrupt":
            os.killpg(kernel, signal.SIGINT)
        elif ready:
            killed = True
            poll.unregister(channel)
            os.kill(kernel, signal.SIGKILL)
        elif not killed and guard.exceeded():
            out_of_memory = True
            os.kill(kernel, signal.SIGKILL)
    _, status, usage = os.wait4(kernel, 0)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "killed": killed,
        "out_of_memory": out_of_memory,
        "peak_memory": usage.ru_maxrss * 1024,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
    }
