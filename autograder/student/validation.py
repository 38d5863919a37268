"""Under `nbgrader validate` a check that fails ends its cell with an error, and nothing else does.

nbgrader takes a check's cell for passed where it shows anything but an error, and for failed where anything was written
to stderr. So the result of a check, which otherwise is shown, becomes an error or nothing, and warnings go nowhere.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from typing import Any, Final

VALIDATING: Final = "NBGRADER_VALIDATING"  # set by nbgrader in the kernel that it validates in
STDERR: Final = 2
WIDTH: Final = 80  # nbgrader cuts longer lines
_RESULT: Final = ("otter.test_files.exception_test", "ExceptionTestFile")  # what `grader.check` returns


class NotValid(BaseException):
    """Public checks failed. Shown as its text, without the frames that led here.

    No `Exception`: IPython would report one of those while it shows a result, and then show the result all the same.
    """

    def _render_traceback_(self) -> list[str]:
        return str(self).split("\n")


def prepare() -> None:
    """Have results shown as nbgrader needs them, where this is a kernel that it validates in."""
    if VALIDATING not in os.environ:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        shell.display_formatter.ipython_display_formatter.for_type_by_name(*_RESULT, _show)


@contextmanager
def quiet() -> Iterator[None]:
    """Let nothing reach stderr, not from compiled code either, where nbgrader would take it for a failure."""
    if VALIDATING not in os.environ:
        yield
        return
    kept = os.dup(STDERR)
    try:
        with open(os.devnull, "w") as nowhere, redirect_stderr(nowhere):  # noqa: PTH123 - no path of ours
            os.dup2(nowhere.fileno(), STDERR)
            try:
                yield
            finally:
                os.dup2(kept, STDERR)
    finally:
        os.close(kept)


def _show(result: Any) -> None:
    """Of a check that passed nothing, else an error that says what failed."""
    failed = [(case.test_case.name, case.message) for case in result.test_case_results if not case.passed]
    if failed:
        raise NotValid("\n\n".join(_told(result.name, *case) for case in failed))


def _told(question: str, case: str, message: str) -> str:
    """The check's own sentences, without otter's lines about where in its file they were raised."""
    _, _, said = message.partition("CheckFailed: ")
    lines = [wrapped for line in (said or message).split("\n") for wrapped in textwrap.wrap(line, WIDTH)]
    return "\n".join([f"{question}, {case}:", *lines])
