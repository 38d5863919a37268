"""How much memory a kernel and all that it started hold together; rlimits bound single processes only."""

from __future__ import annotations

import os
from contextlib import suppress


def own_private_bytes(proc: int) -> int:
    """Memory that this process shares with no file: what each fork appears to hold before it has done anything."""
    return _read(proc, "self")[1]


def private_bytes(proc: int, roots: set[int], inherited: int) -> int:
    """Bytes that the processes `roots` and their descendants hold, beyond what each inherited.

    Args:
        proc: descriptor of a /proc in which they are seen.
        roots: process ids, as that /proc counts.
        inherited: bytes that every fork of the warm parent appears to hold.
    """
    parents: dict[int, int] = {}
    held: dict[int, int] = {}
    for name in os.listdir(proc):
        if name.isdigit():
            with suppress(OSError, ValueError):  # it has just ended
                parents[int(name)], held[int(name)] = _read(proc, name)
    return sum(max(0, held[pid] - inherited) for pid in held if _descends(pid, roots, parents))


def _descends(pid: int, roots: set[int], parents: dict[int, int]) -> bool:
    while pid not in roots:
        if pid not in parents:
            return False
        pid = parents[pid]
    return True


def _read(proc: int, name: str) -> tuple[int, int]:
    """Parent and private bytes (anonymous and shared memory, also where it is swapped out) of one process."""
    descriptor = os.open(f"{name}/status", os.O_RDONLY, dir_fd=proc)
    try:
        lines = os.read(descriptor, 8192).decode(errors="replace").split("\n")  # a process names itself, in any bytes
    finally:
        os.close(descriptor)
    fields = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    kilobytes = sum(int(fields.get(key, "0").split()[0]) for key in ("RssAnon", "RssShmem", "VmSwap"))
    return int(fields["PPid"]), kilobytes * 1024
