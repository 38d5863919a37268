"""Right expressions in anybody's style pass; wrong ones fail with a sentence; bombs cost neither time nor a verdict."""

import math
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil
import pytest
import sympy
import torch
from sympy import Derivative, Integral, Piecewise, Rational, Subs, Sum, UnevaluatedExpr, exp, log

from autograder import compare
from autograder.algebra.points import points
from autograder.collect.answer import describe
from autograder.collect.wire import Answer, Formula, decode_answers, encode_answers

p, q, x, n = sympy.symbols("p q x n")
ENTROPY = -p * log(p) - (1 - p) * log(1 - p)
SLOPE = log((1 - p) / p)
UNIT = {"p": (0.0, 1.0)}


def crossed(value):
    """An answer as it arrives on the judge's side."""
    return decode_answers(encode_answers([Answer("returned", describe(value))]), count=1)[0]


def judged(value, want=SLOPE, domain=UNIT, seconds=12.0):
    return compare.expression(domain, seconds=seconds)(crossed(value), want, "float64")


RIGHT = {
    "as the reference has it": SLOPE,
    "a difference of logarithms": log(1 - p) - log(p),
    "one logarithm": log(1 / p - 1),
    "by SymPy's derivative": sympy.diff(ENTROPY, p),
    "a derivative that is not evaluated": Derivative(ENTROPY, p),
    "a derivative at a substituted point": Subs(Derivative(ENTROPY.subs(p, x), x), x, p),
    "an integral that is not evaluated": Integral(-1 / (x * (1 - x)), (x, Rational(1, 2), p)),
    "an integral whose variable has the symbol's name": -log(p) - Integral(1 / (1 - p), (p, 0, p)),
    "a sum that is not evaluated": SLOPE + Sum(n, (n, 1, 3)) - 6,
    "a limit": SLOPE * sympy.Limit(sympy.sin(x) / x, x, 0),
    "by hyperbolic functions": -2 * sympy.atanh(2 * p - 1),
    "by another branch, complex in form alone": log(p - 1) - log(-p),
    "with floats": log(1.0 - p) - log(p),
    "with a rounded constant": SLOPE / 0.6931471805599453 * log(2),
    "a symbol of other assumptions": SLOPE.subs(p, sympy.Symbol("p", positive=True)),
    "two symbols of one name": log(1 - sympy.Symbol("p", real=True)) - log(p),
    "a dummy of that name": SLOPE.subs(p, sympy.Dummy("p")),
    "with a symbol that cancels": sympy.Add(SLOPE, x, -x, evaluate=False),
    "with a symbol that cancels after some work": (x**2 + x * SLOPE) / x - x,
    "held back": UnevaluatedExpr(SLOPE),
    "in pieces": Piecewise((SLOPE, p < Rational(1, 2)), (-log(p / (1 - p)), True)),
    "only real": sympy.re(SLOPE) + sympy.Abs(p) - p,
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_expression_passes_whatever_its_form(name):
    verdict = judged(RIGHT[name])

    assert verdict.passed, verdict
    assert verdict.distance == 0


WRONG = [
    (log(p / (1 - p)), "differs from the right one at 24 of 24 points of its domain; the sign is the other way round"),
    (SLOPE / log(2), "differs from the right one at 24 of 24 points of its domain; it is off by a constant factor"),
    (SLOPE + 1, "differs from the right one at 24 of 24 points of its domain; it is off by a constant addend"),
    (p, "differs from the right one at 24 of 24 points of its domain"),
    (Piecewise((0, p < 0.01), (SLOPE, True)), "differs from the right one at 2 of 24 points of its domain"),
    (log(-p), "is no finite real number at 24 of 24 points of its domain"),
    (sympy.nan, "has no value anywhere on its domain"),
    (log((1 - x) / x), "depends on a symbol other than p"),
]


@pytest.mark.parametrize(("value", "seen"), WRONG)
def test_a_wrong_expression_is_told_how_it_differs_and_nothing_of_the_right_one(value, seen):
    verdict = judged(value)

    assert not verdict.passed
    assert not verdict.undecided
    assert verdict.distance > 10
    assert verdict.to_student == f"the expression {seen}"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("log((1 - p)/p)", "a str: write it without quotes"),
        (lambda p: SLOPE, "a function: bind the expression itself to the name"),
        (sympy.Lambda(p, SLOPE), "a SymPy Lambda"),
        (sympy.Eq(x, SLOPE), "a SymPy equation"),
        (p < 1, "a SymPy condition"),
        (sympy.Function("f")(p), "one with a function that is not defined"),
        (sympy.Matrix([SLOPE]), "a SymPy matrix"),
        (sympy.Tuple(SLOPE), "a SymPy Tuple"),
        (sympy.FiniteSet(SLOPE), "a SymPy set"),
        ([SLOPE], "a sequence of 1 values"),
        (True, "a truth value"),
        (10**40, "a number that is too large"),
        (None, "None"),
        (..., "an ellipsis: put your expression in its place"),
        (sympy.log, "a function of SymPy: apply it to a symbol"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_expression_is_named(value, told):
    assert judged(value).to_student == f"expected a SymPy expression, got {told}"


@pytest.mark.parametrize("number", [0.25, Rational(1, 4), np.float64(0.25), torch.tensor(0.25), 1 / sympy.Integer(4)])
def test_a_number_is_the_constant_expression_that_it_is(number):
    assert judged(number, want=Rational(1, 4)).passed
    assert judged(number, want=sympy.sqrt(p) * 0 + Rational(1, 4)).passed
    assert not judged(number, want=p).passed


@pytest.mark.parametrize("number", [math.inf, math.nan, 10**400, sympy.oo])
def test_a_number_that_is_none_is_wrong(number):
    verdict = judged(number, want=Rational(1, 4))

    assert not verdict.passed
    assert not verdict.undecided


def test_several_symbols_have_domains_of_their_own():
    domain = {"p": (0.0, math.inf), "q": (0.0, math.inf), "x": (-math.inf, math.inf)}
    want = p * exp(x) / (p + q)

    assert judged(1 / (exp(-x) + q * exp(-x) / p), want, domain).passed
    assert not judged(q * exp(x) / (p + q), want, domain).passed
    assert not judged(p * exp(sympy.Abs(x)) / (p + q), want, domain).passed


def test_what_is_right_on_the_domain_is_right():
    assert judged(sympy.Abs(p), want=p).passed
    assert judged(sympy.sqrt(p**2), want=p).passed
    assert not judged(sympy.Abs(p), want=p, domain={"p": (-1.0, 1.0)}).passed


def test_what_a_variable_of_an_integral_is_called_changes_nothing():
    whole = Integral(sympy.Abs(p), (p, -1, 1))  # where the p outside is positive

    assert judged(p + whole, want=p + 1).passed


NEITHER = {
    "defined on half of the domain": Piecewise((SLOPE, p < Rational(1, 2))),
    "a function that is not among the heads": SLOPE + sympy.besselj(0, p) * 0 + sympy.besselj(1, p),
    "too large": sympy.Add(*[sympy.Mul(p, i, evaluate=False) for i in range(3000)], evaluate=False),
}


@pytest.mark.parametrize("name", NEITHER)
def test_what_cannot_be_told_is_left_to_a_person(name):
    verdict = judged(NEITHER[name])

    assert not verdict.passed
    assert verdict.undecided


def held(head, *args):
    return head(*args, evaluate=False)


BOMBS = {
    "a tower of powers": held(sympy.Pow, 10, held(sympy.Pow, 10, held(sympy.Pow, 10, 10))),
    "a factorial": held(sympy.factorial, 10**9) + p,
    "a power of a power": held(sympy.Pow, held(sympy.Pow, 3 + p, 10**8), 10**8),
    "a sum without end": Sum(1 / n, (n, 1, 10**12)),
    "an expansion": (1 + p + x) ** 20_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_never_right_and_the_next_expression_is_judged(name):
    assert not judged(BOMBS[name], seconds=1.0).passed
    assert judged(log(1 - p) - log(p), seconds=13.0).passed


@pytest.mark.parametrize(
    "tree",
    [
        ("__import__", ("Symbol", "os")),
        ("Lambda", ("Symbol", "p"), ("Symbol", "p")),
        ("Symbol",),
        ("Symbol", ("Symbol", "p")),
        ("Integer", "1 + 1"),
        ("Integer", "٣"),
        ("Rational", "1", "0"),
        ("Float", "1", "9" * 20),
        ("Add", "p"),
        ("Add",),
        ("pi", "p"),
    ],
    ids=str,
)
def test_a_tree_that_no_collector_makes_is_refused(tree):
    verdict = compare.expression(UNIT)(Answer("returned", Formula(tree)), SLOPE, "float64")

    assert verdict.to_student == "expected a SymPy expression, got something that cannot be read as one"


@pytest.mark.parametrize(
    "tree",
    [
        ("Pow", ("Symbol", "p")),
        ("Derivative", ("Symbol", "p"), ("Symbol", "p")),
        ("Integral", ("Symbol", "p"), ("Integer", "1")),
        ("Piecewise", ("true",)),
        ("Sum", ("true",), ("Tuple", ("pi",), ("true",), ("nan",))),
        ("Limit", ("Symbol", "p"), ("Symbol", "p"), ("pi",), ("Symbol", "exit()")),
        ("And", ("Symbol", "p"), ("Lt", ("I",), ("pi",))),
    ],
    ids=str,
)
def test_a_tree_that_means_nothing_is_not_right(tree):
    assert not compare.expression(UNIT)(Answer("returned", Formula(tree)), SLOPE, "float64").passed


def test_names_are_nothing_but_names():
    for name in ("__class__", "p'); import os", 'p"\n', "\x00", "\ud800", "lambda", "p" * 10_000, ""):
        verdict = judged(sympy.Symbol(name) + SLOPE)

        assert verdict.to_student == "the expression depends on a symbol other than p"
        assert judged(sympy.Add(SLOPE, sympy.Symbol(name), -sympy.Symbol(name), evaluate=False)).passed


def test_threads_judge_side_by_side():
    values = [log(1 - p) - log(p) + i * (p**2 - 1) / (p - 1) - i * p for i in range(12)]

    with ThreadPoolExecutor(3) as pool:
        verdicts = list(pool.map(judged, values))

    assert [verdict.passed for verdict in verdicts] == [True] + [False] * 11


def test_wrong_answers_are_alike_where_they_agree_everywhere():
    alike = compare.expression(UNIT).alike

    assert alike(crossed(-SLOPE), crossed(log(p) - log(1 - p)))
    assert alike(crossed(log(-p)), crossed(log(p) + sympy.I * sympy.pi))
    assert alike(crossed("p"), crossed("q"))
    assert not alike(crossed(-SLOPE), crossed(SLOPE + 1))
    assert not alike(crossed(-SLOPE), crossed("p"))


def test_an_author_s_mistakes_are_told_when_the_question_is_tried():
    with pytest.raises(ValueError, match="interval"):
        compare.expression({"p": (1.0, 0.0)})
    with pytest.raises(ValueError, match="too few points"):
        judged(p, want=log(-p))
    with pytest.raises(ValueError, match="cannot be compared"):
        judged(p, want=sympy.Eq(p, 1))


def test_a_comparator_can_be_a_key():
    assert hash(compare.expression(UNIT)) == hash(compare.expression({"p": (0, 1)}))
    assert compare.expression(UNIT) == compare.expression({"p": (0, 1)})


def test_no_process_is_left_behind():
    script = textwrap.dedent(
        """
        import psutil
        from autograder.algebra import clerk
        said = clerk.ask("values", 10.0, tree=["Symbol", "p"], points=[{"p": "1/2"}])
        print(said, *[child.pid for child in psutil.Process().children()])
        """
    )

    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert printed.startswith("[[0.5, 0.0]]")
    assert not any(psutil.pid_exists(int(pid)) for pid in printed.split()[2:])


def test_what_is_right_at_points_that_can_be_known_is_wrong():
    """A polynomial of the lowest degree through the points that all answers would be compared at."""
    domain = (("p", 0.1, 0.9),)
    places = [Rational(str(point["p"])) for point in points(domain)]
    through = sympy.interpolate([(place, log(place).evalf(60)) for place in places], p)

    verdict = judged(through, log(p), dict((name, (low, high)) for name, low, high in domain))

    assert not verdict.passed
