"""A person marks an answer in words in the formgrader of nbgrader: from the queue to the page of its author."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.small import hand_in
from tests.regrade.conftest import imported_from
from tests.wording import ANSWER, NOTE, WEEK, released

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
DOUBLE = "def double(x):\n    return 2 * x"
HOSTILE = "<script>document.title = 'owned'</script> [click](javascript:alert(1))"
COMMENT = "Well seen; and in the tails?\n<b>Write</b> the two densities down."

pytestmark = [pytest.mark.classroom, pytest.mark.browser, pytest.mark.sandbox]


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    root.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    with imported_from(root):
        course = released(root)
    submitted = root / "submitted"
    hand_in(course, submitted, "student-01", {"double": DOUBLE, "why": f"{ANSWER}\n\n{HOSTILE}"}, WEEK)
    hand_in(course, submitted, "student-02", {"double": DOUBLE}, WEEK)
    for student in ("student-01", "student-02"):
        (submitted / student / WEEK / "timestamp.txt").write_text("2026-10-19 21:40:00 UTC")
    return course


@pytest.fixture
def run(course, tmp_path):
    """`run(program, *arguments)`: its standard output, as a user has it whose virtual environment is active."""

    def command(program, *arguments, folder=None):
        path = os.pathsep.join([str(BIN), os.environ["PATH"]])
        environment = os.environ | {
            "PATH": path,
            "HOME": str(tmp_path),
            "JUPYTER_CONFIG_DIR": str(tmp_path / "jupyter"),
        }
        ended = subprocess.run(
            [BIN / program, *arguments], cwd=folder or course.root, env=environment, capture_output=True, text=True
        )
        assert ended.returncode == 0, f"{program} {' '.join(arguments)}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout

    return command


def keep(page, name):
    """A picture for a person to look at, where one is asked for."""
    if folder := os.environ.get("AUTOGRADER_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_an_answer_in_words_goes_from_the_queue_through_the_formgrader_to_its_author(course, run, jupyter, page):
    out = course.root / "graded"

    def queue():
        return [json.loads(line) for line in run("autograder", "todo", WEEK, "--out", "graded", "--json").splitlines()]

    handed_out = (course.root / "assignments" / WEEK / f"{WEEK}.ipynb").read_text()
    run("nbgrader", "generate_assignment", WEEK, "--force")
    assert (course.root / "assignments" / WEEK / f"{WEEK}.ipynb").read_text() == handed_out

    run("autograder", "grade", WEEK, "--out", "graded")
    (waiting,) = queue()
    assert (waiting["student"], waiting["why"], waiting["points"]) == ("student-01", "written", 2.5)

    with jupyter(out) as address:
        page.goto(address + waiting["open"])
        score = page.locator("input#why")
        score.wait_for()
        page.wait_for_function("document.querySelector('#why').classList.contains('needs_manual_grade')")
        text = page.locator("body").inner_text()
        assert "the mixture is wider" in text
        assert "names the two laws: 1 point" in text, "what students were told"
        assert NOTE in text, "what is for whoever marks"
        assert page.title() != "owned"
        assert page.locator('a[href*="javascript:alert"]').count() == 0
        keep(page, "formgrader-why")

        with page.expect_response(lambda response: response.request.method == "PUT"):
            score.fill("2")
            score.press("Tab")
        comment = page.locator("#why-comment")
        with page.expect_response(lambda response: response.request.method == "PUT"):
            comment.fill(COMMENT)
            comment.press("Tab")
        keep(page, "formgrader-why-marked")

    assert queue() == []
    run("autograder", "report", WEEK, "--out", "graded")
    assert_on_the_page(page, out / "feedback" / "student-01" / WEEK / f"{WEEK}.html")
    keep(page, "feedback-why")

    run("autograder", "grade", WEEK, "--out", "graded", "--again")
    assert queue() == []
    assert_on_the_page(page, out / "feedback" / "student-01" / WEEK / f"{WEEK}.html")

    run("nbgrader", "generate_feedback", WEEK, "--force", folder=out)
    html = (out / "feedback" / "student-01" / WEEK / f"{WEEK}.html").read_text()
    assert "Well seen" in html
    assert "the mixture is wider" in html
    assert NOTE not in html

    hand_in(course, course.root / "submitted", "student-01", {"double": DOUBLE, "why": "I changed my mind."}, WEEK)
    run("autograder", "grade", WEEK, "--out", "graded")
    (again,) = queue()
    assert (again["why"], again["detail"]) == ("review", "marked 2 by a person, and changed since")
    page.goto((out / "feedback" / "student-01" / WEEK / f"{WEEK}.html").as_uri())
    assert "It is looked at once more" in page.locator("body").inner_text()


def assert_on_the_page(page, path):
    """What a person gave and wrote, and by what it was marked."""
    page.goto(path.as_uri())
    text = page.locator("body").inner_text()
    assert "2 of 2.5 points" in text
    assert "4\nof 4.5 points" in text, "the whole notebook"
    assert "says which is wider" in text
    assert COMMENT in text
    assert NOTE not in text
    assert page.locator("section.question b").count() == 0, "a comment is text"
