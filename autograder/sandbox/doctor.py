"""Which wall there is: proved by trying to get through it from inside a real kernel."""

from __future__ import annotations

import asyncio
import json
import platform
import shutil
import sys
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

import autograder
from autograder.errors import NoWall

from . import probe
from .inside import seccomp
from .kernel import Kernel
from .limits import Limits
from .wall import INSTALL, Wall

LIMITS = replace(Limits(), memory_bytes=512 * 2**20, tmp_bytes=32 * 2**20, file_bytes=16 * 2**20)
PROBE_SECONDS = 60
T = TypeVar("T")

PACKAGES = ("torch", "numpy", "ipykernel", "pyzmq", "nbgrader", "otter-grader", "jupyterlab")

# What each attempt of `probe` proves when it fails.
PROOFS = {
    "sources": "the grader's sources and the solutions do not exist inside",
    "home": "the home directory does not exist inside",
    "reference": "reference_impl, autograder and the solutions cannot be imported",
    "network": "no address can be reached",
    "sibling": "another notebook's files, shared memory and sockets cannot be reached",
    "parent": "no parent can be seen, read or traced",
    "processes": "no other process can be seen",
    "signals": "no other process can be signalled",
    "system": "nothing but /tmp and an empty home can be written to",
    "privileges": "no privilege can be gained and no namespace made",
    "system calls": "a filter (seccomp) refuses what a notebook has no use for",
    "limits": "every resource limit is set",
    "memory": "memory is limited",
    "disk": "files are limited",
}
BROKEN = "Do not grade with this wall. Update bubblewrap and the kernel, or report this as a bug with the line above."
NO_FILTER = "Nothing can be done on this processor: x86_64 and aarch64 have a filter. The other layers hold without it."
NO_GROUP = (
    "Run as root, or in a scope of your own: systemd-run --user --scope -p Delegate=yes autograder ... "
    "The other layers hold without it."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy`: what to do where `ok` is false; grading goes on where not `needed`."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def examine() -> list[Finding]:
    """Versions, device and wall."""
    return [*inspect_versions(), inspect_device(), *inspect_wall()]


def inspect_versions() -> list[Finding]:
    findings = [Finding("python", sys.version_info >= (3, 11), platform.python_version(), "Use Python 3.11 or newer.")]
    for name in PACKAGES:
        try:
            findings.append(Finding(name, True, metadata.version(name)))
        except metadata.PackageNotFoundError:
            remedy = "Install the instructor's set: pip install 'autograder[instructor]'."
            findings.append(Finding(name, False, "not installed", remedy))
    return findings


def inspect_device() -> Finding:
    """A GPU is welcome and never needed."""
    import torch

    if torch.cuda.is_available():
        return Finding("device", True, f"cuda: {torch.cuda.get_device_name()}")
    return Finding("device", True, "cpu (no GPU; none is needed)")


def inspect_wall() -> list[Finding]:
    """Start the wall, try to get through it, and say what held."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return [Finding("bubblewrap", False, "not installed", INSTALL)]
    findings = [Finding("bubblewrap", True, bwrap), _namespaces()]
    try:
        with Wall() as wall:
            got = _run(_probe(wall))
            group = _group(wall)
    except NoWall as error:
        return [*findings, Finding("wall", False, str(error), _remedy(str(error)))]
    return [*findings, Finding("wall", True, "a kernel was forked behind it"), *_proofs(got), group]


def _proofs(got: dict[str, str]) -> list[Finding]:
    findings = []
    for name, proof in PROOFS.items():
        breach = got.get(name, "not tried")
        if name == "system calls" and not seccomp.supported():
            findings.append(Finding(name, False, f"no filter for {platform.machine()}", NO_FILTER, needed=False))
        else:
            findings.append(Finding(name, not breach, breach or proof, BROKEN if breach else ""))
    return findings


def _group(wall: Wall) -> Finding:
    if wall.grouped:
        return Finding("control group", True, "Linux counts each notebook's memory and processes as a whole")
    detail = "none can be made here; rlimits and a watch four times a second bound memory and processes instead"
    return Finding("control group", False, detail, NO_GROUP, needed=False)


def _namespaces() -> Finding:
    """The settings of the system that forbid user namespaces, of which each kernel gets one."""
    for setting, forbidding in (
        ("user.max_user_namespaces", "0"),
        ("kernel.unprivileged_userns_clone", "0"),
        ("kernel.apparmor_restrict_unprivileged_userns", "1"),
    ):
        path = Path("/proc/sys", *setting.split("."))
        if path.exists() and path.read_text().strip() == forbidding:
            wanted = "0" if forbidding == "1" else "1" if setting.endswith("clone") else "10000"
            return Finding(
                "user namespaces", False, f"{setting} is {forbidding}", f"Run: sysctl -w {setting}={wanted} (as root)."
            )
    return Finding("user namespaces", True, "allowed")


def _remedy(error: str) -> str:
    if "Permission denied" in error or "No module named" in error or "can't open file" in error:
        return "Let every user read the Python installation and the virtual environment: chmod -R a+rX DIRECTORY."
    if "uid map" in error or "namespace" in error or "unshare" in error or "Operation not permitted" in error:
        return "Allow user namespaces. In a container, do not run as root, and see docs/containers.md for flags."
    return "Run `bwrap --ro-bind / / true` to see whether bubblewrap works here at all."


def _run(probing: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: whoever asks may have an event loop that runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, probing).result()


async def _probe(wall: Wall) -> dict[str, str]:
    """Run `probe.py` as a cell beside another kernel, and read the last line that it prints."""
    async with _kernel(wall) as sibling, _kernel(wall) as kernel:
        put_up = await _printed(sibling, "put_up()")
        aims = {
            "checkout": str(Path(autograder.__file__).resolve().parents[1]),
            "home": str(Path.home()),
            "sibling": put_up,
            "calls": seccomp.refused(),
            "memory_bytes": LIMITS.memory_bytes,
            "tmp_bytes": LIMITS.tmp_bytes,
        }
        got = await _printed(kernel, f"attempt({aims!r})")
    return {str(name): str(value) for name, value in got.items()}


@asynccontextmanager
async def _kernel(wall: Wall) -> AsyncIterator[Kernel]:
    kernel = await Kernel.start(wall, LIMITS)
    try:
        yield kernel
    finally:
        await kernel.end()


async def _printed(kernel: Kernel, expression: str) -> dict[str, Any]:
    """The value of an expression that `probe.py` knows."""
    source = Path(probe.__file__).read_text(encoding="utf-8").replace("from __future__ import annotations\n", "")
    request = kernel.send("execute_request", {"code": f"{source}\nimport json\nprint(json.dumps({expression}))"})
    printed = ""
    while message := await kernel.hear(PROBE_SECONDS):
        content = message["content"]
        if message["parent"] == request and message["msg_type"] in ("stream", "error"):
            printed += str(content.get("text", content.get("evalue")))
        if message["parent"] == request and content.get("execution_state") == "idle":
            break
    try:
        return dict(json.loads(printed.strip().splitlines()[-1]))
    except (ValueError, IndexError):
        raise NoWall(f"The probe inside the sandbox failed. It said: {printed[-300:] or 'nothing'}") from None


__all__ = ["Finding", "examine", "inspect_device", "inspect_versions", "inspect_wall"]
