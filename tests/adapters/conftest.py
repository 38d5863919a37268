"""A whole small course, released, with a class that handed in: one student of each fate."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
WEEK = "week98_small"

COURSE = f"""
title = "A small course"

[weeks.{WEEK}]
title = "Doubling"

[limits]
cell_seconds = 2
call_seconds = 1
notebook_seconds = 20
"""

QUESTIONS = """
import torch

from autograder import compare
from autograder.question import Case, Check, Question, Shown

TIGHT = compare.tensor(float64=(1e-9, 0.0), float32=(1e-4, 0.0))


def draw(generator):
    return {"x": 1 + torch.rand(4, dtype=torch.float64, generator=generator)}


def question(name, factor, points):
    checks = (
        Check("one batch", 1, (Case("a", draw),), TIGHT, shown=Shown.PUBLIC),
        Check("another batch", points - 1, (Case("b", draw),), TIGHT, hint="Look at the factor."),
    )
    return Question(name, name.capitalize(), lambda x: factor * x, checks)


QUESTIONS = (question("double", 2, 2), question("triple", 3, 3))
"""

NOTEBOOK = """\
# %% [markdown]
# # A small week

# %% nbgrader={"grade_id": "imports", "locked": true} tags=["given"]
import torch

# %% nbgrader={"grade_id": "double", "solution": true}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% nbgrader={"grade_id": "check_double", "grade": true, "locked": true}
grader.check("double")

# %% nbgrader={"grade_id": "triple", "solution": true}
def triple(x):
    ### BEGIN SOLUTION
    return 3 * x
    ### END SOLUTION

# %% nbgrader={"grade_id": "check_triple", "grade": true, "locked": true}
grader.check("triple")
"""

RIGHT = {"double": "def double(x):\n    return 2 * x", "triple": "def triple(x):\n    return 3 * x"}


def answered(released, **answers):
    raw = json.loads(released)
    for cell in raw["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = answers[name]
    return json.dumps(raw)


def hand_in(course, student, text, *, name=f"{WEEK}.ipynb", encoding="utf-8"):
    folder = course / "submitted" / student / WEEK
    folder.mkdir(parents=True)
    (folder / name).write_text(text, encoding=encoding)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    private = root / "solutions" / WEEK
    private.mkdir(parents=True)
    (root / "course.toml").write_text(COURSE)
    (private / "questions.py").write_text(QUESTIONS)
    (private / "wrong.py").write_text("WRONG_ANSWERS = ()\n")
    (private / "right.py").write_text("RIGHT_ANSWERS = ()\n")
    (private / "notebook.py").write_text(NOTEBOOK)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return root


@pytest.fixture(scope="module")
def released(course):
    """The released notebook's text; the class has handed in."""
    run(course, "autograder", "release", WEEK)
    text = (course / "assignments" / WEEK / f"{WEEK}.ipynb").read_text()
    hand_in(course, "student-01", answered(text, **RIGHT))
    hand_in(course, "student-02", answered(text, double=RIGHT["double"], triple="def triple(x):\n    return 0 * x"))
    hand_in(course, "student-03", text)
    hand_in(course, "student-04", answered(text, **RIGHT), name="final version (2).ipynb", encoding="utf-8-sig")
    hand_in(course, "student-05", answered(text, **RIGHT)[:-100])
    hand_in(course, "student-06", answered(text, double="while True:\n    pass", triple=RIGHT["triple"]))
    return text


def run(folder, program, *arguments, status=0):
    """Run a command as a user whose virtual environment is active; its standard output, then its standard error."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = os.environ | {"PATH": path, "HOME": str(folder), "JUPYTER_CONFIG_DIR": str(folder / "jupyter")}
    command = [Path(sys.executable).parent / program, *arguments]
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == status, f"{program} {' '.join(arguments)}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout, ended.stderr
