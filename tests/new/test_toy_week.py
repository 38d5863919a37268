"""A week as `autograder new` makes it goes all the way in a copy of this course: made, validated, released, graded."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
WEEK = "week07_x"
DUE = "due = 2026-12-07T23:59:00+01:00\n"

ANSWERS = {
    "student-01": "def variance(x):\n    return x.var(0, unbiased=False)",
    "student-02": "def variance(x):\n    return x.std(dim=0, correction=0)",
    "student-03": None,
    "student-04": "import numpy as np\n\n\ndef variance(x):\n    return np.var(x.numpy(), axis=0)",
}
TIMES = {"student-01": "2026-12-07 22:00:00.000000 UTC", "student-04": "2026-12-09 12:00:00.000000 UTC"}


def run(course, *arguments, status=0):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [sys.executable, "-m", "autograder", *arguments]
    ended = subprocess.run(command, cwd=course, env=os.environ | {"PATH": path}, capture_output=True, text=True)
    assert ended.returncode == status, f"{arguments}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def lines(course, *arguments, status=0):
    return [json.loads(line) for line in run(course, *arguments, "--json", status=status).splitlines()]


def contents(course):
    files = (path for path in course.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(course)): path.read_bytes() for path in files}


def hand_in(course, student, answer):
    notebook = json.loads((course / "assignments" / WEEK / f"{WEEK}.ipynb").read_text())
    for cell in notebook["cells"]:
        if answer and cell["metadata"].get("nbgrader", {}).get("grade_id") == "variance":
            cell["source"] = answer
    folder = course / "submitted" / student / WEEK
    folder.mkdir(parents=True)
    (folder / f"{WEEK}.ipynb").write_text(json.dumps(notebook))
    if student in TIMES:
        (folder / "timestamp.txt").write_text(TIMES[student])


@pytest.fixture(scope="module")
def before(tmp_path_factory, copy_course):
    """A copy of this course, and what was in it."""
    course = copy_course(tmp_path_factory.mktemp("copy") / "course")
    return course, contents(course)


@pytest.fixture(scope="module")
def course(before):
    """The copy with a new week, released."""
    course, _ = before
    run(course, "new", WEEK, "--title", "Week 7: spread")
    with (course / "course.toml").open("a") as file:
        file.write(DUE)
    run(course, "release", WEEK)
    return course


@pytest.fixture(scope="module")
def graded(course):
    for student, answer in ANSWERS.items():
        hand_in(course, student, answer)
    return {line["student"]: line for line in lines(course, "grade", WEEK)}


def standings(course):
    """What the course-wide report says of this week, by student."""
    found = lines(course, "report", "--course", "--at", "2026-12-10T12:00:00Z")
    return {line["student"]: line["assignments"][WEEK] for line in found}


def test_the_whole_gate_passes_it_as_made(course):
    (report,) = lines(course, "validate", WEEK)

    assert report["faults"] == []
    assert report["mutation"]["score"] == 1.0
    assert all(margin["enough"] for margin in report["margins"])


def test_the_class_gets_the_marks_that_are_due(graded):
    marks = {student: line["questions"]["variance"] for student, line in graded.items()}

    assert {student: mark["points"] for student, mark in marks.items()} == {
        "student-01": 2.5,
        "student-02": 0,
        "student-03": 0,
        "student-04": 2.5,
    }
    assert marks["student-02"]["misconception"] == "standard-deviation"
    assert marks["student-03"]["verdict"] == "missing"


def test_the_standing_knows_who_was_late(course, graded):
    found = standings(course)
    late, in_time = found["student-04"], found["student-01"]

    assert (late["points"], late["deduction_percent"], late["counted_points"]) == (2.5, 20, 2.0)
    assert (in_time["late_seconds"], in_time["counted_points"]) == (0, 2.5)
    assert "on time" in found["student-03"]["note"]


def test_a_time_that_comes_later_reaches_a_mark_that_is_reused(course, graded):
    stamp = course / "submitted" / "student-02" / WEEK / "timestamp.txt"
    stamp.write_text("2026-12-08 12:00:00 UTC")

    again = run(course, "grade", WEEK)

    assert "student-02" in again
    assert standings(course)["student-02"]["deduction_percent"] == 10


def test_a_file_that_holds_no_time_costs_nobody_a_mark(course, graded):
    (course / "submitted" / "student-03" / WEEK / "timestamp.txt").write_text("yesterday")

    run(course, "grade", WEEK, "submitted/student-03", "--again")

    assert standings(course)["student-03"]["submitted"] is None


def test_nothing_else_of_the_course_has_changed(before, course, graded):
    root, old = before
    new = contents(root)
    changed = {name for name in old if new.get(name) != old[name]}
    added = {name.split("/")[0] if name.count("/") == 0 else "/".join(name.split("/")[:2]) for name in new.keys() - old}

    assert changed == {"course.toml"}
    assert {name for name in added if name.startswith(("solutions", "assignments", "reference_impl"))} == {
        f"solutions/{WEEK}",
        f"assignments/{WEEK}",
    }


@pytest.fixture(scope="module")
def small_course(tmp_path_factory):
    """A course of two weeks, of which one is named and not there."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "course.toml").write_text('title = "Two"\n\n[weeks.week00_absent]\ntitle = "Absent"\n')
    run(folder, "new", "week01_made")
    run(folder, "release", "week01_made")
    return folder


def test_all_weeks_are_tried_though_one_fails(small_course):
    absent, made = lines(small_course, "validate", "--all", "--quick", status=1)

    assert (absent["week"], absent["passed"]) == ("week00_absent", False)
    assert "questions.py is missing" in absent["faults"][0]
    assert (made["week"], made["passed"]) == ("week01_made", True)


def test_after_several_weeks_the_faults_are_said_once_more(small_course):
    said = run(small_course, "validate", "--all", "--quick", status=1)

    *_, fault, absent, made = said.splitlines()
    assert fault.endswith("questions.py is missing")
    assert (absent, made) == ("week00_absent must not be released.", "week01_made may be released.")


def test_the_gate_neither_makes_a_secret_nor_depends_on_chance(small_course):
    first, second = (lines(small_course, "validate", "week01_made", "--quick", "--secrets", "3") for _ in range(2))

    assert first == second
    assert not (small_course / ".autograder" / "secret").exists()


@pytest.mark.parametrize("arguments", [["validate"], ["validate", "week01", "--all"], ["release"]])
def test_one_week_or_all_of_them_is_expected(tmp_path, arguments):
    (tmp_path / "course.toml").write_text('title = "None"\n')

    run(tmp_path, *arguments, status=2)
