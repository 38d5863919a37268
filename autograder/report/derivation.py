"""What `autograder derive` shows at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from autograder.words import ROWS, counted, one_line, points

if TYPE_CHECKING:
    from autograder.derive import Derived

SIGNS = {"valid": "ok", "invalid": "NO", "undecided": "?", "unread": "?"}
STATES = {"yes": "ok", "no": "NO", "undecided": "?"}


def print_derived(found: Derived, console: Console | None = None) -> None:
    """Row by row, then part by part. Nothing in a student's text is taken for a mark-up."""
    console = console or Console(highlight=False)

    def say(text: str) -> None:
        console.print(text, markup=False, soft_wrap=True)

    say(f"{found.question}: {counted(len(found.rows), 'row')}\n")
    for row in found.rows:
        say(f"{SIGNS[row.verdict]:>3}  row {row.number}, line {row.line}:  {one_line(row.source)}")
        if row.verdict != "valid" or row.said:
            say(f"     {ROWS[row.verdict][1]}" + (f": {one_line(row.said)}" if row.said else ""))
        if row.staff:
            say(f"     counterexample: {one_line(row.staff)}")
    say("")
    width = max((len(part.name) for part in found.parts), default=0)
    for part in found.parts:
        total = f"{points(part.points)} of {points(part.max_points)}"
        why = f"   {one_line(part.reason)}" if part.reason and part.state != "yes" else ""
        say(f"{STATES[part.state]:>3}  {part.name:<{width}}  {total}{why}")
    gained, most = (sum(values) for values in zip(*((p.points, p.max_points) for p in found.parts), strict=True))
    say(f"\n{points(gained)} of {points(most)} points")
