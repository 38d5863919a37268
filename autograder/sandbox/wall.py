"""The wall, and the warm parent behind it: start once, fork a kernel for each notebook."""

from __future__ import annotations

import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal

from autograder.errors import NoWall

from . import layout, leftovers
from .cgroup import Cgroup, Cgroups
from .limits import Limits

Isolation = Literal["bubblewrap", "none"]

NOBODY = 65534
LONGEST_SOCKET = 107  # bytes of a Unix socket's path
START_SECONDS = 120.0  # a cold disk reads torch slowly
END_SECONDS = 10.0  # for processes that the system has been told to kill
INSTALL = "Install it (Debian, Ubuntu: apt-get install bubblewrap)."


def warn_where_open(isolation: Isolation) -> None:
    """Say on standard error that there is no wall; every run that would do without one begins so."""
    if isolation == "none":
        print(
            "WARNING: isolation is off. Notebooks run as you, on your files, with your network. "
            "Grade nobody's work but your own this way.",
            file=sys.stderr,
        )


class Wall:
    """A running sandbox that forks kernels. Threads may share one.

    Args:
        isolation: "bubblewrap", or "none" for your own solutions only: then nothing is hidden and little is limited.
        beside: modules that the kernel sees as the package `answering`.
        extensions: IPython extensions that every kernel loads before its first cell.
        private: folders and files that no kernel may see, even where they lie below a directory that is shown.

    Raises `NoWall` on entering where the wall cannot be had.
    """

    def __init__(
        self,
        isolation: Isolation = "bubblewrap",
        *,
        beside: Sequence[Path] = (),
        extensions: Sequence[str] = (),
        private: Sequence[Path] = (),
    ) -> None:
        self.isolation = isolation
        self.beside = tuple(beside)
        self.extensions = tuple(extensions)
        self.private = tuple(private)
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._outermost: int | None = None  # pidfd of that process: a copy of ours cannot wait for it, but can look
        self._first: int | None = None  # pidfd of the first process of bwrap's PID namespace
        self._control: socket.socket | None = None
        self._noise: IO[bytes] | None = None
        self._owner: IO[bytes] | None = None
        self._stopping = threading.Event()
        self._keeper: threading.Thread | None = None
        self._cgroups: Cgroups | None = None
        self.directory = Path()

    def __enter__(self) -> Wall:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def walled(self) -> bool:
        return self.isolation == "bubblewrap"

    @property
    def grouped(self) -> bool:
        """Whether each kernel gets a control group."""
        return self._cgroups is not None

    def start(self) -> None:
        """Start the warm parent and wait until it has imported everything."""
        self.directory = _short_directory()
        self._owner = leftovers.claim(self.directory)
        leftovers.sweep(self.directory.parent)  # of walls whose process was killed
        (self.directory / "kernels").mkdir(mode=0o711)
        (self.directory / "empty").touch()
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `stop`)
        self._cgroups = Cgroups.find() if self.walled else None
        try:
            self._launch_from_a_thread_that_stays()
            self._await_warm()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the warm parent and with it every kernel; on return, none behind the wall runs any more."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._outermost is not None:
            os.close(self._outermost)
            self._outermost = None
        if self._first is not None:
            _end(self._first)
            self._first = None
        if self._cgroups is not None:
            self._cgroups.remove()
            self._cgroups = None
        if self._keeper is not None:
            self._stopping.set()
            self._keeper.join()
            self._keeper = None
        if self._noise is not None:
            self._noise.close()
            self._noise = None
        shutil.rmtree(self.directory / "kernels", ignore_errors=True)
        shutil.rmtree(self.directory, ignore_errors=True)
        if self._owner is not None:
            self._owner.close()
            self._owner = None

    def ended(self, *, patience: float = 0.0) -> bool:
        """Whether the warm parent has ended, by itself or by somebody's doing, or does so within `patience` seconds."""
        return self._outermost is None or bool(select.select([self._outermost], [], [], patience)[0])

    def fork(self, limits: Limits, files: Mapping[str, Path] | None = None) -> Fork:
        """Ask for one kernel. Returns at once; the fork's channel tells when it is ready.

        Args:
            limits: what it may use.
            files: regular files, by the relative paths under which it finds them in its working directory, to be read.
        """
        self._running()
        number = next(self._numbers)
        sockets = self.directory / "kernels" / str(number)
        sockets.mkdir(mode=0o700)
        if files:
            _lay_down(files, sockets / layout.FILES)
        if self.walled and os.geteuid() == 0:
            os.chown(sockets, NOBODY, NOBODY)
        key = secrets.token_hex(16)
        order = {
            "number": number,
            "sockets": f"{layout.SOCKETS}/{number}" if self.walled else str(sockets),
            "key": key,
            "output_bytes": limits.output_bytes,
            "bounds": limits.bounds(),
        }
        group = self._group(limits)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        fork = Fork(ours, sockets, key, group)
        try:
            with theirs:
                self._send(json.dumps(order).encode(), [theirs.fileno(), *(group.descriptors() if group else ())])
        except BaseException:
            fork.close()
            raise
        if group is not None:
            group.release()
        return fork

    def _group(self, limits: Limits) -> Cgroup | None:
        if self._cgroups is None:
            return None
        try:
            return self._cgroups.make(limits.memory_bytes, limits.tmp_bytes, limits.processes)
        except OSError as error:
            raise NoWall(f"A control group could not be made ({error}).") from error

    def _running(self) -> socket.socket:
        if self._control is None:
            raise NoWall("The sandbox is not running: use it inside its `with` block.")
        return self._control

    def _send(self, order: bytes, descriptors: list[int]) -> None:
        with self._lock:
            try:
                socket.send_fds(self._running(), [order], descriptors)
            except OSError as error:
                raise NoWall(f"The sandbox has stopped ({error}). {self._last_words()}") from error

    def _launch_from_a_thread_that_stays(self) -> None:
        """bwrap's --die-with-parent is about the thread that started it, and a pool's threads come and go."""
        launched, failures = threading.Event(), list[BaseException]()

        def keep() -> None:
            try:
                self._launch()
            except BaseException as error:
                failures.append(error)
            launched.set()
            self._stopping.wait()

        self._stopping.clear()
        self._keeper = threading.Thread(target=keep, name="wall", daemon=True)
        self._keeper.start()
        launched.wait()
        if failures:
            raise failures[0]

    def _launch(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        sysctl_user = os.open("/proc/sys/user", os.O_RDONLY | os.O_DIRECTORY)
        told, tell = os.pipe()
        root = os.geteuid() == 0
        setup: dict[str, Any] = {
            "control": theirs.fileno(),
            "sysctl_user": sysctl_user,
            "walled": self.walled,
            "become": [NOBODY, NOBODY] if self.walled and root else None,
            "extensions": list(self.extensions),
            "outside": _namespaces() if self.walled else {},
        }
        command = layout.command(layout.interpreter(), json.dumps(setup))
        with os.fdopen(told, "rb") as information:
            try:
                self._process = subprocess.Popen(
                    [*self._prefix(root, tell), *command],
                    stdin=subprocess.DEVNULL,
                    stdout=self._noise,
                    stderr=self._noise,
                    pass_fds=(theirs.fileno(), sysctl_user, tell) if self.walled else (theirs.fileno(), sysctl_user),
                    env=None if self.walled else self._open_environment(),
                    cwd="/" if self.walled else self.directory,
                )
            finally:
                theirs.close()
                os.close(sysctl_user)
                os.close(tell)
            self._outermost = os.pidfd_open(self._process.pid)
            self._first = _first_process(information.read())

    def _prefix(self, root: bool, information: int) -> list[str]:
        if not self.walled:
            return []
        bwrap = shutil.which("bwrap")
        if bwrap is None:
            raise NoWall(f"bubblewrap is not installed, so no notebook can be run safely. {INSTALL}")
        arguments = layout.bubblewrap_arguments(bwrap, self.directory / "kernels", self.beside, self.private, root=root)
        return [*arguments, "--info-fd", str(information)]

    def _open_environment(self) -> dict[str, str]:
        """Without a wall: the same modules under the same names, by a path of their own."""
        runtime = self.directory / "runtime"
        shutil.copytree(layout.INSIDE, runtime / "kernelside")
        (runtime / "answering").mkdir()
        for module in self.beside:
            shutil.copy(module, runtime / "answering")
        home = self.directory / "home"
        home.mkdir()
        paths = [str(runtime), *map(str, layout.package_directories())]
        return {**os.environ, **layout.ENVIRONMENT, "HOME": str(home), "TMPDIR": str(home), "MPLCONFIGDIR": str(home),
                "PYTHONPATH": ":".join(paths)}  # fmt: skip

    def _await_warm(self) -> None:
        assert self._control is not None
        ready, _, _ = select.select([self._control], [], [], START_SECONDS)
        if not ready:
            raise NoWall(f"The sandbox did not start within {START_SECONDS:g} seconds. {self._last_words()}")
        if self._control.recv(64) != b"warm":
            words = self._last_words()
            raise NoWall(f"The sandbox did not start. {words} Run `autograder doctor` to see what is missing.")

    def _last_words(self) -> str:
        if self._noise is None:
            return ""
        self._noise.seek(0)
        lines = self._noise.read().decode(errors="replace").strip().splitlines()
        return f"It said: {lines[-1][:300]}." if lines else "It said nothing."


class Fork:
    """The host's end of one kernel: its supervisor's channel, its sockets' directory, the key that signs messages."""

    def __init__(self, channel: socket.socket, sockets: Path, key: str, group: Cgroup | None) -> None:
        self.channel = channel
        self.sockets = sockets
        self.key = key
        self.group = group

    def close(self) -> None:
        """End the kernel if it still runs, and forget its sockets."""
        self.channel.close()
        shutil.rmtree(self.sockets, ignore_errors=True)
        if self.group is not None:
            self.group.close()


def _lay_down(files: Mapping[str, Path], folder: Path) -> None:
    """Copies, readable for a kernel whatever their modes were. `inside.confine` makes the folder read-only."""
    try:
        for name, path in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            target.chmod(0o644)
        for place in (folder, *(place for place in folder.rglob("*") if place.is_dir())):
            place.chmod(0o755)
    except OSError as error:
        shutil.rmtree(folder.parent, ignore_errors=True)
        raise NoWall(f"The files beside a notebook could not be laid behind the wall ({error}).") from error


def _namespaces() -> dict[str, str]:
    """This process's own, by kind: those behind the wall must be others."""
    return {kind: str(Path("/proc/self/ns", kind).readlink()) for kind in ("ipc", "mnt", "net", "pid", "uts")}


def _first_process(information: bytes) -> int | None:
    """A pidfd of what bwrap says it has started; None where it started nothing."""
    try:
        return os.pidfd_open(json.loads(information)["child-pid"])
    except (ValueError, KeyError, ProcessLookupError):
        return None


def _end(first: int) -> None:
    """Kill the first process of a PID namespace and wait until all in it have ended, as the system makes them."""
    with os.fdopen(first, "rb"):
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(first, signal.SIGKILL)
        select.select([first], [], [], END_SECONDS)


def _short_directory() -> Path:
    """A private directory whose sockets' paths are short enough for the system."""
    directory = Path(tempfile.mkdtemp(prefix=leftovers.PREFIX))
    if len(os.fsencode(directory)) + len("/kernels/1000000/s-5") <= LONGEST_SOCKET:
        return directory
    directory.rmdir()
    return Path(tempfile.mkdtemp(prefix=leftovers.PREFIX, dir="/tmp"))
