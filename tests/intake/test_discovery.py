"""Submissions are found in nbgrader's layout, in loose files, and never through a link."""

import pytest

from autograder.errors import UsageError
from autograder.intake import find_submissions, read_submission

WEEK = "week91_tiny"


def found(tmp_path, *paths):
    return [(item.student, str(item.path.relative_to(tmp_path))) for item in find_submissions(paths, WEEK)]


@pytest.fixture
def submitted(tmp_path):
    """Three students with work, one with an empty folder, one who has not begun this week."""
    root = tmp_path / "submitted"
    for name in ("student-03", "student-01", "student-02"):
        (root / name / WEEK).mkdir(parents=True)
        (root / name / WEEK / f"{WEEK}.ipynb").write_text("{}")
    (root / "student-04" / WEEK).mkdir(parents=True)
    (root / "student-05" / "week01_other").mkdir(parents=True)
    (root / ".cache" / WEEK).mkdir(parents=True)
    return root


def test_a_class_is_found_in_order_of_names(tmp_path, submitted):
    assert found(tmp_path, submitted) == [
        ("student-01", f"submitted/student-01/{WEEK}/{WEEK}.ipynb"),
        ("student-02", f"submitted/student-02/{WEEK}/{WEEK}.ipynb"),
        ("student-03", f"submitted/student-03/{WEEK}/{WEEK}.ipynb"),
        ("student-04", f"submitted/student-04/{WEEK}"),
    ]


def test_a_students_folder_a_weeks_folder_and_a_notebook_mean_the_same(tmp_path, submitted, monkeypatch):
    one = [("student-01", f"submitted/student-01/{WEEK}/{WEEK}.ipynb")]
    folder = submitted / "student-01" / WEEK

    assert found(tmp_path, folder.parent) == found(tmp_path, folder) == found(tmp_path, folder / f"{WEEK}.ipynb") == one
    monkeypatch.chdir(folder)
    assert find_submissions([folder.__class__(f"{WEEK}.ipynb")], WEEK)[0].student == "student-01"


def test_a_path_given_twice_is_one_submission(tmp_path, submitted):
    assert len(find_submissions([submitted, submitted / "student-01"], WEEK)) == 4


def test_a_notebook_outside_the_layout_is_named_by_its_file(tmp_path):
    (tmp_path / "inbox").mkdir()
    for name in ("student-07.ipynb", "student-06.ipynb", ".hidden.ipynb", "notes.txt"):
        (tmp_path / "inbox" / name).write_text("{}")

    expected = [("student-06", "inbox/student-06.ipynb"), ("student-07", "inbox/student-07.ipynb")]
    assert found(tmp_path, tmp_path / "inbox") == expected
    assert found(tmp_path, tmp_path / "inbox" / "student-07.ipynb") == expected[1:]


def test_a_renamed_notebook_is_found_and_reported(tmp_path, student):
    submission = student.answer().hand_in(f"student-08/{WEEK}/my homework (2).ipynb")

    assert found(tmp_path, student.folder) == [("student-08", f"submitted/student-08/{WEEK}/my homework (2).ipynb")]
    assert submission.student == "student-08"
    assert submission.repaired == (f"The file was named my homework (2).ipynb; it was read as {WEEK}.ipynb.",)


def test_of_several_notebooks_the_one_of_the_right_name_is_taken(tmp_path, student):
    student.answer().hand_in(f"student-08/{WEEK}/{WEEK}-old.ipynb")
    student.hand_in()
    student.hand_in(f"student-08/{WEEK}/{WEEK}.ipynb")

    assert found(tmp_path, student.folder / "student-08") == [
        ("student-08", f"submitted/student-08/{WEEK}/{WEEK}.ipynb")
    ]


def test_of_several_renamed_notebooks_the_one_with_our_cells_is_taken(student):
    student.answer().hand_in(f"student-08/{WEEK}/mine.ipynb")
    (student.folder / "student-08" / WEEK / "another.ipynb").write_text('{"cells": []}')
    (student.folder / "student-08" / WEEK / "broken.ipynb").write_text("{")

    (item,) = find_submissions([student.folder], WEEK)
    submission = read_submission(item.path, student.release, student=item.student)

    assert submission.refused is None
    assert submission.path.name == "mine.ipynb"
    assert submission.student == "student-08"


def test_several_notebooks_that_could_be_meant_are_refused(student):
    student.answer().hand_in(f"student-08/{WEEK}/one.ipynb")
    student.hand_in(f"student-08/{WEEK}/two.ipynb")

    (item,) = find_submissions([student.folder], WEEK)
    submission = read_submission(item.path, student.release)

    assert submission.refused == f"Several notebooks were found (one.ipynb, two.ipynb), and none is named {WEEK}.ipynb."


def test_a_folder_without_a_notebook_is_a_refused_submission(submitted, release):
    item = find_submissions([submitted], WEEK)[-1]

    submission = read_submission(item.path, release)

    assert item.student == submission.student == "student-04"
    assert submission.refused == "No notebook was found in the folder that was submitted."


def test_links_are_found_and_refused_but_never_followed(tmp_path, submitted, release):
    folder = submitted / "student-06" / WEEK
    folder.mkdir(parents=True)
    (folder / f"{WEEK}.ipynb").symlink_to(submitted / "student-01" / WEEK / f"{WEEK}.ipynb")
    (submitted / "student-07").mkdir()
    (submitted / "student-07" / WEEK).symlink_to(submitted / "student-01" / WEEK)

    linked = find_submissions([submitted], WEEK)[-2:]

    assert [item.student for item in linked] == ["student-06", "student-07"]
    for item in linked:
        assert "symbolic link" in read_submission(item.path, release).refused


def test_a_student_who_is_a_link_is_not_found(submitted):
    (submitted / "student-09").symlink_to(submitted / "student-01")

    assert "student-09" not in [item.student for item in find_submissions([submitted], WEEK)]


def test_the_same_student_twice_names_both_files(tmp_path, submitted):
    (tmp_path / "student-01.ipynb").write_text("{}")

    with pytest.raises(
        UsageError, match=r"two submissions of student-01: .*week91_tiny\.ipynb and .*student-01\.ipynb"
    ):
        find_submissions([submitted, tmp_path / "student-01.ipynb"], WEEK)


def test_a_path_that_does_not_exist_or_holds_nothing_is_a_usage_error(tmp_path):
    (tmp_path / "empty").mkdir()

    with pytest.raises(UsageError, match="absent does not exist"):
        find_submissions([tmp_path / "absent"], WEEK)
    with pytest.raises(UsageError, match=rf"expected STUDENT/{WEEK}/{WEEK}\.ipynb"):
        find_submissions([tmp_path / "empty"], WEEK)


def test_a_name_that_is_no_text_is_made_readable(tmp_path):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a\nb.ipynb").write_text("{}")
    (tmp_path / "inbox" / "c\udcff.ipynb").write_text("{}")

    assert [item.student for item in find_submissions([tmp_path / "inbox"], WEEK)] == ["a_b", "c\ufffd"]
