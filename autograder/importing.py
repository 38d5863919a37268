"""`autograder import`: what was written for another grader becomes a week."""

from __future__ import annotations

import json
from pathlib import Path

import click

from autograder.options import STATUSES, course_option, find_course, json_option


@click.group("import")
def import_() -> None:
    """Make weeks of assignments that were written for another grader.

    \b
    Example:
      autograder import otter hw03.ipynb week07_flows
    """


@import_.command(epilog=STATUSES)
@click.argument("notebook", type=click.Path(path_type=Path))
@click.argument("week")
@click.option("--title", help="One line for pages and tables [the assignment's name or first heading].")
@click.option("--category", help="What course.toml counts it as [weekly].")
@course_option
@json_option
def otter(
    notebook: Path, week: str, title: str | None, category: str | None, course_root: Path | None, as_json: bool
) -> None:
    """Make WEEK of NOTEBOOK, the source of an assignment in otter-assign's format.

    Prompts, solutions, points and tests arrive in solutions/WEEK. Tests that compare a function's result with a value
    become checks; what is right says the imported solution. What cannot be translated is listed, here and in design.md.
    The notebook is parsed and not executed. Nothing that is there is written over.

    \b
    Example:
      autograder import otter hw03.ipynb week07_flows --title "Week 7: normalizing flows"
    """
    course = find_course(course_root)

    from autograder.adapters.otter_assign.week import import_assignment
    from autograder.new import write_week

    found = import_assignment(notebook)
    made = write_week(course, week, title or found.title, category, lambda title: found.files(week, title))
    if as_json:
        click.echo(json.dumps(made.to_json() | found.to_json()))
        return
    click.echo(f"Made {made.folder}: {', '.join(made.files)}.")
    for one in found.questions:
        how = "marked by a person" if one.is_prose else f"{len(one.checks)} checks"
        click.echo(f"  {one.name} ({one.task.name}): {one.points:g} points, {how}")
    for heading, left_out in (("Not translated", True), ("Translated, and not as it was", False)):
        items = [item for item in found.noted if item.left_out is left_out]
        if items:
            click.echo(f"\n{heading}:")
        for item in items:
            about = f"cell {item.cell}" + (f", {item.question}" if item.question else "")
            click.echo(f"  {about}: {item.reason}")
            for line in item.source.split("\n")[:3] if item.source else ():
                click.echo(f"      {line}")
    click.echo(f"\nThe list stands in {made.folder / 'design.md'} too. Next:\n  autograder release {week}")
