"""A question that is answered in words: what students receive, what they do not, and what the gate asks."""

import dataclasses
import json

import pytest

from autograder.errors import UsageError
from autograder.release import find_leaks, read_source, released_files
from autograder.release.gate import validate_answers
from autograder.release.prose import faults_of_prose
from autograder.rubric import Criterion
from tests.regrade.conftest import imported_from
from tests.wording import CELL, NOTE, NOTEBOOK, PROMPT, SOLUTION, WEEK, write_course


@pytest.fixture
def course(tmp_path):
    with imported_from(tmp_path):
        yield write_course(tmp_path)


@pytest.fixture
def week(course):
    return course.week(WEEK)


def source_of(course, week, notebook=NOTEBOOK):
    path = course.root / "solutions" / WEEK / "notebook.py"
    path.write_text(notebook)
    return read_source(path, week)


def cells_of(files):
    cells = json.loads(files[f"{WEEK}.ipynb"])["cells"]
    return {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in cells}


def test_students_receive_a_cell_to_write_in_and_above_it_what_is_looked_for(course, week):
    files = released_files(source_of(course, week), week)
    cells = cells_of(files)

    why = cells["why"]["metadata"]["nbgrader"]
    assert "".join(cells["why"]["source"]) == "YOUR ANSWER HERE"
    assert (why["grade"], why["solution"], why["locked"], why["points"]) == (True, True, False, 2.5)
    told = "".join(cells["rubric_why"]["source"])
    assert "out of 2.5" in told
    assert "- names the two laws: 1 point\n- says which is wider: 1.5 points" in told
    assert list(cells).index("rubric_why") + 1 == list(cells).index("why")
    assert not cells["rubric_why"]["metadata"]["editable"]


def test_nothing_of_it_is_checked_in_the_students_notebook(course, week):
    files = released_files(source_of(course, week), week)

    assert [name for name in files if name.endswith(".py")] == ["tests/double.py"]


def test_what_is_for_whoever_marks_and_the_answer_stay_here(course, week):
    source = source_of(course, week)
    files = released_files(source, week)

    assert NOTE not in "".join(files.values())
    assert "mixture" not in "".join(files.values())
    assert find_leaks(week, source, files) == ()


@pytest.mark.parametrize(
    ("told", "kind"), [(NOTE, "note for whoever marks why"), (SOLUTION.split("\n")[1][2:], "solution of why")]
)
def test_a_prompt_that_gives_them_away_is_a_leak(course, week, told, kind):
    source = source_of(course, week, NOTEBOOK.replace("why do they differ?", f"why do they differ? {told}"))

    assert kind in {leak.kind for leak in find_leaks(week, source, released_files(source, week))}


def test_the_gate_is_content(course, week):
    source = source_of(course, week)

    assert list(faults_of_prose(week, source)) == []
    assert [fault for fault in validate_answers(week, [b"one"]).faults if "why" in fault] == []


@pytest.mark.parametrize(
    "cell",
    ["# ### BEGIN SOLUTION\n# ### END SOLUTION\n", "# ### BEGIN SOLUTION\n#\n# ### END SOLUTION\n# Write here.\n"],
)
def test_a_source_without_an_answer_is_a_fault(course, week, cell):
    source = source_of(course, week, NOTEBOOK.replace(SOLUTION, cell))

    assert list(faults_of_prose(week, source)) == [
        "why: the source notebook's answer cell holds no answer for whoever marks to go by"
    ]


def test_a_rubric_that_does_not_add_up_is_a_fault(week):
    double, why = week.questions
    double = dataclasses.replace(double, rubric=(Criterion("all of it", 5),))
    why = dataclasses.replace(why, rubric=(*why.rubric, why.rubric[0]))

    faults = validate_answers(dataclasses.replace(week, questions=(double, why)), [b"one"]).faults

    assert "double: the rubric's points add up to 5, the question is worth 2" in faults
    assert "why: the rubric's points add up to 3.5, the question is worth 2.5" in faults
    assert "why: several criteria of the rubric are called 'names the two laws'" in faults


@pytest.mark.parametrize(
    ("notebook", "told"),
    [
        (NOTEBOOK.replace(CELL, CELL.replace(" [markdown]", "")), "have to be markdown"),
        (NOTEBOOK.replace(PROMPT + CELL + SOLUTION, PROMPT), "no answer cell or no check cell for the questions why"),
        (
            NOTEBOOK + '\n# %% nbgrader={"grade_id": "check_why", "grade": true, "locked": true}\n1\n',
            "take its check cell out",
        ),
        (NOTEBOOK.replace("why_text", "rubric_why"), "the release writes the cells rubric_why"),
    ],
)
def test_a_notebook_that_does_not_fit_is_told_what_to_change(course, week, notebook, told):
    with pytest.raises(UsageError, match=told):
        source_of(course, week, notebook)
