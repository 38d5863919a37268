"""The zip file that Gradescope builds a container from: all that grades one week, and nothing of another.

It holds the week's hidden tests, the parts of the reference that they import, and the seeds of its hidden inputs.
Not in it: the course's secret, the solution's notebook, the right answers, other weeks, submissions, marks.
"""

from __future__ import annotations

import ast
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import autograder
from autograder.course import Course
from autograder.errors import AutograderError, UsageError
from autograder.files import clear_leftovers, make_folder, sync_folder
from autograder.release import release
from autograder.seeds import Seeds

from .results import Visibility

HERE: Final = Path(__file__).parent
PACKAGE: Final = Path(autograder.__file__).parent
PRIVATE: Final = ("questions", "wrong")  # modules of a week that decide marks
NO_RIGHT_ANSWERS: Final = b"RIGHT_ANSWERS = ()  # they prove hidden tests, and grade nobody\n"
NOT_NEEDED: Final = {".py", ".md", ".ipynb", ".pyc"}  # Python files go along where they are imported
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same sources give the same bytes
PROGRAM, PLAIN = 0o755, 0o644


@dataclass(frozen=True, slots=True)
class Packed:
    """What `pack` wrote. `private` are the course's files in it that no student may see."""

    week: str
    file: Path
    points: float
    show: Visibility
    private: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "week": self.week,
            "file": str(self.file),
            "points": self.points,
            "show": self.show,
            "private": list(self.private),
        }


def pack(course: Course, name: str, out: Path, show: Visibility) -> Packed:
    """Write the zip file for a week that is released.

    Args:
        course: has the week, and a secret, which is made where there is none.
        name: of the week.
        out: the file; one that is there is replaced.
        show: when students see verdicts.

    Raises:
        UsageError: no such week, it is not released as its sources are, or `out` cannot be written.
    """
    week = course.week(name)
    for difference in release(course.root, week, check=True).differences:
        if difference.kind != "extra":
            raise UsageError(
                f"assignments/{name} is not what the sources give ({difference}): run `autograder release {name}` first"
            )
    private = _private_files(course.root, name)
    files = {f"package/autograder/{path}": data for path, data in _package().items()}
    files |= {f"course/{path}": data for path, data in (private | _public_files(course.root, name)).items()}
    files.setdefault("course/reference_impl/__init__.py", b"")
    files[f"course/solutions/{name}/right.py"] = NO_RIGHT_ANSWERS
    files["settings.json"] = _json({"week": name, "show": show, "version": autograder.__version__})
    files["seeds.json"] = _json(Seeds.of(course.secret(), week).to_json())
    files["requirements.txt"] = requirements().encode()
    for program in ("setup.sh", "run_autograder"):
        files[program] = (HERE / program).read_bytes()
    _write(out, files)
    return Packed(name, out, week.max_points, show, tuple(sorted(private)))


def _private_files(root: Path, week: str) -> dict[str, bytes]:
    """What the week's private files import of the course, and the data that lie beside them."""
    paths = {root / "course.toml"}
    for module in PRIVATE:
        _add_imported(root, f"solutions.{week}.{module}", paths)
    folder = root / "solutions" / week
    paths |= {path for path in _files(folder) if path.suffix not in NOT_NEEDED}
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(paths)}


def _public_files(root: Path, week: str) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in _files(root / "assignments" / week)}


def _package() -> dict[str, bytes]:
    return {path.relative_to(PACKAGE).as_posix(): path.read_bytes() for path in _files(PACKAGE)}


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)
        if path.is_file() and not hidden:
            yield path


def _add_imported(root: Path, module: str, paths: set[Path]) -> None:
    """Add the file of `module`, those of the packages that it lies in, and of all that they import of the course.

    Read from their sources, so that an import within a function, or in a branch that was not taken, counts too.
    """
    parts = module.split(".")
    if parts[0] == PACKAGE.name:  # goes along as a whole
        return
    for count in range(1, len(parts) + 1):
        path = _file_of(root, parts[:count])
        if path is not None and path not in paths:
            paths.add(path)
            package = parts[:count] if path.name == "__init__.py" else parts[: count - 1]
            for imported in _imports(path, package):
                _add_imported(root, imported, paths)


def _file_of(root: Path, parts: list[str]) -> Path | None:
    below = root.joinpath(*parts)
    for path in (below / "__init__.py", below.with_name(f"{below.name}.py")):
        if path.is_file():
            return path
    return None


def _imports(path: Path, package: list[str]) -> Iterator[str]:
    """Absolute names of all modules that a file may import; some of them may be names in a module."""
    for node in ast.walk(ast.parse(path.read_bytes(), filename=str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield start
            yield from (f"{start}.{alias.name}" for alias in node.names)


def requirements() -> str:
    """All packages that grading needs, each in the version that is installed here."""
    versions: dict[str, str] = {}
    _add_required("autograder", frozenset({"instructor"}), versions, set())
    del versions["autograder"]
    return "".join(f"{name}=={versions[name]}\n" for name in sorted(versions))


def _add_required(
    name: str, extras: frozenset[str], versions: dict[str, str], seen: set[tuple[str, frozenset[str]]]
) -> None:
    if (name, extras) in seen:
        return
    seen.add((name, extras))
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        raise AutograderError(
            f"{name} is not installed here, and grading needs it: pip install 'autograder[instructor]'"
        ) from None
    versions[name] = found.version.split("+")[0]  # builds for CPUs and GPUs differ behind the plus sign alone
    for text in found.requires or ():
        needed = Requirement(text)
        if any(needed.marker is None or needed.marker.evaluate({"extra": extra}) for extra in extras or {""}):
            _add_required(canonicalize_name(needed.name), frozenset(needed.extras), versions, seen)


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    """Whole or not at all, and for its owner alone."""
    try:
        make_folder(out.parent)
        clear_leftovers(out)
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                    for path in sorted(files):
                        archive.writestr(_member(path), files[path])
                file.flush()
                os.fsync(handle)
            Path(name).replace(out)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        sync_folder(out.parent)
    except OSError as error:
        raise UsageError(f"cannot write {out}: {error.strerror}; give another file with --out") from None


def _member(path: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(path, EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3  # Unix: there are modes
    member.external_attr = (0o100000 | (PROGRAM if path in ("setup.sh", "run_autograder") else PLAIN)) << 16
    return member
