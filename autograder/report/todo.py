"""What `autograder todo` shows at a terminal: a table for each question, the one with the oldest answer first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.words import counted, counted_points, one_line, points

if TYPE_CHECKING:
    from autograder.gradebook.waiting import Waiting

MOST: Final = 20  # rows of a table; of more their number is told
_WIDTH: Final = 150  # where the output is no terminal

_WHY: Final = {
    "written": "an answer in words",
    "undecided": "undecided",
    "review": "look again",
    "refused": "refused",
}


def print_queue(found: Sequence[Waiting], out: Path) -> None:
    """Everything that waits, by week and question, and how to open it.

    Args:
        found: the oldest first.
        out: folder of the gradebook.
    """
    console = Console()
    console = console if console.is_terminal else Console(width=_WIDTH)
    groups: dict[tuple[str, str], list[Waiting]] = {}
    for one in found:
        groups.setdefault((one.week, one.question), []).append(one)
    for group in groups.values():
        console.print(_table(group))
        if len(group) > MOST:
            console.print(f"  and {len(group) - MOST} more; --json lists all\n", markup=False, highlight=False)
    console.print(_summary(found), style="bold", markup=False, highlight=False, soft_wrap=True)
    if any(one.opens for one in found):
        how = f"Mark them in the formgrader: start `jupyter lab` in {out} and open the address behind an answer there."
        console.print(how, markup=False, highlight=False, soft_wrap=True)
    if any(one.why == "refused" for one in found):
        how = "Of a refused notebook ask for the file again, replace it, and grade; or comment on it as it is."
        console.print(how, markup=False, highlight=False, soft_wrap=True)


def _table(group: Sequence[Waiting]) -> Table:
    first = group[0]
    what = f"{first.question}, {counted_points(first.max_points)}" if first.question else "the whole notebook"
    hang = points(sum(one.points for one in group))
    title = Text(f"{first.week} \u00b7 {what}: {len(group)} to do, up to {hang} points hang on it", style="bold")
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="")
    table.add_column("student", max_width=24, overflow="ellipsis", no_wrap=True)
    table.add_column("handed in", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("why", overflow="fold", max_width=60)
    table.add_column("open", overflow="fold")
    for one in group[:MOST]:
        since = "" if one.since is None else f"{one.since:%Y-%m-%d %H:%M}"
        why = _WHY[one.why] if one.why == "written" else f"{_WHY[one.why]}: {one.detail}"
        row = (one_line(one.student), since, points(one.points), one_line(why), one.opens)
        table.add_row(*(Text(text) for text in row))
    return table


def _summary(found: Sequence[Waiting]) -> str:
    if not found:
        return "Nothing waits for a person."
    students = len({one.student for one in found})
    hang = points(sum(one.points for one in found))
    kinds = {why: sum(one.why == why for one in found) for why in _WHY}
    words = {
        "written": counted(kinds["written"], "answer in words", "answers in words"),
        "undecided": counted(kinds["undecided"], "undecided answer"),
        "review": counted(kinds["review"], "mark to look at again", "marks to look at again"),
        "refused": counted(kinds["refused"], "refused notebook"),
    }
    listed = ", ".join(text for why, text in words.items() if kinds[why])
    return f"{listed}; of {counted(students, 'student')}. Up to {hang} points hang on it."
