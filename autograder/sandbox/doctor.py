"""Which wall there is: proved by trying to get through it from inside a real kernel."""

from __future__ import annotations

import asyncio
import json
import platform
import shutil
import sys
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import autograder
from autograder.errors import NoWall

from . import probe
from .kernel import ForkedKernelManager
from .limits import Limits
from .wall import INSTALL, Wall

LIMITS = replace(Limits(), memory_bytes=512 * 2**20, tmp_bytes=32 * 2**20, file_bytes=16 * 2**20)
PROBE_SECONDS = 60
PACKAGES = ("torch", "numpy", "ipykernel", "nbclient", "nbgrader", "otter-grader", "jupyterlab")

# What each attempt of `probe` proves when it fails.
PROOFS = {
    "sources": "the grader's sources and the solutions do not exist inside",
    "home": "the home directory does not exist inside",
    "reference": "reference_impl, autograder and the solutions cannot be imported",
    "network": "no address can be reached",
    "processes": "no other process can be seen",
    "signals": "no other process can be signalled",
    "system": "nothing but /tmp and an empty home can be written to",
    "privileges": "no namespace can be made, so no privilege gained",
    "memory": "memory is limited",
    "disk": "files are limited",
}
BROKEN = "Do not grade with this wall. Update bubblewrap and the kernel, or report this as a bug with the line above."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` says what to do where `ok` is false."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""

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
            got = asyncio.run(_probe(wall))
    except NoWall as error:
        return [*findings, Finding("wall", False, str(error), _remedy(str(error)))]
    return [*findings, Finding("wall", True, "a kernel was forked behind it"), *_proofs(got)]


def _proofs(got: dict[str, str]) -> list[Finding]:
    return [
        Finding(name, not got.get(name, "not tried"), got.get(name, "not tried") or proof, BROKEN)
        for name, proof in PROOFS.items()
    ]


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
        return "Allow user namespaces; in a container, run it with --security-opt seccomp=unconfined or on the host."
    return "Run `bwrap --ro-bind / / true` to see whether bubblewrap works here at all."


async def _probe(wall: Wall) -> dict[str, str]:
    """Run `probe.py` as a cell, and read the last line that it prints."""
    manager = ForkedKernelManager(wall, LIMITS)
    printed: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        if message["msg_type"] in ("stream", "error"):
            printed.append(str(message["content"].get("text", message["content"].get("evalue"))))

    try:
        await manager.start_kernel()
        client = await manager.connected_client()
        try:
            await client.execute_interactive(_cell(), timeout=PROBE_SECONDS, output_hook=hear)
        finally:
            client.stop_channels()
    finally:
        await manager.abandon()
    return _read("".join(printed))


def _cell() -> str:
    checkout = Path(autograder.__file__).resolve().parents[1]
    source = Path(probe.__file__).read_text(encoding="utf-8").replace("from __future__ import annotations\n", "")
    arguments = f"{str(checkout)!r}, {str(Path.home())!r}, {LIMITS.memory_bytes}, {LIMITS.tmp_bytes}"
    return f"{source}\nimport json\nprint(json.dumps(attempt({arguments})))"


def _read(printed: str) -> dict[str, str]:
    try:
        got = json.loads(printed.strip().splitlines()[-1])
    except (ValueError, IndexError):
        raise NoWall(f"The probe inside the sandbox failed. It said: {printed[-300:] or 'nothing'}") from None
    return {str(name): str(value) for name, value in got.items()}


__all__ = ["Finding", "examine", "inspect_device", "inspect_versions", "inspect_wall"]
