"""A control group for each kernel, where this system lets us make one: all its memory and processes, counted by Linux.

Version 2 is looked for from this process's own group upwards, so that a delegated scope is found; of version 1 each
controller has a tree of its own. See cgroups(7). Without one, rlimits and the supervisor's watch still hold.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

PREFIX = "autograder"
CONTROLLERS = ("memory", "pids")
# What Linux itself takes for a kernel's processes: page tables, stacks, sockets' buffers.
SLACK_BYTES = 96 * 2**20

_LEFT_BEHIND = re.compile(rf"{PREFIX}-(\d+)-[0-9a-f]+-\d+")
_OOM_KILLS = re.compile(r"^oom_kill (\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Files:
    """Where a version keeps what we need, by name inside a group."""

    memory: str
    swap: str  # memory and swap together in version 1, swap alone in version 2
    events: str
    pids: str = "pids.max"
    procs: str = "cgroup.procs"


VERSION_1 = Files("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.oom_control")
VERSION_2 = Files("memory.max", "memory.swap.max", "memory.events")


class Cgroups:
    """Makes the groups of one wall's kernels.

    Args:
        parents: the groups below which ours are made: one that has both controllers, or one for each.
        version: 1 or 2.
    """

    def __init__(self, parents: tuple[Path, ...], version: int) -> None:
        self.parents = parents
        self.version = version
        self.files = VERSION_2 if version == 2 else VERSION_1
        self._name = f"{PREFIX}-{os.getpid()}-{secrets.token_hex(4)}"
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._lingering: list[Cgroup] = []  # closed while something in them was still ending

    @classmethod
    def find(cls) -> Cgroups | None:
        """Where groups can be made; None where nowhere. Sweeps up what a killed grader has left there."""
        mounts, own = _mounts(), _own()
        if found := _below_version_2(mounts.get(""), own.get("")):
            groups = cls((found,), 2)
        elif all(name in mounts and name in own for name in CONTROLLERS):
            groups = cls(tuple(dict.fromkeys(_directory(*mounts[name], own[name]) for name in CONTROLLERS)), 1)
        else:
            return None
        groups._sweep()
        try:
            groups.make(0, 0, 0).close()
        except OSError:
            return None
        return groups

    def make(self, memory_bytes: int, tmp_bytes: int, processes: int) -> Cgroup:
        """A group of its own for one kernel. Files in memory count as memory."""
        name = f"{self._name}-{next(self._numbers)}"
        directories = [parent / name for parent in self.parents]
        group = Cgroup(tuple(directories), self)
        memory = memory_bytes + tmp_bytes + SLACK_BYTES
        try:
            for directory in directories:
                directory.mkdir()
            group.set(self.files.memory, str(memory))
            with suppress(OSError):  # not every system counts swap
                group.set(self.files.swap, "0" if self.version == 2 else str(memory))
            group.set(self.files.pids, str(processes))
        except OSError:
            group.close()
            raise
        return group

    def remove(self, group: Cgroup | None = None) -> None:
        """Remove a group, and those that could not be removed before, in so far as nothing runs in them any more."""
        with self._lock:
            groups = [*self._lingering, *([] if group is None else [group])]
            self._lingering = [group for group in groups if not group.removed()]

    def _sweep(self) -> None:
        for parent in self.parents:
            for path in parent.glob(f"{PREFIX}-*"):
                named = _LEFT_BEHIND.fullmatch(path.name)
                if named and not Path("/proc", named[1]).exists():
                    with suppress(OSError):  # another's, or not empty yet
                        path.rmdir()


class Cgroup:
    """One kernel's group; whoever writes "0" into one of `descriptors` has joined it."""

    def __init__(self, directories: tuple[Path, ...], owner: Cgroups) -> None:
        self.directories = directories
        self.owner = owner
        self.files = owner.files
        self._open: list[int] = []

    def set(self, name: str, value: str) -> None:
        self._place(name).write_text(value)

    def descriptors(self) -> list[int]:
        """Of the files through which a process joins; open until `close`, or `release`."""
        if not self._open:
            self._open = [os.open(path / self.files.procs, os.O_WRONLY | os.O_CLOEXEC) for path in self.directories]
        return self._open

    def release(self) -> None:
        """Close the descriptors: they have been handed over."""
        while self._open:
            os.close(self._open.pop())

    def ran_out_of_memory(self) -> bool:
        try:
            found = _OOM_KILLS.search(self._place(self.files.events).read_text())
        except OSError:
            return False
        return found is not None and int(found[1]) > 0

    def close(self) -> None:
        """Remove the group: now, or when another is closed after its last process has ended."""
        self.release()
        self.owner.remove(self)

    def removed(self) -> bool:
        """Remove the group; whether it is gone."""
        for directory in self.directories:
            try:
                directory.rmdir()
            except FileNotFoundError:
                continue
            except OSError:
                return False
        return True

    def _place(self, name: str) -> Path:
        """The file of that name in whichever of the groups has it."""
        for directory in self.directories:
            if (directory / name).exists():
                return directory / name
        raise FileNotFoundError(f"no control group of this system has a file {name}")


def _below_version_2(mount: tuple[str, Path] | None, own: str | None) -> Path | None:
    """The nearest group at or above our own that passes both controllers on and that we may write to."""
    if mount is None or own is None:
        return None
    top = mount[1]
    here = _directory(*mount, own)
    while here.is_relative_to(top):
        with suppress(OSError):
            passed_on = (here / "cgroup.subtree_control").read_text().split()
            if set(CONTROLLERS) <= set(passed_on) and os.access(here / "cgroup.procs", os.W_OK):
                return here
        if here == top:
            return None
        here = here.parent
    return None


def _mounts() -> dict[str, tuple[str, Path]]:
    """Root and mount point of each controller of version 1, and of version 2 under an empty name."""
    found: dict[str, tuple[str, Path]] = {}
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        root, point = before.split()[3:5]
        kind, _, options = after.split(maxsplit=2)
        if kind == "cgroup2":
            found[""] = root, Path(point)
        elif kind == "cgroup":
            found |= {name: (root, Path(point)) for name in options.split(",") if name in CONTROLLERS}
    return found


def _own() -> dict[str, str]:
    """Path of this process's group in each tree, by the same names."""
    lines = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    return {name: path for _, names, path in lines for name in names.split(",")}


def _directory(root: str, point: Path, own: str) -> Path:
    """Where the group `own` is seen below a mount that shows the tree from `root` on."""
    if own == root or root == "/":
        return point / own.removeprefix("/") if root == "/" else point
    return point / own.removeprefix(f"{root}/") if own.startswith(f"{root}/") else point
