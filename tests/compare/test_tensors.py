"""Tensors: what passes, what does not, and what is told."""

import math

import numpy as np
import pytest
import torch

from autograder import compare
from autograder.collect.answer import answer
from autograder.collect.wire import Answer, Call

WANT = torch.tensor([[1.0, -2.0, 3.0], [0.5, 0.25, 1e-3]], dtype=torch.float64)
EXACT = compare.tensor(float64=(1e-7, 1e-9), float32=(1e-4, 1e-6))


def returned(value):
    """What the collector sends for a function that returns `value`."""
    return answer({"f": lambda: value}, Call("f", {}))


def judge(value, want=WANT, precision="float64", comparator=EXACT):
    return comparator(returned(value), want, precision)


@pytest.mark.parametrize(
    "value",
    [WANT, WANT.numpy(), WANT.tolist(), WANT.clone().requires_grad_(), WANT.T.contiguous().T, tuple(WANT)],
    ids=["tensor", "numpy", "lists", "with gradient", "strides", "tuple of rows"],
)
def test_right_values_pass_whatever_holds_them(value):
    assert judge(value).passed


def test_float32_passes_where_an_input_is_float32():
    assert judge(WANT.float(), precision="float32").passed


def test_more_precision_than_the_inputs_passes():
    assert judge(WANT, precision="float32").passed


def test_float32_is_refused_where_the_inputs_are_float64():
    assert judge(WANT.float()).to_student == "expected dtype float64, got float32"


def test_a_check_may_demand_float64_whatever_the_inputs_are():
    strict = compare.tensor(float64=(1e-7, 0), float32=(1e-3, 0), dtype="float64")

    assert "expected dtype float64" in judge(WANT.float(), precision="float32", comparator=strict).to_student


def test_half_precision_is_refused():
    assert "got float16" in judge(WANT.half(), precision="float32").to_student


def test_integers_are_refused_by_dtype_before_their_values_are_looked_at():
    assert judge(WANT.round().long()).to_student == "expected a floating dtype, got int64"


def test_a_python_number_is_as_right_as_a_scalar_tensor():
    want = torch.tensor(2.0, dtype=torch.float64)

    assert judge(2.0, want=want).passed
    assert judge(2, want=want).passed
    assert judge(np.float64(2.0), want=want).passed


def test_shape_is_told_before_values():
    assert judge(WANT[0]).to_student == "expected shape (2, 3), got (3,)"


def test_right_values_in_the_wrong_shape_fail():
    verdict = judge(WANT.reshape(3, 2))

    assert not verdict.passed
    assert math.isinf(verdict.distance)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "got None: does the function end with a return statement?"),
        ("abc", "got a str"),
        (["a", "b"], "got a sequence that holds a str"),
        ({"mean": WANT}, "got a dict"),
        (lambda: WANT, "got a function: is it called?"),
        (WANT.to(torch.complex128), "got a complex tensor"),
        (np.array(["a"], dtype=object), "got a sequence that holds a str"),
        ([], "got an empty sequence"),
    ],
)
def test_what_is_no_tensor_is_named(value, told):
    assert told in judge(value).to_student


def test_an_object_that_equals_everything_gains_nothing_and_its_class_name_is_not_repeated():
    class TheHiddenValueIs42:
        def __eq__(self, other):
            return True

        __hash__ = None

    verdict = judge(TheHiddenValueIs42())

    assert not verdict.passed
    assert "42" not in verdict.to_student


def test_nan_is_counted():
    got = WANT.clone()
    got[0, 0] = torch.nan

    assert judge(got).to_student == "1 of 6 entries are NaN or infinite"


def test_infinity_is_right_where_infinity_is_wanted():
    want = torch.tensor([math.inf, 1.0], dtype=torch.float64)

    assert judge(want, want=want).passed
    assert not judge(torch.tensor([1e300, 1.0], dtype=torch.float64), want=want).passed
    assert not judge(-want, want=want).passed


def test_how_far_off_is_told_as_a_power_of_ten_and_values_only_to_staff():
    got = WANT.clone()
    got[1, 2] += 0.123456

    verdict = judge(got)

    assert verdict.to_student == (
        "1 of 6 entries are outside the tolerance (rtol=1e-07, atol=1e-09); "
        "the worst at index (1, 2) is off by about 1e+08 times the tolerance"
    )
    assert "0.124456" in verdict.to_staff
    assert "0.124" not in verdict.to_student


def test_distance_is_in_units_of_the_tolerance():
    want = torch.tensor([2.0], dtype=torch.float64)
    loose = compare.tensor(float64=(0.1, 0.0), float32=(0.1, 0.0))

    assert judge(torch.tensor([2.1], dtype=torch.float64), want, comparator=loose).distance == pytest.approx(0.5)
    assert judge(torch.tensor([2.4], dtype=torch.float64), want, comparator=loose).distance == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("got", "word"), [(torch.zeros_like(WANT), "all entries are 0"), (-WANT, "the sign is the other way round")]
)
def test_a_pattern_is_named(got, word):
    assert word in judge(got).to_student


def test_two_values_are_taken_from_any_sequence():
    want = (WANT, WANT[0])

    assert judge((WANT, WANT[0]), want).passed
    assert judge([WANT, WANT[0].numpy()], want).passed
    assert judge(WANT[0], want).to_student == "expected 2 values, got a tensor of shape (3,)"
    assert judge((WANT, WANT[0], WANT), want).to_student == "expected 2 values, got 3"


@pytest.mark.parametrize("outcome", ["timeout", "died", "undefined", "uncallable", "no_gradient", "unreadable"])
def test_every_outcome_without_a_value_has_a_sentence(outcome):
    verdict = EXACT(Answer(outcome), WANT, "float64")

    assert not verdict.passed
    assert len(verdict.to_student) > 10


def test_an_exception_of_the_students_own_class_is_not_repeated():
    class Secret42(Exception):
        pass

    def f():
        raise Secret42

    verdict = EXACT(answer({"f": f}, Call("f", {})), WANT, "float64")

    assert verdict.to_student.startswith("the call raised an exception of its own")


def test_unchanged_fails_an_answer_that_writes_to_its_input():
    def f(x):
        x += 1
        return x

    got = answer({"f": f}, Call("f", {"x": torch.zeros(2)}))

    assert not compare.unchanged()(got, None, "float32").passed
