"""What a worker that starts empty needs of a course to grade one week, and nothing else of it.

That is: `course.toml`, the week's private folder and what it imports of `solutions/`, the mathematics, what was handed
out, the secret and how to grade. No other week, no submission, no gradebook. It travels as plain data, so that a
worker of another version can still say what differs.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import AutograderError
from autograder.gradebook.digests import environment
from autograder.gradebook.origin import engine_digest
from autograder.sandbox import leftovers
from autograder.sandbox.limits import Limits

if TYPE_CHECKING:
    from autograder.engine import Grader

_SAID = {"engine": "its autograder is of other code", "seed": "its secret is another one"}
_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}


def bundle_of(grader: Grader) -> bytes:
    """What another process needs to grade as `grader` does. It holds the secret and the hidden tests."""
    root, week = grader.course.root, grader.week.name
    folders = [root / "solutions" / week, root / "reference_impl", root / "assignments" / week]
    files = {root / "course.toml", *_imported(root)}
    files |= {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    plain = {
        "origin": grader.origin.to_json(),
        "files": {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(files)
            if not _LEFT_OUT & {*path.relative_to(root).parts}
        },
        "secret": grader.secret,
        "device": grader.device,
        "private": [str(path) for path in grader.private],
    }
    return pickle.dumps(plain)


def _imported(root: Path) -> set[Path]:
    """Files of `solutions/` that were imported with the week's."""
    files = {
        getattr(module, "__file__", None)
        for name, module in [*sys.modules.items()]
        if name.split(".")[0] == "solutions"
    }
    return {Path(file) for file in files if file and Path(file).is_relative_to(root / "solutions")}


@contextmanager
def unpacked(bundle: bytes) -> Iterator[Grader]:
    """A grader as the one that `bundle` was made of, in a private folder that goes when the block ends.

    Raises `AutograderError` where this process cannot be as good as that one: other versions, other code.
    """
    plain: dict[str, Any] = pickle.loads(bundle)
    origin = plain["origin"]
    _require_same(origin, {"environment": environment(), "engine": engine_digest()})
    with _folder() as root:
        for name, data in plain["files"].items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        sys.path.insert(0, str(root))

        from autograder.course import Course
        from autograder.engine import Grader

        limits = Limits(**origin["limits"])
        how = {"isolation": origin["isolation"], "device": plain["device"], "secret": plain["secret"]}
        private = [Path(path) for path in plain["private"]]  # it may be a disk that this machine has too
        with Grader(Course.load(root), origin["week"], limits=limits, private=private, **how) as grader:
            _require_same(origin, grader.origin.to_json())
            yield grader


@contextmanager
def _folder() -> Iterator[Path]:
    """For its owner alone. Of a worker that was killed the next wall's start removes it, as it does old walls."""
    with tempfile.TemporaryDirectory(prefix=leftovers.PREFIX) as name, leftovers.claim(Path(name)):
        root = Path(name) / "course"
        root.mkdir(mode=0o700)
        yield root


def _require_same(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> None:
    """Raise `AutograderError` that names what differs of `got`."""
    differences = [text for name, value in got.items() for text in _differences(name, wanted.get(name), value)]
    if differences:
        raise AutograderError(
            f"This worker would not grade as the coordinator does: {'; '.join(differences)}. "
            "Install the same there, from the same checkout and constraints.txt."
        )


def _differences(name: str, wanted: Any, got: Any) -> list[str]:
    if wanted == got:
        return []
    if isinstance(wanted, Mapping) and isinstance(got, Mapping):
        names = sorted({*wanted, *got})
        return [
            f"expected {part} {wanted.get(part, 'absent')}, it has {got.get(part, 'absent')}"
            for part in names
            if wanted.get(part) != got.get(part)
        ]
    if name in _SAID:
        return [_SAID[name]]
    return [f"expected {name} {wanted}, it has {got}"]
