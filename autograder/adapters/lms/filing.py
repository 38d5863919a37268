"""One student's files into `submitted/STUDENT/WEEK/`, whole or not at all; nothing that was there is lost."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from autograder.errors import AutograderError
from autograder.files import make_folder, sync_folder, write_whole
from autograder.gradebook.handed_in import FILE as TIMESTAMP
from autograder.intake.names import filed
from autograder.intake.reading import MAX_BYTES

from .download import Entry
from .piles import Doubt, Pile

State = Literal["new", "unchanged", "replaced", "kept", "not taken"]
MAX_FILES: Final = 50  # of one student
MAX_TOTAL: Final = 3 * MAX_BYTES  # bytes of one student's files together
REPLACED: Final = ".replaced"  # beside STUDENT/WEEK: hidden, so that no program takes it for a week


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a student's hand-in.

    Args:
        state: "kept": another one is there already, which was not touched; "not taken": no file of it could be read.
        files: as they are named now.
        submitted: the time that was written down.
        late: the LMS calls it late.
        doubts: files that were not taken, or not as they were.
    """

    student: str
    state: State
    files: tuple[str, ...] = ()
    submitted: datetime | None = None
    late: bool = False
    doubts: tuple[Doubt, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "student": self.student,
            "state": self.state,
            "files": list(self.files),
            "submitted": None if self.submitted is None else self.submitted.isoformat(),
            "late": self.late,
            "doubts": [doubt.to_json() for doubt in self.doubts],
        }


@contextmanager
def only_collector(submitted: Path) -> Iterator[None]:
    """Hold the folder of all submissions, so that two do not move the same ones."""
    try:
        make_folder(submitted)
        handle = os.open(submitted, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise AutograderError(f"{submitted} cannot be used: {error.strerror}; nothing was collected") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise AutograderError(f"another process is collecting into {submitted}; wait for it to end") from None
    finally:
        os.close(handle)


def file_away(submitted: Path, week: str, student: str, pile: Pile, *, replace: bool) -> Filed:
    """Put a student's files where grading looks for them.

    Args:
        submitted: the folder of all submissions.
        replace: put them in the place of others, which go to `STUDENT/.replaced/WEEK/N`.

    Raises:
        AutograderError: the disk does not let us.
    """
    contents, doubts = _read(pile, week)
    folder = submitted / student / week
    told = (pile.submitted, pile.late, tuple(doubts))
    if not contents:
        return Filed(student, "not taken", (), None, *told[1:])
    if (submitted / student).is_symlink() or folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        where = Doubt(str(folder), "a link or a file is in the place of this folder; look at it, and remove it")
        return Filed(student, "not taken", (), None, pile.late, (*doubts, where))
    try:
        if not folder.exists():
            _put(folder, contents, pile.submitted)
            return Filed(student, "new", tuple(contents), *told)
        if _same(folder, contents):
            time = _date(folder, pile.submitted)
            return Filed(student, "unchanged", tuple(contents), time, *told[1:])
        if not replace:
            return Filed(student, "kept", (), None, *told[1:])
        _put(folder, contents, pile.submitted)
        return Filed(student, "replaced", tuple(contents), *told)
    except OSError as error:
        raise AutograderError(
            f"{folder} could not be written: {error.strerror}. What was collected before is whole; mend that and "
            "give the same command again."
        ) from error


def _read(pile: Pile, week: str) -> tuple[dict[str, bytes], list[Doubt]]:
    """The files by the names that they get, each once."""
    contents: dict[str, bytes] = {}
    doubts = []
    left = MAX_TOTAL
    for name, entry in _names(pile, week):
        if name.casefold() == TIMESTAMP:
            doubts.append(Doubt(entry.shown, f"a {TIMESTAMP} would be taken for the time of handing in"))
            continue
        if len(contents) == MAX_FILES or left <= 0:
            doubts.append(Doubt(entry.shown, f"more than {MAX_FILES} files, or {MAX_TOTAL // 2**20} MiB, of a student"))
            continue
        try:
            data = entry.read()
        except ValueError as error:
            doubts.append(Doubt(entry.shown, str(error)))
            continue
        if len(data) > MAX_BYTES:
            doubts.append(
                Doubt(
                    entry.shown, f"larger than {MAX_BYTES // 2**20} MiB; its beginning was kept, and grading refuses it"
                )
            )
        left -= len(data)
        contents[name] = data
    return contents, doubts


def _names(pile: Pile, week: str) -> Iterator[tuple[str, Entry]]:
    """Each file with a name of one folder, no two the same whatever the case of their letters.

    A name that a file may go by as well is taken where that makes it the week's notebook and nothing else is.
    """
    notebook = f"{week}.ipynb"
    meant = [file for file in pile.files if notebook in (file.name, *file.names)]
    taken: set[str] = set()
    for file in pile.files:
        name = filed(notebook if meant == [file] else file.name)
        stem, dot, ending = name.rpartition(".")
        count = 1
        while name.casefold() in taken:
            count += 1
            name = f"{stem or ending} ({count}){dot}{ending if stem else ''}"
        taken.add(name.casefold())
        yield name, file.entry


def _put(folder: Path, contents: dict[str, bytes], submitted: datetime | None) -> None:
    """The files and the time as a new folder, in one step; one that is there is put aside before."""
    make_folder(folder.parent)
    for left in folder.parent.glob(f".{folder.name}.*.tmp"):  # of a collector that was killed
        shutil.rmtree(left, ignore_errors=True)
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".tmp"))
    try:
        for name, data in contents.items():
            with (new / name).open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        _date(new, submitted)
        new.chmod(0o755)
        sync_folder(new)
        if folder.exists():
            folder.rename(_aside(folder))
        new.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _aside(folder: Path) -> Path:
    kept = folder.parent / REPLACED / folder.name
    make_folder(kept)
    number = max((int(path.name) for path in kept.iterdir() if path.name.isdecimal()), default=0)
    return kept / str(number + 1)


def _same(folder: Path, contents: dict[str, bytes]) -> bool:
    ours = {TIMESTAMP, *(path.name for path in folder.glob(".*") if path.name not in contents)}  # Jupyter's, macOS's
    there = [path for path in folder.iterdir() if path.name not in ours]
    if {path.name for path in there} != contents.keys():
        return False
    return all(path.is_file() and not path.is_symlink() and _digest(path) == _of(contents[path.name]) for path in there)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _of(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _date(folder: Path, submitted: datetime | None) -> datetime | None:
    """Write down when it was handed in, where nothing says so yet: the same file again is handed in no later."""
    if submitted is None or (folder / TIMESTAMP).exists():
        return None
    write_whole(folder / TIMESTAMP, f"{submitted.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n")
    return submitted
