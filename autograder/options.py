"""What commands of the command line share: exit statuses, options, the course that is meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from autograder.course import Course

STATUSES = """
\b
Exit status:
  0  done (whatever the scores)
  1  the thing looked at is not in order (validate, release --check, doctor)
  2  bad usage
  3  our side failed; no score was recorded where it says so
  130  stopped by Ctrl-C; what was done is kept
"""

F = TypeVar("F", bound=Callable[..., Any])


class Moment(click.ParamType[datetime]):
    """A point in time, with its zone."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(f"expected a time with its zone, such as 2026-11-02T12:00:00+01:00, got {value!r}", param, ctx)
        return moment


def course_option(command: F) -> F:
    return click.option(
        "--course",
        "course_root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The course's folder; by default the one above the current folder that holds course.toml.",
    )(command)


def json_option(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def isolation_option(command: F) -> F:
    return click.option(
        "--isolation",
        type=click.Choice(["bubblewrap", "none"]),
        default="bubblewrap",
        show_default=True,
        help="The wall around a submission; 'none' runs it unprotected, for code that you trust.",
    )(command)


def find_course(root: Path | None) -> Course:
    """The course at `root`, or the one above the current folder."""
    import torch

    from autograder.course import Course

    # Several submissions are judged at a time; their small tensors gain nothing from more threads.
    torch.set_num_threads(1)
    return Course.load(root) if root else Course.find(Path.cwd())
