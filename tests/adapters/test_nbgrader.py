"""nbgrader's own commands in a course of ours: they see a normal course, and our engine's marks."""

import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.gradebook import receipts

from .conftest import WEEK, hand_in, run

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


# ---------------------------------------------------------------- in a course as it was cloned


@pytest.fixture(scope="module")
def cloned(tmp_path_factory, course, released):
    """The course's private side and what is in version control; nothing has been generated or graded."""
    root = tmp_path_factory.mktemp("cloned") / "course"
    built = ("build", "submitted", "autograded", "elsewhere", "feedback", "receipts", "answers", "gradebook*", ".*")
    shutil.copytree(course, root, ignore=shutil.ignore_patterns(*built))
    return root


def test_a_week_is_generated_although_its_source_was_never_built(cloned, released):
    """Also without an active virtual environment, whose programs nbgrader would need to make a database."""
    said = run(cloned, "nbgrader", "generate_assignment", WEEK, "--force", PATH="/usr/bin:/bin")[1]

    assert f"Writing {len(released)} bytes" in said
    assert (cloned / "assignments" / WEEK / f"{WEEK}.ipynb").read_text() == released


def test_a_week_that_is_there_is_left_alone_with_a_warning_where_it_is_old(cloned):
    path = cloned / "assignments" / WEEK / "tests" / "double.py"
    before = path.read_text()
    path.write_text("old")

    said = run(cloned, "nbgrader", "generate_assignment", WEEK)[1]

    assert "is not what its sources give: tests/double.py is changed. Add --force" in said
    assert path.read_text() == "old"
    path.write_text(before)


def test_a_slip_in_the_sources_is_told_and_the_released_week_stays(cloned, released):
    source = cloned / "solutions" / WEEK / "notebook.py"
    before = source.read_text()
    source.write_text(before.replace("check_triple", "check_treble"))

    said = run(cloned, "nbgrader", "generate_assignment", WEEK, "--force", status=1)[1]
    source.write_text(before)

    assert "no answer cell or no check cell for the questions triple" in said
    assert (cloned / "assignments" / WEEK / f"{WEEK}.ipynb").read_text() == released


def test_what_our_side_failed_at_is_no_zero_and_waits(cloned, released):
    """With a folder in the place of the wall's program nothing can be graded."""
    hand_in(cloned, "student-01", released, name="renamed.ipynb")
    hidden = {"PATH": str(cloned)}  # no bubblewrap on it

    said = run(cloned, "nbgrader", "autograde", WEEK, status=1, **hidden)[1]

    assert "bubblewrap" in said
    with Gradebook(f"sqlite:///{cloned / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission_notebook(WEEK, WEEK, "student-01").grades
        assert {(grade.auto_score, grade.needs_manual_grade) for grade in grades} == {(None, True)}
    assert not (cloned / "receipts").exists()


SERVER = """
import sys
from pathlib import Path
from autograder.adapters.nbgrader_graders import begin, warm_grader

root, week = Path(sys.argv[1]), sys.argv[2]
questions = root / "solutions" / week / "questions.py"
grader = lambda: warm_grader(root, week, "bubblewrap", "cpu", ())
first = grader()
begin()
print("same" if grader() is first else "another")
questions.write_text(questions.read_text().replace("Look at the factor.", "Which factor is it?"))
print("same" if grader() is first else "another")
begin()
print(grader().week.questions[0].checks[1].hint)
"""


def test_a_process_that_lives_long_grades_by_the_week_as_it_is_now(cloned):
    ended = subprocess.run(
        [sys.executable, "-c", SERVER, str(cloned), WEEK], capture_output=True, text=True, check=True
    )

    assert ended.stdout.splitlines() == ["same", "same", "Which factor is it?"]
