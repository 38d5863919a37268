"""`autograder todo`: the queue of what waits for a person."""

from __future__ import annotations

import json
from pathlib import Path

import click

from autograder.errors import UsageError
from autograder.options import course_option, find_course, json_option

STATUSES = """
\b
Exit status:
  0  done, whether something waits or not
  2  bad usage, or there is no gradebook
  3  the gradebook could not be read
"""


@click.command(epilog=STATUSES)
@click.argument("week", required=False)
@click.option("--out", type=click.Path(path_type=Path), help="Where gradebook and receipts are [course folder].")
@course_option
@json_option
def todo(week: str | None, out: Path | None, course_root: Path | None, as_json: bool) -> None:
    """List what waits for a person, of WEEK or of all: answers to mark, marks to look at again, refused notebooks.

    The oldest come first. With each stands why it waits, how many points hang on it, and where the formgrader shows it.
    What has been marked there is listed no more. With --json, one object for each, one a line.

    \b
    Example:
      autograder todo week06_ddpm --out examples/graded
    """
    from autograder.gradebook.waiting import load_waiting
    from autograder.report.todo import print_queue

    course = find_course(course_root)
    if week is not None and week not in course.weeks:
        raise UsageError(f"course.toml has no week {week!r}; it has {', '.join(course.weeks) or 'none'}")
    where = (out or course.root).resolve()
    found = load_waiting(where, week)
    if as_json:
        for one in found:
            click.echo(json.dumps(one.to_json()))
    else:
        print_queue(found, where)
