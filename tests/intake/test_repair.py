"""What students do to notebooks neither costs nor wins anything."""

import copy
import json
import random

import nbformat
import pytest

from autograder.errors import UsageError
from autograder.intake import load_release


def names(submission):
    return [cell.name for cell in submission.cells]


def source_of(submission, name):
    return next(cell.source for cell in submission.cells if cell.name == name)


def test_given_cells_and_answers_are_executed_in_the_order_of_the_release(student):
    submission = student.answer().hand_in()

    assert names(submission) == ["imports", "helpers", "double", "square", "both"]
    assert submission.answered == {"double": True, "square": True, "both": True}
    assert submission.repaired == ()
    assert submission.refused is None
    assert (submission.student, submission.week) == ("student-01", "week91_tiny")
    assert len(submission.digest) == 64


def test_an_answer_cell_as_released_is_no_answer(student):
    student.answer(double="def double(x):\n    return 2 * x")
    student["square"]["source"] = student["square"]["source"].replace("    #", "  #") + "\n\n"

    submission = student.hand_in()

    assert submission.answered == {"double": True, "square": False, "both": False}
    assert submission.repaired == ()


def edit_tests(student):
    student["check_double"]["source"] = "assert True"


def change_points(student):
    student["check_double"]["metadata"]["nbgrader"]["points"] = 1000


def delete_locked_cells(student):
    student.remove("check_double").remove("imports").remove("intro")


def edit_given_cells(student):
    student["imports"]["source"] = "import math, torch\ntorch.allclose = lambda *a: True"
    student["helpers"]["source"] = "def given_helper(x):\n    return x + 2"


def reorder(student):
    student.cells.reverse()


def duplicate_checks(student):
    student.cells.append(copy.deepcopy(student["check_both"]))


def duplicate_answers_exactly(student):
    student.cells.append(copy.deepcopy(student["double"]))


def duplicate_a_stub_behind_the_answer(student):
    again = copy.deepcopy(student["double"])
    again["source"] = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    student.cells.append(again)


def duplicate_an_answer_as_a_scratch_cell(student):
    again = copy.deepcopy(student["double"])
    again["source"] = "print(double(3))"
    student.cells.append(again)


def rename_a_grade_id(student):
    student["square"]["metadata"]["nbgrader"]["grade_id"] = "my_square"


def strip_all_metadata(student):
    for cell in student.cells:
        cell["metadata"] = {}


def drop_metadata_keys(student):
    for cell in student.cells:
        del cell["metadata"]
    del student.raw["metadata"]


def drop_cell_ids(student):
    for cell in student.cells:
        cell.pop("id", None)
    student.raw["nbformat_minor"] = 2


def unknown_minor(student):
    student.raw["nbformat_minor"] = 99


def drop_format(student):
    del student.raw["nbformat"], student.raw["nbformat_minor"]


def source_as_lists(student):
    for cell in student.cells:
        cell["source"] = cell["source"].splitlines(keepends=True)


def windows_line_ends(student):
    for cell in student.cells:
        cell["source"] = cell["source"].replace("\n", "\r\n")


def turn_an_answer_into_markdown(student):
    student["square"]["cell_type"] = "markdown"


def turn_an_answer_into_raw(student):
    student["square"]["cell_type"] = "raw"


def answer_in_a_cell_of_their_own(student):
    student.add(student["square"]["source"])
    student["square"]["source"] = "def square(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"


def delete_the_cell_and_answer_elsewhere(student):
    student.add(student["square"]["source"], at="check_both")
    student.remove("square")


def add_cells(student):
    student.add("x = 3", at="double").add("while True: pass").add("# notes", kind="markdown").add("%%bash\nls")


def store_outputs(student):
    for cell in student.cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "10/10"}]
            cell["execution_count"] = "many"


MANGLERS = [
    edit_tests,
    change_points,
    delete_locked_cells,
    edit_given_cells,
    reorder,
    duplicate_checks,
    duplicate_answers_exactly,
    duplicate_a_stub_behind_the_answer,
    duplicate_an_answer_as_a_scratch_cell,
    rename_a_grade_id,
    strip_all_metadata,
    drop_metadata_keys,
    drop_cell_ids,
    unknown_minor,
    drop_format,
    source_as_lists,
    windows_line_ends,
    turn_an_answer_into_markdown,
    turn_an_answer_into_raw,
    answer_in_a_cell_of_their_own,
    delete_the_cell_and_answer_elsewhere,
    add_cells,
    store_outputs,
]

SILENT = {unknown_minor, drop_cell_ids, drop_format, source_as_lists, add_cells, store_outputs, duplicate_checks}


@pytest.mark.parametrize("mangle", MANGLERS, ids=lambda mangle: mangle.__name__)
def test_a_mangled_notebook_is_graded_as_if_it_were_whole(student, expected, mangle):
    mangle(student.answer())

    submission = student.hand_in()

    assert submission.refused is None
    assert submission.cells == expected
    assert all(submission.answered.values())
    assert bool(submission.repaired) != (mangle in SILENT)


@pytest.mark.parametrize("seed", range(20))
def test_several_manglings_at_once_are_graded_as_if_there_were_none(student, expected, seed):
    student.answer()
    for mangle in random.Random(seed).sample([m for m in MANGLERS if m is not drop_metadata_keys], 4):
        try:
            mangle(student)
        except StopIteration:  # an earlier one took away what this one would change
            continue

    assert student.hand_in().cells == expected


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\n\n" + text.encode() + b"\n \n",
    ],
)
def test_byte_order_marks_encodings_and_line_ends_of_the_file_do_not_matter(student, expected, encode):
    text = json.dumps(student.answer().raw, indent=1)

    assert student.hand_in(data=encode(text)).cells == expected


def test_format_3_is_read(student, expected):
    notebook = nbformat.from_dict(student.answer().raw)
    old = json.dumps(nbformat.convert(notebook, 3)).encode()

    submission = student.hand_in(data=old)

    assert submission.cells == expected
    assert "The notebook is of the old format 3: it was read as format 4." in submission.repaired


def test_a_key_that_stands_twice_is_harmless(student, expected):
    text = json.dumps(student.answer().raw).replace('"nbformat": 4', '"cells": 3, "nbformat": 4')
    text = text.replace('"cells": 3, "nbformat": 4', '"nbformat": 5, "nbformat": 4')

    assert student.hand_in(data=text.encode()).cells == expected


def test_two_answers_merged_into_one_cell_both_count(student):
    student.answer()
    student["double"]["source"] += "\n\n\n" + student["square"]["source"]
    student.remove("square")

    submission = student.hand_in()

    assert names(submission) == ["imports", "helpers", "double", "both"]
    assert all(submission.answered.values())
    assert "square: its answer was found in the answer cell of double." in submission.repaired


def test_the_stub_beside_a_merged_answer_does_not_replace_it(student):
    stub = student["square"]["source"]
    student.answer()
    student["double"]["source"] += "\n\n\n" + student["square"]["source"]
    student["square"]["source"] = stub

    submission = student.hand_in()

    assert "square" not in names(submission)
    assert submission.answered["square"]


def test_of_two_answers_the_last_is_taken_as_jupyter_would(student):
    student.answer()
    again = copy.deepcopy(student["double"])
    again["source"] = "def double(x):\n    return x + x"
    student.cells.append(again)

    submission = student.hand_in()

    assert source_of(submission, "double") == "def double(x):\n    return x + x"
    assert any(note.startswith("double: 2 cells claim to be its answer") for note in submission.repaired)


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_an_earlier_attempt_that_is_kept_as_text_is_not_the_answer(student, kind):
    """A cell that is copied keeps its `grade_id`, also where it is made a text cell."""
    right = student.answer()["double"]["source"]
    kept = copy.deepcopy(student["double"]) | {"cell_type": kind, "source": "def double(x):\n    return 3 * x"}
    student.cells.insert(student.cells.index(student["double"]) + 1, kept)

    submission = student.hand_in()

    assert source_of(submission, "double") == right
    assert "double: 2 cells claim to be its answer; the last code cell that is filled in was taken." in (
        submission.repaired
    )


@pytest.mark.parametrize("left", ["as released", "emptied"])
def test_an_answer_as_text_counts_beside_a_code_cell_that_says_nothing(student, left):
    right = "def double(x):\n    return x + x"
    answered = copy.deepcopy(student["double"]) | {"cell_type": "markdown", "source": right}
    student.cells.insert(student.cells.index(student["double"]), answered)
    if left == "emptied":
        student.cells[student.cells.index(answered) + 1]["source"] = "# see above"

    submission = student.hand_in()

    assert source_of(submission, "double") == right


def test_an_answer_that_does_not_parse_stays_the_answer(student):
    student.answer(double="def double(x)\n    return 2 * x")

    submission = student.hand_in()

    assert source_of(submission, "double") == "def double(x)\n    return 2 * x"
    assert submission.answered["double"]


def test_magics_in_an_answer_stay_and_do_not_hide_what_it_defines(student):
    student.answer()
    source = "%%time\n%matplotlib inline\n!ls\nwhere = !pwd\ndef square(x):\n    return x * x"
    student["square"]["source"] = source
    student["square"]["metadata"] = {}

    assert source_of(student.hand_in(), "square") == source


def test_a_missing_answer_is_no_answer_and_is_reported(student):
    submission = student.answer().remove("square").hand_in()

    assert submission.answered == {"double": True, "square": False, "both": True}
    assert "square: its answer cell is missing." in submission.repaired


def test_a_notebook_without_any_answer_cell_left_is_ours_by_its_checks(student):
    for name in ("double", "square", "both"):
        student.remove(name)

    submission = student.hand_in()

    assert submission.refused is None
    assert not any(submission.answered.values())


def test_edits_and_points_are_reported_in_plain_sentences(student):
    student.answer()
    edit_tests(student)
    change_points(student)
    student.remove("intro").remove("grader")

    assert student.hand_in().repaired == (
        "check_double was changed; the released text is used.",
        "check_double had other points; the released points are used.",
        "intro, grader were missing; the released text is used.",
    )


def test_characters_that_are_no_text_are_replaced(student):
    student.answer()
    student["double"]["source"] += "  # \ud800"

    submission = student.hand_in()

    assert source_of(submission, "double").encode().endswith("# \ufffd".encode())
    assert "Characters that are no valid text were replaced." in submission.repaired


def test_the_rebuilt_notebook_is_our_release_with_the_answers_in_place(student, release):
    student.answer().add("def helper(x):\n    return x", at="square")
    student["square"]["source"] = "def square(x):\n    return helper(x) ** 2"
    edit_tests(student)
    change_points(student)

    notebook = student.hand_in().notebook

    nbformat.validate(notebook)
    ours = [cell for cell in notebook.cells if not cell.id.startswith("helpers-")]
    assert [cell.id for cell in ours] == [cell.id for cell in release.notebook.cells]
    assert [cell.source for cell in notebook.cells if cell.id.startswith("helpers-")] == [
        "def helper(x):\n    return x"
    ]
    checks = next(cell for cell in notebook.cells if cell.id == "check_double")
    assert checks.source == 'grader.check("double")'
    assert checks.metadata.nbgrader.points == 3
    assert "raise NotImplementedError" in next(c for c in release.notebook.cells if c.id == "square").source


def test_the_same_file_gives_the_same_submission(student):
    edit_given_cells(student.answer().add("def helper(x):\n    return x", at="square"))

    assert student.hand_in() == student.hand_in()


def test_a_week_that_was_not_released_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="run `autograder release week92_none` first"):
        load_release(tmp_path, "week92_none")
