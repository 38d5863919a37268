"""What an LMS packed when submissions were downloaded: a zip file, or the folder that a browser made of one.

Names inside are read and never used as paths, so that none leads anywhere. What a file claims to be, and how large, is
not believed: bytes are counted as they come, and no link is followed. One bad entry is told and costs itself only.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from autograder.errors import UsageError
from autograder.intake.archives import is_readable, is_zip
from autograder.intake.names import escaped
from autograder.intake.reading import MAX_BYTES

MAX_ENTRIES: Final = 50_000  # in a download
MAX_DIRECTORY: Final = 64 * 2**20  # bytes of a zip file's list of members, which takes twenty times its room in memory
KEPT: Final = MAX_BYTES + 1  # of a larger file: enough for grading to refuse it, and to say why

_END, _END64 = b"PK\x05\x06", b"PK\x06\x06"
_TAIL: Final = 2**16 + 200  # within which a zip file's end lies, its comment included


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a download; `parts` are its folders and its name, as text."""

    parts: tuple[str, ...]
    _read: Callable[[], bytes]

    @property
    def shown(self) -> str:
        return escaped("/".join(self.parts))

    def read(self) -> bytes:
        """The bytes, `KEPT` of them at most.

        Raises:
            ValueError: it cannot or may not be read; the text says why.
        """
        return self._read()


@dataclass(frozen=True, slots=True)
class Download:
    """What was downloaded; to be used while the file is open."""

    path: Path
    entries: tuple[Entry, ...]
    _file: zipfile.ZipFile | None = None

    def __enter__(self) -> Download:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def open_download(path: Path) -> Download:
    """A zip file or a folder, or `UsageError`."""
    try:
        if path.is_dir():
            return Download(path, tuple(_counted(path, _in_folder(path))))
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    with file:
        _require_small_directory(path, file)
    try:
        archive = zipfile.ZipFile(path)
    except Exception as error:  # zipfile raises a dozen kinds; each means the same here
        raise UsageError(f"{path} is a damaged zip file ({escaped(str(error))}); download it again") from None
    try:
        return Download(path, tuple(_counted(path, _in_zip(archive))), archive)
    except BaseException:
        archive.close()
        raise


def _require_small_directory(path: Path, file: BinaryIO) -> None:
    """`UsageError` where it is no zip file, or one whose list of members would fill the memory."""
    if not is_zip(file.read(4)):
        raise UsageError(f"{path} is no zip file; give what the LMS packed, or the folder that was unpacked from it")
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - _TAIL))
    tail = file.read()
    sizes = [0]
    if (at := tail.rfind(_END)) >= 0 and len(tail) >= at + 16:
        sizes.append(struct.unpack_from("<L", tail, at + 12)[0] % 0xFFFFFFFF)  # all ones: it stands in the other
    if (at := tail.rfind(_END64)) >= 0 and len(tail) >= at + 48:
        sizes.append(struct.unpack_from("<Q", tail, at + 40)[0])
    if max(sizes) > MAX_DIRECTORY:
        raise UsageError(f"{path} claims to hold more files than a class hands in; look at it, and download it again")


def _counted(path: Path, entries: Iterator[Entry]) -> Iterator[Entry]:
    for count, entry in enumerate(entries, start=1):
        if count > MAX_ENTRIES:
            raise UsageError(f"{path} holds more than {MAX_ENTRIES} files; expected the submissions of a class")
        if not _is_hidden(entry.parts):
            yield entry


def _is_hidden(parts: tuple[str, ...]) -> bool:
    """macOS's doubles, Jupyter's checkpoints, hidden files."""
    return "__MACOSX" in parts or any(part.startswith(".") and part.strip(".") for part in parts)


def _in_zip(archive: zipfile.ZipFile) -> Iterator[Entry]:
    for member in archive.infolist():
        parts = tuple(part for part in member.filename.replace("\\", "/").split("/") if part)
        if parts and not member.is_dir():
            yield Entry(parts, _of_member(archive, member))


def _of_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        if stat.S_ISLNK(member.external_attr >> 16):
            raise ValueError("it is a symbolic link")
        if not is_readable(member):
            raise ValueError("it is encrypted, or compressed in a way that is not read")
        try:
            with archive.open(member) as file:
                return file.read(KEPT)
        except Exception as error:  # zipfile and zlib raise a dozen kinds; each means the same here
            raise ValueError(f"it is damaged ({escaped(str(error))})") from None

    return read


def _in_folder(root: Path) -> Iterator[Entry]:
    for folder, inner, names in os.walk(root, onerror=_unread):
        inner.sort()
        for name in sorted(names):
            path = Path(folder, name)
            yield Entry(path.relative_to(root).parts, _of_file(path))


def _unread(error: OSError) -> None:
    raise UsageError(f"{error.filename} cannot be looked into: {error.strerror}; change its permissions") from None


def _of_file(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise ValueError(f"it cannot be read: {error.strerror}") from None
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise ValueError("it is no regular file")
            return file.read(KEPT)

    return read
