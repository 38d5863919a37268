"""How students stand in the course: marks and a syllabus in, shares and sums out.

The one place in which a late deduction is computed. It is taken off here and nowhere else: the gradebook keeps the
points as they were gained, so that a regrade, a new due date or another policy needs nothing undone.

Shares are of 1 and may pass it where a person gave extra credit. An assignment counts by its share, whatever its
points; within a category all that count weigh the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from autograder.gradebook.marks import Mark, Marks
from autograder.syllabus import Assignment, Category, LatePolicy, Syllabus

State = Literal["graded", "not handed in", "not graded yet", "not due yet"]
NO_TIME = "no time of handing in is on record; counted as on time"


@dataclass(frozen=True, slots=True)
class Item:
    """One assignment of one student.

    Args:
        state: only what is "graded" or "not handed in" counts; the latter as 0.
        points, max_points: as the gradebook has them; None where there are none.
        submitted: when it was handed in, where that is on record.
        late: how long after the due date, extension included; 0 if it was not.
        extension: granted beyond the due date.
        deduction_percent: of the points, for lateness.
        waiting: a person still has to mark a part of it, so that the points may change.
        note: what else there is to know.
    """

    assignment: Assignment
    state: State
    points: float | None = None
    max_points: float | None = None
    submitted: datetime | None = None
    late: timedelta = timedelta()
    extension: timedelta = timedelta()
    deduction_percent: float = 0.0
    waiting: bool = False
    note: str = ""

    @property
    def counts(self) -> bool:
        return self.state in ("graded", "not handed in")

    @property
    def deduction(self) -> float:
        """Points taken off for lateness."""
        return (self.points or 0.0) * self.deduction_percent / 100

    @property
    def counted_points(self) -> float | None:
        """What is left of the points; None where nothing counts."""
        return (self.points or 0.0) - self.deduction if self.counts else None

    @property
    def share(self) -> float | None:
        """The counted points, of 1; None where nothing counts."""
        if self.counted_points is None:
            return None
        return self.counted_points / self.max_points if self.max_points else 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.assignment.title,
            "category": self.assignment.category,
            "state": self.state,
            "points": self.points,
            "max_points": self.max_points,
            "due": _iso(self.assignment.due),
            "submitted": _iso(self.submitted),
            "extension_seconds": self.extension.total_seconds(),
            "late_seconds": self.late.total_seconds(),
            "deduction_percent": self.deduction_percent,
            "deduction": self.deduction,
            "counted_points": self.counted_points,
            "share": self.share,
            "provisional": self.waiting,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class CategoryStanding:
    """One category of one student: `average` over what counts, None where nothing does yet."""

    category: Category
    average: float | None
    counted: int
    listed: int

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.category.title,
            "weight": self.category.weight,
            "average": self.average,
            "counted": self.counted,
            "listed": self.listed,
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """One student in the course.

    Args:
        items: every assignment of the syllabus, in its order.
        categories: by name, every one of the syllabus.
    """

    student: str
    items: tuple[Item, ...]
    categories: Mapping[str, CategoryStanding]

    @property
    def total(self) -> float | None:
        """The categories' averages by their weights, over those in which something counts; of 1."""
        known = [(one.category.weight, one.average) for one in self.categories.values() if one.average is not None]
        weights = math.fsum(weight for weight, _ in known)
        return math.fsum(weight * average for weight, average in known) / weights if known else None

    @property
    def share_of_course(self) -> float:
        """How much of the course that is: each category's weight by the part of its assignments that count."""
        return math.fsum(
            one.category.weight * one.counted / one.listed for one in self.categories.values() if one.listed
        )

    @property
    def provisional(self) -> bool:
        return any(item.waiting or item.state == "not graded yet" for item in self.items)

    def to_json(self) -> dict[str, Any]:
        return {
            "student": self.student,
            "total": self.total,
            "share_of_course": self.share_of_course,
            "provisional": self.provisional,
            "categories": {name: one.to_json() for name, one in self.categories.items()},
            "assignments": {item.assignment.name: item.to_json() for item in self.items},
        }


def standings(
    syllabus: Syllabus, marks: Marks, now: datetime, handed_in: Set[tuple[str, str]] = frozenset()
) -> tuple[Standing, ...]:
    """Everybody's standing, by student.

    Args:
        syllabus: what is assessed.
        marks: what the gradebook holds.
        now: decides what is overdue; with a time zone.
        handed_in: (student, assignment) of what was handed in, whether it has been graded or not.
    """
    students = sorted(marks.students.keys() | {student for student, _ in handed_in})
    return tuple(_standing(syllabus, marks, now, handed_in, student) for student in students)


def nobodys(syllabus: Syllabus, found: Iterable[Standing], now: datetime) -> tuple[str, ...]:
    """Names of overdue assignments that not one student handed in: more likely, nobody has graded them here."""
    handed_in = {item.assignment.name for one in found for item in one.items if item.state != "not handed in"}
    overdue = [a.name for a in syllabus.assignments.values() if a.due is not None and a.due < now]
    return tuple(name for name in overdue if name not in handed_in)


def _standing(
    syllabus: Syllabus, marks: Marks, now: datetime, handed_in: Set[tuple[str, str]], student: str
) -> Standing:
    theirs = marks.students.get(student, {})
    items = []
    for name, assignment in syllabus.assignments.items():
        if name in theirs:
            items.append(_graded(assignment, theirs[name], syllabus.late))
        else:
            most = marks.max_points.get(name)
            items.append(_without_mark(assignment, most, now, handed_in=(student, name) in handed_in))
    categories = {name: _category(category, items) for name, category in syllabus.categories.items()}
    return Standing(student, tuple(items), categories)


def _graded(assignment: Assignment, mark: Mark, policy: LatePolicy) -> Item:
    late, note = timedelta(), ""
    if assignment.due is not None and mark.submitted is None:
        note = NO_TIME
    elif assignment.due is not None and mark.submitted is not None:
        late = max(mark.submitted - assignment.due - mark.extension, timedelta())
    return Item(
        assignment,
        "graded",
        mark.points,
        mark.max_points,
        mark.submitted,
        late,
        mark.extension,
        policy.percent(late),
        mark.waiting,
        note,
    )


def _without_mark(assignment: Assignment, most: float | None, now: datetime, *, handed_in: bool) -> Item:
    if handed_in:
        return Item(assignment, "not graded yet", max_points=most)
    if assignment.due is None or now <= assignment.due:
        return Item(assignment, "not due yet", max_points=most)
    return Item(assignment, "not handed in", points=0.0, max_points=most)


def _category(category: Category, items: Iterable[Item]) -> CategoryStanding:
    own = [item for item in items if item.assignment.category == category.name]
    shares = [item.share for item in own if item.share is not None]
    average = math.fsum(shares) / len(shares) if shares else None
    return CategoryStanding(category, average, len(shares), len(own))


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()
