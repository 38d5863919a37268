"""From a week's source to what its students receive."""

import dataclasses
import json
import os
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course
from autograder.errors import UsageError
from autograder.release import release
from autograder.release.source import read_source


def student_notebook(course):
    return nbformat.read(course / "assignments" / "week90_tiny" / "week90_tiny.ipynb", as_version=4)


def by_grade_id(notebook):
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_release_writes_the_student_notebook_its_public_checks_and_nbgraders_source(course, week):
    report = release(course, week)

    assert sorted(contents(course / "assignments")) == [
        "week90_tiny/tests/loss.py",
        "week90_tiny/tests/noise.py",
        "week90_tiny/tests/released.json",
        "week90_tiny/tests/scaled.py",
        "week90_tiny/week90_tiny.ipynb",
    ]
    assert sorted(contents(course / "build" / "source")) == sorted(contents(course / "assignments"))
    assert report.answers == ("scaled", "loss", "noise")
    assert not report.up_to_date
    assert {difference.kind for difference in report.differences} == {"missing"}


def test_the_notebook_lies_in_the_tests_once_more_to_be_compared_with(course, week):
    release(course, week)
    folder = course / "assignments" / "week90_tiny"

    assert (folder / "tests" / "released.json").read_bytes() == (folder / "week90_tiny.ipynb").read_bytes()


def test_the_student_notebook_keeps_the_stub_and_loses_the_solution(course, week):
    release(course, week)

    source = by_grade_id(student_notebook(course))["scaled"].source

    assert source == (
        "def scaled(x, factor):\n"
        '    """`factor` times x, less its mean."""\n'
        "    # YOUR CODE HERE\n"
        "    raise NotImplementedError()"
    )


def test_points_of_a_check_cell_are_the_questions_points(course, week):
    release(course, week)

    cells = by_grade_id(student_notebook(course))

    assert cells["check_scaled"].metadata.nbgrader.points == 4.5
    assert cells["check_loss"].metadata.nbgrader.points == 3
    assert cells["check_scaled"].metadata.editable is False
    assert "checksum" in cells["scaled"].metadata.nbgrader


def test_releasing_twice_changes_no_byte_and_touches_no_file(course, week):
    release(course, week)
    before = contents(course)
    times = {path: path.stat().st_mtime_ns for path in course.rglob("*") if path.is_file()}

    report = release(course, week)

    assert report.up_to_date
    assert contents(course) == before
    assert {path: path.stat().st_mtime_ns for path in course.rglob("*") if path.is_file()} == times


def test_cell_ids_depend_on_the_cell_alone(course, week):
    release(course, week)
    before = {cell.id for cell in student_notebook(course).cells}
    source = course / "solutions" / week.name / "notebook.py"
    source.write_text("# %% [markdown]\n# A new first cell.\n\n" + source.read_text())

    release(course, week)

    after = {cell.id for cell in student_notebook(course).cells}
    assert before < after
    assert len(after) == len(before) + 1


def test_check_reports_every_difference_and_writes_nothing(course, week):
    release(course, week)
    folder = course / "assignments" / week.name
    (folder / "tests" / "loss.py").unlink()
    (folder / "tests" / "noise.py").write_text("test = {}\n")
    (folder / "notes.txt").write_text("mine")
    before = contents(course)

    report = release(course, week, check=True)

    assert sorted(map(str, report.differences)) == [
        "notes.txt is extra",
        "tests/loss.py is missing",
        "tests/noise.py is changed",
    ]
    assert contents(course) == before
    assert json.loads(json.dumps(report.to_json()))["up_to_date"] is False


def test_check_before_any_release_finds_everything_missing(course, week):
    report = release(course, week, check=True)

    assert len(report.differences) == 5
    assert not (course / "assignments").exists()
    assert not (course / "build").exists()


def test_what_opening_the_notebook_leaves_behind_is_no_difference(course, week):
    release(course, week)
    folder = course / "assignments" / week.name
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "week90_tiny-checkpoint.ipynb").write_text("{}")
    (folder / ".OTTER_LOG").write_bytes(b"log")

    assert release(course, week, check=True).up_to_date


def test_a_check_that_is_no_longer_generated_goes_and_other_extra_files_stay(course, week):
    release(course, week)
    folder = course / "assignments" / week.name
    (folder / "tests" / "old.py").write_text("test = {}\n")
    (folder / "notes.txt").write_text("mine")

    release(course, week)

    assert not (folder / "tests" / "old.py").exists()
    assert (folder / "notes.txt").exists()


def test_no_temporary_file_stays_behind(course, week):
    release(course, week)

    assert not [name for _, _, names in os.walk(course) for name in names if name.startswith(".")]


def test_a_question_without_an_answer_cell_is_named(course, week):
    extra = dataclasses.replace(week.questions[0], name="absent")
    larger = dataclasses.replace(week, questions=(*week.questions, extra))

    with pytest.raises(UsageError, match=r"no answer cell or no check cell for the questions absent"):
        release(course, larger)


def test_an_answer_cell_without_a_question_is_named(course, week):
    smaller = dataclasses.replace(week, questions=week.questions[:2])

    with pytest.raises(UsageError, match=r"answer cells without a question in questions.py: noise"):
        release(course, smaller)


def test_a_grade_id_that_names_two_cells_is_named(course, week):
    source = course / "solutions" / week.name / "notebook.py"
    source.write_text(source.read_text().replace('"grade_id": "intro"', '"grade_id": "imports"'))

    with pytest.raises(UsageError, match="these name several: imports"):
        release(course, week)


def test_a_week_without_a_source_notebook_is_a_usage_error(tmp_path, week):
    with pytest.raises(UsageError, match=r"notebook\.py cannot be read"):
        release(tmp_path, week)


def test_an_unanswered_expression_does_not_stop_a_run_of_the_whole_notebook():
    """Its stub raises when the cell runs; that of a function raises only when it is called."""
    root = Path(__file__).parents[2]
    source = read_source(
        root / "solutions" / "week01_derivations" / "notebook.py", Course.load(root).week("week01_derivations")
    )

    tagged = {
        cell.metadata.nbgrader.grade_id for cell in source.cells if "raises-exception" in cell.metadata.get("tags", ())
    }

    assert tagged == {"bernoulli_entropy_slope"}
