"""One page for one student: what was expected, what was got, what to do next."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from autograder.files import plain_name, write_whole
from autograder.report._pages import render
from autograder.report.student_view import StudentView, student_view
from autograder.results import SubmissionResult

MARK_WITHIN = 2000  # bytes of a page's beginning


def feedback_page(result: SubmissionResult, *, title: str) -> str:
    """HTML of one self-contained page: no script, nothing fetched.

    Everything on it comes from `student_view(result)`, which holds nothing that is for staff.
    """
    view = student_view(result)
    return _page(view, title, _mark(view, title))


def _page(view: StudentView, title: str, mark: str) -> str:
    return render("feedback.html.j2", title=title, page=view, made_from=mark)


def _mark(view: StudentView, title: str) -> str:
    """Of all that a page is made from: one that bears it need not be rendered again."""
    return hashlib.sha256(f"{_code()} {title!r} {view!r}".encode(errors="replace")).hexdigest()


@cache
def _code() -> str:
    """Of what renders pages: this folder, its templates, and the words."""
    here = Path(__file__).parent
    files = [*sorted(here.glob("*.py")), *sorted(here.glob("templates/*")), here.parent / "words.py"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files if path.is_file())).hexdigest()


def _bears(path: Path, mark: str) -> bool:
    """Whether the page is there, whole, with this mark."""
    try:
        text = path.read_bytes()
    except OSError:
        return False
    return mark.encode() in text[:MARK_WITHIN] and text.rstrip().endswith(b"</html>")


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
    written = []
    for path, result in pages:
        view, name = student_view(result), title or result.week
        mark = _mark(view, name)
        if not _bears(path, mark) and write_whole(path, _page(view, name, mark)):
            written.append(path)
    return written
