"""Canvas's gradebook as a CSV file: read as Canvas exports it, and filled in as Canvas imports it.

Source: Canvas LMS (Instructure), `lib/gradebook_exporter.rb` and `lib/gradebook_importer.rb`; Canvas Instructor Guide,
"How do I import grades in the Gradebook?". From there: the header begins Student (or LastName, FirstName), ID; SIS
User ID, SIS Login ID, Integration ID and Root Account may follow; then Section, columns of the instructor's own, an
assignment a column as "Title (id)", and totals, which are read only. A row "Points Possible" stands before the
students, maybe after one that says which assignments are posted manually. A person is told by ID, else by SIS User ID,
else by SIS Login ID. An empty cell where Canvas has a score *removes* it; so where we have no mark the cell stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from autograder.errors import UsageError

from .exported import Exported, Left, Written
from .marks import Column
from .people import Named, Person, Roster, filled_columns
from .sheet import Sheet, harmless, number, parsed, plain, written

NAMES: Final = ("SIS Login ID", "SIS User ID", "Integration ID", "ID")
POINTS: Final = "Points Possible"
_CALCULATED: Final = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
_WITH_ID: Final = re.compile(r"(.*\S)\s*\((\d+)\)")
_POSTING: Final = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE | re.DOTALL)
_TEST_STUDENT: Final = "Student, Test"  # Canvas's own, for looking at a course as a student does
_SAME: Final = 0.005  # points: closer than this is equal with two decimals


@dataclass(frozen=True, slots=True)
class Place:
    """An assignment's column: where it is, its title and Canvas's number for it."""

    at: int
    title: str
    id: str

    @property
    def heading(self) -> str:
        return f"{self.title} ({self.id})"


@dataclass(frozen=True, slots=True)
class Gradebook:
    """A gradebook that Canvas exported; `points` is the row of points possible, None where there is none."""

    sheet: Sheet
    roster: Roster
    places: tuple[Place, ...]
    points: int | None

    def place(self, *wanted: str) -> Place | None:
        """The one assignment that is called so, by title, id or both; None where there is none.

        Raises:
            UsageError: several are.
        """
        names = {plain(name) for name in wanted}
        found = [one for one in self.places if names & {plain(one.title), one.id, plain(one.heading)}]
        if len(found) > 1:
            headings = ", ".join(one.heading for one in found)
            raise UsageError(f"{self.sheet.path} has several such columns ({headings}); give the id of one")
        return found[0] if found else None

    def most(self, place: Place) -> float | None:
        """The points possible; None where the file does not say."""
        return None if self.points is None else parsed(self.sheet.rows[self.points][place.at])

    def is_read_only(self, place: Place) -> bool:
        return self.points is not None and "read only" in self.sheet.rows[self.points][place.at]


def read_gradebook(sheet: Sheet) -> Gradebook:
    """What a CSV file of Canvas's holds, or `UsageError`."""
    header = sheet.names
    split = header[:2] == ("LastName", "FirstName")
    if not (split or header[0] == "Student") or "ID" not in header or "Section" not in header:
        raise UsageError(
            f"{sheet.path} is no gradebook of Canvas: expected columns Student, ID, SIS Login ID, Section, ..., "
            f"got {', '.join(header[:5])}; export it in Canvas: Grades > Export > Export Entire Gradebook"
        )
    section = header.index("Section")
    places = tuple(
        Place(at, match[1], match[2])
        for at, name in enumerate(header)
        if at > section and not _CALCULATED.search(name) and (match := _WITH_ID.fullmatch(name))
    )
    points = next((at for at, row in enumerate(sheet.rows) if POINTS in row[0]), None)
    people = tuple(_people(sheet, split=split))
    return Gradebook(sheet, Roster(sheet.path, people, filled_columns(people, NAMES)), places, points)


def fill(
    book: Gradebook, named: Named, columns: Sequence[tuple[Place, Column]], *, scale: bool
) -> tuple[str, Exported]:
    """The gradebook with marks in their cells, as the text of a file, and what was done. Nothing else is changed.

    Args:
        columns: what goes where.
        scale: convert where Canvas marks out of other points.

    Raises:
        UsageError: a column is read only, or marked out of other points.
    """
    rows = [list(row) for row in book.sheet.rows]
    done: list[Written] = []
    left: list[Left] = []
    homeless: list[Left] = []
    for place, column in columns:
        factor = _factor(book, place, column, scale=scale)
        left += [Left(student, column.name, why) for student, why in column.left.items()]
        for student, value in column.values.items():
            person = named.people.get(student)
            if person is None:
                homeless.append(Left(student, column.name, named.why_not(student)))
                continue
            cell = rows[person.row][place.at].strip()
            if cell.upper() == "EX":
                left.append(Left(student, column.name, "excused in Canvas"))
            elif cell.upper() == "N/A":
                homeless.append(Left(student, column.name, f"Canvas has not assigned {place.title} to them"))
            else:
                one = Written(student, column.name, *_cell(factor * value, cell))
                rows[person.row][place.at] = one.value
                done.append(one)
    absent = _absent(book, named, [column for _, column in columns])
    text = book.sheet.text(rows)
    return text, Exported("canvas", (), named.column, tuple(done), tuple(left), tuple(homeless), absent, _notes(book))


def fresh(columns: Sequence[Column], by: str | None) -> tuple[str, Exported]:
    """A gradebook that names students by one of Canvas's columns alone, for where there is none from Canvas."""
    key = next((name for name in NAMES if plain(name) == plain(by or NAMES[0])), None)
    if key is None:
        raise UsageError(f"Canvas has no column {by!r} that names students; it has {', '.join(NAMES)}")
    fixed = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Section")
    students = sorted({student for column in columns for student in column.values})
    odd = [student for student in students if harmless(student) != student]
    rows: list[list[str]] = [[*fixed, *(column.title for column in columns)]]
    rows.append([f"    {POINTS}", *[""] * (len(fixed) - 1), *(number(column.max_points) for column in columns)])
    for student in students:
        if student not in odd:
            who = [student if name in ("Student", key) else "" for name in fixed]
            rows.append([*who, *(_value(column, student) for column in columns)])
    told = Exported(
        "canvas",
        (),
        key,
        tuple(
            Written(student, column.name, number(value))
            for column in columns
            for student, value in column.values.items()
            if student not in odd
        ),
        tuple(Left(student, column.name, why) for column in columns for student, why in column.left.items()),
        tuple(
            Left(student, column.name, "a spreadsheet program would take this name for a formula")
            for column in columns
            for student in odd
            if student in column.values
        ),
        notes=("Canvas offers to make an assignment of each column whose title it does not know.",),
    )
    return written(rows), told


def _people(sheet: Sheet, *, split: bool) -> Iterator[Person]:
    at: dict[str, int] = {name: sheet.names.index(name) for name in NAMES if name in sheet.names}
    for index, row in enumerate(sheet.rows):
        name = f"{row[0]}, {row[1]}" if split else row[0]
        if POINTS in row[0] or name == _TEST_STUDENT or all(_POSTING.fullmatch(cell) for cell in row):
            continue
        keys = {column: row[place].strip() for column, place in at.items()}
        yield Person(index, name, keys["ID"], keys)


def _factor(book: Gradebook, place: Place, column: Column, *, scale: bool) -> float:
    """By what our points are multiplied to be Canvas's."""
    if book.is_read_only(place):
        raise UsageError(f"{place.heading} is read only in Canvas; nothing was written")
    most = book.most(place)
    if not column.values or most is None or abs(most - column.max_points) < _SAME:
        return 1.0
    if not scale:
        raise UsageError(
            f"{column.name} is marked out of {number(column.max_points)}, {place.heading} in Canvas out of "
            f"{number(most)}; change that in Canvas and export again, or convert with --scale"
        )
    return most / column.max_points if column.max_points else 0.0


def _cell(value: float, before: str) -> tuple[str, str]:
    """What a cell gets, and what it had. What Canvas has already is left in Canvas's own way of writing it."""
    text = number(value)
    old = parsed(before)
    return (before, before) if old is not None and number(old) == text else (text, before)


def _value(column: Column, student: str) -> str:
    return number(column.values[student]) if student in column.values else ""


def _absent(book: Gradebook, named: Named, columns: Sequence[Column]) -> tuple[str, ...]:
    known = {student for column in columns for student in (*column.values, *column.left)}
    rows = {person.row for student, person in named.people.items() if student in known}
    return tuple(person.name for person in book.roster.people if person.row not in rows)


def _notes(book: Gradebook) -> tuple[str, ...]:
    odd = sum(harmless(cell) != cell for row in book.sheet.rows for cell in row)
    if not odd:
        return ()
    return (
        f"{odd} cells of {book.sheet.path.name} begin like formulas and stand in the new file as they are, so that "
        "Canvas knows them; upload it without opening it in a spreadsheet program.",
    )
