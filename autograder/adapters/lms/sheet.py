"""A table in a CSV file: read as another program wrote it, and written back the same way."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.errors import UsageError
from autograder.intake.names import escaped
from autograder.words import points

MOST_BYTES: Final = 20 * 2**20
_DELIMITERS: Final = ",;\t"  # the earlier one where two would do
_MARK: Final = "\ufeff"
_FORMULA: Final = re.compile(r"\s*[=+\-@]|[\t\r\n]")
_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and rows of the same width; `delimiter`, `line_end` and `mark` (a byte-order mark) are the file's."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ","
    line_end: str = "\r\n"
    mark: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns, without spaces around them."""
        return tuple(name.strip() for name in self.header)

    def index(self, *names: str) -> int | None:
        """Where the column is that has one of these names, in whatever case; None where there is none."""
        wanted = {plain(name) for name in names}
        return next((at for at, name in enumerate(self.header) if plain(name) in wanted), None)

    def text(self, rows: Iterable[Sequence[str]]) -> str:
        """The file with these rows in the place of its own."""
        return written([self.header, *rows], self.delimiter, self.line_end, mark=self.mark)


def read_sheet(path: Path) -> Sheet:
    """Read a CSV file as an LMS exports it, or raise `UsageError`."""
    text = _text(path)
    delimiter = max(_DELIMITERS, key=lambda one: _width(text, one))
    records = [record for record in _records(path, text, delimiter) if record]
    if not records:
        raise UsageError(f"{path} is empty; expected a table with a header")
    width = len(records[0])
    for number, record in enumerate(records[1:], start=2):
        if any(record[width:]):
            raise UsageError(f"{path}: row {number} has {len(record)} cells, its header has {width}")
    rows = tuple(tuple((record + [""] * width)[:width]) for record in records[1:])
    return Sheet(path, tuple(records[0]), rows, delimiter, "\r\n" if "\r\n" in text else "\n", text.startswith(_MARK))


def written(rows: Iterable[Sequence[str]], delimiter: str = ",", line_end: str = "\r\n", *, mark: bool = False) -> str:
    """Rows as the text of a CSV file (RFC 4180, where delimiter and line end are its)."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return (_MARK if mark else "") + file.getvalue()


def harmless(text: str) -> str:
    """The same text, with an apostrophe before what a spreadsheet program would run as a formula; numbers stay."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def number(value: float) -> str:
    """Points as every LMS reads them: at most two decimals, which is all that they show, after a point."""
    return points(value)


def parsed(text: str) -> float | None:
    """A number that an LMS wrote, with a point or a comma before its decimals; None where it is none."""
    stripped = text.strip()
    return float(stripped.replace(",", ".")) if _NUMBER.fullmatch(stripped) else None


def plain(text: str) -> str:
    """For comparing names of columns and titles: case and spaces do not count."""
    return " ".join(text.split()).casefold()


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise UsageError(f"{path} is larger than {MOST_BYTES // 2**20} MiB; expected a table of a class")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(
            f"{path} is not UTF-8 text; give the file as it was downloaded, not as a spreadsheet program saved it"
        ) from None


def _width(text: str, delimiter: str) -> int:
    """How many columns the header would have."""
    return len(next(csv.reader(io.StringIO(text.removeprefix(_MARK), newline=""), delimiter=delimiter), []))


def _records(path: Path, text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text.removeprefix(_MARK), newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise UsageError(f"{path}: row {reader.line_num} is no CSV: {escaped(str(error))}") from None
        if record is None:
            return
        yield record
