"""A course of one small week, made by hand: a formula, a gradient, a sampler."""

import textwrap

import pytest
import torch

from autograder import compare
from autograder.question import Case, Check, Draws, Gradient, Question, Seed, Shown, Week, WrongAnswer
from reference_impl.laws import NormalLaw

NOTEBOOK = '''
# %% [markdown] nbgrader={"grade": false, "grade_id": "intro", "locked": true, "solution": false}
# # A small week

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "solution": false} tags=["given"]
import torch

# %% nbgrader={"grade": false, "grade_id": "grader", "locked": true, "solution": false}
import otter

grader = otter.Notebook()

# %% [markdown]
# Free text that nbgrader knows nothing of.

# %% nbgrader={"grade": false, "grade_id": "scaled", "locked": false, "solution": true}
def scaled(x, factor):
    """`factor` times x, less its mean."""
    ### BEGIN SOLUTION
    centre = factor * (x - x.mean(dim=0))
    return centre
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_scaled", "locked": true, "points": 0, "solution": false}
grader.check("scaled")

# %% nbgrader={"grade": false, "grade_id": "loss", "locked": false, "solution": true}
def loss(a, b):
    ### BEGIN SOLUTION
    return ((a - b) ** 2).mean()
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_loss", "locked": true, "points": 0, "solution": false}
grader.check("loss")

# %% nbgrader={"grade": false, "grade_id": "noise", "locked": false, "solution": true}
def noise(n, generator):
    ### BEGIN SOLUTION
    return torch.randn(n, generator=generator, dtype=torch.float64) * 3
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "check_noise", "locked": true, "points": 0, "solution": false}
grader.check("noise")

# %% nbgrader={"grade": false, "grade_id": "hand_in", "locked": true, "solution": false}
import autograder.student

autograder.student.ready()
'''


def scaled(x, factor):
    reduced = x - x.mean(0, keepdim=True)
    return reduced * factor


def unscaled(x, factor):
    return (x - x.mean(0, keepdim=True)) / factor


def loss(a, b):
    return (a - b).square().mean()


def noise(n, generator):
    return NormalLaw(shape=(n,), mean=0.0, variance=9.0)


def pair(generator):
    return {"x": torch.randn(3, 2, generator=generator, dtype=torch.float64), "factor": 2.5}


def pair32(generator):
    return {"x": torch.randn(4, generator=generator), "factor": torch.tensor(0.5)}


def two(generator):
    return {"a": torch.randn(4, generator=generator), "b": torch.randn(4, generator=generator)}


def draw(generator):
    return {"n": 500, "generator": Seed(7)}


TENSOR = compare.tensor(float64=(1e-10, 1e-12), float32=(1e-5, 1e-6))

WEEK = Week(
    "week90_tiny",
    (
        Question(
            "scaled",
            "scaling",
            scaled,
            (
                Check(
                    "values",
                    1,
                    (Case("public pair", pair), Case("single precision", pair32)),
                    TENSOR,
                    shown=Shown.PUBLIC,
                    hint="Take the mean over the first axis only.",
                ),
                Check("arguments", 1, (Case("public pair", pair),), compare.unchanged(), shown=Shown.PUBLIC),
                Check("large", 2, (Case("a hidden drawing", pair),), TENSOR, hint="Large factors are hard to come by."),
                Check("a secret property", 0.5, (Case("another", pair),), TENSOR, shown=Shown.SECRET),
            ),
        ),
        Question(
            "loss",
            "a loss",
            loss,
            (
                Check("value", 1, (Case("two", two),), TENSOR),
                Check(
                    "gradient",
                    2,
                    (Case("two", two),),
                    compare.gradient(float64=(1e-10, 1e-12), float32=(1e-5, 1e-6)),
                    Gradient(("b",)),
                    Shown.PUBLIC,
                ),
            ),
        ),
        Question(
            "noise",
            "a sampler",
            noise,
            (
                Check("state", 1, (Case("draw", draw),), compare.reproducible(), Draws(), Shown.PUBLIC),
                Check(
                    "law", 1, (Case("draw", draw),), compare.normal_law(), Draws(), Shown.PUBLIC, requires=("state",)
                ),
            ),
        ),
    ),
    (WrongAnswer("scaled", "divided", "You divide by the factor where you should multiply.", ("values",), unscaled),),
    (),
)


@pytest.fixture
def week():
    return WEEK


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "solutions" / WEEK.name
    folder.mkdir(parents=True)
    (folder / "notebook.py").write_text(textwrap.dedent(NOTEBOOK).lstrip())
    return tmp_path
