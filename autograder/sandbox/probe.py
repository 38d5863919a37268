"""Attempts to get through the wall. `doctor` runs this text as a cell of a real kernel and reads what it prints."""

from __future__ import annotations

import ctypes
import importlib
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path


def attempt(checkout: str, home: str, memory_bytes: int, tmp_bytes: int) -> dict[str, str]:
    """What each attempt got hold of; an empty text where the wall held.

    Args:
        checkout: directory of this package's sources, or of its installation.
        home: home directory of whoever runs the doctor.
        memory_bytes: what a process may hold.
        tmp_bytes: what all files together may hold.
    """
    attempts: dict[str, Callable[[], str]] = {
        "sources": lambda: _visible(checkout),
        "home": lambda: _private_files(home),
        "reference": lambda: _importable("reference_impl", "autograder", "solutions"),
        "network": _network,
        "processes": _processes,
        "signals": _signals,
        "system": lambda: _writable("/", "/usr", "/etc", "/env", "/dev", "/run/kernel", "/proc"),
        "privileges": _namespace,
        "memory": lambda: _memory(memory_bytes),
        "disk": lambda: _disk(tmp_bytes),
    }
    return {name: _outcome(action) for name, action in attempts.items()}


def _outcome(action: Callable[[], str]) -> str:
    try:
        return action()
    except (OSError, MemoryError, ImportError):
        return ""


def _visible(path: str) -> str:
    return f"{path} can be seen" if Path(path).exists() else ""


def _private_files(home: str) -> str:
    """Anything in the home directory but the way to the interpreter."""
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
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            try:
                sock.connect(address)
            except OSError:
                continue
            return f"{address[0]} can be reached"
    return ""


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


def _namespace() -> str:
    new_user_namespace = 0x10000000
    return "a new user namespace can be made" if ctypes.CDLL(None).unshare(new_user_namespace) == 0 else ""


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
