"""A released week of three answers, and students who fill it in."""

import json
import os
from contextlib import contextmanager

import pytest

from autograder.intake import load_release, read_submission

WEEK = "week91_tiny"

ANSWERS = {
    "double": "def double(x):\n    return 2 * x",
    "square": "def square(x):\n    return x * x",
    "both": "def both(x):\n    return double(square(x))",
}


def cell(kind, source, grade_id, points=None, solution=False, tags=()):
    nbgrader = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        nbgrader["points"] = points
    made = {"cell_type": kind, "id": grade_id, "metadata": {"nbgrader": nbgrader}, "source": source}
    if tags:
        made["metadata"]["tags"] = list(tags)
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return made


def stub(name):
    return f"def {name}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"


def released():
    cells = [
        cell("markdown", "# A small week", "intro"),
        cell("code", "import math\n\nimport torch", "imports", tags=["given"]),
        cell("code", "import otter\n\ngrader = otter.Notebook()", "grader"),
        cell("code", "def given_helper(x):\n    return x + 1", "helpers", tags=["given"]),
    ]
    for name in ANSWERS:
        cells.append(cell("code", stub(name), name, solution=True))
        cells.append(cell("code", f'grader.check("{name}")', f"check_{name}", points=3))
    cells.append(cell("code", "scale = 10\nprint(double(scale))", "demo"))
    metadata = {"autograder": {"week": WEEK}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


class Student:
    """A notebook on a student's desk: cells by `grade_id`, changed at will, then handed in."""

    def __init__(self, folder, release):
        self.raw = released()
        self.folder = folder
        self.release = release

    @property
    def cells(self):
        return self.raw["cells"]

    def __getitem__(self, grade_id):
        return next(c for c in self.cells if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)

    def answer(self, **answers):
        for name, source in (answers or ANSWERS).items():
            self[name]["source"] = source
        return self

    def add(self, source, at=None, kind="code"):
        """A cell of the student's own, at the end or before the cell `at`."""
        made = {"cell_type": kind, "metadata": {}, "source": source}
        self.cells.insert(self.cells.index(self[at]) if at else len(self.cells), made)
        return self

    def remove(self, grade_id):
        self.cells.remove(self[grade_id])
        return self

    def desk(self):
        """Another student's desk, with the same release."""
        return Student(self.folder, self.release)

    def hand_in(self, name=f"student-01/{WEEK}/{WEEK}.ipynb", data=None):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(json.dumps(self.raw).encode() if data is None else data)
        return read_submission(path, self.release)


@pytest.fixture
def release(tmp_path):
    folder = tmp_path / "course" / "assignments" / WEEK
    folder.mkdir(parents=True)
    (folder / f"{WEEK}.ipynb").write_text(json.dumps(released()))
    return load_release(tmp_path / "course", WEEK)


@pytest.fixture
def student(tmp_path, release):
    return Student(tmp_path / "submitted", release)


@pytest.fixture
def expected(student):
    """What is executed for a notebook that was filled in and otherwise left alone."""
    return student.desk().answer().hand_in().cells


@pytest.fixture
def unprivileged():
    """`with unprivileged(folder)`: as a user who may only what the permissions there say, also where root tests."""

    @contextmanager
    def become(folder):
        if os.geteuid():
            yield
            return
        above = [path for path in folder.parents if path.stat().st_mode & 0o055 != 0o055]
        modes = {path: path.stat().st_mode for path in above}
        for path in above:
            path.chmod(0o755)
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)
            for path, mode in modes.items():
                path.chmod(mode)

    return become
