"""Attempts to get through the wall. `doctor` runs this text as a cell of a real kernel and reads what it prints."""

from __future__ import annotations

import ctypes
import errno
import importlib
import os
import resource
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)


def attempt(aims: Mapping[str, Any], names: Sequence[str] | None = None) -> dict[str, str]:
    """What each attempt got hold of; an empty text where the wall held.

    Args:
        aims: `checkout`, directory of this package's sources or of its installation; `home`, home directory of whoever
            runs the doctor; `sibling`, what another kernel has put up (see `put_up`); `calls`, system calls that must
            be refused, by name; `memory_bytes` and `tmp_bytes`, what may be held.
        names: which attempts; all where None.
    """
    attempts: dict[str, Callable[[], str]] = {
        "sources": lambda: _visible(aims["checkout"]),
        "home": lambda: _private_files(aims["home"]),
        "reference": lambda: _importable("reference_impl", "autograder", "solutions"),
        "network": _network,
        "sibling": lambda: _sibling(**aims["sibling"]),
        "parent": _parent,
        "processes": _processes,
        "signals": _signals,
        "system": lambda: _writable("/", "/usr", "/etc", "/env", "/dev", "/run/kernel", "/proc"),
        "privileges": _privileges,
        "system calls": lambda: _calls(aims["calls"]),
        "limits": _limits,
        "memory": lambda: _memory(aims["memory_bytes"]),
        "disk": lambda: _disk(aims["tmp_bytes"]),
    }
    return {name: _outcome(attempts[name]) for name in (attempts if names is None else names)}


def put_up() -> dict[str, Any]:
    """What another kernel then tries to reach: a file, a segment of shared memory, a socket by name and one by port."""
    Path("/tmp/sibling").write_text("a sibling's")
    Path("/dev/shm/sibling").write_text("a sibling's")
    named, numbered = socket.socket(socket.AF_UNIX), socket.socket()
    named.bind("\0sibling")
    numbered.bind(("127.0.0.1", 0))
    for listening in (named, numbered):
        listening.listen()
        globals().setdefault("kept", []).append(listening)
    return {"files": ["/tmp/sibling", "/dev/shm/sibling"], "name": "\0sibling", "port": numbered.getsockname()[1]}


def _outcome(action: Callable[[], str]) -> str:
    try:
        return action()
    except (OSError, MemoryError, ImportError):
        return ""


def _visible(path: str) -> str:
    return f"{path} can be seen" if Path(path).exists() else ""


def _private_files(home: str) -> str:
    """Anything in the home directory but the way to the interpreter. One who has none is said to live in /."""
    if home == "/":
        return ""
    found = [str(path) for path in Path(home).glob("*") if path.name not in os.__file__.split("/")]
    return f"{found[0]} can be seen" if found and Path.home() != Path(home) else ""


def _importable(*names: str) -> str:
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        return f"{name} can be imported"
    return ""


def _network() -> str:
    for family, address in ((socket.AF_INET, ("1.1.1.1", 53)), (socket.AF_INET6, ("::1", 22))):
        if _connects(family, socket.SOCK_DGRAM, address):
            return f"{address[0]} can be reached"
    return ""


def _connects(family: int, kind: int, address: Any) -> bool:
    with socket.socket(family, kind) as sock:
        try:
            sock.connect(address)
        except OSError:
            return False
    return True


def _sibling(files: list[str], name: str, port: int) -> str:
    seen = [file for file in files if Path(file).exists()] + [str(path) for path in Path("/run/kernels").iterdir()]
    if seen:
        return f"{seen[0]} of another kernel can be seen"
    if _connects(socket.AF_UNIX, socket.SOCK_STREAM, name):
        return "a socket of another kernel can be reached by its name"
    if _connects(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", port)):
        return "a port of another kernel can be reached"
    return ""


def _parent() -> str:
    """The memory of whatever has one of the first numbers, by each of the ways that Linux has."""
    buffer = ctypes.create_string_buffer(8)
    piece = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
    for pid in {os.getppid(), *range(1, 64)} - {0, os.getpid()}:
        if Path(f"/proc/{pid}").exists():
            return f"/proc/{pid} can be seen"
        if _libc.process_vm_readv(pid, piece, 1, piece, 1, 0) > 0:
            return f"the memory of process {pid} can be read"
        if _libc.ptrace(16, pid, None, None) == 0:  # PTRACE_ATTACH
            return f"process {pid} can be traced"
    return f"process {os.getppid()} can be seen" if os.getppid() else ""


def _processes() -> str:
    found = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    return f"{len(found)} processes can be seen" if found else ""


def _signals() -> str:
    """Processes but the namespace's own first, and those (threads too) that belong to this one."""
    for pid in range(2, 4096):
        try:
            if os.getpgid(pid) == os.getpgid(0):
                continue
            os.kill(pid, signal.SIG_DFL)
        except ProcessLookupError:
            continue
        return f"process {pid} can be signalled"
    return ""


def _writable(*directories: str) -> str:
    for directory in directories:
        try:
            Path(directory, ".probe").write_text("")
        except OSError:
            continue
        return f"{directory} can be written to"
    return ""


def _privileges() -> str:
    new_user_namespace, get_no_new_privileges = 0x10000000, 39
    if _libc.prctl(get_no_new_privileges, 0, 0, 0, 0) != 1:
        return "new privileges can be had through a program"
    if _libc.setuid(0) == 0:
        return "root can be had"
    return "a new user namespace can be made" if _libc.unshare(new_user_namespace) == 0 else ""


def _calls(numbers: Mapping[str, int]) -> str:
    """With arguments that the system itself would call wrong in another way than the filter does."""
    get_filter, filtered = 21, 2
    if _libc.prctl(get_filter, 0, 0, 0, 0) != filtered:
        return "no filter of system calls is in place"
    for name, number in numbers.items():
        ctypes.set_errno(0)
        refused = _libc.syscall(number, -1, -1, -1, -1, -1) == -1
        if not refused or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
            return f"the system call {name} is let through"
    return ""


def _limits() -> str:
    for name in ("AS", "DATA", "FSIZE", "NOFILE", "NPROC", "CORE", "MEMLOCK", "MSGQUEUE", "CPU", "SIGPENDING"):
        if resource.RLIM_INFINITY in resource.getrlimit(getattr(resource, f"RLIMIT_{name}", -1)):
            return f"RLIMIT_{name} is not set"
    return ""


def _memory(limit: int) -> str:
    bytearray(limit + 2**26)
    return f"more than {limit // 2**20} MiB of memory can be had"


def _disk(limit: int) -> str:
    piece, path, written = bytes(2**20), Path.home() / ".probe", 0
    try:
        for i in range(limit // 2**20 + 16):
            path.with_suffix(f".{i // 32}").open("ab").write(piece)
            written += len(piece)
    finally:
        for leftover in path.parent.glob(".probe.*"):
            leftover.unlink()
    return f"{written // 2**20} MiB of files can be written"
