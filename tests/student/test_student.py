"""The package that a student installs: light, and without anything that only the course may know."""

import subprocess
import sys

import pytest
import torch

from autograder import student

LOADED = """
import sys
import autograder.student
print("\\n".join(sorted(sys.modules)))
"""


def loaded():
    done = subprocess.run([sys.executable, "-W", "error", "-c", LOADED], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_importing_it_loads_no_reference_no_judge_and_no_grader():
    modules = loaded()

    private = ("reference_impl", "solutions", "autograder.judge", "autograder.release", "autograder.question")
    tools = ("nbgrader", "nbclient", "jupytext", "otter", "click", "rich")
    assert not [name for name in modules if name.startswith((*private, *tools))]
    assert "autograder.student" in modules


def test_a_tuple_is_compared_part_by_part(capsys):
    want = (student.float64([1.0, 2.0]), student.float64(3.0))
    options = {"want": want, "rtol": 1e-9, "atol": 0.0, "precision": "float64"}

    student.check_value(lambda x: [x, 3.0], {"x": student.float64([1.0, 2.0])}, **options)
    assert capsys.readouterr().out == ""
    student.check_value(lambda x: (x, 4.0), {"x": student.float64([1.0, 2.0])}, **options)
    assert capsys.readouterr().out == (
        "1 of 1 entry is outside the tolerance (rtol=1e-09, atol=0); the worst: got 4, want 3.\n"
    )


def test_every_call_gets_arguments_and_a_generator_of_its_own(capsys):
    seen = []

    def draw(x, generator):
        seen.append(x.clone())
        return x.add_(torch.randn(3, generator=generator))

    inputs = {"x": student.float32([0.0, 0.0, 0.0]), "generator": student.seeded(5)}
    student.check_reproducible(draw, inputs, times=1)
    student.check_unchanged(draw, inputs)

    assert inputs["x"].tolist() == [0.0, 0.0, 0.0]
    assert all(not x.any() for x in seen)
    assert "an argument was changed in place" in capsys.readouterr().out


def test_a_gradient_in_several_arguments_is_compared(capsys):
    inputs = {"a": student.float64(2.0), "b": student.float64(3.0)}
    want = (student.float64(3.0), student.float64(2.0))
    options = {"wrt": ("a", "b"), "want": want, "rtol": 1e-9, "atol": 0.0, "precision": "float64"}

    student.check_gradient(lambda a, b: a * b, inputs, **options)
    assert capsys.readouterr().out == ""
    student.check_gradient(lambda a, b: a + b, inputs, **options)
    assert capsys.readouterr().out.startswith("the gradient: 1 of 1 entry is outside the tolerance")


@pytest.mark.parametrize(
    ("make", "data", "dtype"),
    [
        (student.float64, [[0.5]], torch.float64),
        (student.float32, 0.5, torch.float32),
        (student.int64, [1, 2], torch.int64),
        (student.boolean, [True], torch.bool),
    ],
)
def test_literals_have_the_dtype_of_their_name(make, data, dtype):
    assert make(data).dtype == dtype
    assert make(data).tolist() == data
