"""Mutants: one spot is changed at a time, each kind of slip among them, and every mutant still is Python."""

import ast

import pytest

from autograder.release.mutants import mutants

KINDS = {
    "operator": ("def f(a, b):\n    return a + b", "return a - b"),
    "dropped term": ("def f(a, b):\n    return a + b", "return a"),
    "sign": ("def f(a):\n    return -a", "return a"),
    "constant": ("def f(a):\n    return 2 * a", "return 3 * a"),
    "axis": ("def f(a):\n    return a.sum(dim=0)", "a.sum(dim=1)"),
    "last axis": ("def f(a):\n    return a.sum(dim=-1)", "a.sum(dim=1)"),
    "sum and mean": ("def f(a):\n    return a.sum(0)", "return a.mean(0)"),
    "comparison": ("def f(a):\n    return a < 1", "return a <= 1"),
    "negation": ("def f(a):\n    return not a", "return a"),
    "branches": ("def f(a):\n    return 1 if a else 0", "return 0 if a else 1"),
    "swapped arguments": ("def f(a, b):\n    return g(a, b)", "return g(b, a)"),
    "swapped branches of where": ("def f(c, a, b):\n    return where(c, a, b)", "return where(c, b, a)"),
    "keyword": ("def f(a):\n    return a.std(unbiased=False)", "unbiased=True"),
    "expression": ("slope = log(1 - p) - log(p)", "slope = log(1 - p) + log(p)"),
}


@pytest.mark.parametrize(("source", "changed"), KINDS.values(), ids=KINDS)
def test_each_kind_of_slip_is_among_the_mutants(source, changed):
    made = [mutant.source for mutant in mutants("f", source)]

    assert any(changed in text for text in made)


def test_a_mutant_differs_from_the_source_in_one_spot_and_is_python():
    source = "def f(x, y):\n    z = (x - y) ** 2\n    return -z.sum(dim=0) / 2 if x.mean() > 0 else z.exp()"

    made = [mutant.source for mutant in mutants("f", source)]

    assert len(made) == len(set(made)) > 15
    assert ast.unparse(ast.parse(source)) not in made
    for text in made:
        ast.parse(text)


def test_a_mutant_says_where_it_is():
    (mutant,) = mutants("f", "def f(a):\n    return -a")

    assert mutant.what == "line 2: sign or negation dropped"
