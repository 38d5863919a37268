"""Submissions as Canvas packs them: one flat folder, everything told by a file's name.

    onestudent_LATE_12345_67890_week06_ddpm-1.ipynb      last and first name, late or not, person, file, the file's name
    onestudent_12345_text.html                           a text entered in Canvas in a file's place; `link` for a URL
    anon_a1b2c_67890_week06_ddpm.ipynb                   an anonymous assignment

Source: Canvas LMS (Instructure), `lib/content_zipper.rb` (`add_submission`, `get_filename`, `sanitize_user_name`): of
the sortable name in small letters, and of all that is put before the file's number, only letters, marks, digits and
underscores are kept. `-1` is `Attachment.make_unique_filename`'s: the student handed in a file of that name before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .canvas import Gradebook
from .download import Entry
from .people import Named, Person
from .piles import Doubt, File, Pile, Sorted

# Looked for at every place, because names of people and of files may hold numbers between underscores too.
_UPLOAD: Final = re.compile(r"(?=_(LATE_)?(\d{1,19})_(\d{1,19})_(.+)\Z)", re.DOTALL)
_ENTERED: Final = re.compile(r"(.*)_(\d{1,19})_((?:text|link)\.html)", re.DOTALL)
_ANONYMOUS: Final = re.compile(r"anon_(?:LATE_)?[A-Za-z0-9]+_\d+_.|anon_[A-Za-z0-9]+_(?:text|link)\.html", re.DOTALL)
_AGAIN: Final = re.compile(r"-\d{1,3}(?=\.[^.]*\Z)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a file's name."""

    who: str
    late: bool
    person: str
    name: str


def looks_like_canvas(entry: Entry) -> bool:
    name = entry.parts[-1]
    return bool(_UPLOAD.search(name) or _ENTERED.fullmatch(name) or _ANONYMOUS.match(name))


def sort(entries: Sequence[Entry], book: Gradebook, named: Named) -> Sorted:
    """Each file to the student whom Canvas's number in its name means."""
    people = {person.number: person for person in book.roster.people if person.number}
    piles: dict[str, Pile] = {}
    doubts = []
    for entry in entries:
        readings = list(_readings(entry.parts[-1]))
        reading = _meant(readings, people)
        if reading is None:
            doubts.append(Doubt(entry.shown, _why_nobody(entry, readings, people)))
            continue
        student = named.student_of(people[reading.person])
        if student is None:
            why = f"Canvas's person {reading.person} has no {named.column} that is theirs alone"
            doubts.append(Doubt(entry.shown, why))
            continue
        pile = piles.setdefault(student, Pile())
        pile.late = pile.late or reading.late
        pile.files.append(File(reading.name, entry, (_AGAIN.sub("", reading.name),)))
    absent = tuple(p.name for p in book.roster.people if named.student_of(p) not in piles)
    return Sorted(piles, tuple(doubts), absent)


def _readings(name: str) -> Iterator[Reading]:
    if entered := _ENTERED.fullmatch(name):
        who, late = entered[1].removesuffix("_LATE"), entered[1].endswith("_LATE")
        yield Reading(who, late, entered[2], entered[3])
        return
    for match in _UPLOAD.finditer(name):
        who = name[: match.start()]
        if not who.endswith("_LATE") or match[1]:
            yield Reading(who, bool(match[1]), match[2], match[4])


def _meant(readings: Sequence[Reading], people: dict[str, Person]) -> Reading | None:
    """The one reading that names a person of the roster; of several the one with that person's name before it."""
    known = [reading for reading in readings if reading.person in people]
    if len(readings) > 1:
        known = [reading for reading in known if reading.who == mangled(people[reading.person].name)] or known
    return known[0] if len(known) == 1 else None


def mangled(name: str) -> str:
    """A person's sortable name as Canvas puts it into a file's name."""
    kept = (
        c
        for c in re.sub(r"_(\d+)_", r"\1", name.lower())
        if unicodedata.category(c)[0] in "LM" or unicodedata.category(c) in ("Nd", "Pc")
    )
    return "".join(kept)


def _why_nobody(entry: Entry, readings: Sequence[Reading], people: dict[str, Person]) -> str:
    if _ANONYMOUS.match(entry.parts[-1]):
        return "the assignment is anonymous; show names in Canvas, and download again"
    if not readings:
        return "its name is not of the form LASTFIRST_PERSON_FILE_NAME"
    numbers = ", ".join(dict.fromkeys(reading.person for reading in readings))
    if not any(reading.person in people for reading in readings):
        return f"the roster has no ID {numbers}; export it again"
    return f"its name could mean several people ({numbers})"
