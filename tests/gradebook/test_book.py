"""The gradebook as a person and nbgrader's own API see it."""

import math
import re
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from datetime import datetime, timedelta, timezone

import nbformat
import pytest
from nbconvert.filters import markdown2html
from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveCells

from autograder.errors import AutograderError
from autograder.gradebook.agreement import held
from autograder.gradebook.book import Book
from autograder.gradebook.database import open_database
from autograder.gradebook.marks import load_marks

from .conftest import WEEK, lost_check, prose_cell, question, question_cells, submission, write_release

FIRST, SECOND = question("first"), question("second", points=0.0, max_points=3.0, verdict="wrong")


def grade_of(url, name, student="student-01"):
    with Gradebook(url) as gradebook:
        return gradebook.find_grade(name, WEEK, WEEK, student).to_dict()


def comment_of(url, name, student="student-01"):
    with Gradebook(url) as gradebook:
        return gradebook.find_comment(name, WEEK, WEEK, student).comment


def by_hand(url, name, **columns):
    """What the formgrader does when a person types a mark."""
    with Gradebook(url) as gradebook:
        grade = gradebook.find_grade(name, WEEK, WEEK, "student-01")
        for column, value in columns.items():
            setattr(grade, column, value)
        grade.needs_manual_grade = False
        gradebook.db.commit()


def cells_in(url):
    with Gradebook(url) as gradebook:
        notebook = gradebook.find_notebook(WEEK, WEEK)
        named = [cell.to_dict() for cell in [*notebook.grade_cells, *notebook.solution_cells, *notebook.source_cells]]
        return sorted(({k: v for k, v in cell.items() if k != "id"} for cell in named), key=repr), notebook.kernelspec


def test_a_new_submission_has_the_rows_that_nbgrader_would_have_made(tmp_path, book, url):
    """Of student-02 they are nbgrader's own, filled in."""
    with Gradebook(url) as gradebook:
        gradebook.add_student("student-02")
        with gradebook.db.no_autoflush:  # it builds a submission before it adds it
            gradebook.add_submission(WEEK, "student-02")

    for student in ("student-01", "student-02"):
        book.record(submission(FIRST, SECOND, student=student))

    def rows(table, key):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///").partition("?")[0])) as database:
            database.row_factory = sqlite3.Row
            found = [dict(row) for row in database.execute(f"SELECT * FROM {table}")]
        return {row[key]: row for row in found}

    submitted = {row["student_id"]: row for row in rows("submitted_assignment", "id").values()}
    parts = {row["assignment_id"]: row for row in rows("submitted_notebook", "id").values()}
    made = {student: parts[row["id"]] for student, row in submitted.items()}

    def same(row):
        return {name: value for name, value in row.items() if name not in ("id", "student_id", "assignment_id")}

    def cells(student, table):
        own = [row for row in rows(table, "id").values() if row["notebook_id"] == made[student]["id"]]
        return sorted(repr({**same(row), "notebook_id": ""}) for row in own)

    assert same(submitted["student-01"]) == same(submitted["student-02"])
    assert same(made["student-01"]) == same(made["student-02"])
    for table in ("grade", "comment"):
        assert cells("student-01", table) == cells("student-02", table) != []


def test_a_release_is_registered_exactly_as_nbgrader_would(tmp_path, book, url, release):
    theirs = f"sqlite:///{tmp_path / 'theirs.db'}"
    with open_database(theirs) as gradebook:
        gradebook.add_assignment(WEEK)
    names = {"notebook": WEEK, "assignment": WEEK, "db_url": theirs}

    SaveCells()(nbformat.read(release, as_version=4), {"nbgrader": names})

    assert cells_in(url) == cells_in(theirs)


def test_the_points_of_each_question_stand_in_its_check_cell(book, url):
    book.record(submission(FIRST, SECOND))

    assert grade_of(url, "check_first")["auto_score"] == 2.0
    assert grade_of(url, "check_second")["auto_score"] == 0.0
    assert grade_of(url, "check_second")["failed_tests"]
    assert not grade_of(url, "check_first")["needs_manual_grade"]
    assert book.scores() == {"student-01": 2.0}


def test_the_comment_beside_an_answer_says_what_went_wrong(book, url):
    wrong = question("second", 0.0, 3.0, "wrong", misconception="kl-reversed", messages=("That is KL(q‖p).",))

    book.record(submission(FIRST, wrong))

    comment = comment_of(url, "second")
    assert "0 of 3 points, not right yet" in comment
    assert "That is KL(q‖p)." in comment
    assert "kl-reversed" in comment


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        r"\<img src=x onerror=alert(1)>",
        "`<b>` and `\\`<img src=x>",
        "[click](javascript:alert(1))",
        "</p><img src=x>",
    ],
)
def test_a_comment_cannot_become_a_tag_or_a_hidden_link(book, url, attack):
    book.record(submission(FIRST, question("second", 0.0, 3.0, "wrong", messages=(attack,))))

    rendered = markdown2html(comment_of(url, "second"))

    assert re.findall(r"<(?!/?(?:p|code|em|strong)>)", rendered) == []


def test_a_command_of_latex_is_shown_with_one_backslash(book, url):
    told = r"Line 3: `\lim` is not known; a row ends with \\ or with the cell."
    book.record(submission(FIRST, question("second", 0.0, 3.0, "wrong", messages=(told,))))

    rendered = markdown2html(comment_of(url, "second"))

    assert r"<code>\lim</code> is not known; a row ends with \\ or" in rendered


def test_a_hint_is_for_those_who_tried(book, url):
    lost = (lost_check(hint="Which axis is summed?"),)
    book.record(submission(FIRST, question("second", 0.0, 3.0, "missing", checks=lost)))
    book.record(submission(FIRST, question("second", 0.0, 3.0, "wrong", checks=lost), student="student-02"))

    assert "axis" not in comment_of(url, "second")
    assert "Hint: Which axis is summed?" in comment_of(url, "second", "student-02")


def test_an_undecided_question_waits_for_a_person_and_keeps_its_certain_points(book, url):
    book.record(submission(FIRST, question("second", 1.0, 3.0, "undecided")))

    grade = grade_of(url, "check_second")
    assert grade["needs_manual_grade"]
    assert grade["auto_score"] == 1.0
    assert book.scores() == {"student-01": 3.0}


def test_an_undecided_question_without_certain_points_has_no_automatic_score(book, url):
    book.record(submission(FIRST, question("second", 0.0, 3.0, "undecided")))

    assert grade_of(url, "check_second")["auto_score"] is None
    assert grade_of(url, "check_second")["needs_manual_grade"]


def test_a_refused_submission_has_zero_everywhere_and_says_why(book, url):
    missing = (question("first", 0.0, 2.0, "missing"), question("second", 0.0, 3.0, "missing"))

    book.record(submission(*missing, refused="The file is not JSON."))

    assert book.scores() == {"student-01": 0.0}
    assert not grade_of(url, "check_first")["needs_manual_grade"]
    assert comment_of(url, "first") == "Not graded: The file is not JSON."


def test_a_regrade_keeps_what_a_person_gave(book, url):
    book.record(submission(FIRST, SECOND))
    by_hand(url, "check_second", manual_score=2.5, extra_credit=0.5)

    book.record(submission(FIRST, SECOND))

    grade = grade_of(url, "check_second")
    assert (grade["manual_score"], grade["extra_credit"]) == (2.5, 0.5)
    assert not grade["needs_manual_grade"]
    assert book.scores() == {"student-01": 5.0}


def test_a_persons_comment_outlives_a_regrade(book, url):
    book.record(submission(FIRST, SECOND))
    with Gradebook(url) as gradebook:
        gradebook.find_comment("second", WEEK, WEEK, "student-01").manual_comment = "See me."
        gradebook.db.commit()

    book.record(submission(FIRST, SECOND))

    assert comment_of(url, "second") == "See me."


def test_a_persons_mark_is_flagged_when_the_automatic_one_moves(book, url):
    book.record(submission(FIRST, SECOND))
    by_hand(url, "check_second", manual_score=1.0)

    book.record(submission(FIRST, question("second", 3.0, 3.0)))

    assert grade_of(url, "check_second")["needs_manual_grade"]
    assert book.scores() == {"student-01": 3.0}


def test_a_decision_about_an_undecided_answer_holds_while_the_answer_is_the_same(book, url):
    undecided = question("second", 0.0, 3.0, "undecided")
    book.record(submission(FIRST, undecided))
    by_hand(url, "check_second", manual_score=2.0)

    book.record(submission(FIRST, undecided, reused=True))
    assert not grade_of(url, "check_second")["needs_manual_grade"]

    book.record(submission(FIRST, undecided))
    assert grade_of(url, "check_second")["needs_manual_grade"]


def test_changed_points_are_taken_over_although_students_have_handed_in(tmp_path, book, url):
    book.record(submission(FIRST, SECOND))
    book.close()
    release = write_release(tmp_path, *question_cells("first", 4.0), *question_cells("second", 3.0))

    with Book.open(tmp_path / "out", release) as again:
        again.record(submission(question("first", 4.0, 4.0), SECOND))

    assert grade_of(url, "check_first")["max_score"] == 4.0
    assert grade_of(url, "check_first")["auto_score"] == 4.0


def test_a_new_question_is_added_although_students_have_handed_in(tmp_path, book, url):
    book.record(submission(FIRST, SECOND))
    book.close()
    cells = [*question_cells("first", 2.0), *question_cells("second", 3.0), *question_cells("third", 1.0)]

    with Book.open(tmp_path / "out", write_release(tmp_path, *cells)):
        pass

    grade = grade_of(url, "check_third")
    assert (grade["auto_score"], grade["needs_manual_grade"]) == (None, True)
    assert grade_of(url, "check_first")["auto_score"] == 2.0


def test_a_removed_question_goes_unless_a_person_marked_it(tmp_path, book, url):
    book.record(submission(FIRST, SECOND))
    book.close()
    release = write_release(tmp_path, *question_cells("first", 2.0))
    by_hand(url, "check_second", manual_score=1.0)

    with pytest.raises(AutograderError, match="no longer has the cell 'check_second'"):
        Book.open(tmp_path / "out", release)
    assert grade_of(url, "check_second")["manual_score"] == 1.0

    by_hand(url, "check_second", manual_score=None)
    with Book.open(tmp_path / "out", release) as again:
        assert again.scores() == {"student-01": 2.0}


def test_prose_is_marked_by_a_person_unless_it_was_left_as_released(tmp_path, url):
    release = write_release(tmp_path, *question_cells("first", 2.0), prose_cell(5.0))
    untouched = nbformat.read(release, as_version=4)
    answered = nbformat.read(release, as_version=4)
    answered.cells[-1].source = "Because it is."

    with Book.open(tmp_path / "out", release) as book:
        book.record(submission(FIRST), untouched)
        book.record(submission(FIRST, student="student-02"), answered)

    left, given = grade_of(url, "why"), grade_of(url, "why", "student-02")
    assert (left["auto_score"], left["needs_manual_grade"]) == (0.0, False)
    assert (given["auto_score"], given["needs_manual_grade"]) == (None, True)


def test_a_result_that_does_not_fit_the_release_writes_nothing(book):
    with pytest.raises(AutograderError, match=r"Question second is judged out of 9 points.*has 3"):
        book.record(submission(FIRST, question("second", 9.0, 9.0)))

    assert book.scores() == {}


def test_points_that_are_no_number_are_never_written(book):
    with pytest.raises(AutograderError, match="expected 0 to 3 points in second, got nan"):
        book.record(submission(FIRST, question("second", math.nan, 3.0)))

    assert book.scores() == {}


def test_a_failure_half_way_leaves_the_earlier_marks_whole(book, url):
    class Unreadable(str):
        def split(self, *_):
            raise RuntimeError("half way")

    book.record(submission(FIRST, SECOND))
    second = question("second", 3.0, 3.0, messages=(Unreadable("x"),))

    with pytest.raises(RuntimeError, match="half way"):
        book.record(submission(question("first", 0.0, 2.0, "wrong"), second))

    assert grade_of(url, "check_first")["auto_score"] == 2.0
    assert book.scores() == {"student-01": 2.0}


def test_text_that_no_database_can_hold_costs_nobody_a_mark(book, url):
    book.record(submission(FIRST, question("second", 0.0, 3.0, "wrong", messages=("lone \ud800, nul \0",))))

    assert "lone \N{REPLACEMENT CHARACTER}, nul \N{REPLACEMENT CHARACTER}" in comment_of(url, "second")


def test_a_killed_writer_leaves_no_half_of_a_submission(tmp_path, release):
    """The process ends, without any clean-up, between the last grade and the commit."""
    script = textwrap.dedent(
        f"""
        import os
        from pathlib import Path
        from autograder.gradebook import book
        from autograder.results import QuestionResult, SubmissionResult

        class Deadly(str):
            def split(self, *_):
                os._exit(9)

        first = QuestionResult("first", "First", 2.0, 2.0, "right")
        second = QuestionResult("second", "Second", 0.0, 3.0, "wrong", messages=(Deadly("x"),))
        with book.Book.open(Path({str(tmp_path / "out")!r}), Path({str(release)!r})) as open_book:
            open_book.record(SubmissionResult("student-01", {WEEK!r}, {{"first": first, "second": second}}))
        """
    )

    status = subprocess.run([sys.executable, "-c", script], check=False).returncode

    assert status == 9
    with Book.open(tmp_path / "out", release) as book:
        assert book.scores() == {}
        book.record(submission(FIRST, SECOND))
        assert book.scores() == {"student-01": 2.0}


def test_a_second_writer_is_told_to_wait(tmp_path, book, release):
    with pytest.raises(AutograderError, match=r"Another process is writing the gradebook in .*out"):
        Book.open(tmp_path / "out", release)


def test_a_file_that_is_no_database_is_our_failure(tmp_path, release):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "gradebook.db").write_bytes(b"not a database, but long enough to be taken for one " * 40)

    with pytest.raises(AutograderError, match="gradebook could not be opened"):
        Book.open(tmp_path / "out", release)


def test_a_due_date_is_taken_over_and_none_leaves_what_is_on_record(tmp_path, release, url):
    """nbgrader keeps UTC without saying so."""
    due = datetime(2026, 10, 19, 23, 59, tzinfo=timezone(timedelta(hours=2)))
    for given in (due, None):
        with Book.open(tmp_path / "out", release, due=given):
            pass

        with Gradebook(url) as gradebook:
            assert gradebook.find_assignment(WEEK).duedate == datetime(2026, 10, 19, 21, 59)


def test_marks_are_found_whatever_nbgrader_calls_the_course(tmp_path, release):
    with Book.open(tmp_path / "out", release, course_id="maths-101") as book:
        book.record(submission(FIRST, SECOND))

    assert load_marks(tmp_path / "out").students["student-01"][WEEK].points == FIRST.points + SECOND.points
    assert held(tmp_path / "out", WEEK)["student-01"].agrees(submission(FIRST, SECOND))
