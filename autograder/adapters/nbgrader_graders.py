"""Warm graders, kept while the process lives: starting one takes longer than grading many submissions.

The process may be a Jupyter server that shows the formgrader for weeks, while weeks are corrected, and several courses.
So when nbgrader begins a run, a grader whose course has changed since it was made is replaced.
"""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import AutograderError

if TYPE_CHECKING:
    from autograder.engine import Grader
    from autograder.gradebook.receipts import Origin
    from autograder.sandbox import Isolation

Key = tuple[Path, str, str, str]  # course, week, isolation, device

_graders: dict[Key, Grader] = {}
_current: set[Key] = set()  # known to be so in this run


def begin() -> None:
    """A run of nbgrader's begins: what was changed since the last one is to be noticed."""
    _current.clear()


def warm_grader(root: Path, week: str, isolation: Isolation, device: str, private: Sequence[Path]) -> Grader:
    """The grader of a week, as the course is since this run began.

    Args:
        root: folder of the course.
        week: its name.
        isolation, device, private: see `engine.Grader`.

    Raises:
        AutograderError: the program itself was changed under this process.
    """
    from autograder.course import Course
    from autograder.engine import Grader

    key = (root, week, isolation, device)
    if key in _current:
        return _graders[key]
    course = Course.load(root)
    grader = _graders.pop(key, None)
    if grader is not None and not _same(grader.origin, grader.origin_now(course)):
        grader.close()
        grader = None
    if grader is None:
        course.import_anew()
        grader = Grader(course, week, isolation=isolation, device=device, private=private)
        atexit.register(grader.close)
    _graders[key] = grader
    _current.add(key)
    return grader


def _same(before: Origin, now: Origin) -> bool:
    if (before.engine, before.environment) != (now.engine, now.environment):
        raise AutograderError(
            "The grader or a package was updated while this process ran, which goes on with the old one. Nothing was "
            "graded. Restart Jupyter, or run `nbgrader autograde` in a terminal."
        )
    return before == now
