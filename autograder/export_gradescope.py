"""`autograder export gradescope`: the zip file with which Gradescope grades a week by our engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.options import STATUSES, course_option, find_course, json_option
from autograder.words import points

if TYPE_CHECKING:
    from autograder.adapters.gradescope.results import Visibility


@click.command(epilog=STATUSES)
@click.argument("week")
@click.option("--out", type=click.Path(path_type=Path), help="The file [build/gradescope/WEEK.zip in the course].")
@click.option(
    "--show",
    type=click.Choice(["visible", "after_due_date", "after_published"]),
    default="after_published",
    show_default=True,
    help="When students see verdicts and points; at once they see only whether the notebook could be read.",
)
@course_option
@json_option
def gradescope(week: str, out: Path | None, show: Visibility, course_root: Path | None, as_json: bool) -> None:
    """Write the autograder of WEEK for Gradescope: setup.sh, run_autograder, and all that grading needs.

    The file holds the hidden tests of this week, and neither the course's secret nor another week. Upload it under
    "Configure Autograder", and press "Test Autograder" before students see the assignment: docs/otter-and-gradescope.md
    says what has to be set there, and what is not known about Gradescope's containers.

    \b
    Example:
      autograder export gradescope week06_ddpm --show after_due_date
    """
    course = find_course(course_root)

    from autograder.adapters.gradescope.pack import pack

    packed = pack(course, week, out or course.root / "build" / "gradescope" / f"{week}.zip", show)
    if as_json:
        click.echo(json.dumps(packed.to_json()))
        return
    click.echo(f"Written: {packed.file}\nIt holds hidden tests: for Gradescope, and for no student.\n\nOn Gradescope:")
    click.echo(f'  autograder points  {points(packed.points)}, under "Settings"')
    click.echo(
        '  container          Ubuntu 24.04; 2 CPUs and 6 GB of memory; a timeout of 20 minutes, under "Settings"'
    )
    click.echo('  then               upload it under "Configure Autograder", and "Test Autograder" with a right answer')
