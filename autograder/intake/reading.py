"""From a file that a student sent to plain cells, or to one sentence that says why it cannot be read.

Nothing here trusts the file: it is opened without following links or waiting for a writer, its size, depth and count
are bounded, and of all that a notebook may hold only cell types, sources and nbgrader's names are looked at.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError

MAX_BYTES = 20 * 2**20  # of a notebook
MAX_CELLS = 2000  # in a notebook
MAX_CODE = 2**20  # characters in all code cells: each may be parsed several times
MAX_BRACKETS = 2**20  # of lists and objects in the file, which take thirty times their room when they are read

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Where students work there may be no such flags.
_OPEN = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _OPEN |= getattr(os, _flag, 0)

_SURROGATE = re.compile("[\ud800-\udfff]")

# What a name or a kind of file can bring about; anything else (no permission, a broken disk) is no student's doing.
_THEIRS = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.ENODEV, errno.EILSEQ, errno.EINVAL, errno.EOPNOTSUPP)


class RefusedError(Exception):
    """The file cannot be graded; the text is one sentence for the student."""


@dataclass(frozen=True, slots=True)
class StudentCell:
    """What is read of a student's cell."""

    index: int
    kind: str  # "code", "markdown", "raw" or the student's word
    source: str
    name: str = ""  # grade_id, empty where there is none
    points: float | None = None
    is_answer: bool = False  # nbgrader's "solution" flag


@dataclass(frozen=True, slots=True)
class StudentNotebook:
    """What is read of a student's notebook."""

    cells: tuple[StudentCell, ...]
    week: str  # the week that the notebook says it is of, empty where it says nothing
    repaired: tuple[str, ...]

    @property
    def hand_in_code(self) -> str:
        """Four times four hexadecimal digits, of SHA-256 over what its cells say.

        Outputs, cell ids and blank cells do not count: running and saving the notebook once more leaves it as it is.
        """
        said = [[cell.name, cell.kind, cell.source] for cell in self.cells if cell.source.strip()]
        digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()
        return "-".join(digest[i : i + 4] for i in range(0, 16, 4))


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file; `RefusedError` for anything else, without waiting and without following a link."""
    try:
        handle = os.open(path, _OPEN)
    except (OSError, ValueError) as error:
        raise RefusedError(cannot_be_opened(error)) from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise RefusedError("What was submitted is not a regular file; submit the notebook itself.")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(MAX_BYTES + 1) if status.st_size <= MAX_BYTES else b""
    except OSError as error:
        raise RefusedError(cannot_be_opened(error)) from None
    finally:
        os.close(handle)
    if status.st_size > MAX_BYTES or len(data) > MAX_BYTES:
        raise RefusedError(
            f"The file is larger than {MAX_BYTES // 2**20} MiB; clear its outputs (Edit > Clear Outputs of All Cells), "
            "save, and submit it again."
        )
    if not data.strip():
        raise RefusedError("The file is empty; save the notebook and submit it again.")
    return data


def cannot_be_opened(error: OSError | ValueError) -> str:
    """Why not, in one sentence for the student. `AutograderError` where it is no doing of theirs."""
    code = error.errno if isinstance(error, OSError) else None
    if code in (errno.ELOOP, errno.EMLINK):
        return "What was submitted is a symbolic link, which is not followed; submit the notebook itself."
    if code == errno.ENOENT:
        return "No notebook was found."
    if code == errno.ENXIO:
        return "What was submitted is not a regular file; submit the notebook itself."
    if isinstance(error, OSError) and code not in _THEIRS:
        raise AutograderError(
            f"{error.filename or 'The submission'} cannot be read: {error.strerror}. "
            "Mend that (permissions, open files, the disk) and grade again."
        ) from error
    return f"The file cannot be opened ({os.strerror(code) if code else 'its name is not allowed'})."


def parse(data: bytes) -> StudentNotebook:
    """Read the notebook in `data`, of format 3 or 4 and any minor version."""
    repaired: list[str] = []
    if data.count(b"[") + data.count(b"{") > MAX_BRACKETS:
        raise RefusedError(
            "The file holds more than a million lists and objects; clear its outputs "
            "(Edit > Clear Outputs of All Cells), save, and submit it again."
        )
    raw = _load(_decode(data, repaired))
    if not isinstance(raw, dict):
        raise RefusedError("The file is JSON, but not a notebook; submit the .ipynb file that Jupyter saves.")
    raw_cells = _raw_cells(raw, repaired)
    if len(raw_cells) > MAX_CELLS:
        raise RefusedError(f"The notebook has {len(raw_cells)} cells; at most {MAX_CELLS} are read.")
    cells = tuple(_read_cell(index, cell) for index, cell in enumerate(raw_cells) if isinstance(cell, dict))
    if sum(len(cell.source) for cell in cells if cell.kind == "code" or "def " in cell.source) > MAX_CODE:
        raise RefusedError(f"The notebook holds more than {MAX_CODE // 2**20} MiB of code; keep data in files.")
    if len(cells) < len(raw_cells):
        repaired.append(f"{len(raw_cells) - len(cells)} entries among the cells are no cells: they are left out.")
    if any("\r" in cell.source for cell in cells) or b"\r\n" in data:
        repaired.append("Windows line ends were changed to plain ones.")
    if any(_has_surrogate(cell.source) for cell in cells):
        repaired.append("Characters that are no valid text were replaced.")
    return StudentNotebook(tuple(_clean(cell) for cell in cells), _week(raw), tuple(repaired))


def _decode(data: bytes, repaired: list[str]) -> str:
    encoding = next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), "utf-8")
    if encoding != "utf-8":
        repaired.append("A byte-order mark at the start of the file was removed.")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise RefusedError("The file is not UTF-8 text, so it is no notebook that Jupyter saved.") from None


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise RefusedError("The file is nested too deeply to be a notebook.") from None
    except (ValueError, MemoryError):  # a number of thousands of digits is a ValueError too
        raise RefusedError(
            "The file is not valid JSON, so it is no notebook; open it in Jupyter, save it, and submit it again."
        ) from None


def _raw_cells(raw: dict[str, Any], repaired: list[str]) -> list[Any]:
    if isinstance(raw.get("cells"), list):
        return list(raw["cells"])
    if isinstance(raw.get("worksheets"), list):
        repaired.append("The notebook is of the old format 3: it was read as format 4.")
        sheets = [sheet.get("cells") for sheet in raw["worksheets"] if isinstance(sheet, dict)]
        return [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    raise RefusedError("The file is JSON, but not a notebook; submit the .ipynb file that Jupyter saves.")


def _read_cell(index: int, cell: dict[str, Any]) -> StudentCell:
    nbgrader = _mapping(_mapping(cell.get("metadata")).get("nbgrader"))
    name, points = nbgrader.get("grade_id"), nbgrader.get("points")
    return StudentCell(
        index=index,
        kind=_word(cell.get("cell_type")),
        source=_text(cell.get("source", cell.get("input"))),  # "input": format 3
        name=name if isinstance(name, str) else "",
        points=_number(points),
        is_answer=nbgrader.get("solution") is True,
    )


def _text(source: object) -> str:
    if isinstance(source, list):
        return "".join(_strings(source))
    return source if isinstance(source, str) else ""


def _word(value: object) -> str:
    return value[:20] if isinstance(value, str) else ""


def _strings(items: list[object]) -> Iterator[str]:
    return (item for item in items if isinstance(item, str))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and abs(value) < 1e9 else None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _week(raw: dict[str, Any]) -> str:
    week = _mapping(_mapping(raw.get("metadata")).get("autograder")).get("week")
    return week[:100] if isinstance(week, str) else ""


def _clean(cell: StudentCell) -> StudentCell:
    source = cell.source.replace("\r\n", "\n").replace("\r", "\n")
    if _has_surrogate(source):
        source = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return StudentCell(cell.index, cell.kind, source, cell.name, cell.points, cell.is_answer)


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and _SURROGATE.search(text) is not None
