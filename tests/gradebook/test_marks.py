"""Marks and times as they stand in nbgrader's database, and the times that submissions bring along."""

from datetime import UTC, datetime, timedelta

import pytest
from nbgrader.api import Gradebook

from autograder.errors import AutograderError, UsageError
from autograder.gradebook.handed_in import handed_in
from autograder.gradebook.marks import Mark, load_marks

from .conftest import WEEK, question, submission

TIME = datetime(2026, 10, 19, 21, 40, tzinfo=UTC)
FIRST, SECOND = question("first"), question("second", points=1.0, max_points=3.0, verdict="partial")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "submitted" / "student-01" / WEEK
    folder.mkdir(parents=True)
    return folder


# ---------------------------------------------------------------- marks


def test_a_mark_has_its_points_and_when_it_was_handed_in(book, out):
    book.record(submission(FIRST, SECOND), submitted=TIME)

    found = load_marks(out)

    assert found.students == {"student-01": {WEEK: Mark(3.0, 5.0, TIME)}}
    assert found.max_points == {WEEK: 5.0}


def test_a_persons_mark_and_extra_credit_count(book, out, url):
    book.record(submission(FIRST, SECOND))
    with Gradebook(url) as gradebook:
        grade = gradebook.find_grade("check_second", WEEK, WEEK, "student-01")
        grade.manual_score, grade.extra_credit = 2.5, 0.5
        gradebook.db.commit()

    assert load_marks(out).students["student-01"][WEEK].points == 5.0


def test_what_is_undecided_waits(book, out):
    book.record(submission(FIRST, question("second", 0.0, 3.0, "undecided")))

    assert load_marks(out).students["student-01"][WEEK].waiting


def test_a_student_without_a_submission_is_there(book, out, url):
    with Gradebook(url) as gradebook:
        gradebook.add_student("student-02")

    assert load_marks(out).students == {"student-02": {}}


def test_an_extension_that_nbgrader_granted_is_read(book, out, url):
    book.record(submission(FIRST, SECOND))
    with Gradebook(url) as gradebook:
        gradebook.grant_extension(WEEK, "student-01", days=2)

    assert load_marks(out).students["student-01"][WEEK].extension == timedelta(days=2)


def test_a_regrade_without_a_time_leaves_the_one_on_record(book, out):
    book.record(submission(FIRST, SECOND), submitted=TIME)
    book.record(submission(FIRST, question("second", 3.0, 3.0)))

    assert load_marks(out).students["student-01"][WEEK] == Mark(5.0, 5.0, TIME)


def test_a_time_may_come_later_and_changes_no_mark(book, out):
    book.record(submission(FIRST, SECOND))
    book.date({"student-01": TIME})

    assert load_marks(out).students["student-01"][WEEK] == Mark(3.0, 5.0, TIME)


def test_a_folder_without_a_gradebook_is_told(tmp_path):
    with pytest.raises(UsageError, match=r"no gradebook\.db in"):
        load_marks(tmp_path)


def test_a_file_that_is_no_database_is_our_failure(tmp_path):
    (tmp_path / "gradebook.db").write_bytes(b"not a database, but long enough to be taken for one " * 40)

    with pytest.raises(AutograderError, match="could not be read"):
        load_marks(tmp_path)


# ---------------------------------------------------------------- timestamp.txt


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-19 21:40:00.000000 UTC",
        "2026-10-19 21:40:00.000000 UTC\n",
        "2026-10-19 21:40:00",
        "2026-10-19 23:40:00 +0200",
        "2026-10-19T23:40:00+02:00",
    ],
)
def test_the_time_beside_a_submission_is_read_with_its_zone(folder, text):
    (folder / "timestamp.txt").write_text(text)

    assert handed_in(folder / f"{WEEK}.ipynb", WEEK) == TIME
    assert handed_in(folder, WEEK) == TIME


def test_without_the_file_there_is_no_time(folder):
    assert handed_in(folder / f"{WEEK}.ipynb", WEEK) is None


def test_a_notebook_outside_its_students_folder_has_no_time(tmp_path):
    (tmp_path / "timestamp.txt").write_text("2026-10-19 21:40:00 UTC")

    assert handed_in(tmp_path / "student-01.ipynb", WEEK) is None


@pytest.mark.parametrize(
    "text", ["", "soon", "10", "2026-10-19", "2026-13-40 21:40:00", "2026-10-19 21:40 " + "x" * 300]
)
def test_a_file_that_holds_no_time_is_told(folder, text):
    (folder / "timestamp.txt").write_text(text)

    with pytest.raises(ValueError, match=r"timestamp\.txt holds no time such as 2026-10-19 21:40:00 UTC"):
        handed_in(folder, WEEK)


def test_a_link_is_not_followed(folder, tmp_path):
    (tmp_path / "elsewhere").write_text("2026-10-19 21:40:00 UTC")
    (folder / "timestamp.txt").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(ValueError, match="holds no time"):
        handed_in(folder, WEEK)
