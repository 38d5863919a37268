"""Find submissions: notebooks, archives, or folders in nbgrader's layout `STUDENT/WEEK/WEEK.ipynb`.

No link is followed, and no archive opened.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError

from .archives import ENDINGS, MAX_NOTEBOOKS, ZIP, best_of, several
from .names import escaped, filed
from .reading import RefusedError, cannot_be_opened

_SUFFIX = ".ipynb"


@dataclass(frozen=True, slots=True)
class Found:
    """Whose work lies where. `path` is a notebook, an archive, or a folder where it is not plain what is meant."""

    student: str
    path: Path


def find_submissions(paths: Sequence[Path], week_name: str) -> list[Found]:
    """All submissions of a week under `paths`, sorted by student.

    Each path is a notebook, a folder `STUDENT/WEEK`, a folder `STUDENT` that holds one, or a folder of such folders and
    notebooks. Archives are found where notebooks are, and count where there is no notebook. A `STUDENT/WEEK` with
    nothing to read is found too, so that nobody is dropped in silence. Raises `UsageError` where a path does not exist,
    cannot be looked into, holds no submission, or brings a student a second time.
    """
    students: dict[str, Found] = {}
    for path in paths:
        found = _under(path, week_name)
        if not found:
            raise UsageError(f"no submission of {week_name} in {path}; expected STUDENT/{week_name}/{week_name}.ipynb")
        for item in found:
            other = students.setdefault(item.student, item)
            if _absolute(other.path) != _absolute(item.path):
                both = f"{_shown(other.path)} and {_shown(item.path)}"
                raise UsageError(f"two submissions of {item.student}: {both}; name one of them")
    return [students[name] for name in sorted(students)]


def student_of(path: Path, week_name: str) -> str:
    """Whose work `path` is: STUDENT in `STUDENT/WEEK` and below it, else the file's name without its ending."""
    whole = _absolute(path)
    if whole.name == week_name:
        return filed(whole.parent.name)
    if whole.parent.name == week_name:
        return filed(whole.parent.parent.name)
    return filed(_stem(whole.name))


def choose_file(path: Path, week_name: str, score: Callable[[Path], int]) -> tuple[Path, list[str]]:
    """The notebook or archive that `path` means, and what there is to say about its name.

    Args:
        path: a notebook, an archive, or a folder that should hold one.
        week_name: name of the week.
        score: how many of our cells a file holds, by which one of several is told.
    """
    try:
        is_folder = not path.is_symlink() and path.is_dir()
    except OSError as error:
        raise RefusedError(cannot_be_opened(error)) from None
    if is_folder:
        path = _best(path, week_name, score)
    whole = _absolute(path)
    notebook = f"{week_name}{_SUFFIX}"
    if whole.parent.name == week_name and whole.name != notebook and _is_notebook(whole.name):
        return path, [f"The file was named {escaped(whole.name)}; it was read as {notebook}."]
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
    found = [item for entry in _entries(path) if (item := _entry(entry, week_name))]
    have_notebooks = {item.student for item in found if not _is_archive(item.path.name)}
    return [item for item in found if not (_is_archive(item.path.name) and item.student in have_notebooks)]


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise UsageError(f"{folder} cannot be looked into: {error.strerror}; change its permissions") from None


def _entry(entry: Path, week_name: str) -> Found | None:
    """What an entry of a class's folder holds of this week."""
    if (_is_notebook(entry.name) or _is_archive(entry.name)) and not _holds(entry, week_name):
        return Found(student_of(entry, week_name), entry)
    if entry.is_symlink():
        return None
    if _holds(entry, week_name):
        return _in_week(entry / week_name, week_name)
    for ending in (_SUFFIX, ZIP):  # one folder too few
        if os.path.lexists(entry / f"{week_name}{ending}"):
            return Found(filed(entry.name), entry / f"{week_name}{ending}")
    return None


def _holds(entry: Path, week_name: str) -> bool:
    """Whether `entry` is a student's folder with this week in it, or one that does not let us see."""
    try:
        os.lstat(entry / week_name)
    except PermissionError:
        return True
    except OSError:
        return False
    return not entry.is_symlink()


def _in_week(folder: Path, week_name: str) -> Found:
    """What a folder `STUDENT/WEEK` holds: the notebook of the right name, else the only one, else it is open."""
    student = student_of(folder, week_name)
    try:
        if folder.is_symlink() or not folder.is_dir():
            return Found(student, folder)
        expected = folder / f"{week_name}{_SUFFIX}"
        if os.path.lexists(expected):
            return Found(student, expected)
        notebooks = _files(folder, _is_notebook)
    except OSError:
        return Found(student, folder)  # to be refused when it is read
    return Found(student, notebooks[0] if len(notebooks) == 1 else folder)


def _files(folder: Path, wanted: Callable[[str], bool]) -> list[Path]:
    return sorted(path for path in folder.iterdir() if wanted(path.name) and not path.name.startswith("."))


def _best(folder: Path, week_name: str, score: Callable[[Path], int]) -> Path:
    """A notebook, else a zip file, else what there is: of the right name, else the only one, else with our cells."""
    try:
        files = _files(folder, _is_notebook) or _files(folder, _is_zip) or _files(folder, _is_archive)
    except OSError as error:
        raise RefusedError(cannot_be_opened(error)) from None
    if not files:
        raise RefusedError("No notebook was found in the folder that was submitted.")
    for path in files:
        if _stem(path.name) == week_name or len(files) == 1:
            return path
    if len(files) > MAX_NOTEBOOKS:
        raise RefusedError(f"{len(files)} notebooks or archives were found; submit the one that is meant.")
    best = best_of({path: score(path) for path in files})
    if best is None:
        raise RefusedError(several([path.name for path in files], week_name))
    return best


def _is_notebook(name: str) -> bool:
    return name.casefold().endswith(_SUFFIX)


def _is_zip(name: str) -> bool:
    return name.casefold().endswith(ZIP)


def _is_archive(name: str) -> bool:
    return name.casefold().endswith(ENDINGS)


def _stem(name: str) -> str:
    """A file's name without its ending, `.tar.gz` and the like whole."""
    endings = [ending for ending in (_SUFFIX, *ENDINGS) if name.casefold().endswith(ending)]
    return name[: -len(max(endings, key=len))] if endings else name


def _shown(path: Path) -> str:
    return escaped(str(path))


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.resolve would follow links
