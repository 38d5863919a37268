"""Expressions before the judge: marks, misconceptions, and what nobody can decide by machine."""

import pytest
import sympy

from autograder import compare
from autograder.authoring import WrongAnswers
from autograder.collect.session import LocalSession
from autograder.judge import Judge
from autograder.question import Bound, Case, Check, Question, RightAnswer, Week
from autograder.release.gate import validate_answers

p = sympy.Symbol("p")
RIGHT = sympy.log((1 - p) / p)
SLOPE = compare.expression(domain={"p": (0.0, 1.0)})

WRONG = WrongAnswers()
WRONG.add("slope", "sign", "The sign.", ("formula",), -RIGHT)
WRONG.add("slope", "odds", "These are odds, not their logarithm.", ("formula",), (1 - p) / p)
WRONG.add("slope", "base", "In bits.", ("formula",), sympy.log((1 - p) / p, 2))
WRONG.add("slope", "entropy", "Not differentiated.", ("formula",), -p * sympy.log(p) - (1 - p) * sympy.log(1 - p))

QUESTION = Question(
    "slope",
    "a slope",
    lambda: RIGHT,
    (Check("formula", 3, (Case("expression", lambda rng: {}),), SLOPE, Bound(), hint="Differentiate both terms."),),
)
WEEK = Week(
    "week00_toy",
    (QUESTION,),
    tuple(WRONG),
    (
        RightAnswer("slope", "two logarithms", sympy.log(1 - p) - sympy.log(p)),
        RightAnswer(
            "slope",
            "unevaluated",
            sympy.Derivative(-p * sympy.log(p) - (1 - p) * sympy.log(1 - p), p, evaluate=False),
        ),
        RightAnswer("slope", "hyperbolic", 2 * sympy.atanh(1 - 2 * sympy.Symbol("p", positive=True))),
    ),
)


@pytest.fixture(scope="module")
def judge():
    return Judge(WEEK, b"secret")


def judged(judge, **namespace):
    return judge.judge(LocalSession(namespace), {"slope"})["slope"]


def test_the_gate_passes_a_question_of_an_expression():
    assert validate_answers(WEEK, [b"one"]).faults == []


def test_a_known_wrong_expression_is_recognised_in_another_form(judge):
    result = judged(judge, slope=sympy.log(p) - sympy.log(1 - p))

    assert (result.points, result.misconception) == (0, "sign")
    assert result.messages[0] == "The sign."


def test_an_unknown_wrong_one_gets_the_hint(judge):
    result = judged(judge, slope=RIGHT + p)

    assert (result.verdict, result.misconception) == ("wrong", None)
    assert "Hint: Differentiate both terms." in result.messages


def test_what_the_machine_cannot_decide_waits_for_a_person(judge):
    """A sum over more terms than can be added up is neither right nor wrong."""
    k = sympy.Symbol("k", integer=True)
    hard = sympy.Sum(sympy.sin(p * sympy.exp(sympy.sin(k))) / k**1.5, (k, 1, sympy.oo))

    result = judged(judge, slope=hard)

    assert result.verdict == "undecided"
    assert result.points == 0


@pytest.mark.parametrize(
    "value", ["log((1 - p)/p)", None, lambda p: RIGHT, [RIGHT]], ids=["str", "None", "def", "list"]
)
def test_what_is_no_expression_is_told_so(judge, value):
    result = judged(judge, slope=value)

    assert result.verdict == "wrong"
    assert "expected a SymPy expression" in result.messages[0]


def test_a_name_without_a_value_is_told_so(judge):
    assert "not defined in your notebook" in judged(judge).messages[0]
