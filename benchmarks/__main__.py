"""Run the benchmark: arguments in, one call a part, tables and a line of JSON out."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click
from rich.console import Console

from .meter import Failed, how_counted
from .parts import Bench
from .report import line, machine, show, write
from .workplace import Workplace

# In this order, with what each takes on two processors and a class of 1,000.
PARTS = {
    "class": "our class: of one, of all, of half, unchanged (2 to 4 minutes)",
    "regrade": "a tolerance changes: preview, grade (2 to 3 minutes)",
    "cores": "what a second processor brings (1 to 2 minutes)",
    "floor": "cells and calls, warm, not isolated (seconds)",
    "week": "the same of a week that computes more (half a minute)",
    "where": "where a submission's time goes (half a minute)",
    "peers": "the same by nbgrader and otter, and the points of all three (4 to 6 minutes)",
}


@click.command(context_settings={"max_content_width": 100})
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)), metavar="[PART]...")
@click.option("--class", "large", default=1000, show_default=True, type=click.IntRange(2), help="Size of the class.")
@click.option("--peers", "few", default=20, show_default=True, type=click.IntRange(1), help="Size of the peers' class.")
@click.option(
    "--work",
    default=Path("build/bench"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to work in; what is there is removed.",
)
def main(parts: tuple[str, ...], large: int, few: int, work: Path) -> None:
    """Measure how fast this project grades, beside nbgrader and otter-grader, and over the floor.

    PARTS are class, regrade, cores, floor, week, where and peers; all of them where none is named. The last line is
    JSON; all that was measured goes to WORK/result.json. README.md in benchmarks/ says how to read it.

    Exit status: 0 measured; 1 a part failed, or the three graders do not agree on the points.

    \b
    Example:
      python -m benchmarks --class 100 --peers 3
      python -m benchmarks class floor
    """
    console = Console(stderr=True, highlight=False)
    began = time.monotonic()

    def say(text: str) -> None:
        console.print(f"[{time.monotonic() - began:5.0f} s] {text}", markup=False, soft_wrap=True)

    workplace = Workplace(work.resolve())
    workplace.build()
    bench = Bench(workplace, large, few, say)
    failed = False
    results = {"machine": machine(how_counted())}
    for name, about in PARTS.items():
        if name in (parts or PARTS):
            say(f"{name}: {about}")
            try:
                results[name] = getattr(bench, f"part_{name}")()
            except Failed as error:  # the other parts may still tell something
                say(f"{name} failed: {error}")
                failed = True
            write(results, workplace.root / "result.json")
    show(results, Console(highlight=False, width=110))
    click.echo(json.dumps(line(results)))
    if failed or results.get("peers", {}).get("points_differ"):
        sys.exit(1)


if __name__ == "__main__":
    main()
