"""Submissions as Moodle packs them, and feedback files packed so that Moodle knows whose they are.

    Student 01_1234567_assignsubmission_file/week06_ddpm.ipynb     a folder a student, since Moodle 4.1
    Student 01_1234567_assignsubmission_file_/week06_ddpm.ipynb    the same, before
    Student 01_1234567_assignsubmission_file_week06_ddpm.ipynb     "Download submissions in folders" switched off
    Student 01_1234567_assignfeedback_file_week06_ddpm.html        a feedback file, to be uploaded

The number is not the person's but this assignment's for the person: "Participant 1234567" in its grading worksheet.

Source: Moodle, `mod/assign/classes/downloader.php` and `mod/assign/feedback/file/importziplib.php`; MoodleDocs, "Using
Assignment: Upload multiple feedback files in a zip". An underscore in a name becomes a space there, and what file
systems do not like is left out.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from .download import Entry
from .moodle import SUBMITTED
from .people import Named, Person, Roster
from .piles import Doubt, File, Pile, Sorted
from .sheet import Sheet

_PART: Final = re.compile(r"([^_]*)_(\d{1,19})_assignsubmission_([a-z][a-z0-9]*)(?:_(.*))?", re.DOTALL)
_REMOVED: Final = re.compile(r"""[\x00-\x1f\x7f\\/:*?"'<>|&`]""")
_LATE: Final = re.compile(r"\blate\b")
_SUBMITTED_AT: Final = (  # as Moodle writes times in English, of two kinds, and where a day has 24 hours
    "%A, %d %B %Y, %I:%M %p",
    "%A, %B %d, %Y, %I:%M %p",
    "%A, %d %B %Y, %H:%M",
)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # so that the same pages are the same file


@dataclass(frozen=True, slots=True)
class Times:
    """When whom a worksheet says to have handed in, by the row, and who was late."""

    submitted: Mapping[int, datetime]
    late: frozenset[int]


def looks_like_moodle(entry: Entry) -> bool:
    return any(_PART.fullmatch(part) for part in entry.parts)


def sort(entries: Sequence[Entry], roster: Roster, named: Named, times: Times) -> Sorted:
    """Each file to the student whose number and full name stand before it."""
    people = _by_number_or_name(roster)
    piles: dict[str, Pile] = {}
    doubts = []
    for entry in entries:
        match = next((match for part in entry.parts if (match := _PART.fullmatch(part))), None)
        if match is None:
            doubts.append(Doubt(entry.shown, "its name is not of the form NAME_NUMBER_assignsubmission_file"))
            continue
        person, why = _whose(match[1], match[2], people, roster)
        student = named.student_of(person) if person is not None else None
        if person is None or student is None:
            doubts.append(Doubt(entry.shown, why or f"they have no {named.column} that is theirs alone"))
            continue
        pile = piles.setdefault(student, Pile(submitted=times.submitted.get(person.row), late=person.row in times.late))
        pile.files.append(File(match[4] or entry.parts[-1], entry))
    absent = tuple(person.name for person in roster.people if named.student_of(person) not in piles)
    return Sorted(piles, tuple(doubts), absent)


def read_times(sheet: Sheet, zone: tzinfo | None) -> tuple[Times, tuple[str, ...]]:
    """What a worksheet says of when people handed in, and what is to be known of that.

    Moodle writes local times without a zone. Without `zone` none is taken; it has no seconds, so those are nobody's.
    """
    status_at, time_at = sheet.index("Status"), sheet.index(SUBMITTED)
    late = frozenset(n for n, row in enumerate(sheet.rows) if status_at is not None and _LATE.search(row[status_at]))
    if time_at is None:
        return Times({}, late), (f"{sheet.path} has no column {SUBMITTED!r}: no times of handing in are known.",)
    if zone is None:
        note = "the worksheet's times are Moodle's local ones: with --timezone, such as Europe/Berlin, they are taken."
        return Times({}, late), (note,)
    found, odd = {}, []
    for number, row in enumerate(sheet.rows):
        cell = " ".join(row[time_at].split())
        if cell in ("", "-"):
            continue
        time = _time(cell)
        if time is None:
            odd.append(cell)
        else:
            found[number] = time.replace(tzinfo=zone).astimezone(UTC)
    notes = (f"{len(odd)} times such as {odd[0]!r} were not understood; download in English.",) if odd else ()
    return Times(found, late), notes


def feedback_archive(pages: Iterable[tuple[Person, str, bytes]]) -> bytes:
    """A zip file that Moodle's "Upload multiple feedback files in a zip" takes apart; of (person, file name, bytes)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for person, name, data in pages:
            info = zipfile.ZipInfo(
                f"{_clean(person.name) or 'Participant'}_{person.number}_assignfeedback_file_{name}", _EPOCH
            )
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return packed.getvalue()


def _by_number_or_name(roster: Roster) -> dict[str, list[Person]]:
    """People by what the names of their files are looked up by: numbers where the roster has them, else full names."""
    people: dict[str, list[Person]] = {}
    for person in roster.people:
        people.setdefault(person.number or _letters(person.name), []).append(person)
    return people


def _whose(name: str, number: str, people: Mapping[str, list[Person]], roster: Roster) -> tuple[Person | None, str]:
    numbered = any(person.number for person in roster.people)
    found = people.get(number if numbered else _letters(name), [])
    if len(found) > 1:
        return None, "several people of the roster are called so; give the assignment's grading worksheet with --roster"
    if not found:
        return None, f"the roster has no {'Participant ' + number if numbered else 'such name'}; export it again"
    if numbered and _letters(found[0].name) != _letters(name):
        return None, f"Participant {number} of the roster has another name; is the worksheet this assignment's?"
    return found[0], ""


def _letters(name: str) -> str:
    """Of a full name what no system leaves out of a file's name: letters, marks and digits."""
    kept = (c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] in "LMN")
    return "".join(kept).casefold()


def _clean(name: str) -> str:
    """A full name as Moodle puts it into a file's name. Hidden files are not imported, so none begins like one."""
    kept = _REMOVED.sub("", unicodedata.normalize("NFC", name).replace("_", " "))
    return kept.strip().lstrip(".~")


def _time(text: str) -> datetime | None:
    for form in _SUBMITTED_AT:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None
