"""`autograder adopt`: put the wall under the autograding of a course that nbgrader made."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from autograder.options import json_option

if TYPE_CHECKING:
    from autograder.adapters.nbgrader_adoption import Found

STATUSES = """
\b
Exit status:
  0  adopted (it was already, or is now)
  1  with --check: not adopted
  2  bad usage, or COURSE is no course of nbgrader's that can be adopted
  3  our side failed
"""

# What no setting can mend, as long as tests are cells of the notebook.
OPEN: Final = (
    "Tests still run in the student's own Python process. Code that changes how Python runs (an AST transformer, an "
    "object that is equal to everything) can pass them, as with nbgrader alone.",
    "Hidden tests are in that process too: a submission can read them, and show them in its own feedback.",
    "The way out is to ask the question in a week of the engine's own: `autograder new WEEK`, then questions.py. There "
    "the judge compares values outside of the student's process.",
)


@click.command(epilog=STATUSES)
@click.argument("root", metavar="COURSE", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; tell, and end with status 1 if it is not adopted.")
@json_option
def adopt(root: Path, check: bool, as_json: bool) -> None:
    """Have `nbgrader autograde` run the submissions of COURSE behind the engine's wall.

    COURSE is a folder that `nbgrader quickstart` made, or one like it. A marked block is put at the end of its
    nbgrader_config.py; nothing else is changed, and deleting the block undoes it. All of nbgrader's commands and the
    formgrader go on as before.

    \b
    Example:
      autograder adopt course101
    """
    from dataclasses import replace

    from autograder.adapters.nbgrader_adoption import look, write

    found = look(root)
    written = False if check else write(found)
    now = replace(found, adopted=found.adopted or not check)
    if as_json:
        click.echo(json.dumps({**now.to_json(), "written": written, "open": list(OPEN)}))
    else:
        _explain(now, check=check, written=written)
    if check and not found.adopted:
        sys.exit(1)


def _explain(found: Found, *, check: bool, written: bool) -> None:
    click.echo(f"{found.course}, a course of nbgrader's:")
    for name, notebooks in found.assignments.items():
        for notebook in notebooks:
            marked = f"{notebook.tests} tests, {notebook.by_person} for a person, {notebook.points:g} points"
            click.echo(f"  {name}/{notebook.name}: {notebook.language}; {marked}")
    for note in found.notes:
        _say("  ", note)
    click.echo("\nWhat is set:" if found.adopted else "\nWhat `autograder adopt` sets:")
    for setting in found.settings:
        click.echo(f"  {setting.name}")
        _say("    gives: ", setting.why + ".")
        _say("    costs: ", setting.cost + ".")
    click.echo("\nWhat stays open:")
    for sentence in OPEN:
        _say("  ", sentence)
    click.echo("")
    _say("", _outcome(found, check=check, written=written))
    if found.adopted:
        _say("", "To undo it, delete the block between its two marked lines. No other file was touched.")


def _outcome(found: Found, *, check: bool, written: bool) -> str:
    if written:
        return f"Adopted: a block was put at the end of {found.file}. Grade with `nbgrader autograde` as before."
    if found.adopted:
        return f"Adopted: {found.file} sets all of it; nothing had to be written."
    assert check
    return f"Not adopted: {found.file} does not set this. Run `autograder adopt {found.course}`."


def _say(lead: str, text: str) -> None:
    click.echo(click.wrap_text(lead + text, width=100, subsequent_indent=" " * len(lead)))
