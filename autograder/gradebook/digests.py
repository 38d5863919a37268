"""Digests of what a mark depends on: files, folders, versions. sha256, in hexadecimal."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, Final

# What computes, executes or decides. A change in any of them is another environment.
PACKAGES: Final = (
    "torch",
    "numpy",
    "scipy",
    "sympy",
    "safetensors",
    "pylatexenc",
    "mpmath",
    "pyzmq",
    "nbformat",
    "nbgrader",
    "otter-grader",
    "ipykernel",
    "ipython",
    "jupyter_client",
    "matplotlib",
)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> bytes:
    """One way to write plain data. `ValueError` for a number that JSON has no word for."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def digest_file(path: Path) -> str:
    return sha256(path.read_bytes())


def digest_tree(paths: Iterable[Path]) -> str:
    """Of files and of all files in folders: their names below the given path, and their bytes; caches left out."""
    whole = hashlib.sha256()
    for path in paths:
        for name, file in _files(path):
            whole.update(canonical([name, digest_file(file)]))
    return whole.hexdigest()


def environment() -> dict[str, str]:
    """Python, the machine's kind, and the version of each package of `PACKAGES`."""
    versions = {name: _version(name) for name in PACKAGES}
    machine = f"{platform.system()} {platform.machine()}"
    return {"python": platform.python_version(), "platform": machine, **versions}


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    if path.is_file():
        yield path.name, path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts and ".ipynb_checkpoints" not in file.parts:
            yield f"{path.name}/{file.relative_to(path).as_posix()}", file


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "absent"
