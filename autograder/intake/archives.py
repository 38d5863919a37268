"""A notebook out of a submitted archive, in memory.

Nothing is ever written out, so where a member claims to lie, or that it is a link, means nothing; and nothing is taken
at its word: sizes are counted while a member is read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import TypeVar

from .names import escaped
from .reading import MAX_BYTES, RefusedError

MAX_MEMBERS = 1000  # of an archive, folders included
MAX_NOTEBOOKS = 20  # among which one is looked for, here or in a folder

# How archives begin, and what they are called.
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHERS = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
}
_TAR = (257, b"ustar")  # where it is told, and how

ZIP = ".zip"
ENDINGS = (ZIP, ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".7z", ".rar", ".gz")

_READ = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others inflate without bound before anything can be counted
_ENCRYPTED = 0x1

_INSTEAD = "submit the notebook itself, or a .zip file with it"

T = TypeVar("T")


def is_zip(data: bytes) -> bool:
    return data.startswith(_ZIPS)


def is_readable(member: zipfile.ZipInfo) -> bool:
    """Whether a member may be inflated: it is not encrypted, and can be counted while it is."""
    return not member.flag_bits & _ENCRYPTED and member.compress_type in _READ


def require_no_other(data: bytes) -> None:
    """`RefusedError` for an archive that is not read; told by what it holds, whatever it is named."""
    kinds = [kind for mark, kind in _OTHERS.items() if data.startswith(mark)]
    at, mark = _TAR
    if data[at : at + len(mark)] == mark:
        kinds.append("tar")
    if kinds:
        raise RefusedError(f"What was submitted is a {kinds[0]} archive, which is not opened; {_INSTEAD}.")


class Archive:
    """A zip file's notebooks: names by place, and their bytes."""

    def __init__(self, data: bytes) -> None:
        # Before the list of members is built, which takes far more memory than it takes room in the file.
        if data.count(b"PK\x01\x02") > MAX_MEMBERS:
            raise RefusedError(f"The archive has more than {MAX_MEMBERS} files; {_INSTEAD}.")
        self._zip = _told(lambda: zipfile.ZipFile(io.BytesIO(data)))
        members = [member for member in self._zip.infolist() if _is_notebook(member)]
        if not members:
            raise RefusedError(f"No notebook was found in the archive{_within(self._zip)}; {_INSTEAD}.")
        if len(members) > MAX_NOTEBOOKS:
            raise RefusedError(f"The archive holds {len(members)} notebooks; submit the one that is meant.")
        self.members = sorted(members, key=lambda member: member.filename)
        self._left = 2 * MAX_BYTES

    def read(self, member: zipfile.ZipInfo) -> bytes:
        """A member's bytes, counted as they come; `RefusedError` where it cannot or may not be read."""
        if member.flag_bits & _ENCRYPTED:
            raise RefusedError(f"The archive is encrypted; {_INSTEAD}.")
        if member.compress_type not in _READ:
            raise RefusedError(f"The archive is compressed in a way that is not read; {_INSTEAD}.")
        data = _told(lambda: self._inflated(member))
        self._left -= len(data)
        if len(data) > MAX_BYTES or self._left < 0:
            raise RefusedError(
                f"The notebooks in the archive are larger than {MAX_BYTES // 2**20} MiB; clear outputs "
                "(Edit > Clear Outputs of All Cells), save, and submit the notebook itself."
            )
        return data

    def _inflated(self, member: zipfile.ZipInfo) -> bytes:
        with self._zip.open(member) as file:
            return file.read(max(0, min(MAX_BYTES, self._left)) + 1)


def chosen(data: bytes, week_name: str, score: Callable[[bytes], int]) -> tuple[bytes, str]:
    """The bytes of the notebook that an archive means, and its name.

    Of several it is the one that is named for the week, else the one with the highest `score`, as in a folder.

    Args:
        data: the zip file.
        week_name: name of the week.
        score: how many of our cells a notebook holds.
    """
    archive = Archive(data)
    named = [member for member in archive.members if _base(member).casefold() == f"{week_name}.ipynb".casefold()]
    among = named or archive.members
    if len(among) == 1:
        return archive.read(among[0]), _base(among[0])
    # The same file in two folders, as some programs pack it, is one.
    found = {archive.read(member): member for member in reversed(among)}
    best = best_of({data: score(data) for data in found})
    if best is None:
        raise RefusedError(several([_base(member) for member in among], week_name))
    return best, _base(found[best])


def best_of(scores: dict[T, int]) -> T | None:
    """The one with the highest score; None where none has any or several have it."""
    highest = max(scores.values())
    best = [item for item, score in scores.items() if score == highest]
    return best[0] if len(best) == 1 and (highest or len(scores) == 1) else None


def several(names: Sequence[str], week_name: str) -> str:
    listed = ", ".join(escaped(name) for name in names[:5]) + (", ..." if len(names) > 5 else "")
    return f"Several notebooks were found ({listed}), and none is named {week_name}.ipynb."


def _told(read: Callable[[], T]) -> T:
    try:
        return read()
    except Exception:  # zipfile and zlib raise a dozen kinds; each means the same here
        raise RefusedError(f"The archive is damaged; {_INSTEAD}.") from None


def _base(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").rsplit("/", 1)[-1]


def _is_notebook(member: zipfile.ZipInfo) -> bool:
    """What a folder would show: not macOS's doubles, not Jupyter's checkpoints, no hidden file."""
    parts = member.filename.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") and part.strip(".") for part in parts) or "__MACOSX" in parts
    return parts[-1].casefold().endswith(".ipynb") and not hidden


def _within(archive: zipfile.ZipFile) -> str:
    inner = any(member.filename.casefold().endswith(ENDINGS) for member in archive.infolist())
    return " (an archive inside an archive is not opened)" if inner else ""
