"""Moodle: lists of people, the offline grading worksheet, and the file that the gradebook imports.

Source: Moodle, `mod/assign/gradingtable.php` (the worksheet's columns), `importgradeslib.php` and `locallib.php` of
`mod/assign/feedback/offline` (what is read of it), `grade/import/csv/classes/load_data.php`; MoodleDocs, "Offline
grading worksheet" and "Grade import". From there: a worksheet needs Identifier ("Participant 123"), Grade and Last
modified (grade); rows with an empty grade, with one above the maximum, and rows graded in Moodle since the download are
passed over; a comment is taken as HTML, and an empty one *removes* what stands there. The gradebook's import ends at
the first person that it does not know, and an empty grade removes one: so rows without a mark are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from autograder.errors import UsageError

from .comments import OURS
from .exported import Exported, Left, Written
from .marks import Column
from .people import Named, Person, Roster, filled_columns
from .sheet import Sheet, harmless, number, parsed, plain, written

NAMES: Final = ("ID number", "Username", "Email address")
# As they are called in worksheets, in lists of participants, in exports of the gradebook and in lists of users.
_ALIASES: Final = {
    "ID number": ("ID number", "idnumber"),
    "Username": ("Username",),
    "Email address": ("Email address", "Email"),
    "Full name": ("Full name", "Fullname", "First name / Last name", "First name / Surname"),
    "First name": ("First name", "firstname"),
    "Last name": ("Last name", "Surname", "lastname"),
}
IDENTIFIER: Final = "Identifier"
GRADE: Final = "Grade"
COMMENTS: Final = "Feedback comments"
_MOST: Final = "Maximum grade"
_MODIFIED: Final = "Last modified (grade)"
_OPEN: Final = "Grade can be changed"
SUBMITTED: Final = "Last modified (submission)"
_NUMBER: Final = re.compile(r"(\d{1,19})\Z")
_SAME: Final = 0.005  # points: closer than this is equal with two decimals


def is_worksheet(sheet: Sheet) -> bool:
    return sheet.index(IDENTIFIER) is not None


def read_people(sheets: Sequence[Sheet]) -> Roster:
    """The people of one list or of several, of which later ones tell more of those in the first.

    Lists are joined by whatever column both have that tells people apart: an address, a name of the system's, an ID
    number; and where there is none by the full name, where nobody else in either list has it.

    Raises:
        UsageError: a list has no column that names anybody.
    """
    first, *others = sorted(sheets, key=lambda sheet: not is_worksheet(sheet))
    people = list(_people(first))
    for sheet in others:
        people = [_joined(person, more) for person, more in _pairs(people, list(_people(sheet)))]
    columns = filled_columns(people, NAMES)
    if not columns:
        raise UsageError(
            f"{first.path} has no {', '.join(NAMES)} of anybody; add Moodle's list of participants with another "
            "--roster, or have Moodle show one of these in the worksheet (Site administration: showuseridentity)"
        )
    return Roster(first.path, tuple(people), columns)


def fill(
    sheet: Sheet, named: Named, people: Sequence[Person], column: Column, comments: Mapping[str, str], *, scale: bool
) -> tuple[str, Exported]:
    """The worksheet with grades and comments, as the text of a file, and what was done. Nothing else is changed.

    Args:
        people: of the worksheet's rows.
        comments: HTML by student; of whom there is none, or a person's is there, what stands in the worksheet stays.
        scale: convert where Moodle's maximum is another one.

    Raises:
        UsageError: it is no worksheet, or its maximum is another one.
    """
    grade_at, comment_at, open_at = _places(sheet)
    most = _maximum(sheet)
    factor = _factor(sheet, column, most, scale=scale)
    rows = [list(row) for row in sheet.rows]
    done, notes = [], []
    left = [Left(student, column.name, why) for student, why in column.left.items()]
    homeless = []
    for student, value in column.values.items():
        person = named.people.get(student)
        if person is None:
            homeless.append(Left(student, column.name, named.why_not(student)))
            continue
        row = rows[person.row]
        if open_at is not None and plain(row[open_at]) == "no":
            homeless.append(Left(student, column.name, "Moodle says that this grade cannot be changed"))
            continue
        points = factor * value
        if most is not None and points > most + _SAME:
            notes.append(f"{student} has {number(points)}; Moodle takes no more than {number(most)}, which was written")
            points = most
        before, row[grade_at] = row[grade_at].strip(), number(points)
        if comment_at is not None and comments.get(student):
            if row[comment_at].strip() and not row[comment_at].startswith(OURS):
                notes.append(f"{student} has a comment in Moodle that is not ours; it stays")
            else:
                row[comment_at] = comments[student]
        done.append(Written(student, column.name, row[grade_at], before))
    known = {*column.values, *column.left}
    rows_known = {person.row for student, person in named.people.items() if student in known}
    absent = tuple(person.name for person in people if person.row not in rows_known)
    told = Exported("moodle", (), named.column, tuple(done), tuple(left), tuple(homeless), absent, tuple(notes))
    return sheet.text(rows), told


def grade_import(
    column: Column, comments: Mapping[str, str], by: str, named: Named | None, *, commented: bool
) -> tuple[str, Exported]:
    """A file for the gradebook's own import: a row a student, with the grade and, where `commented`, a comment.

    One column of grades alone: of two, a student may lack one, and Moodle would remove what it has there.

    Args:
        comments: HTML by student.
        by: Moodle's column that names students.
        named: people by student, where there is a roster; others are left out, for they would end the import.
    """
    table, done, homeless = [], [], []
    for student, value in sorted(column.values.items()):
        person = named.people.get(student) if named else None
        key = person.keys[by] if person else student
        if why := _why_not(student, key, named, by):
            homeless.append(Left(student, column.name, why))
            continue
        done.append(Written(student, column.name, number(value)))
        table.append([key, number(value), *([comments.get(student, "")] if commented else [])])
    header = [by, column.title, *([f"{column.title} (feedback)"] if commented else [])]
    left = tuple(Left(student, column.name, why) for student, why in column.left.items())
    note = f"The grades are out of {number(column.max_points)}: so must be the maximum grade of Moodle's item."
    return written([header, *table]), Exported("moodle", (), by, tuple(done), left, tuple(homeless), notes=(note,))


def _why_not(student: str, key: str, named: Named | None, by: str) -> str:
    if named is not None and student not in named.people:
        return named.why_not(student)
    if harmless(key) != key:
        return f"a spreadsheet program would take this {by} for a formula"
    return ""


def _places(sheet: Sheet) -> tuple[int, int | None, int | None]:
    needed = {name: sheet.index(name) for name in (IDENTIFIER, GRADE, _MODIFIED)}
    if missing := [name for name, at in needed.items() if at is None]:
        raise UsageError(
            f"{sheet.path} is no grading worksheet of Moodle's: it has no column {missing[0]!r}. Download it with the "
            "language set to English: the assignment > Submissions > Actions > Download grading worksheet"
        )
    return needed[GRADE] or 0, sheet.index(COMMENTS), sheet.index(_OPEN)


def _maximum(sheet: Sheet) -> float | None:
    at = sheet.index(_MOST)
    values = {parsed(row[at]) for row in sheet.rows} if at is not None else set()
    return values.pop() if len(values) == 1 else None


def _factor(sheet: Sheet, column: Column, most: float | None, *, scale: bool) -> float:
    """By what our points are multiplied to be Moodle's."""
    if not column.values or most is None or abs(most - column.max_points) < _SAME:
        return 1.0
    if not scale:
        raise UsageError(
            f"{column.name} is marked out of {number(column.max_points)}, {sheet.path} out of {number(most)}; change "
            "the assignment's maximum grade in Moodle and download it again, or convert with --scale"
        )
    return most / column.max_points if column.max_points else 0.0


def _people(sheet: Sheet) -> Iterator[Person]:
    at = {name: place for name, aliases in _ALIASES.items() if (place := sheet.index(*aliases)) is not None}
    if not at:
        raise UsageError(
            f"{sheet.path} is no list of people of Moodle's: expected columns such as Full name, Email address, "
            f"Username or ID number, got {', '.join(sheet.header[:5])}; export it with the language set to English"
        )
    identifier = sheet.index(IDENTIFIER)
    for index, row in enumerate(sheet.rows):
        cells = {name: row[place].strip() for name, place in at.items()}
        name = cells.get("Full name") or f"{cells.get('First name', '')} {cells.get('Last name', '')}".strip()
        match = _NUMBER.search(row[identifier].strip()) if identifier is not None else None
        yield Person(index, name, match[1] if match else "", {key: cells[key] for key in NAMES if cells.get(key)})


def _pairs(people: Sequence[Person], others: Sequence[Person]) -> Iterator[tuple[Person, Person | None]]:
    """Each person with the same one of another list, where that is certain."""
    common: list[str | None] = [
        key for key in NAMES if any(p.keys.get(key) for p in people) and any(o.keys.get(key) for o in others)
    ]
    whole: list[str | None] = [None]
    by_key: list[tuple[str | None, Mapping[str, list[Person]], Mapping[str, list[Person]]]] = [
        (key, _grouped(people, key), _grouped(others, key)) for key in (common or whole)
    ]
    for person in people:
        found = None
        for key, mine, theirs in by_key:
            value = _value(person, key)
            if value and len(mine[value]) == 1 and len(theirs.get(value, ())) == 1:
                found = theirs[value][0]
                break
        yield person, found


def _grouped(people: Sequence[Person], key: str | None) -> dict[str, list[Person]]:
    groups: dict[str, list[Person]] = {}
    for person in people:
        groups.setdefault(_value(person, key), []).append(person)
    return groups


def _value(person: Person, key: str | None) -> str:
    return plain(person.name if key is None else person.keys.get(key, ""))


def _joined(person: Person, more: Person | None) -> Person:
    if more is None:
        return person
    return Person(person.row, person.name or more.name, person.number or more.number, {**more.keys, **person.keys})
