"""Answers in words are found whatever was done to their cell, and never executed."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.intake import load_release, read_submission
from autograder.intake.prose import MAX_PROSE

WEEK = "week92_words"
STUB = "YOUR ANSWER HERE"
WHY = "Because the mixture is wider."


def nbgrader(grade_id, **more):
    meta = {"grade": False, "grade_id": grade_id, "locked": False, "schema_version": 3, "solution": False} | more
    return {"nbgrader": meta}


def ours():
    written = {"grade": True, "solution": True, "points": 2}
    double = new_code_cell(
        "def double(x):\n    raise NotImplementedError()", metadata=nbgrader("double", solution=True)
    )
    return [
        double,
        new_code_cell("grader.check('double')", metadata=nbgrader("check_double", grade=True, locked=True, points=1)),
        new_markdown_cell("# Why do they differ?", metadata=nbgrader("why_text", locked=True)),
        new_markdown_cell(STUB, metadata=nbgrader("why", **written)),
        new_markdown_cell("# And how?", metadata=nbgrader("how_text", locked=True)),
        new_markdown_cell(STUB, metadata=nbgrader("how", **written)),
        new_markdown_cell("# The end", metadata=nbgrader("end", locked=True)),
    ]


@pytest.fixture
def release(tmp_path):
    folder = tmp_path / "assignments" / WEEK
    folder.mkdir(parents=True)
    nbformat.write(new_notebook(cells=ours()), folder / f"{WEEK}.ipynb")
    return load_release(tmp_path, WEEK)


@pytest.fixture
def hand_in(tmp_path, release):
    """`hand_in(source)` has `source` in the cell of `why`; `change` may do more to the cells."""

    def hand(source=STUB, change=lambda cells: None):
        notebook = nbformat.from_dict(json.loads(json.dumps(release.notebook)))
        notebook.cells[3].source = source
        change(notebook.cells)
        path = tmp_path / f"{WEEK}.ipynb"
        path.write_text(json.dumps(notebook))
        return read_submission(path, release, student="student-01")

    return hand


def read_as(submission, name="why"):
    """What a person will read, in the rebuilt notebook."""
    (cell,) = [cell for cell in submission.notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name]
    assert cell.cell_type == "markdown"
    return cell.source


def test_an_answer_is_read_and_not_executed(hand_in):
    submission = hand_in(WHY)

    assert submission.answered["why"]
    assert submission.written["why"] == read_as(submission) == WHY
    assert "why" not in {cell.name for cell in submission.cells}
    assert submission.repaired == ()


@pytest.mark.parametrize("source", [STUB, f"{STUB}\n", "your  answer here".upper(), "", " \n\t\n"])
def test_what_was_left_as_released_is_no_answer(hand_in, source):
    submission = hand_in(source)

    assert not submission.answered["why"]
    assert "why" not in submission.written
    assert read_as(submission) == STUB


def test_a_cell_that_lost_its_name_is_found_by_its_place(hand_in):
    submission = hand_in(WHY, lambda cells: cells[3].metadata.clear())

    assert submission.written["why"] == WHY
    assert not submission.answered["how"]
    assert any("below its place" in text for text in submission.repaired)


def test_all_names_may_be_lost(hand_in):
    def forget(cells):
        for cell in cells:
            cell.metadata.clear()

    submission = hand_in(WHY, lambda cells: (forget(cells), cells[0].update(source="def double(x):\n    return 2 * x")))

    assert submission.written["why"] == WHY
    assert not submission.answered["how"]


def test_an_answer_in_a_new_cell_below_the_one_meant_for_it_counts(hand_in):
    submission = hand_in(STUB, lambda cells: cells.insert(4, new_markdown_cell(WHY)))

    assert submission.written["why"] == WHY
    assert not submission.answered["how"]


def test_an_answer_that_goes_on_in_a_second_cell_is_put_together_in_order(hand_in):
    def split(cells):
        cells.insert(4, new_markdown_cell("Second.", metadata=cells[3].metadata))
        cells.insert(5, new_code_cell("plot()"))
        cells.insert(6, new_markdown_cell("Third."))

    assert hand_in("First.", split).written["why"] == "First.\n\nSecond.\n\nThird."


def test_a_cell_that_was_turned_into_code_is_read_as_text(hand_in):
    def turn(cells):
        cells[3] = new_code_cell(WHY, metadata=cells[3].metadata)

    submission = hand_in(WHY, turn)

    assert read_as(submission) == submission.written["why"] == WHY


def test_a_missing_cell_is_told(hand_in):
    submission = hand_in(change=lambda cells: cells.pop(3))

    assert not submission.answered["why"]
    assert "why: its answer cell is missing." in submission.repaired


def test_what_is_written_below_a_later_question_is_not_taken_for_an_earlier_one(hand_in):
    submission = hand_in(STUB, lambda cells: cells.append(new_markdown_cell("My notes.")))

    assert not submission.answered["why"]
    assert not submission.answered["how"]


def test_changed_points_of_the_cell_are_told_and_the_released_ones_hold(hand_in):
    submission = hand_in(WHY, lambda cells: cells[3].metadata["nbgrader"].update(points=200))

    (cell,) = [c for c in submission.notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "why"]
    assert cell.metadata["nbgrader"]["points"] == 2
    assert "why had other points; the released points are used." in submission.repaired


def test_an_endless_answer_is_cut_and_that_is_told(hand_in):
    submission = hand_in("x" * (MAX_PROSE + 1))

    assert len(submission.written["why"]) == MAX_PROSE
    assert f"why: its answer is cut after {MAX_PROSE} characters." in submission.repaired
