"""Run a command and count what it takes: all CPU seconds of all its processes, wall seconds, memory over time.

A grader may start processes that are not its children, or that nobody waits for, so what the system adds up for waited
children is not enough. The command is started in a control group of its own, whose counter forgets nothing. Where no
group can be made, the processors' own counters are read, which also count whatever else the machine does.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
EVERY_SECONDS = 0.5  # memory is sampled
SHARE = 0.03  # of the time that sampling may take
LINGER_SECONDS = 10.0  # that a grader's last processes may take to end after it
COUNTER = "BENCHMARK_COUNTER"  # in the environment of what is run: where its CPU seconds are counted
JOIN = 'echo $$ > "$0" && exec "$@"'
_numbers = itertools.count(1)


class Failed(Exception):
    """A command that is measured ended badly."""


@dataclass(slots=True)
class Usage:
    """What a command took.

    Args:
        wall: seconds.
        cpu: seconds, of all processes.
        memory: bytes of all processes together, each shared page counted once, by seconds since the start.
        output: what was printed.
    """

    wall: float
    cpu: float
    memory: list[tuple[float, int]] = field(default_factory=list)
    output: str = ""

    @property
    def peak(self) -> int:
        return max((size for _, size in self.memory), default=0)

    def memory_at(self, share: float) -> int:
        """The largest of the samples around `share` of the run."""
        within = [size for at, size in self.memory if abs(at / self.wall - share) <= 0.05]
        return max(within, default=0)


class Group:
    """A control group that counts CPU seconds, of version 1 or 2; `path` is None where none can be made."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.joined: Path | None = None  # the file through which a process joins
        name = f"benchmark-{os.getpid()}-{next(_numbers)}"
        for make in (self._version_1, self._version_2):
            with suppress(OSError, LookupError):  # also where there is no such mount
                make(name)
                return

    def _version_1(self, name: str) -> None:
        mounts = [mount for mount in _mounts("cgroup") if "cpuacct" in mount.name.split(",")]
        group = mounts[0] / _own("cpuacct") / name
        group.mkdir()
        self.path, self.joined = group, group / "cgroup.procs"

    def _version_2(self, name: str) -> None:
        """A group with one for the command below: the grader makes more beside that, and they have to count."""
        mount = _mounts("cgroup2")[0]
        above = mount / _own("")
        while above != mount and not {"memory", "pids"} <= set((above / "cgroup.subtree_control").read_text().split()):
            above = above.parent
        group = above / name
        group.mkdir()
        try:
            (group / "cgroup.subtree_control").write_text("+memory +pids")
            (group / "command").mkdir()
        except OSError:
            group.rmdir()
            raise
        self.path, self.joined = group, group / "command" / "cgroup.procs"

    @property
    def counter(self) -> Path | None:
        if self.path is None:
            return None
        return self.path / ("cpu.stat" if (self.path / "cpu.stat").exists() else "cpuacct.usage")

    def processes(self) -> list[int]:
        if self.path is None:
            return []
        found: list[int] = []
        for file in self.path.rglob("cgroup.procs"):
            with suppress(OSError):
                found += map(int, file.read_text().split())
        return found

    def close(self) -> None:
        """Wait for what still runs in it, and remove it."""
        if self.path is None:
            return
        for folder in sorted((path for path in self.path.rglob("*") if path.is_dir()), reverse=True):
            with suppress(OSError):
                folder.rmdir()
        with suppress(OSError):
            self.path.rmdir()


def cpu_seconds(counter: Path | None) -> float:
    """CPU seconds so far of a group; where there is none, of the whole machine."""
    if counter is None:
        busy = [int(number) for number in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        return (sum(busy) - busy[3] - busy[4]) / TICKS  # but for idling and waiting
    text = counter.read_text()
    if counter.name == "cpu.stat":
        return int(text.split("usage_usec ")[1].split()[0]) / 1e6
    return int(text) / 1e9


def own_counter() -> Path | None:
    """The counter of what this process was started in by `measure`."""
    named = os.environ.get(COUNTER)
    return Path(named) if named else None


def how_counted() -> str:
    """In words, how CPU seconds are counted here."""
    group = Group()
    group.close()
    if group.path is None:
        return (
            "the processors' counters in /proc/stat, for want of a control group that can be written: "
            "whatever else this machine does is counted too, so leave it idle"
        )
    return f"a control group for each command, below {group.path.parent}"


def measure(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    cores: int | None = None,
    watch: Callable[[float], None] | None = None,
    statuses: tuple[int, ...] = (0,),
) -> Usage:
    """Run `command` to its end.

    Args:
        cwd: where it runs.
        env: added to the environment.
        cores: to how many of this process's processors it is bound; all of them where None.
        watch: told the seconds since the start, now and then.
        statuses: with which it may end.

    Raises:
        Failed: it ended with another status; what it printed is in the message.
    """
    group = Group()
    environment = {**os.environ, **(env or {})} | ({COUNTER: str(group.counter)} if group.counter else {})
    words = [str(word) for word in command]
    if cores is not None:
        words = ["taskset", "--cpu-list", ",".join(map(str, sorted(os.sched_getaffinity(0))[:cores])), *words]
    if group.joined is not None:
        words = ["sh", "-c", JOIN, str(group.joined), *words]
    own = time.process_time()
    before = cpu_seconds(group.counter)
    started = time.monotonic()
    process = subprocess.Popen(
        words, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    usage = Usage(0.0, 0.0)
    ended = threading.Event()
    sampler = threading.Thread(target=_sample, args=(group, process.pid, usage, started, ended, watch), daemon=True)
    sampler.start()
    try:
        output, _ = process.communicate()
    except BaseException:
        process.kill()
        raise
    finally:
        ended.set()
        sampler.join()
    usage.wall = time.monotonic() - started
    _wait_until_empty(group)
    usage.cpu = cpu_seconds(group.counter) - before
    if group.counter is None:
        usage.cpu -= time.process_time() - own
    group.close()
    usage.output = output.decode("utf-8", "replace")
    if process.returncode not in statuses:
        raise Failed(f"{' '.join(map(str, command))} ended with status {process.returncode}:\n{usage.output[-3000:]}")
    return usage


def _wait_until_empty(group: Group) -> None:
    deadline = time.monotonic() + LINGER_SECONDS
    while group.processes() and time.monotonic() < deadline:
        time.sleep(0.02)


def _sample(
    group: Group,
    root: int,
    usage: Usage,
    started: float,
    ended: threading.Event,
    watch: Callable[[float], None] | None,
) -> None:
    pause = 0.1
    while not ended.wait(pause):
        begun = time.thread_time()
        processes = group.processes() if group.path else _tree(root)
        usage.memory.append((time.monotonic() - started, sum(map(_memory, processes))))
        pause = max(EVERY_SECONDS, (time.thread_time() - begun) / SHARE)
        if watch is not None:
            watch(time.monotonic() - started)


def _memory(process: int) -> int:
    """Bytes of a process, of a page that it shares its part only; 0 where it has ended."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        return int(text.split("\nPss:")[1].split()[0]) * 1024
    except (OSError, IndexError, ValueError):
        return 0


def _tree(root: int) -> list[int]:
    """`root` and all that descends from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError, IndexError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(folder.name))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def _mounts(kind: str) -> list[Path]:
    lines = (line.partition(" - ") for line in Path("/proc/self/mountinfo").read_text().splitlines())
    return [Path(before.split()[4]) for before, _, after in lines if after.split()[0] == kind]


def _own(controller: str) -> str:
    """This process's group in the tree of a controller, without its leading slash; of version 2 the name is empty."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, names, path = line.split(":", 2)
        if controller in names.split(","):
            return path.removeprefix("/")
    raise LookupError(controller)
