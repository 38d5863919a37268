"""`autograder ready`: what a student asks before a notebook is handed in. A student's installation is enough."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from autograder.errors import AutograderError, UsageError
from autograder.options import json_option

STATUSES = """
\b
Exit status:
  0  every question is answered, the notebook runs from a fresh kernel, and would be read
  1  there is something to look at; it is said what
  2  bad usage, or no such file
  3  our side failed, or no kernel can be started here
"""


@click.command(epilog=STATUSES)
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("--no-run", is_flag=True, help="Leave out the fresh kernel and the public checks.")
@json_option
def ready(notebook: Path, no_run: bool, as_json: bool) -> None:
    """Say whether NOTEBOOK can be handed in: every question is there, it runs from a fresh kernel, it would be read.

    The file is looked at as it was saved last. No hidden check is run, and the network is not needed. Beside the
    notebook a receipt with its hashes is written; the notebook is not changed.

    \b
    Example:
      autograder ready week06_ddpm.ipynb
    """
    from autograder.student.examining import examine
    from autograder.student.fresh import NoKernel
    from autograder.student.handing_in import receipt
    from autograder.student.shown import as_text

    if not notebook.is_file():
        raise UsageError(f"expected a notebook's file, and {notebook} is none")
    try:
        found = examine(notebook, run=not no_run, progress=_progress)
    except NoKernel as error:
        raise AutograderError(f"no kernel can be started here: {error}. With --no-run none is needed.") from error
    except OSError as error:
        raise UsageError(f"{notebook} cannot be read: {error.strerror}") from error
    finally:
        _progress("")
    told = [text for text in [receipt(found)] if text]
    click.echo(json.dumps(found.to_json()) if as_json else as_text(found, told))
    sys.exit(0 if found.in_order else 1)


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{text}", err=True, nl=False)
