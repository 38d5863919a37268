"""The forms of a real class, from its annotated notebooks, and how they are kept."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course
from autograder.gradebook.autograded import write_autograded
from autograder.gradebook.places import autograded_path
from autograder.intake import load_release, read_submission
from autograder.likeness import alike, forms_of_week
from autograder.likeness.kept import likeness_path
from autograder.results import SubmissionResult

ROOT = Path(__file__).parents[2]
WEEK = "week06_ddpm"
TOGETHER = [("student-01", "student-13", "student-17"), ("student-02", "student-14", "student-16")]
RENAMED = {
    "alpha": "keep",
    "ab": "kept_so_far",
    "step": "when",
    "result": "out",
    "mean": "centre",
    "k": "n",
    "i": "row",
}


@pytest.fixture(scope="module")
def course():
    return Course.load(ROOT)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """The class of `examples/`, read and not graded, and somebody who renamed what student-01 had written."""
    tmp_path = tmp_path_factory.mktemp("class")
    release = load_release(ROOT, WEEK)
    for folder in sorted((ROOT / "examples" / "submitted").iterdir()):
        submission = read_submission(folder / WEEK, release, student=folder.name)
        write_autograded(tmp_path, SubmissionResult(folder.name, WEEK, {}), submission.notebook)
    notebook = nbformat.read(autograded_path(tmp_path, "student-01", WEEK), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = re.sub(r"\w+", lambda word: RENAMED.get(word[0], word[0]), cell.source) + "\n# all my own"
    write_autograded(tmp_path, SubmissionResult("student-21", WEEK, {}), notebook)
    return tmp_path


@pytest.fixture
def out(read, tmp_path):
    return shutil.copytree(read, tmp_path / "out")


def digests(out):
    return {path.name: f"file of {path.name}" for path in sorted((out / "autograded").iterdir())}


def test_who_copied_is_found_and_who_did_not_is_not(course, out):
    forms = forms_of_week(ROOT, out, course.week(WEEK), digests(out))

    groups = [group.students for group in alike(forms.students, forms.plain)]

    first, second = TOGETHER
    assert sorted(groups) == [(*first, "student-21"), second, ("student-03", "student-12", "student-15", "student-18")]


def test_what_is_as_it_was_released_has_no_form(course, out):
    forms = forms_of_week(ROOT, out, course.week(WEEK), digests(out))

    assert not {"student-07", "student-19", "student-20"} & forms.students.keys()
    assert "ancestral_sample" not in forms.students["student-06"]


def test_code_beside_the_answers_has_a_form_of_its_own(course, out):
    forms = forms_of_week(ROOT, out, course.week(WEEK), digests(out))

    assert [student for student, answers in forms.students.items() if "" in answers] == ["student-05"]


def test_a_notebook_is_read_once_as_long_as_its_submission_is_the_same(course, out):
    first = forms_of_week(ROOT, out, course.week(WEEK), digests(out))
    for student in ("student-01", "student-02"):
        autograded_path(out, student, WEEK).unlink()

    again = forms_of_week(ROOT, out, course.week(WEEK), digests(out) | {"student-02": "another file"})

    assert again.students["student-01"] == first.students["student-01"]
    assert "student-02" not in again.students
    assert again.plain == first.plain


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "[]",
        '{"made_by": 3}',
        lambda raw: json.dumps(raw | {"made_by": "another grader"}),
        lambda raw: json.dumps(raw | {"students": {"student-01": ["file of student-01", {"snr": [1, "x"]}]}}),
        lambda raw: json.dumps(raw | {"plain": 7}),
    ],
)
def test_a_kept_file_that_is_damaged_costs_the_reading_alone(course, out, damage):
    week, students = course.week(WEEK), {"student-01": "one", "student-02": "two"}
    first = forms_of_week(ROOT, out, week, students)
    path = likeness_path(out, WEEK)
    path.write_text(damage(json.loads(path.read_text())) if callable(damage) else damage)

    assert forms_of_week(ROOT, out, week, students) == first


@pytest.mark.parametrize(
    "text", ["", "[]", '{"cells": [{}]}', '{"cells": [{"cell_type": "code", "source": 3}]}', "{" * 9000]
)
def test_a_notebook_that_cannot_be_read_has_no_forms(course, out, text):
    autograded_path(out, "student-01", WEEK).write_text(text)

    forms = forms_of_week(ROOT, out, course.week(WEEK), digests(out))

    assert "student-01" not in forms.students
