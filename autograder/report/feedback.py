"""One page for one student: what was expected, what was got, what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from autograder.files import plain_name, write_whole
from autograder.report._pages import render
from autograder.report.student_view import student_view
from autograder.results import SubmissionResult


def feedback_page(result: SubmissionResult, *, title: str) -> str:
    """HTML of one self-contained page: no script, nothing fetched.

    Everything on it comes from `student_view(result)`, which holds nothing that is for staff.
    """
    return render("feedback.html.j2", title=title, page=student_view(result))


def feedback_path(out: Path, result: SubmissionResult) -> Path:
    """Where a page lies: nbgrader's layout, `OUT/feedback/STUDENT/WEEK/WEEK.html`."""
    student = plain_name(result.student)
    week = plain_name(result.week)
    return out / "feedback" / student / week / f"{week}.html"


def write_feedback(out: Path, results: Iterable[SubmissionResult], *, title: str = "") -> list[Path]:
    """Write a page for each submission; a page whose content is the same is left alone.

    Args:
        out: the folder that gets `feedback/`.
        results: any number, of any weeks.
        title: the week's title in words; its name where none is given.

    Returns:
        The paths that were written, in the order of `results`.

    Raises:
        AutograderError: a student's or a week's name is not the name of one folder; nothing is written then.
    """
    pages = [(feedback_path(out, result), result) for result in results]
    return [path for path, result in pages if write_whole(path, feedback_page(result, title=title or result.week))]
