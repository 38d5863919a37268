"""What is told to an LMS of each student, and of whom nothing is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.standing import Item, Standing

PROVISIONAL = "provisional: a person still marks a part of it"


@dataclass(frozen=True, slots=True)
class Rules:
    """What an export holds beyond its default.

    Args:
        raw: points as they were gained, without the deduction for lateness: for an LMS that takes it off itself.
        provisional: also of whom a person still has to mark a part. Not by default: what waits has no points yet, and
            an LMS would show the sum as a mark that was given.
        zeros: 0 for what was due and not handed in. Not by default: a file that never reached us looks the same.
    """

    raw: bool = False
    provisional: bool = False
    zeros: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """What goes into one column of an LMS.

    Args:
        name: of the week, or of what else it is.
        title: in words.
        max_points: what it is marked out of.
        values: by student; everybody else is in `left`, with the reason.
    """

    name: str
    title: str
    max_points: float
    values: Mapping[str, float] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)


def of_week(standings: Sequence[Standing], week: str, rules: Rules) -> Column:
    """The marks of one assignment. Nobody's is 0 because of a failure of ours."""
    values: dict[str, float] = {}
    left: dict[str, str] = {}
    most, title = 0.0, week
    for standing in standings:
        item = next(item for item in standing.items if item.assignment.name == week)
        title, most = item.assignment.title, item.max_points or most
        if why := _left(item, rules):
            left[standing.student] = why
        else:
            counted = item.points if rules.raw else item.counted_points
            values[standing.student] = counted or 0.0
    return Column(week, title, most, values, left)


def of_course(standings: Sequence[Standing], title: str, rules: Rules) -> Column:
    """The total so far, in percent: the categories' averages by their weights."""
    values: dict[str, float] = {}
    left: dict[str, str] = {}
    for standing in standings:
        if standing.total is None:
            left[standing.student] = "nothing counts yet"
        elif standing.provisional and not rules.provisional:
            left[standing.student] = "provisional: marks are missing"
        else:
            values[standing.student] = 100 * standing.total
    return Column(title, title, 100.0, values, left)


def _left(item: Item, rules: Rules) -> str:
    """Why nothing is told; empty where something is."""
    if item.state == "not handed in":
        return "" if rules.zeros and item.max_points is not None else item.state
    if item.state != "graded":
        return item.state
    return PROVISIONAL if item.waiting and not rules.provisional else ""
