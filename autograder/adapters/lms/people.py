"""Who is who: students of the gradebook and people of an LMS, told by one column of its roster.

One column for all, and no name is guessed: in two columns the same number can be two people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import UsageError
from autograder.intake.names import filed

from .sheet import plain


@dataclass(frozen=True, slots=True)
class Person:
    """One line of a roster.

    Args:
        row: which row of its file.
        name: as the LMS writes it.
        number: by which the LMS names the person's files; empty where the roster does not hold it.
        keys: what else tells the person from others, by column.
    """

    row: int
    name: str
    number: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a course; `columns` are those that may name students, the one to prefer first."""

    path: Path
    people: tuple[Person, ...]
    columns: tuple[str, ...]

    def named(self, wanted: str | None, students: Collection[str] = ()) -> Named:
        """The people by the names that our folders and the gradebook have for students.

        Args:
            wanted: the column that names them; None for that in which most of `students` are found, else the first.
            students: names that are known already.

        Raises:
            UsageError: there is no such column, or two are equally good and disagree.
        """
        if wanted is not None:
            column = next((one for one in self.columns if plain(one) == plain(wanted)), None)
            if column is None:
                raise UsageError(f"{self.path} has no column {wanted!r} with names; it has {', '.join(self.columns)}")
            return self._by(column)
        candidates = [self._by(column) for column in self.columns]
        if not candidates:
            raise UsageError(f"{self.path} has no column by which a student could be told from others")
        best, *others = sorted(candidates, key=lambda one: -len(one.people.keys() & set(students)))
        found = best.people.keys() & set(students)
        for other in others:
            as_many = len(other.people.keys() & set(students)) == len(found)
            if found and as_many and any(best.people[name] != other.people.get(name) for name in found):
                raise UsageError(
                    f"{self.path}: students could be named by {best.column!r} or by {other.column!r}, and these "
                    "disagree; say which with --by"
                )
        return best

    def _by(self, column: str) -> Named:
        people: dict[str, Person] = {}
        doubled = set()
        for person in self.people:
            if key := person.keys.get(column, ""):
                name = filed(key)
                if name in people:
                    doubled.add(name)
                people[name] = person
        return Named(column, {name: one for name, one in people.items() if name not in doubled}, frozenset(doubled))


@dataclass(frozen=True, slots=True)
class Named:
    """People by the name that `column` gives them; `doubled` are names that several share, and that name nobody."""

    column: str
    people: Mapping[str, Person]
    doubled: frozenset[str] = frozenset()

    def student_of(self, person: Person) -> str | None:
        """Our name for a person; None where the column has none for them, or one that others have too."""
        name = filed(person.keys.get(self.column) or "")
        return name if self.people.get(name) == person else None

    def why_not(self, student: str) -> str:
        """Why nobody is `student`."""
        if student in self.doubled:
            return f"several people have this {self.column}"
        return f"nobody in the roster has this {self.column}"


def filled_columns(people: Sequence[Person], columns: Sequence[str]) -> tuple[str, ...]:
    """Those of the columns that hold anything."""
    return tuple(column for column in columns if any(person.keys.get(column) for person in people))
