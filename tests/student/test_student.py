"""The package that a student installs: light, and without anything that only the course may know."""

import dataclasses
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
    tools = ("nbgrader", "nbclient", "nbformat", "jupytext", "otter", "click", "rich", "autograder.intake")
    assert not [name for name in modules if name.startswith((*private, *tools))]
    assert "autograder.student" in modules


def failure(function, case):
    with pytest.raises(AssertionError) as caught:
        student.check(function, case)
    return str(caught.value)


def cell(source):
    """The function `f` of a notebook's cell."""
    namespace = {"torch": torch}
    exec(compile(source, "/tmp/ipykernel_1/2.py", "exec"), namespace)
    return namespace["f"]


def one(**options):
    return student.Values(
        name="f",
        inputs={"x": student.float64([1.0, 2.0])},
        want=student.float64([1.0, 2.0]),
        rtol=1e-9,
        atol=0.0,
        precision="float64",
        **options,
    )


def test_a_tuple_is_compared_part_by_part():
    want = (student.float64([1.0, 2.0]), student.float64(3.0))
    case = dataclasses.replace(one(), want=want)

    student.check(lambda x: [x, 3.0], case)
    assert failure(lambda x: (x, 4.0), case) == (
        "1 of 1 entry is outside the tolerance (rtol=1e-09, atol=0); the worst: got 4, want 3."
    )


def test_every_call_gets_arguments_and_a_generator_of_its_own():
    seen = []

    def draw(x, generator):
        seen.append(x.clone())
        return x.add_(torch.randn(3, generator=generator))

    inputs = {"x": student.float32([0.0, 0.0, 0.0]), "generator": student.seeded(5)}
    case = student.Unchanged(name="draw", inputs=inputs)

    student.check(lambda x, generator: x + draw(x.clone(), generator), student.Reproducible(name="draw", inputs=inputs))
    assert "an argument was changed in place" in failure(draw, case)
    assert "an argument was changed in place" in failure(draw, case)
    assert inputs["x"].tolist() == [0.0, 0.0, 0.0]
    assert all(not x.any() for x in seen)


def test_a_gradient_in_several_arguments_is_compared():
    case = student.Gradients(
        name="f",
        inputs={"a": student.float64(2.0), "b": student.float64(3.0)},
        wrt=("a", "b"),
        want=(student.float64(3.0), student.float64(2.0)),
        rtol=1e-9,
        atol=0.0,
        precision="float64",
    )

    student.check(lambda a, b: a * b, case)
    assert failure(lambda a, b: a + b, case).startswith("the gradient: 1 of 1 entry is outside the tolerance")


def test_an_exception_is_told_with_its_text_its_function_and_its_line():
    f = cell("def g(x):\n    return [y\n        for y in x.shap]\n\ndef f(x):\n    return g(x)")

    assert failure(f, one()) == (
        "the call raised AttributeError in g, line 3 of its cell: 'Tensor' object has no attribute 'shap'."
    )


def test_the_text_of_an_exception_is_one_line_of_bounded_length_and_no_html():
    f = cell("def f(x):\n    raise ValueError('<b>bold</b>\\n1 < 2 ' + 'z' * 1000)")

    text = failure(f, one())

    assert text.startswith("the call raised ValueError in f, line 2 of its cell: ‹b›bold‹/b› 1 < 2 zzz")
    assert text.endswith("z….")
    assert "\n" not in text
    assert len(text) < 300


def test_a_stub_behind_an_answer_is_named():
    f = cell("def g(x):\n    raise NotImplementedError()\n\ndef f(x):\n    return g(x)")

    assert failure(f, one()) == "Not answered yet: g, which f calls, raises NotImplementedError."


def test_an_error_of_a_library_that_is_no_stub_is_told_as_an_error():
    f = cell("def f(x):\n    raise NotImplementedError('no kernel for this dtype')")

    assert failure(f, one()).endswith("NotImplementedError in f, line 2 of its cell: no kernel for this dtype.")


def test_the_hint_is_told_of_a_value_and_the_note_of_every_failure():
    case = one(hint="Look at x.", note="One hidden check was not run.")

    assert failure(lambda x: x[0], case).split("\n")[1:] == ["Hint: Look at x.", "One hidden check was not run."]
    for no_value in (None, 3, cell("def f(x):\n    raise NotImplementedError"), cell("def f(x):\n    x.nope")):
        assert failure(no_value, case).split("\n")[1:] == ["One hidden check was not run."]


@pytest.mark.parametrize(
    "case",
    [
        student.Unchanged(name="f", inputs={"x": student.float64([1.0])}),
        student.Reproducible(name="f", inputs={"x": student.float64([1.0])}),
        one(),
    ],
)
def test_an_answer_that_raises_or_cannot_be_called_passes_no_check(case):
    assert "the call raised" in failure(cell("def f(x):\n    raise SystemExit"), case)
    assert "cannot be called" in failure(3, case)
    assert "is not defined" in failure(None, case)


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
