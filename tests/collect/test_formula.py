"""What the collector says of a SymPy object, and what the wire lets through."""

import json

import pytest
import sympy
import torch

from autograder.cell import Cell
from autograder.collect.answer import answer
from autograder.collect.session import Session
from autograder.collect.wire import (
    Array,
    Call,
    Formula,
    Message,
    Opaque,
    WireError,
    decode_answers,
    encode_answers,
)
from autograder.sandbox import Limits

p, x = sympy.symbols("p x")


def bound(value):
    """What arrives on the judge's side of a value bound to a name."""
    (got,) = decode_answers(encode_answers([answer({"e": value}, Call("e", {}, bound=True))]), count=1)
    assert got.outcome == "returned"
    return got.value


@pytest.mark.parametrize(
    ("value", "tree"),
    [
        (p, ("Symbol", "p")),
        (sympy.Symbol("p", positive=True), ("Symbol", "p")),
        (2 * p, ("Mul", ("Integer", "2"), ("Symbol", "p"))),
        (-p / 3, ("Mul", ("Rational", "-1", "3"), ("Symbol", "p"))),
        (0.75 * p, ("Mul", ("Float", "3", "-2"), ("Symbol", "p"))),
        (sympy.sqrt(p), ("Pow", ("Symbol", "p"), ("Rational", "1", "2"))),
        (sympy.E * sympy.pi, ("Mul", ("E",), ("pi",))),
        (sympy.oo, ("oo",)),
        (sympy.exp(-p), ("exp", ("Mul", ("Integer", "-1"), ("Symbol", "p")))),
        (
            sympy.Integral(p, (p, 0, 1)),
            ("Integral", ("Symbol", "p"), ("Tuple", ("Symbol", "p"), ("Integer", "0"), ("Integer", "1"))),
        ),
        (
            sympy.Piecewise((p, p < 1), (1, True)),
            (
                "Piecewise",
                ("Tuple", ("Symbol", "p"), ("Lt", ("Symbol", "p"), ("Integer", "1"))),
                ("Tuple", ("Integer", "1"), ("true",)),
            ),
        ),
    ],
    ids=str,
)
def test_an_expression_arrives_as_a_tree_of_its_heads(value, tree):
    assert bound(value) == Formula(tree)


@pytest.mark.parametrize("value", [sympy.Integer(2), sympy.Rational(1, 4), sympy.Float(0.5), 0.5, torch.tensor(0.5)])
def test_a_number_arrives_as_a_number(value):
    assert isinstance(bound(value), Array)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (sympy.Eq(p, x), "SymPy equation"),
        (sympy.Lambda(p, p + 1), "SymPy Lambda"),
        (sympy.Matrix([p]), "SymPy matrix"),
        (sympy.ImmutableMatrix([p]), "SymPy matrix"),
        (sympy.Function("f")(p), "SymPy undefined function"),
        (1 + sympy.Function("f")(p), "SymPy undefined function"),
        (sympy.besselj(0, p), "SymPy expression with other parts"),
        (p + sympy.Wild("w"), "SymPy expression with other parts"),
        (sympy.Integer(10) ** 2000 * p, "SymPy expression that is too large"),
    ],
    ids=str,
)
def test_what_is_no_tree_of_allowed_heads_arrives_by_a_kind_of_our_own(value, kind):
    assert bound(value) == Opaque(kind)


class Liar(sympy.Symbol):
    """A symbol that says it is a sum, and equal to anything."""

    @property
    def args(self):
        return (p, self)

    @property
    def func(self):
        return sympy.Add

    @property
    def __class__(self):
        return sympy.Add

    def __eq__(self, other):
        return True

    __hash__ = sympy.Symbol.__hash__


class Endless(sympy.Expr):
    """An expression within itself."""

    @property
    def args(self):
        return (self, self)


class Impostor:
    """No SymPy object, whatever it says."""

    __class__ = sympy.Symbol
    name = "p"
    args = ()


@pytest.mark.parametrize("value", [Liar("liar"), x + Liar("liar"), Endless()], ids=lambda value: "")
def test_a_class_of_the_student_s_own_is_not_believed(value):
    assert bound(value) == Opaque("SymPy expression with other parts")


def test_an_object_that_only_says_it_is_of_sympy_is_not_believed():
    assert bound(Impostor()) == Opaque("Impostor")


def test_what_is_without_bound_when_written_out_is_refused_at_once():
    shared = deep = p
    for _ in range(80):
        shared = sympy.Mul(shared, sympy.Add(shared, x, evaluate=False), evaluate=False)
    for _ in range(5000):
        deep = sympy.Add(deep, x, evaluate=False)
    wide = sympy.Add(*[x] * 10_000, evaluate=False)

    for value in (shared, deep, wide):
        assert bound(value) == Opaque("SymPy expression that is too large")


def test_names_are_cut_and_carried_as_they_are():
    for name in ("'", '"', "\n", "\x00", "\ud800", "__class__", "π"):
        assert bound(sympy.Symbol(name)) == Formula(("Symbol", name))
    assert bound(sympy.Symbol("p" * 10_000)) == Formula(("Symbol", "p" * 100))


def read(formula):
    header = json.dumps([{"outcome": "returned", "value": {"formula": formula}}])
    return decode_answers(Message(header, encode_answers([]).blob), count=1)[0].value


def nested(depth):
    return ["Abs", nested(depth - 1)] if depth else ["Symbol", "p"]


def test_the_wire_carries_what_is_small_and_made_of_text():
    assert read(["Add", ["Symbol", "p"], ["Integer", "1"]]) == Formula(("Add", ("Symbol", "p"), ("Integer", "1")))
    assert isinstance(read(nested(90)), Formula)


@pytest.mark.parametrize(
    "formula",
    [
        [],
        [["Symbol", "p"]],
        ["Integer", 1],
        ["Symbol", None],
        ["Add", {"opaque": "str"}],
        ["Symbol", "p" * 2000],
        "Symbol",
        {"Symbol": "p"},
        ["Add", *[["Symbol", "p"]] * 6000],
        ["Add", *["p"] * 6000],
        nested(200),
    ],
    ids=lambda formula: str(formula)[:30],
)
def test_the_wire_refuses_anything_else(formula):
    with pytest.raises(WireError):
        read(formula)


def test_the_wire_refuses_a_nest_that_json_itself_cannot_read():
    header = '[{"outcome": "returned", "value": {"formula": ' + '["Abs", ' * 100_000 + "]" * 100_000 + "}}]"

    with pytest.raises(WireError):
        decode_answers(Message(header, encode_answers([]).blob), count=1)


@pytest.mark.sandbox
def test_a_notebook_s_expressions_arrive_through_the_wall_and_bombs_cost_themselves_only(wall):
    source = """
import sympy
p = sympy.Symbol("p", positive=True)
slope = sympy.log((1 - p) / p)
never_called = lambda: 1 / 0
bomb = p
for _ in range(60):
    bomb = sympy.Mul(bomb, sympy.Add(bomb, 1, evaluate=False), evaluate=False)
tower = sympy.Pow(10, sympy.Pow(10, sympy.Pow(10, 10, evaluate=False), evaluate=False), evaluate=False)
class Killer(sympy.Expr):
    @property
    def args(self):
        import os
        os._exit(3)
killer = Killer()
"""
    names = ["slope", "never_called", "bomb", "killer", "tower", "absent", "slope"]
    with Session(wall, [Cell("answer", source)], Limits(call_seconds=5)) as session:
        answers = session.ask([Call(name, {}, bound=True) for name in names])

    tower = ("Pow", ("Integer", "10"), ("Pow", ("Integer", "10"), ("Pow", ("Integer", "10"), ("Integer", "10"))))
    assert isinstance(answers[0].value, Formula)
    assert answers[-1].value == answers[0].value
    assert [answer.value for answer in answers[1:5]] == [
        Opaque("function"),
        Opaque("SymPy expression that is too large"),
        Opaque("SymPy expression with other parts"),
        Formula(tower),
    ]
    assert answers[5].outcome == "undefined"


@pytest.mark.sandbox
def test_a_collector_that_lies_about_an_expression_gets_no_further_than_unreadable(wall):
    liar = """
import sys
from types import SimpleNamespace
e = 1
sys.modules["answering.collector"].encode_answers = lambda answers: SimpleNamespace(
    header='[{"outcome": "returned", "value": {"formula": ' + '["Abs", ' * 5000 + "]" * 5000 + "}}]", blob=b"")
"""
    with Session(wall, [Cell("liar", liar)], Limits(call_seconds=5)) as session:
        [got] = session.ask([Call("e", {}, bound=True)])

    assert got.outcome == "unreadable"
