"""A course of two weeks with a gradebook, in which every student is a case of their own, and commands run in it."""

from datetime import UTC, datetime

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from autograder.cli import main
from autograder.gradebook import receipts
from autograder.gradebook.book import Book
from autograder.results import QuestionResult, SubmissionResult

WEEK = "week01_a"
COURSE = """
title = "A course"

[late]
percent_per_day = 10

[weeks.week01_a]
title = "Week 1: entropy"
due = 2025-10-20T23:59:00+00:00

[weeks.week02_b]
title = "Week 2: likelihood"
due = 2025-10-27T23:59:00+00:00
"""
ON_TIME = datetime(2025, 10, 20, 12, 0, tzinfo=UTC)
LATE = datetime(2025, 10, 21, 12, 0, tzinfo=UTC)  # one started day: 10 %


def release(root, week):
    def cell(name, **nbgrader):
        defaults = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        return new_code_cell("pass", metadata={"nbgrader": {"grade_id": name} | defaults | nbgrader})

    cells = [cell("one", solution=True), cell("check_one", grade=True, locked=True, points=4)]
    path = root / "assignments" / week / f"{week}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


def result(student, points, verdict="right", week=WEEK):
    question = QuestionResult("one", "One", points, 4.0, verdict, (), "", ("=look at <x>",))
    return SubmissionResult(student, week, {"one": question})


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """What there is of each of the class in week 1, of which week 2 has only student-01."""
    root = tmp_path_factory.mktemp("course")
    (root / "course.toml").write_text(COURSE)
    late = result("student-02", 3.0)
    with Book.open(root, release(root, WEEK)) as book:
        book.record(result("student-01", 8 / 3), submitted=ON_TIME)
        book.record(late, submitted=LATE)
        book.record(result("student-03", 2.0, "undecided"), submitted=ON_TIME)
        book.record(result("student-04", 0.0, "wrong"), submitted=ON_TIME)
        book.record(result("student-08", 1.0), submitted=ON_TIME)
    with Book.open(root, release(root, "week02_b")) as book:
        book.record(result("student-01", 4.0, week="week02_b"), submitted=ON_TIME)
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.add_student("student-05")  # handed in nothing
    receipts.write(
        root, receipts.Receipt.of(late, receipts.Origin(WEEK, "", "", "", "", "", "cpu", "none", {}, {}), "")
    )
    (root / "submitted" / "student-06" / WEEK).mkdir(parents=True)  # what we could not grade
    return root


@pytest.fixture
def command(root, monkeypatch):
    """`command("export", "csv")` runs that in the course; what it said."""
    monkeypatch.chdir(root)

    def command(*arguments, status=0):
        ended = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert ended.exit_code == status, ended.output
        return ended

    return command
