"""nbgrader's commands in a course as it is cloned: `assignments/` is there; nothing has been built or graded."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests import doubling

pytestmark = [pytest.mark.classroom, pytest.mark.sandbox]

ROOT = Path(__file__).parent.parent.parent
WEEK = "week98_small"


def run(course, program, *arguments, status=0, path=None):
    """Standard output and standard error, together."""
    places = {"HOME": str(course), "JUPYTER_CONFIG_DIR": str(course / "jupyter")}
    environment = os.environ | places | {"PATH": path or os.environ["PATH"]}
    command = [Path(sys.executable).parent / program, *arguments]
    ended = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == status, f"{program} {' '.join(arguments)}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout + ended.stderr


def released(course):
    return course / "assignments" / WEEK / f"{WEEK}.ipynb"


@pytest.fixture(scope="module")
def cloned(tmp_path_factory):
    course = tmp_path_factory.mktemp("cloned")
    doubling.write_course(course, WEEK, doubling.course_toml(WEEK, 2, 1, 20))
    shutil.copy(ROOT / "nbgrader_config.py", course)
    run(course, "autograder", "release", WEEK)
    shutil.rmtree(course / "build")
    return course


def test_a_week_is_generated_although_its_source_was_never_built(cloned):
    """Also without an active virtual environment, whose programs nbgrader would need to make a database."""
    before = released(cloned).read_text()

    said = run(cloned, "nbgrader", "generate_assignment", WEEK, "--force", path="/usr/bin:/bin")

    assert f"Writing {len(before)} bytes" in said
    assert released(cloned).read_text() == before


def test_a_week_that_is_there_is_left_alone_with_a_warning_where_it_is_old(cloned):
    path = cloned / "assignments" / WEEK / "tests" / "double.py"
    before = path.read_text()
    path.write_text("old")

    said = run(cloned, "nbgrader", "generate_assignment", WEEK)

    assert "is not what its sources give: tests/double.py is changed. Add --force" in said
    assert path.read_text() == "old"
    path.write_text(before)


def test_a_slip_in_the_sources_is_told_and_the_released_week_stays(cloned):
    source, before = cloned / "solutions" / WEEK / "notebook.py", released(cloned).read_text()
    written = source.read_text()
    source.write_text(written.replace("check_triple", "check_treble"))

    said = run(cloned, "nbgrader", "generate_assignment", WEEK, "--force", status=1)

    source.write_text(written)
    assert "no answer cell or no check cell for the questions triple" in said
    assert released(cloned).read_text() == before


def test_what_our_side_failed_at_is_no_zero_and_waits(cloned):
    """Without bubblewrap nothing can be graded; nbgrader gives 0 where no file has the expected name."""
    folder = cloned / "submitted" / "student-01" / WEEK
    folder.mkdir(parents=True)
    shutil.copy(released(cloned), folder / "renamed.ipynb")

    said = run(cloned, "nbgrader", "autograde", WEEK, status=1, path=str(cloned))

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
