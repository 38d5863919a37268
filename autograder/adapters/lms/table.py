"""Marks as a plain table, for any program: one week, a row a student; or the whole course, a column an assignment.

The same numbers as `autograder report`; nothing is left out. An empty cell is a mark that there is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from autograder.standing import Item, Standing

from .sheet import harmless, number, written

WEEK_COLUMNS: Final = (
    "student",
    "week",
    "title",
    "state",
    "points",
    "max_points",
    "submitted",
    "late_seconds",
    "deduction_percent",
    "deduction",
    "counted_points",
    "provisional",
    "note",
)


def week_table(standings: Sequence[Standing], week: str) -> str:
    """The text of a CSV file about one assignment."""
    rows = (
        (standing.student, item) for standing in standings for item in standing.items if item.assignment.name == week
    )
    return written([WEEK_COLUMNS, *([harmless(cell) for cell in _of_item(student, item)] for student, item in rows)])


def course_table(standings: Sequence[Standing]) -> str:
    """The text of a CSV file about everything: counted points, averages and the total in percent."""
    rows = ([harmless(cell) for cell in _of_student(standing)] for standing in standings)
    return written([list(_course_header(standings[0])) if standings else ["student"], *rows])


def counted_cell(standing: Standing, week: str | None) -> str:
    """A student's counted points in one assignment; of the course, where none is named, the total in percent."""
    if week is None:
        return _percent(standing.total)
    return next(_number(item.counted_points) for item in standing.items if item.assignment.name == week)


def _of_item(student: str, item: Item) -> tuple[str, ...]:
    graded = item.state == "graded"
    return (
        student,
        item.assignment.name,
        item.assignment.title,
        item.state,
        _number(item.points),
        _number(item.max_points),
        "" if item.submitted is None else item.submitted.isoformat(),
        number(item.late.total_seconds()) if graded and item.submitted is not None else "",
        number(item.deduction_percent) if graded else "",
        number(item.deduction) if graded else "",
        _number(item.counted_points),
        _yes(item.waiting),
        item.note,
    )


def _course_header(standing: Standing) -> Iterator[str]:
    yield "student"
    for item in standing.items:
        yield item.assignment.name
        yield f"{item.assignment.name} max"
    for name in standing.categories:
        yield f"{name} %"
    yield from ("total %", "of the course %", "provisional")


def _of_student(standing: Standing) -> Iterator[str]:
    yield standing.student
    for item in standing.items:
        yield _number(item.counted_points)
        yield _number(item.max_points)
    for one in standing.categories.values():
        yield _percent(one.average)
    yield from (_percent(standing.total), _percent(standing.share_of_course), _yes(standing.provisional))


def _number(value: float | None) -> str:
    return "" if value is None else number(value)


def _percent(share: float | None) -> str:
    return "" if share is None else number(100 * share)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
