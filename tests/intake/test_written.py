"""Answers in writing are found whatever was done to their cell, and never executed."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.intake import load_release, read_submission

WEEK = "week92_written"
TEXT = "\\log p(x) &= 1 \\\\\n &\\ge 0"
MAGIC = "%%derivation bound"
STUB = f"{MAGIC}\n% Write your derivation here, one step a line."


def graded(source, grade_id, **more):
    nbgrader = {"grade": False, "grade_id": grade_id, "locked": False, "schema_version": 3, "solution": True} | more
    return new_code_cell(source, id=grade_id, metadata={"nbgrader": nbgrader})


def check(grade_id):
    return graded("", f"check_{grade_id}", grade=True, solution=False, locked=True, points=3)


@pytest.fixture
def release(tmp_path):
    cells = [
        graded("def double(x):\n    raise NotImplementedError()", "double"),
        check("double"),
        graded(STUB, "bound"),
        check("bound"),
        graded("%%derivation other\n% Write your derivation here, one step a line.", "other"),
        check("other"),
    ]
    folder = tmp_path / "assignments" / WEEK
    folder.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), folder / f"{WEEK}.ipynb")
    return load_release(tmp_path, WEEK)


@pytest.fixture
def hand_in(tmp_path, release):
    """`hand_in(source)` has `source` in the cell of `bound`; `change` may do more to the cells."""

    def hand(source=STUB, change=lambda cells: None):
        notebook = nbformat.from_dict(json.loads(json.dumps(release.notebook)))
        notebook.cells[2].source = source
        change(notebook.cells)
        path = tmp_path / "ada.ipynb"
        path.write_text(json.dumps(notebook))
        return read_submission(path, release)

    return hand


@pytest.mark.parametrize(
    "source",
    [
        f"{MAGIC}\n{TEXT}",
        f"\n\n{MAGIC}\n{TEXT}",
        f"  {MAGIC}   \n{TEXT}",
        f"# my solution\n\n{MAGIC}\n{TEXT}",
        f"% my solution\n{MAGIC}\n{TEXT}",
        f"%%derivation Bound_2\n{TEXT}",
        f"%%derivation\n{TEXT}",
        TEXT,
        f"{MAGIC}\r\n{TEXT}",
    ],
)
def test_the_text_below_the_magic_is_read(hand_in, source):
    submission = hand_in(source)

    assert submission.written["bound"] == TEXT
    assert submission.answered == {"double": False, "bound": True, "other": False}


@pytest.mark.parametrize("source", [STUB, STUB + "\n\n", MAGIC, f"{MAGIC}\n% nothing\n\n  % yet", "", "%"])
def test_a_cell_that_says_nothing_is_no_answer(hand_in, source):
    assert hand_in(source).answered["bound"] is False


def test_lines_are_counted_from_below_the_magic(hand_in):
    submission = hand_in(f"# mine\n{MAGIC}\n\n% first\n{TEXT}")

    assert submission.written["bound"].split("\n") == ["", "% first", *TEXT.split("\n")]


def test_it_is_not_executed(hand_in):
    submission = hand_in(f"{MAGIC}\n{TEXT}")

    assert [cell.name for cell in submission.cells] == ["double"]
    assert submission.notebook.cells[2].source == f"{MAGIC}\n{TEXT}"


def test_python_in_its_place_is_not_executed_either(hand_in):
    submission = hand_in("import os\nos.abort()")

    assert [cell.name for cell in submission.cells] == ["double"]
    assert submission.written["bound"] == "import os\nos.abort()"


def test_an_answer_in_a_cell_of_ones_own_is_found_by_the_name_that_it_gives(hand_in):
    submission = hand_in(change=lambda cells: cells.append(new_code_cell(f"{MAGIC}\n{TEXT}")))

    assert submission.written["bound"] == TEXT
    assert submission.answered["bound"] is True
    assert "bound: its answer was found in a cell without its grade_id, by the name it defines." in submission.repaired


def test_an_answer_in_the_cell_of_another_one_is_found(hand_in):
    def change(cells):
        cells[4].source = f"{MAGIC}\n{TEXT}"

    submission = hand_in(change=change)

    assert submission.written["bound"] == TEXT
    assert "bound: its answer was found in the answer cell of other." in submission.repaired


def test_a_variable_of_that_name_is_no_derivation(hand_in):
    submission = hand_in(change=lambda cells: cells.append(new_code_cell("bound = 3")))

    assert submission.answered["bound"] is False
    assert [cell.name for cell in submission.cells] == ["double"]


def test_a_cell_that_was_turned_into_text_is_read(hand_in):
    def change(cells):
        cells[2] = new_markdown_cell(TEXT, metadata=cells[2].metadata)

    submission = hand_in(change=change)

    assert submission.written["bound"] == TEXT
    assert submission.answered["bound"] is True


def test_a_long_cell_of_blank_lines_is_read_at_once(hand_in):
    assert hand_in("\n" * 200_000).answered["bound"] is False
