"""Generated files on disk: compared, written atomically, and only where something differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.files import write_whole

from .rounding import alike

DERIVATIONS = "derivations"  # folder of the derivations' notations
CHECKS = ("tests", ".py")  # the folder of the public checks, and how their names end
GENERATED = (CHECKS, (DERIVATIONS, ".json"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as it would be released."""

    path: str  # relative to the released folder
    kind: Literal["missing", "changed", "extra"]

    def __str__(self) -> str:
        return f"{self.path} is {self.kind}"


def differences(folder: Path, files: Mapping[str, str]) -> tuple[Difference, ...]:
    """How `folder` differs from `files` (text by relative path); hidden files and caches are nobody's business."""
    found = []
    for path, text in sorted(files.items()):
        try:
            if not _stands(folder / path, text):
                found.append(Difference(path, "changed"))
        except OSError:
            found.append(Difference(path, "missing"))
    return (*found, *(Difference(path, "extra") for path in _present(folder) if path not in files))


def _stands(path: Path, text: str) -> bool:
    there = path.read_bytes()
    if there == text.encode():
        return True
    return (path.parent.name, path.suffix) == CHECKS and alike(there.decode(errors="replace"), text)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Make `folder` hold `files`. A check or a notation that is no longer generated goes; anything else extra stays."""
    for difference in differences(folder, files):
        target = folder / difference.path
        if difference.kind != "extra":
            write_whole(target, files[difference.path])
        elif (target.parent.name, target.suffix) in GENERATED:
            target.unlink()


def _present(folder: Path) -> list[str]:
    paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    return sorted(str(path) for path in paths if not any(p.startswith(".") or p == "__pycache__" for p in path.parts))
