"""`autograder collect`: submissions that an LMS packed, put where they are graded."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from autograder.errors import UsageError
from autograder.options import course_option, find_course, json_option

if TYPE_CHECKING:
    from autograder.adapters.lms.collecting import Collected, Source

STATUSES = """
\b
Exit status:
  0  done: everything in DOWNLOAD is where it is graded
  1  done, but something that was handed in is not: it is told what, and why
  2  bad usage: nothing was written
  3  our side failed
"""


@click.command(epilog=STATUSES)
@click.argument("week")
@click.argument("download", type=click.Path(path_type=Path))
@click.option("--from", "source", type=click.Choice(["canvas", "moodle"]), help="The LMS [told by the files' names].")
@click.option(
    "--roster",
    "rosters",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Who is who: Canvas's gradebook, Moodle's grading worksheet or list of participants; may be repeated.",
)
@click.option("--by", metavar="COLUMN", help="The roster's column that names our students [what fits].")
@click.option("--timezone", metavar="NAME", help="Of the times in Moodle's worksheet, Europe/Berlin; takes them.")
@click.option("--replace", is_flag=True, help="Put what was handed in again in the old one's place, which is kept.")
@click.option("--to", type=click.Path(path_type=Path), help="The folder of all submissions [submitted/].")
@course_option
@json_option
def collect(
    week: str,
    download: Path,
    source: Source | None,
    rosters: tuple[Path, ...],
    by: str | None,
    timezone: str | None,
    replace: bool,
    to: Path | None,
    course_root: Path | None,
    as_json: bool,
) -> None:
    """Put the submissions of WEEK in DOWNLOAD, as an LMS packed them, into submitted/STUDENT/WEEK/.

    DOWNLOAD is the zip file of Canvas ("Download Submissions") or of Moodle ("Download all submissions"), or the folder
    that a browser made of it. Names are looked up in the roster and never guessed. What is there already stays, unless
    --replace is given.

    \b
    Example:
      autograder collect week06_ddpm submissions.zip --roster gradebook.csv
    """
    from autograder.adapters.lms.collecting import How
    from autograder.adapters.lms.collecting import collect as collect_week

    course = find_course(course_root)
    if week not in course.weeks:
        raise UsageError(f"course.toml has no week {week!r}; it has {', '.join(course.weeks) or 'none'}")
    how = How(rosters, source, by, None if timezone is None else _zone(timezone), replace)
    collected = collect_week(download, week, (to or course.root / "submitted").resolve(), how)
    if as_json:
        click.echo(json.dumps(collected.to_json()))
    else:
        _print(collected)
    sys.exit(collected.status)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UsageError(f"expected the name of a time zone, such as Europe/Berlin, got {name!r}") from None


def _print(collected: Collected) -> None:
    from autograder.words import counted, one_line

    states = {"new": "new", "replaced": "in the place of an older one, which was kept", "unchanged": "unchanged"}
    counts = {said: [one for one in collected.filed if one.state == state] for state, said in states.items()}
    parts = [f"{len(some)} {said}" for said, some in counts.items() if some] or ["none"]
    named = f"students are named by {collected.by}"
    click.echo(f"{collected.week}, submissions: {', '.join(parts)}; {named}.")
    if collected.absent:
        who = "; ".join(map(one_line, collected.absent))
        click.echo(f"Nothing from {counted(len(collected.absent), 'person', 'people')}: {who}.")
    for note in collected.notes:
        click.echo(f"Note: {one_line(note)}")
    kept = [one.student for one in collected.filed if one.state == "kept"]
    if kept:
        click.echo(f"Not taken, for another one is there (--replace puts it aside): {', '.join(kept)}.", err=True)
    for one in collected.filed:
        if one.state == "not taken":
            click.echo(f"Nothing could be taken of {one.student}.", err=True)
        for doubt in one.doubts:
            click.echo(f"{one.student}, {one_line(doubt.what)}: {one_line(doubt.why)}.", err=True)
    for doubt in collected.doubts:
        click.echo(f"Nobody's: {one_line(doubt.what)}: {one_line(doubt.why)}.", err=True)
