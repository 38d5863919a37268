"""What students receive of a derivation: a cell to write in and its notation, and nothing of what is asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import derivation_checks, derivation_question
from autograder.course import Course
from autograder.derivation import Derivation, Goal, Move, Notation, read
from autograder.derivation.declaration import Law, Shows
from autograder.errors import UsageError
from autograder.question import Check, Question, Week
from autograder.release import find_leaks, read_source, release, released_files

ROOT = Path(__file__).parents[2]
WEEK = "week94_written"
NOTEBOOK = r"""# %% [markdown] nbgrader={"grade_id": "bound_text", "locked": true}
# Derive $-\sum_x p(x) \log p(x) \ge 0$, if you can.

# %% nbgrader={"grade_id": "bound", "solution": true}
# %%derivation bound
# ### BEGIN SOLUTION
# H(X) &= -\sum_x p(x) \log p(x) \\
# % since no p(x) is larger than 1
#      &\ge 0
# ### END SOLUTION

# %% nbgrader={"grade_id": "check_bound", "grade": true, "locked": true}
grader.check("bound")
"""
SOLUTION = r"""%%derivation bound
### BEGIN SOLUTION
H(X) &= -\sum_x p(x) \log p(x) \\
% since no p(x) is larger than 1
     &\ge 0
### END SOLUTION"""
STUB = "%%derivation bound\n% Write your derivation here, one step a line."
MISSING = "No line says what the entropy is."


def asked(names=("p",)):
    notation = Notation(finite=("x",), laws=(Law(names, left=("x",)),))
    move = Move("written out", (Shows(lambda side: True),), MISSING)
    return Derivation(notation, ("H(X)",), Goal((r"H(X) \ge 0 \cdot \sum_x p(x) + 0 \cdot \sum_x p(x)^2",)), (move,))


def week(derivation=None):
    return Week(WEEK, (derivation_question("bound", "A bound", derivation or asked()),), (), ())


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "solutions" / WEEK
    folder.mkdir(parents=True)
    (folder / "notebook.py").write_text(NOTEBOOK)
    return tmp_path


def cell(course, place):
    notebook = nbformat.read(course / place / WEEK / f"{WEEK}.ipynb", as_version=4)
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "bound")


def test_students_receive_the_magic_and_a_comment_and_staff_the_solution(course):
    release(course, week())

    assert cell(course, "assignments").source == STUB
    assert cell(course, "build/source").source == SOLUTION


def test_the_notation_is_released_and_start_goal_and_moves_are_not(course):
    release(course, week())

    path = course / "assignments" / WEEK / "derivations" / "bound.json"
    assert Notation.from_json(json.loads(path.read_text())) == asked().notation.for_reading()
    released = "".join(file.read_text() for file in (course / "assignments").rglob("*.*") if file.is_file())
    assert MISSING not in released
    assert "0 \\\\cdot" not in released


@pytest.mark.parametrize("name", ["optimal_discriminator_derivation", "value_at_optimum"])
def test_what_names_mean_is_not_released_and_not_needed_for_reading(name):
    notation = Course.load(ROOT).week("week05_gan").question(name).reference().notation
    text = (ROOT / "assignments" / "week05_gan" / "derivations" / f"{name}.json").read_text()
    line = r"D^*(x) &= \frac{p_{data}(x)}{p_{data}(x)+p_g(x)} \\ V(D^*,G) &= a\log y"

    assert "frac" not in text
    assert read(line, Notation.from_json(json.loads(text))) == read(line, notation)


def test_a_notation_that_is_no_longer_asked_for_goes(course):
    release(course, week())
    stray = course / "assignments" / WEEK / "derivations" / "old.json"
    stray.write_text("{}")

    report = release(course, week())

    assert [str(difference) for difference in report.differences] == ["derivations/old.json is extra"]
    assert not stray.exists()


def test_an_answer_cell_without_its_magic_is_refused(course):
    path = course / "solutions" / WEEK / "notebook.py"
    path.write_text(NOTEBOOK.replace("# %%derivation bound\n", ""))

    with pytest.raises(UsageError, match="expected `# %%derivation bound` as the first line of the answer cell bound"):
        read_source(path, week())


@pytest.mark.parametrize(
    ("file", "text", "kind"),
    [
        ("tests/bound.py", asked().goal.relations[0], "goal of bound"),
        ("derivations/bound.json", json.dumps({"a": [asked().goal.relations[0]]}), "goal of bound"),
        ("tests/bound.py", r"# H(X)  = -\sum_x p(x) \log p(x)", "solution of bound"),
        ("data.txt", MISSING, "text of move 'written out' of bound"),
    ],
)
def test_what_is_asked_for_is_a_leak(course, file, text, kind):
    source = read_source(course / "solutions" / WEEK / "notebook.py", week())

    found = find_leaks(week(), source, dict(released_files(source, week())) | {file: text})

    assert {leak.kind for leak in found} == {kind}


def test_prose_may_say_what_is_to_be_derived(course):
    path = course / "solutions" / WEEK / "notebook.py"
    path.write_text(NOTEBOOK.replace("if you can", asked().goal.relations[0]))
    source = read_source(path, week())

    assert find_leaks(week(), source, released_files(source, week())) == ()


def test_points_and_hints_are_for_parts_that_there_are():
    checks = derivation_checks(asked(), {"start": 0.5}, {"written out": "Write it out."})

    assert [(check.name, check.points) for check in checks] == [
        ("start", 0.5),
        ("written out", 1),
        ("goal", 1),
        ("validity", 2),
    ]
    assert checks[1].hint == "Write it out."
    with pytest.raises(ValueError, match="got some for \\['jensen'\\]"):
        derivation_checks(asked(), {"jensen": 1})


def test_a_question_is_answered_in_writing_or_is_not():
    first, *_ = derivation_checks(asked())
    called = Check("value", 1, first.cases, first.compare)

    with pytest.raises(ValueError, match="some of its checks ask for written text and others do not"):
        Question("bound", "A bound", asked, (first, called))


STEP_BEFORE = 'show_weeks(root, root / "build" / "source")\ntake_over()\n'


@pytest.mark.slow
def test_nbgrader_generates_the_same_cell(course):
    """From the source that is there: this week's questions lie in no file, so that it could not be built anew."""
    release(course, week())
    config = (Path(__file__).parents[2] / "nbgrader_config.py").read_text()
    assert STEP_BEFORE in config
    config = config.replace(STEP_BEFORE, "") + "c.CourseDirectory.release_directory = 'generated'\n"
    (course / "nbgrader_config.py").write_text(config)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", WEEK],
        cwd=course,
        env=os.environ | {"HOME": str(course), "JUPYTER_CONFIG_DIR": str(course / "jupyter"), "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    ours, theirs = course / "assignments" / WEEK, course / "generated" / WEEK
    assert (theirs / f"{WEEK}.ipynb").read_bytes() == (ours / f"{WEEK}.ipynb").read_bytes()
    assert (theirs / "derivations" / "bound.json").read_bytes() == (ours / "derivations" / "bound.json").read_bytes()
