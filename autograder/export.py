"""`autograder export`: files that other systems import, a command for each of them."""

from __future__ import annotations

import click

from autograder.export_gradescope import gradescope
from autograder.export_lms import STATUSES, as_csv, canvas, moodle


@click.group(epilog=STATUSES)
def export() -> None:
    """Write what other systems import: marks, feedback, or a week to be graded there.

    \b
    Example:
      autograder export canvas week06_ddpm --roster gradebook.csv
      autograder export gradescope week06_ddpm
    """


for command in (as_csv, canvas, gradescope, moodle):
    export.add_command(command)
