"""A week of two questions, one easier than the other, for tests that need a whole small course."""

TITLE = "Doubling"


def course_toml(week, cell_seconds, call_seconds, notebook_seconds):
    """A course of this week alone, with short limits."""
    return f"""
title = "A small course"

[weeks.{week}]
title = "{TITLE}"

[limits]
cell_seconds = {cell_seconds}
call_seconds = {call_seconds}
notebook_seconds = {notebook_seconds}
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


def write_course(root, week, toml, questions=QUESTIONS):
    """Write the course's private side below `root`."""
    private = root / "solutions" / week
    private.mkdir(parents=True)
    (root / "course.toml").write_text(toml)
    (private / "questions.py").write_text(questions)
    (private / "wrong.py").write_text("WRONG_ANSWERS = ()\n")
    (private / "right.py").write_text("RIGHT_ANSWERS = ()\n")
    (private / "notebook.py").write_text(NOTEBOOK)
