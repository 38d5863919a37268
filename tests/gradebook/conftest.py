"""A released notebook of two questions and an answer in prose, and results for it."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.preprocessors import ComputeChecksums

from autograder.gradebook.book import Book
from autograder.results import CheckResult, QuestionResult, SubmissionResult

WEEK = "week99_tiny"


def meta(grade_id, *, grade=False, solution=False, points=None):
    nbgrader = {
        "grade": grade,
        "solution": solution,
        "locked": grade and not solution,
        "task": False,
        "grade_id": grade_id,
        "schema_version": 3,
    }
    return {"nbgrader": nbgrader | ({"points": points} if grade else {})}


def question_cells(name, points):
    stub = f"def {name}(x):\n    raise NotImplementedError"
    return [
        new_code_cell(stub, metadata=meta(name, solution=True)),
        new_code_cell(f'grader.check("{name}")', metadata=meta(f"check_{name}", grade=True, points=points)),
    ]


def prose_cell(points):
    text = "Why is that so?"
    return new_markdown_cell(text, metadata=meta("why", grade=True, solution=True, points=points))


def notebook_of(*cells):
    notebook = new_notebook(cells=[new_markdown_cell("# Tiny"), *cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return ComputeChecksums()(notebook, {})[0]


def write_release(root, *cells):
    path = root / "assignments" / WEEK / f"{WEEK}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook_of(*cells), path)
    return path


def question(name, points=2.0, max_points=2.0, verdict="right", **more):
    return QuestionResult(name, f"The {name}", points, max_points, verdict, **more)


def submission(*questions, student="student-01", **more):
    return SubmissionResult(student, WEEK, {q.name: q for q in questions}, **more)


def lost_check(**more):
    defaults = {"shown": "hidden", "message": "expected shape (4,), got (4, 1)", "staff": "got 0.25, want 0.75"}
    return CheckResult("values", 0.0, 2.0, passed=False, **defaults | more)


@pytest.fixture
def release(tmp_path):
    return write_release(tmp_path, *question_cells("first", 2.0), *question_cells("second", 3.0))


@pytest.fixture
def book(tmp_path, release):
    with Book.open(tmp_path / "out", release) as book:
        yield book


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'out' / 'gradebook.db'}"
