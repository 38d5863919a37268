"""Submissions are found in nbgrader's layout, in loose files, and never through a link."""

import re

import pytest

from autograder.errors import AutograderError, UsageError
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


def test_names_that_cannot_be_printed_are_made_readable_and_stay_apart(tmp_path):
    (tmp_path / "inbox").mkdir()
    for name in (
        "a\nb",
        "a_b",
        "a\u202eb",
        "c\udcff",
        "c\udcfe",
        "...",
        "d" * 249,
        "\u202e" * 83,
        "\udcff" * 249,
        "it's <b>",
    ):
        (tmp_path / "inbox" / f"{name}.ipynb").write_text("{}")

    paths = [path for path in (tmp_path / "inbox").iterdir()]
    students = [item.student for item in find_submissions(paths, WEEK)]

    assert len(set(students)) == len(students) == 10
    assert {"a_b", "d" * 249, "it's <b>"} <= set(students)
    assert sorted(re.sub("-[0-9a-f]{8}$", "-...", name) for name in students if name.startswith(("a", "c"))) == [
        "a_b",
        "a_b-...",
        "a_b-...",
        "c_-...",
        "c_-...",
    ]
    assert all(name.isprintable() and len(name.encode()) <= 255 and name.strip(".") for name in students)


def test_a_name_that_means_a_place_is_no_students_name(tmp_path):
    for name in ("..ipynb", "...ipynb", "....zip", ".ipynb"):
        (tmp_path / name).write_text("{}")

    for student in [find_submissions([tmp_path / name], WEEK)[0].student for name in ("..ipynb", "...ipynb", ".ipynb")]:
        assert re.fullmatch("_*-[0-9a-f]{8}", student)


def test_a_name_in_a_sentence_is_one_line_that_goes_one_way(student):
    submission = student.answer().hand_in(f"student-08/{WEEK}/\u202efdp\n\x1b[31m{'x' * 150}.ipynb")

    assert submission.repaired == (
        f"The file was named \\u202efdp\\n\\x1b[31m{'x' * 41}...{'x' * 24}.ipynb; it was read as {WEEK}.ipynb.",
    )


def test_names_that_differ_in_case_alone_are_two_students(tmp_path):
    for name in ("student-a", "Student-A"):
        (tmp_path / "submitted" / name / WEEK).mkdir(parents=True)

    assert [name for name, _ in found(tmp_path, tmp_path / "submitted")] == ["Student-A", "student-a"]


def test_an_ending_in_capitals_is_an_ending(tmp_path):
    (tmp_path / "inbox" / "student-02" / WEEK).mkdir(parents=True)
    (tmp_path / "inbox" / "student-01.IPYNB").write_text("{}")
    (tmp_path / "inbox" / "student-02" / WEEK / f"{WEEK}.IPYNB").write_text("{}")

    assert found(tmp_path, tmp_path / "inbox") == [
        ("student-01", "inbox/student-01.IPYNB"),
        ("student-02", f"inbox/student-02/{WEEK}/{WEEK}.IPYNB"),
    ]


def test_a_notebook_one_folder_too_high_is_found(tmp_path):
    for name, ending in (("student-01", "ipynb"), ("student-02", "zip")):
        (tmp_path / "submitted" / name).mkdir(parents=True)
        (tmp_path / "submitted" / name / f"{WEEK}.{ending}").write_text("{}")

    assert found(tmp_path, tmp_path / "submitted") == [
        ("student-01", f"submitted/student-01/{WEEK}.ipynb"),
        ("student-02", f"submitted/student-02/{WEEK}.zip"),
    ]


def test_thousands_of_stray_files_hide_nobody(submitted):
    for i in range(3000):
        (submitted / f"stray-{i}.txt").touch()
        (submitted / "student-01" / WEEK / f"stray-{i}").touch()

    assert len(find_submissions([submitted], WEEK)) == 4


def test_a_folder_of_many_notebooks_is_refused_unread(student):
    student.answer()
    for i in range(30):
        submission = student.hand_in(f"student-08/{WEEK}/{i}.ipynb")
    submission = read_submission(student.folder / "student-08" / WEEK, student.release)

    assert submission.refused == "30 notebooks or archives were found; submit the one that is meant."


def test_what_may_not_be_looked_into_is_our_failure_and_stops_nobody(submitted, release, unprivileged):
    """Permissions on the instructor's machine are no student's doing: they cost no points, but they are told."""
    (submitted / "student-02" / WEEK).chmod(0)
    (submitted / "student-03").chmod(0)
    (submitted / "student-01" / WEEK / f"{WEEK}.ipynb").chmod(0)
    with unprivileged(submitted):
        founds = {found.student: found for found in find_submissions([submitted], WEEK)}
        for student in ("student-01", "student-02", "student-03"):
            with pytest.raises(AutograderError, match=rf"{student}.* cannot be read: Permission denied"):
                read_submission(founds.pop(student).path, release)

        for found in founds.values():
            read_submission(found.path, release)

    assert len(founds) == 1
