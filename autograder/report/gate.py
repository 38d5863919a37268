"""What `autograder validate` shows at a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from autograder.release.gate import GateReport, Margin


def print_gate(report: GateReport, console: Console) -> None:
    """The two sides of every tolerance, the counts, and every fault."""
    console = _wide(console)
    table = Table(box=box.SIMPLE_HEAD, title=f"{report.week}: errors in units of the tolerance", title_justify="left")
    for heading in ("question", "check", "worst right", "best wrong", "room"):
        table.add_column(heading, overflow="fold")
    for margin in report.margins.values():
        table.add_row(margin.question, margin.check, *_sides(margin))
    console.print(table)
    console.print(", ".join(f"{count} {what} judged" for what, count in report.counts.items()) + ".")
    if report.mutation:
        console.print(
            f"{report.mutation['made']} mutants of the solution, {report.mutation['changed']} change an output, "
            f"{report.mutation['killed']} of them lose points ({report.mutation['score']:.1%})."
        )
        for survivor in report.mutation["survivors"]:
            console.print(f"  survives: {survivor}", markup=False)
    _print_outcome(report, console)


def print_summary(reports: Sequence[GateReport], console: Console) -> None:
    """Of several weeks, once more at the end: what may be released, and every fault of what may not."""
    console = _wide(console)
    console.print()
    for report in reports:
        _print_outcome(report, console)


def _wide(console: Console) -> Console:
    """In a log the table is as wide as it needs to be."""
    return console if console.is_terminal else Console(width=120)


def _print_outcome(report: GateReport, console: Console) -> None:
    for fault in report.faults:
        console.print(f"FAULT  {fault}", style="red", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{report.week} " + ("may be released." if report.passed else "must not be released."))


def _sides(margin: Margin) -> tuple[str, str, str]:
    if margin.exact:
        return "passes", "fails", "exact"
    right = f"{margin.right:.1e} ({margin.right_by})"
    if margin.sampled:
        power = margin.caught / margin.trials if margin.trials else math.nan
        wrong = f"{margin.wrong:.2g} ({margin.wrong_by})"
        return right, wrong, f"false alarms {margin.false_alarm:g}, power {power:.0%}"
    room = "enough" if margin.enough else (margin.reason or "too little")
    wrong = "other kind or shape" if math.isinf(margin.wrong) else f"{margin.wrong:.1e} ({margin.wrong_by})"
    return right, wrong, room
