"""Public checks of expressions in a student's own notebook."""

import math

import pytest
import sympy
from sympy import log

import autograder.student as public
from autograder import compare
from autograder.question import Bound, Case, Check, Question, Shown
from autograder.release.public import public_checks

p, q = sympy.symbols("p q")
SLOPE = log((1 - p) / p)


def question(reference, domain):
    check = Check(
        "the slope",
        1,
        (Case("only", lambda generator: {}),),
        compare.expression(domain=domain),
        ask=Bound(),
        shown=Shown.PUBLIC,
        hint="Think of the chain rule.",
    )
    return Question("slope", "A slope", lambda: reference, (check,))


def case_of(text):
    """The case that a generated file of checks holds."""
    module = {}
    exec(text.replace("@test_case", "@(lambda **_: lambda test: test)").replace("from otter", "# from otter"), module)
    return module["CASE_1"]


@pytest.fixture(scope="module")
def slope():
    return case_of(public_checks(question(SLOPE, {"p": (0.0, 1.0)}), "week"))


@pytest.mark.parametrize(
    "value", [SLOPE, log(1 - p) - log(p), sympy.Derivative(-p * log(p) - (1 - p) * log(1 - p), p), log(p - 1) - log(-p)]
)
def test_a_right_expression_passes_in_silence(slope, value):
    public.check(value, slope)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (-SLOPE, "differs from the right one at 5 of 5 points of its domain; the sign is the other way round: at p = "),
        (log(q), "the expression depends on a symbol other than p: at p = "),
        ("log(p)", "expected a SymPy expression, got a str: write it without quotes."),
        (..., "expected a SymPy expression, got an ellipsis: put your expression in its place."),
        (lambda p: SLOPE, "expected a SymPy expression, got a function: bind the expression itself to the name."),
        (None, "slope is not defined: run its answer cell, then check again."),
        (sympy.nan, "the expression has no value anywhere on its domain."),
        (sympy.besselj(0, p), "this check found no values of the expression; grading looks at it again."),
    ],
    ids=["sign", "symbol", "text", "dots", "function", "nothing", "nan", "other head"],
)
def test_a_wrong_one_is_told_in_a_sentence(slope, value, told):
    with pytest.raises(public.CheckFailed) as failed:
        public.check(value, slope)

    assert told in str(failed.value)


def test_the_released_file_holds_values_at_points_and_nothing_of_the_expression():
    text = public_checks(question(SLOPE, {"p": (0.0, 1.0)}), "week")

    assert "log" not in text
    assert "sympy" not in text
    assert text == public_checks(question(SLOPE, {"p": (0.0, 1.0)}), "week")
    assert case_of(text).values[0] == pytest.approx(math.log((1 - 0.13) / 0.13), rel=1e-11)


def test_two_symbols_have_different_values_at_each_point():
    want = p / (p + q)
    case = case_of(public_checks(question(want, {"p": (0.0, math.inf), "q": (0.0, math.inf)}), "week"))

    public.check(1 / (1 + q / p), case)
    with pytest.raises(public.CheckFailed):
        public.check(q / (p + q), case)
    assert all(len(set(point)) == 2 for point in case.points)
