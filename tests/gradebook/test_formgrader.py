"""nbgrader's formgrader, in a real Jupyter server and a real browser, on a gradebook of ours."""

import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.adapters.nbgrader_config import write_config
from autograder.gradebook.autograded import write_autograded
from autograder.gradebook.book import Book
from autograder.results import CheckResult, QuestionResult, SubmissionResult

from .conftest import WEEK, question_cells, write_release

ROOT = Path(__file__).parent.parent.parent

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def result_of(student, second):
    first = QuestionResult("first", "The first", 2.0, 2.0, "right")
    return SubmissionResult(student, WEEK, {"first": first, "second": second}, notes=("A cell printed a warning.",))


WRONG = QuestionResult(
    "second",
    "The second",
    1.0,
    3.0,
    "partial",
    (
        CheckResult("the shape", 1.0, 1.0, True, "public"),
        CheckResult("the values", 0.0, 2.0, False, "hidden", hint="Which factor shrinks `beta`?", staff="want 0.75"),
    ),
    "variance-is-beta",
    ("4 of 4 entries are outside the tolerance. <script>document.title = 'owned'</script>",),
)
UNDECIDED = QuestionResult("second", "The second", 1.0, 3.0, "undecided", messages=("This took too long to compare.",))


@pytest.fixture
def out(tmp_path):
    """A course, and beside it what `autograder grade --out` leaves."""
    course, out = tmp_path / "course", tmp_path / "out"
    release = write_release(course, *question_cells("first", 2.0), *question_cells("second", 3.0))
    shutil.copytree(release.parent, course / "build" / "source" / WEEK)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    notebook = nbformat.read(release, as_version=4)
    with Book.open(out, release) as book:
        for student, second in (("student-01", WRONG), ("student-02", UNDECIDED)):
            book.record(result_of(student, second), notebook)
            write_autograded(out, result_of(student, second), notebook)
    write_config(out, course)
    return out


def keep(page, name):
    """A picture for a person to look at, where one is asked for."""
    if folder := os.environ.get("AUTOGRADER_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_an_instructor_finds_the_class_and_marks_what_is_undecided(out, jupyter, page):
    with jupyter(out) as address:
        page.goto(f"{address}/formgrader")
        page.get_by_text(WEEK).first.wait_for()
        keep(page, "assignments")

        page.goto(f"{address}/formgrader/gradebook/{WEEK}/{WEEK}")
        page.locator("tbody tr").nth(1).wait_for()
        table = page.locator("tbody").inner_text()
        keep(page, "submissions")
        assert re.search(r"Submission #1.*3 / 5", table)
        assert page.locator("tbody .needs-manual-grade .glyphicon-ok").count() == 1, "one submission needs a person"

        with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as gradebook:
            ids = {s: gradebook.find_submission_notebook(WEEK, WEEK, s).id for s in ("student-01", "student-02")}
        page.goto(f"{address}/formgrader/submissions/{ids['student-01']}/")
        page.get_by_text("1 of 3 points, partly right").first.wait_for()
        page.get_by_text("A cell printed a warning.").wait_for()
        text = page.locator("body").inner_text()
        keep(page, "wrong")
        assert "4 of 4 entries are outside the tolerance." in text
        assert "Which factor shrinks beta?" in text
        assert "variance-is-beta" in text
        assert "0.75" not in page.content()
        assert page.title() != "owned"

        page.goto(f"{address}/formgrader/submissions/{ids['student-02']}/")
        box = page.locator("input.score").nth(1)
        box.wait_for()
        keep(page, "undecided")
        assert "needs_manual_grade" in box.get_attribute("class")
        with page.expect_response(lambda response: response.request.method == "PUT"):
            box.fill("2.5")
            box.press("Tab")

    with Book.open(out, out.parent / "course" / "assignments" / WEEK / f"{WEEK}.ipynb") as book:
        assert book.scores() == {"student-01": 3.0, "student-02": 4.5}
        book.record(result_of("student-02", UNDECIDED))
        assert book.scores()["student-02"] == 4.5
