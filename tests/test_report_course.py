"""`autograder report --course`, from the gradebook to the table, one student's page and JSON."""

import json
from datetime import UTC, datetime

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.gradebook.book import Book
from autograder.results import QuestionResult, SubmissionResult

COURSE = """
title = "A course"

[categories]
weekly = { title = "Weekly notebooks", weight = 0.6 }
exams = { title = "Examinations", weight = 0.4 }

[late]
grace_minutes = 15
percent_per_day = 10
max_percent = 50

[weeks.week01_a]
title = "A"
due = 2026-10-19T23:59:00+02:00

[weeks.week02_b]
title = "B"
due = 2026-10-26T23:59:00+01:00

[assessments.midterm]
title = "Mid-term"
category = "exams"
due = 2026-11-30T12:00:00+01:00
"""
AFTER = "2026-11-01T00:00:00Z"
BEFORE = "2026-10-20T00:00:00Z"
LATE = datetime(2026, 10, 21, 0, 0, tzinfo=UTC)  # 26 hours and a minute after the due date of week01_a


def release(root, week):
    meta = {"grade_id": "check_one", "grade": True, "solution": False, "locked": True, "task": False, "points": 4}
    cell = new_code_cell("pass", metadata={"nbgrader": meta | {"schema_version": 3}})
    path = root / "assignments" / week / f"{week}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=[cell]), path)
    return path


def result(student, week, points, verdict="right"):
    return SubmissionResult(student, week, {"one": QuestionResult("one", "One", points, 4.0, verdict)})


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """student-01 has both weeks, one of them late; student-02 the first, which waits for a person; student-03 none."""
    root = tmp_path_factory.mktemp("course")
    (root / "course.toml").write_text(COURSE)
    with Book.open(root, release(root, "week01_a")) as book:
        book.record(result("student-01", "week01_a", 3.0), submitted=LATE)
        book.record(result("student-02", "week01_a", 2.0, "undecided"))
    with Book.open(root, release(root, "week02_b")) as book:
        book.record(result("student-01", "week02_b", 4.0))
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.add_student("student-03")
    (root / "submitted" / "student-03" / "week02_b").mkdir(parents=True)
    return root


@pytest.fixture
def report(root, monkeypatch):
    monkeypatch.chdir(root / "submitted")

    def report(*arguments, status=0):
        ended = CliRunner().invoke(main, ["report", *arguments])
        assert ended.exit_code == status, ended.output
        return ended

    return report


def test_the_class_is_a_table_with_a_row_a_student(report):
    out = report("--course", "--at", AFTER).stdout

    assert "Weekly notebooks" in out
    assert "student-01" in out
    assert "80 %" in out  # (0.8 * 3/4 + 1) / 2: two started days cost 20 %
    assert "late: week01_a (-20 %)" in out
    assert "provisional" in out
    assert "not handed in: week01_a" in out


def test_one_student_is_shown_in_detail(report):
    out = report("--course", "--student", "student-01", "--at", AFTER).stdout

    assert "3/4" in out
    assert "1 d 2 h" in out
    assert "-0.6 (20 %)" in out
    assert "60 %" in out
    assert "no time of handing in is on record" in " ".join(out.split())
    assert "not due yet" in out
    assert "Weekly notebooks (60 % of the course): 80 %, average over 2 of 2 assignments" in out
    assert "So far 80 %, over what is graded: 60 % of the course." in out
    assert "10 % of the points for each started day, 50 % at most and nothing up to 15 minutes" in out


def test_json_is_an_object_a_student_a_line(report):
    lines = [json.loads(line) for line in report("--course", "--json", "--at", AFTER).stdout.splitlines()]
    by_name = {line["student"]: line for line in lines}
    first, second, third = (by_name[f"student-0{number}"] for number in (1, 2, 3))

    assert list(by_name) == ["student-01", "student-02", "student-03"]
    assert first["total"] == pytest.approx(0.8)
    assert first["assignments"]["week01_a"]["deduction"] == pytest.approx(0.6)
    assert first["assignments"]["week01_a"]["points"] == 3.0
    assert second["assignments"]["week01_a"]["provisional"]
    assert second["assignments"]["week02_b"]["state"] == "not handed in"
    assert third["assignments"]["week02_b"]["state"] == "not graded yet"
    assert third["assignments"]["midterm"]["state"] == "not due yet"


def test_json_of_one_student_is_one_line(report):
    line = json.loads(report("--course", "--student", "student-02", "--json", "--at", BEFORE).stdout)

    assert line["assignments"]["week02_b"]["state"] == "not due yet"
    assert line["total"] == pytest.approx(0.5)
    assert line["share_of_course"] == pytest.approx(0.3)


def test_the_folder_of_the_course_may_be_given(report, root, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert "student-01" in report("--course", str(root), "--at", AFTER).stdout


def test_an_overdue_assignment_of_nobody_is_warned_about(report):
    assert "midterm was due on 2026-11-30" in report("--course", "--at", "2027-01-01T00:00:00Z").stderr
    assert report("--course", "--at", AFTER).stderr == ""


def test_nothing_is_written(report, root):
    before = (root / "gradebook.db").read_bytes()

    report("--course")

    assert (root / "gradebook.db").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "expected a WEEK, or --course"),
        (["week01_a", "--student", "student-01"], "go with --course"),
        (["--course", "--student", "student-09"], "no student 'student-09'"),
        (["--course", "--at", "2026-11-01"], "expected a time with its zone"),
        (["--course", "--at", "soon"], "expected a time with its zone"),
        (["--course", "--out", "nowhere"], "no gradebook.db in"),
        (["--course", "nowhere"], "does not exist"),
    ],
)
def test_bad_usage_is_told_with_status_2(report, arguments, told):
    assert told in report(*arguments, status=2).stderr
