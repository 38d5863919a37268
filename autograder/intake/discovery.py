"""Find submissions: notebooks, or folders in nbgrader's layout `STUDENT/WEEK/WEEK.ipynb`. No link is followed."""

from __future__ import annotations

import os
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError

from .reading import RefusedError, parse, read_bytes

_SUFFIX = ".ipynb"


@dataclass(frozen=True, slots=True)
class Found:
    """Whose work lies where. `path` is a notebook, or a folder where it is not plain which file is meant."""

    student: str
    path: Path


def find_submissions(paths: Sequence[Path], week_name: str) -> list[Found]:
    """All submissions of a week under `paths`, sorted by student.

    Each path is a notebook, a folder `STUDENT/WEEK`, a folder `STUDENT` that holds one, or a folder of such folders and
    notebooks. A `STUDENT/WEEK` without a notebook is found too, so that nobody is dropped in silence. Raises
    `UsageError` where a path does not exist, holds no submission, or brings a student a second time.
    """
    students: dict[str, Found] = {}
    for path in paths:
        found = _under(path, week_name)
        if not found:
            raise UsageError(f"no submission of {week_name} in {path}; expected STUDENT/{week_name}/{week_name}.ipynb")
        for item in found:
            other = students.setdefault(item.student, item)
            if _absolute(other.path) != _absolute(item.path):
                raise UsageError(f"two submissions of {item.student}: {other.path} and {item.path}; name one of them")
    return [students[name] for name in sorted(students)]


def student_of(path: Path, week_name: str) -> str:
    """Whose work `path` is: STUDENT in `STUDENT/WEEK` and below it, else the file's name without its ending."""
    whole = _absolute(path)
    if whole.name == week_name:
        return _printable(whole.parent.name)
    if whole.parent.name == week_name:
        return _printable(whole.parent.parent.name)
    return _printable(whole.name.removesuffix(_SUFFIX))


def choose_notebook(path: Path, week_name: str, names: Set[str]) -> tuple[Path, list[str]]:
    """The notebook that `path` means, and what there is to say about its name.

    Args:
        path: a notebook, or a folder that should hold one.
        week_name: name of the week.
        names: our `grade_id`s, by which one of several notebooks is told.
    """
    if not path.is_symlink() and path.is_dir():
        notebooks = _notebooks(path)
        if not notebooks:
            raise RefusedError("No notebook was found in the folder that was submitted.")
        path = _best(notebooks, week_name, names)
    whole = _absolute(path)
    if whole.parent.name == week_name and whole.name != f"{week_name}{_SUFFIX}":
        return path, [f"The file was named {_printable(whole.name)}; it was read as {week_name}{_SUFFIX}."]
    return path, []


def _under(path: Path, week_name: str) -> list[Found]:
    if not os.path.lexists(path):
        raise UsageError(f"{path} does not exist; put STUDENT/{week_name}/{week_name}.ipynb there, or name other paths")
    if path.is_symlink() or not path.is_dir():
        return [Found(student_of(path, week_name), path)]
    if _absolute(path).name == week_name:
        return [_in_week(path, week_name)]
    if os.path.lexists(path / week_name):
        return [_in_week(path / week_name, week_name)]
    found = []
    for entry in sorted(path.iterdir()):
        if entry.name.startswith("."):
            continue
        if os.path.lexists(entry / week_name) and not entry.is_symlink():
            found.append(_in_week(entry / week_name, week_name))
        elif entry.name.endswith(_SUFFIX):
            found.append(Found(student_of(entry, week_name), entry))
    return found


def _in_week(folder: Path, week_name: str) -> Found:
    """What a folder `STUDENT/WEEK` holds: the notebook of the right name, else the only one, else it is open."""
    student = student_of(folder, week_name)
    if folder.is_symlink() or not folder.is_dir():
        return Found(student, folder)
    expected = folder / f"{week_name}{_SUFFIX}"
    if os.path.lexists(expected):
        return Found(student, expected)
    notebooks = _notebooks(folder)
    return Found(student, notebooks[0] if len(notebooks) == 1 else folder)


def _notebooks(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.endswith(_SUFFIX) and not path.name.startswith("."))


def _best(notebooks: Sequence[Path], week_name: str, names: Set[str]) -> Path:
    """The one of the right name, else the only one, else the one that holds most of our cells."""
    for path in notebooks:
        if path.name == f"{week_name}{_SUFFIX}" or len(notebooks) == 1:
            return path
    scores = {path: _score(path, names) for path in notebooks}
    best = max(scores.values())
    chosen = [path for path, score in scores.items() if score == best]
    if best == 0 or len(chosen) > 1:
        listed = ", ".join(_printable(path.name) for path in notebooks[:5])
        raise RefusedError(f"Several notebooks were found ({listed}), and none is named {week_name}{_SUFFIX}.")
    return chosen[0]


def _score(path: Path, names: Set[str]) -> int:
    try:
        return len({cell.name for cell in parse(read_bytes(path)).cells} & names)
    except RefusedError:
        return 0


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.resolve would follow links


def _printable(name: str) -> str:
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "_" for character in text)
