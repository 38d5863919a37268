"""`autograder todo`: what waits, at a terminal and as JSON; its statuses."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.gradebook.book import Book
from autograder.results import QuestionResult, SubmissionResult
from autograder.rubric import Criterion
from tests.regrade.conftest import imported_from
from tests.wording import WEEK, released

MONDAY = datetime(2026, 10, 19, 12, tzinfo=UTC)
DOUBLE = QuestionResult("double", "Double", 2.0, 2.0, "right")
RUBRIC = (Criterion("names the two laws", 1.0), Criterion("says which is wider", 1.5))
WHY = QuestionResult("why", "Why they differ", 0.0, 2.5, "undecided", rubric=RUBRIC, prose=True, answer="a digest")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("todo")
    with imported_from(root):
        return released(root)


@pytest.fixture
def book(course, tmp_path):
    with Book.open(tmp_path, course.root / "assignments" / WEEK / f"{WEEK}.ipynb") as book:
        yield book


@pytest.fixture
def todo(course, tmp_path):
    def run(*arguments):
        return CliRunner().invoke(main, ["todo", *arguments, "--course", str(course.root), "--out", str(tmp_path)])

    return run


def hand_in(book, student, *questions, days=0, **more):
    result = SubmissionResult(student, WEEK, {q.name: q for q in questions}, **more)
    book.record(result, submitted=MONDAY + timedelta(days=days))


def test_it_lists_what_waits_the_oldest_first_and_ends_with_status_0(book, todo):
    hand_in(book, "student-01", DOUBLE, WHY, days=2)
    hand_in(book, "student-02", DOUBLE, WHY)
    hand_in(book, "student-03", DOUBLE, WHY, refused="The file is empty.", days=1)

    done = todo()

    assert done.exit_code == 0, done.output
    assert f"{WEEK} · why, 2.5 points: 2 to do, up to 5 points hang on it" in done.output
    assert done.output.index("student-02") < done.output.index("student-01") < done.output.index("student-03")
    assert "2026-10-19 12:00" in done.output
    assert "/formgrader/submissions/" in done.output
    assert "refused: The file is empty." in done.output
    assert "2 answers in words, 1 refused notebook; of 3 students. Up to 9.5 points hang on it." in done.output
    assert "jupyter lab" in done.output


def test_an_empty_queue_is_told_and_ends_with_status_0(book, todo):
    hand_in(book, "student-01", DOUBLE, replace(WHY, verdict="missing"))

    done = todo(WEEK)

    assert (done.exit_code, done.output) == (0, "Nothing waits for a person.\n")
    assert todo("--json").output == ""


def test_json_has_a_line_for_each(book, todo, tmp_path):
    hand_in(book, "student-01", DOUBLE, WHY)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        identity = gradebook.find_submission_notebook(WEEK, WEEK, "student-01").id

    (line,) = todo(WEEK, "--json").output.splitlines()

    assert json.loads(line) == {
        "week": WEEK,
        "question": "why",
        "student": "student-01",
        "why": "written",
        "detail": "an answer in words",
        "points": 2.5,
        "max_points": 2.5,
        "since": "2026-10-19T12:00:00+00:00",
        "open": f"/formgrader/submissions/{identity}/",
    }


def test_of_a_long_queue_the_beginning_is_shown_and_json_has_all(book, todo):
    for number in range(25):
        hand_in(book, f"student-{number:02d}", DOUBLE, WHY, days=number)

    assert "student-19" in todo().output
    assert "student-20" not in todo().output
    assert "and 5 more; --json lists all" in todo().output
    assert len(todo("--json").output.splitlines()) == 25


def test_a_name_of_a_folder_cannot_disturb_the_terminal(book, todo):
    hand_in(book, "student[red]\x1b[2J", DOUBLE, WHY)

    assert "\x1b" not in todo().output
    assert "student[red]" in todo().output


@pytest.mark.parametrize(
    ("arguments", "told"), [(["week00_unknown"], "course.toml has no week"), ([WEEK], "no gradebook.db in")]
)
def test_bad_usage_ends_with_status_2(todo, arguments, told):
    done = todo(*arguments)

    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output


def test_a_gradebook_that_cannot_be_read_is_our_failure(todo, tmp_path):
    (tmp_path / "gradebook.db").write_bytes(b"not a database, but long enough to be taken for one " * 40)

    assert todo().exit_code == 3
