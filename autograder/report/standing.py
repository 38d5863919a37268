"""What `autograder report --course` shows at a terminal: a row a student, or one student in detail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.words import counted, joined, one_line, points

if TYPE_CHECKING:
    from autograder.standing import CategoryStanding, Item, Standing
    from autograder.syllabus import LatePolicy

_WIDTH = 120  # where the output is no terminal
_NAMED = 2  # missing assignments that are named one by one; of more their number is told


def print_class(found: Sequence[Standing], *, title: str) -> None:
    """A row a student: average of each category, total so far, and what there is to know."""
    table = _table(title)
    table.add_column("student", max_width=24, overflow="ellipsis", no_wrap=True)
    for one in found[0].categories.values() if found else ():
        heading = Text(f"{one_line(one.category.title)}\n{percent(one.category.weight)}", justify="right")
        table.add_column(heading, justify="right")
    table.add_column("so far", justify="right", no_wrap=True)
    table.add_column("over", justify="right", no_wrap=True)
    table.add_column("remarks", ratio=1)
    for standing in found:
        averages = [Text(percent(one.average)) for one in standing.categories.values()]
        total = Text(percent(standing.total), style="bold")
        over = Text(percent(standing.share_of_course))
        table.add_row(Text(one_line(standing.student)), *averages, total, over, Text(_remarks(standing)))
    console = _console()
    console.print(table)
    console.print("so far: the averages by their weights; over: the part of the course that counts in it.", style="dim")


def print_student(standing: Standing, policy: LatePolicy, *, title: str) -> None:
    """Each assignment with its points, lateness and deduction; categories; the total so far."""
    table = _table(f"{title}: {one_line(standing.student)}")
    for heading in ("assignment", "category"):
        table.add_column(heading, overflow="fold")
    for heading in ("points", "late", "deduction", "counted"):
        table.add_column(heading, justify="right")
    table.add_column("remarks", ratio=1)
    for item in standing.items:
        table.add_row(*(Text(text) for text in _row(item)))
    console = _console()
    console.print(table)
    for one in standing.categories.values():
        console.print(_category(one), markup=False, soft_wrap=True)
    console.print(_total(standing), style="bold", markup=False, soft_wrap=True)
    console.print(_policy(policy), style="dim", markup=False, soft_wrap=True)


def percent(share: float | None) -> str:
    """0.8333 is 83.3 %; a dash where there is nothing yet."""
    return "-" if share is None else f"{points(round(100 * share, 1))} %"


def lateness(late: timedelta) -> str:
    """In days and hours, or in hours and minutes, rounded down; empty where it was not late."""
    minutes, hours, days = late.seconds // 60 % 60, late.seconds // 3600, late.days
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if late else ""


def _row(item: Item) -> tuple[str, ...]:
    gained = "-" if item.points is None else points(item.points)
    most = "" if item.max_points is None else f"/{points(item.max_points)}"
    deducted = item.deduction_percent > 0
    return (
        item.assignment.name,
        item.assignment.category,
        gained + most,
        lateness(item.late),
        f"-{points(item.deduction)} ({points(item.deduction_percent)} %)" if deducted else "",
        percent(item.share),
        "; ".join(_said(item)),
    )


def _said(item: Item) -> Iterable[str]:
    if item.state != "graded":
        yield item.state
    if item.state != "graded" and item.assignment.due is not None:
        yield f"due {_when(item.assignment.due)}"
    if item.waiting:
        yield "provisional: a person still marks a part of it"
    if item.extension:
        yield f"extension of {lateness(item.extension)}"
    if item.late and not item.deduction_percent:
        yield "late, without a deduction"
    if item.note:
        yield item.note


def _remarks(standing: Standing) -> str:
    late = [item for item in standing.items if item.deduction_percent]
    missing = [item.assignment.name for item in standing.items if item.state == "not handed in"]
    said = []
    if late:
        said.append("late: " + ", ".join(f"{i.assignment.name} (-{points(i.deduction_percent)} %)" for i in late))
    if missing:
        names = ", ".join(missing) if len(missing) <= _NAMED else counted(len(missing), "assignment")
        said.append(f"not handed in: {names}")
    if standing.provisional:
        said.append("provisional")
    return "; ".join(said)


def _category(one: CategoryStanding) -> str:
    title = f"{one_line(one.category.title)} ({percent(one.category.weight)} of the course)"
    if one.average is None:
        return f"{title}: nothing counts yet"
    return f"{title}: {percent(one.average)}, average over {one.counted} of {counted(one.listed, 'assignment')}"


def _total(standing: Standing) -> str:
    if standing.total is None:
        return "Nothing counts yet."
    text = f"So far {percent(standing.total)}, over what is graded: {percent(standing.share_of_course)} of the course."
    return f"{text} Provisional: marks are missing." if standing.provisional else text


def _policy(policy: LatePolicy) -> str:
    if not policy.percent_per_day and policy.max_days is None:
        return "Lateness costs nothing in this course."
    parts = [f"{points(policy.percent_per_day)} % of the points for each started day, {_most(policy)}"]
    if policy.grace_minutes:
        parts.append(f"nothing up to {counted(round(policy.grace_minutes), 'minute')}")
    if policy.max_days is not None:
        parts.append(f"all of them after {points(policy.max_days)} days")
    return f"Lateness costs {joined(parts)}. The gradebook keeps the points without deductions."


def _most(policy: LatePolicy) -> str:
    return f"{points(policy.max_percent)} % at most"


def _when(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M %z")


def _table(title: str) -> Table:
    return Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), title=Text(title), title_justify="left")


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH)
