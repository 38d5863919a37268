"""`autograder export`: files that other systems import, a command for each of them in a module of its own."""

from __future__ import annotations

import click

from autograder.export_gradescope import gradescope


@click.group()
def export() -> None:
    """Write what other systems import.

    \b
    Example:
      autograder export gradescope week06_ddpm
    """


export.add_command(gradescope)
