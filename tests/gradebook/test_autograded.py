"""The annotated notebook: what a person sees in the formgrader, and what nobody may."""

import nbformat
import pytest
from nbformat.v4 import new_output

from autograder.gradebook.autograded import explained, write_autograded
from autograder.results import CheckResult

from .conftest import WEEK, lost_check, notebook_of, prose_cell, question, submission


@pytest.fixture
def notebook(release):
    return nbformat.read(release, as_version=4)


def output_of(notebook, grade_id):
    cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    return cells[0].outputs[0].data


def test_each_check_cell_shows_its_verdict(tmp_path, notebook):
    wrong = question(
        "second",
        0.0,
        3.0,
        "wrong",
        checks=(lost_check(hint="Which axis is summed?"),),
        misconception="sum-over-batch",
        messages=("expected shape (4,), got (4, 1)",),
    )

    path = write_autograded(tmp_path / "out", submission(question("first"), wrong), notebook)

    assert path == tmp_path / "out" / "autograded" / "student-01" / WEEK / f"{WEEK}.ipynb"
    written = nbformat.read(path, as_version=4)
    nbformat.validate(written)
    assert "2 of 2 points, right" in output_of(written, "check_first")["text/plain"]
    for text in ("0 of 3 points, not right yet", "expected shape", "sum-over-batch", "Hint: Which axis is summed?"):
        assert text in output_of(written, "check_second")["text/plain"]
        assert text in output_of(written, "check_second")["text/html"]


def test_what_staff_may_read_is_not_in_the_notebook(notebook):
    result = submission(question("first", 0.0, 2.0, "wrong", checks=(lost_check(staff="want 0.75"),)))

    assert "0.75" not in nbformat.writes(explained(notebook, result))


def test_a_secret_check_shows_its_points_only(notebook):
    secret = CheckResult("the trap", 0.0, 1.0, False, "secret", message="off by pi", hint="look at pi")
    result = submission(question("first", 1.0, 2.0, "partial", checks=(secret,)))

    shown = nbformat.writes(explained(notebook, result))

    assert "a further check" in shown
    for hidden in ("the trap", "off by pi", "look at pi"):
        assert hidden not in shown


def test_nothing_a_student_wrote_becomes_html(notebook):
    attack = "<img src=x onerror=alert(1)>"
    check = lost_check(hint=attack)
    wrong = question("first", 0.0, 2.0, "wrong", checks=(check,), misconception=attack, messages=(attack,))
    result = submission(wrong, notes=(attack,), repaired=(attack,))

    annotated = explained(notebook, result)

    assert "<img" not in output_of(annotated, "check_first")["text/html"]
    assert r"\<img" in annotated.cells[0].source
    assert " <img" not in annotated.cells[0].source


def test_a_students_own_outputs_are_dropped(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [new_output("display_data", data={"text/html": "<script>steal()</script>"})]

    annotated = explained(notebook, submission(question("first"), question("second", 3.0, 3.0)))

    assert "steal" not in nbformat.writes(annotated)


def test_what_happened_stands_above_the_notebook(notebook):
    result = submission(question("first", 0.0, 2.0, "missing"), refused="The file is not JSON.")

    assert "Not graded: The file is not JSON." in explained(notebook, result).cells[0].source


def test_the_notebook_handed_in_is_left_as_it_is(notebook):
    before = nbformat.writes(notebook)

    explained(notebook, submission(question("first"), notes=("The kernel died.",)))

    assert nbformat.writes(notebook) == before


def test_tags_in_a_students_prose_are_shown_and_not_obeyed():
    notebook = notebook_of(prose_cell(5.0))
    notebook.cells[-1].source = "As $a < b$, <script>steal()</script>"

    shown = explained(notebook, submission(question("first"))).cells[-1].source

    assert shown == "As $a < b$, < script>steal()< /script>"
