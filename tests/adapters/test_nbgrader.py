"""nbgrader's own commands in a course of ours: they see a normal course, and our engine's marks."""

import json

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.gradebook import receipts

from .conftest import WEEK, run

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

CLASS = [f"student-0{number}" for number in range(1, 8)]


@pytest.fixture(scope="module")
def generated(course, released):
    return run(course, "nbgrader", "generate_assignment", WEEK, "--force")


@pytest.fixture(scope="module")
def autograded(course, generated):
    """Grade the class; a person has marked one of them before."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_student("student-02")
        with gradebook.db.no_autoflush:
            gradebook.add_submission(WEEK, "student-02")
        gradebook.find_grade("check_triple", WEEK, WEEK, "student-02").manual_score = 1.5
        gradebook.db.commit()
    return run(course, "nbgrader", "autograde", WEEK)


@pytest.fixture(scope="module")
def graded(course, released):
    """What `autograder grade` says of the same class, elsewhere."""
    out, _ = run(course, "autograder", "grade", WEEK, "--out", "elsewhere", "--json")
    return {line["student"]: line for line in map(json.loads, out.splitlines())}


def marks_in(database):
    with Gradebook(f"sqlite:///{database}") as gradebook:
        return {
            submission.student.id: {grade.name: grade.auto_score for grade in submission.notebooks[0].grades}
            for submission in gradebook.assignment_submissions(WEEK)
        }


def test_generate_assignment_makes_what_our_release_makes(course, released, generated):
    folder = course / "assignments" / WEEK

    assert (folder / f"{WEEK}.ipynb").read_text() == released
    assert sorted(path.name for path in (folder / "tests").iterdir()) == ["double.py", "released.json", "triple.py"]


def test_autograde_gives_the_same_marks_as_our_own_command(course, autograded, graded):
    marks = marks_in(course / "gradebook.db")

    assert sorted(marks) == sorted(graded) == CLASS
    for student, line in graded.items():
        for name, question in line["questions"].items():
            assert marks[student][f"check_{name}"] == question["points"], (student, name)
    assert marks == marks_in(course / "elsewhere" / "gradebook.db")


def test_each_student_of_the_class_gets_what_is_due(course, autograded):
    totals = {student: sum(marks.values()) for student, marks in marks_in(course / "gradebook.db").items()}

    assert totals == dict(zip(CLASS, [5.0, 2.0, 0.0, 5.0, 0.0, 3.0, 5.0], strict=True))


def test_a_file_that_nbgrader_cannot_read_costs_its_owner_only_and_is_explained(course, autograded):
    notebook = nbformat.read(course / "autograded" / "student-05" / WEEK / f"{WEEK}.ipynb", as_version=4)

    assert "Not graded:" in notebook.cells[0].source


def test_receipts_are_the_same_whichever_command_graded(course, autograded, graded):
    for student in CLASS:
        ours = receipts.load(course / "elsewhere", student, WEEK)
        assert ours is not None
        assert ours.same_as(receipts.load(course, student, WEEK))


def test_generate_feedback_shows_our_verdicts(course, autograded):
    run(course, "nbgrader", "generate_feedback", WEEK)

    page = (course / "feedback" / "student-02" / WEEK / f"{WEEK}.html").read_text()

    assert "Look at the factor." in page
    assert "0 of 3 points, not right yet" in page


def test_a_persons_mark_is_kept(course, autograded):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_grade("check_triple", WEEK, WEEK, "student-02").manual_score == 1.5
        assert gradebook.find_submission(WEEK, "student-02").score == 3.5


def test_our_own_command_leaves_what_nbgrader_releases_feedback_with(course, graded):
    for step in ("autograded", "feedback"):
        folder = course / "elsewhere" / step / "student-01" / WEEK
        assert (folder / "submission_secret.txt").read_text() == "a secret"
        assert (folder / "timestamp.txt").read_text() == "2026-10-19 21:40:00 UTC"


def test_the_gradebook_elsewhere_brings_its_own_configuration(course, graded):
    """`nbgrader export` there finds course, class and marks through the file that `--out` left."""
    run(course / "elsewhere", "nbgrader", "export", "--to", "marks.csv")

    rows = (course / "elsewhere" / "marks.csv").read_text().splitlines()

    assert len(rows) == 1 + len(CLASS)
    assert any("student-01" in row and "5.0" in row for row in rows)
