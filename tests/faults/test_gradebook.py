"""A gradebook that cannot be written, is damaged, or is not the one that the receipts speak of."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager

import pytest
from nbgrader.api import Gradebook

from autograder.course import Course
from autograder.errors import AutograderError, UsageError
from autograder.gradebook import database

from . import small

pytestmark = pytest.mark.sandbox


@pytest.fixture
def out(graded, tmp_path):
    """A gradebook of an earlier run."""
    return shutil.copytree(graded, tmp_path / "out")


@pytest.fixture
def newcomer(course, submitted, tmp_path):
    """The class and one more, who is not graded yet and needs no wall."""
    folder = shutil.copytree(submitted, tmp_path / "submitted")
    small.hand_in(course, folder, "student-09", None)
    return folder


@contextmanager
def read_only(path):
    """Nobody writes there, root neither."""
    if os.geteuid():
        mode = path.stat().st_mode
        path.chmod(mode & ~0o222)
        yield
        path.chmod(mode)
        return
    made = subprocess.run(["mount", "--bind", path, path], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"nothing can be mounted here: {made.stderr}")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", path], check=True)
        yield
    finally:
        subprocess.run(["umount", path], check=True)


def by_hand(out, student, **columns):
    """What a person gives in the formgrader."""
    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("check_triple", small.WEEK, small.WEEK, student)
        for name, value in columns.items():
            setattr(grade, name, value)
        gradebook.db.commit()


# ---------------------------------------------------------------- it cannot be written: nothing is begun


def test_a_read_only_gradebook_is_told_before_anything_is_graded(course, newcomer, out, wall):
    before = small.left_behind(out)

    with read_only(out / "gradebook.db"), pytest.raises(AutograderError) as caught:
        small.grade(course, newcomer, out, wall)

    assert "attempt to write a readonly database" in str(caught.value)
    assert "Nothing was graded. Make the file and its folder writable" in str(caught.value)
    assert not isinstance(caught.value, UsageError)
    assert small.left_behind(out) == before


def test_a_read_only_folder_is_told_before_anything_is_graded(course, newcomer, out, wall):
    before = small.left_behind(out)

    with read_only(out), pytest.raises(UsageError, match=r"cannot write to .*give another folder with --out"):
        small.grade(course, newcomer, out, wall)

    assert small.left_behind(out) == before


def test_a_gradebook_that_another_program_holds_is_waited_for_then_told(course, newcomer, out, wall, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    with closing(sqlite3.connect(out / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(AutograderError, match=r"database is locked\. Nothing was graded\. Close what else"):
            small.grade(course, newcomer, out, wall)

        other.execute("ROLLBACK")
    assert not small.grade(course, newcomer, out, wall).failed


def test_a_course_that_can_keep_no_secret_is_told(course, tmp_path):
    root = shutil.copytree(course.root, tmp_path / "course", ignore=shutil.ignore_patterns(".autograder"))

    with (
        read_only(root),
        pytest.raises(AutograderError, match=r"secret .* could be neither read nor made: .*Read-only|Permission"),
    ):
        Course.load(root).secret()


# ---------------------------------------------------------------- it is damaged, or another one


def test_a_damaged_gradebook_is_told_with_what_to_do_and_that_helps(course, submitted, out, undisturbed, wall):
    (out / "gradebook.db").write_bytes(b"no database at all " * 1000)

    with pytest.raises(AutograderError, match=r"file is not a database\. Nothing was graded\. Put a backup"):
        small.grade(course, submitted, out, wall)

    (out / "gradebook.db").unlink()
    run = small.grade(course, submitted, out, wall)
    assert run.reused == len(small.CLASS)
    small.require_done(out, undisturbed)


def test_a_gradebook_cut_off_in_its_middle_is_told(course, newcomer, out, wall):
    whole = (out / "gradebook.db").read_bytes()
    (out / "gradebook.db").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(AutograderError, match=r"could not be opened: .*gradebook.db"):
        small.grade(course, newcomer, out, wall)


def test_tables_are_all_made_or_none(tmp_path):
    """A process that ends while it makes the database leaves an empty one, which the next process fills."""
    url = database.sqlite_url(tmp_path / "gradebook.db")
    made = []

    def dying():
        from sqlalchemy import event
        from sqlalchemy.engine import Engine

        @event.listens_for(Engine, "before_cursor_execute")
        def before(connection, cursor, statement, *rest):
            made.append(statement.strip().startswith("CREATE TABLE"))
            if sum(made) == 5:
                os._exit(9)

        database.open_database(url)

    assert small.ended(small.forked(dying)) == 9

    with database.open_database(url) as gradebook:
        gradebook.update_or_create_student("student-01")
        assert [student.id for student in gradebook.students] == ["student-01"]


def test_marks_of_an_older_backup_are_brought_up_to_the_receipts_without_grading(
    course, submitted, out, undisturbed, wall, tmp_path
):
    """A person's mark in the backup stays; it is flagged where the automatic one beneath it is another."""
    now = shutil.copytree(submitted, tmp_path / "submitted")
    small.hand_in(course, now, "student-02", {})
    small.grade(course, now, out, wall)
    by_hand(out, "student-01", manual_score=2.5)
    backup = (out / "gradebook.db").read_bytes()
    small.hand_in(course, now, "student-02", small.CLASS["student-02"])
    small.grade(course, now, out, wall)
    (out / "gradebook.db").write_bytes(backup)

    previewed = small.grade(course, now, out, wall, preview=True)
    assert (out / "gradebook.db").read_bytes() == backup
    run = small.grade(course, now, out, wall)
    again = small.grade(course, now, out, wall)

    assert run.reused == len(small.CLASS)
    assert [line.partition(" the gradebook")[0] for line in run.warnings] == ["Of student-02"]
    assert "would be written anew" in previewed.warnings[0]
    assert not again.warnings
    small.require_sound(out)
    grades = {row[:2]: row[2:] for row in small.gradebook(out) if row[1].startswith("check_")}
    assert grades["student-01", "check_triple"] == (3.0, 2.5, None, 0)
    assert grades["student-02", "check_double"] == (2.0, None, None, 0)
    by_hand(out, "student-01", manual_score=None)
    small.grade(course, now, out, wall)  # the pages, which held it
    small.require_done(out, undisturbed)


@pytest.mark.parametrize("lost", ["autograded", "feedback", "reports", "receipts", "nbgrader_config.py"])
def test_what_was_deleted_is_written_anew(course, submitted, out, undisturbed, wall, lost):
    path = out / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    run = small.grade(course, submitted, out, wall)

    assert run.reused == (0 if lost == "receipts" else len(small.CLASS))
    small.require_done(out, undisturbed)
    assert (out / "nbgrader_config.py").is_file()
