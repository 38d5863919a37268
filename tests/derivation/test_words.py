"""How a side was read is said so that two readings are never said alike."""

import dataclasses
import itertools
from fractions import Fraction

import pytest

from autograder.derivation.judging.document import read_document
from autograder.derivation.lexicon import lexicon
from autograder.derivation.reading import tree
from autograder.derivation.words import in_words

from .asked import NAMES, asked, corpus
from .reading import said, words

X, Y, Z = (tree.Symbol(letter) for letter in "xyz")
ONE = tree.Number(Fraction(1))
Q = tree.Density("q", left=(Z,), given=(X,))
EXAMPLES = {
    tree.Number: tree.Number(Fraction(5, 2)),
    tree.Symbol: tree.Symbol("hat mu", label="ML"),
    tree.Slice: tree.Slice("x", tree.Number(Fraction(0)), tree.Symbol("T")),
    tree.Sum: tree.Sum((X, tree.Negative(Y))),
    tree.Product: tree.Product((X, tree.Sum((Y, ONE)))),
    tree.Negative: tree.Negative(X),
    tree.Ratio: tree.Ratio(X, tree.Product((Y, Z))),
    tree.Power: tree.Power(tree.Sum((X, Y)), ONE),
    tree.Function: tree.Function("log", X),
    tree.Series: tree.Series("sum", "i", ONE, tree.Symbol("n"), X),
    tree.Over: tree.Over("int", (Z,), X),
    tree.Mean: tree.Mean("E", (Q,), (), (X,)),
    tree.Density: Q,
    tree.Normal: tree.Normal(X, Y, ONE),
    tree.Bernoulli: tree.Bernoulli(X, Y),
    tree.Divergence: tree.Divergence("KL", Q, tree.Density("p", left=(Z,))),
    tree.Information: tree.Information("H", (Y,), (X,)),
    tree.Derivative: tree.Derivative(X, 1, Y),
    tree.Extremum: tree.Extremum("argmin", (X,), Y),
    tree.Where: tree.Where(Y, X, ONE),
    tree.Call: tree.Call("f", (X, Y)),
    tree.Constant: tree.Constant("const"),
    tree.Dots: tree.Dots(),
}
KINDS = [
    kind
    for kind in vars(tree).values()
    if isinstance(kind, type)
    and issubclass(kind, tree.Node)
    and kind is not tree.Node
    and dataclasses.is_dataclass(kind)
]


def test_every_kind_of_node_has_an_example():
    assert set(KINDS) == set(EXAMPLES)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_node_is_said(kind):
    assert in_words(EXAMPLES[kind], words())


@pytest.mark.parametrize("outer", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_node_is_said_inside_of_every_other(outer):
    whole = EXAMPLES[outer]
    for entry in dataclasses.fields(whole):
        value = getattr(whole, entry.name)
        for inner in EXAMPLES.values():
            if isinstance(value, tree.Node):
                changed = dataclasses.replace(whole, **{entry.name: inner})
            elif isinstance(value, tuple) and value:
                changed = dataclasses.replace(whole, **{entry.name: (inner, *value[1:])})
            else:
                continue
            bare = in_words(inner, words()).split("(")[0].replace(" ", "")
            assert bare in in_words(changed, words()).replace(" ", "")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\log E_{q(z|x)}\left[\frac{p(x,z)}{q(z|x)}\right]", "log[ E over z of q(z|x) [ p(x,z) / q(z|x) ] ]"),
        (r"\mathbb{E}_{q_\phi}[\log p_\theta(x|z)]", "E over z of q(z|x) [ log p(x|z) ]"),
        (r"\mathbb{E}_{x \sim p_{data}}[x]", "E over x of p_data(x) [ x ]"),
        (r"E_p[x]", "E under p [ x ]"),
        (r"E[x]", "E [ x ]"),
        (r"E_{\epsilon\sim\mathcal{N}(0,1)}[\epsilon]", "E over ε of Normal(mean 0, variance 1) [ ε ]"),
        (r"D_{KL}(q\|p(z))", "KL of q(z|x) from p(z)"),
        (r"D_{KL}(q(z|x)\|p(z)) - x", "KL of q(z|x) from p(z) - x"),
        (r"JSD(p_{data}\|q)", "JSD of p_data(x) and q(z|x)"),
        (r"H(Y|X)", "entropy of Y given X"),
        (r"H(q)", "entropy of q(z|x)"),
        (r"I(X;Y)", "mutual information of X and Y"),
        (r"\bar\alpha_{t-1}", "ᾱ_{t-1}"),
        (r"\hat\mu_{ML}", "μ̂_ML"),
        (r"\lambda \epsilon \varepsilon", "λ · ε · ε"),
        (r"\mathcal{L}(\theta)", "ℒ(θ)"),
        (r"D^*(x)", "D* · x"),
        (r"f'(x)", "f'(x)"),
        (r"x_{0:T}", "x_{0:T}"),
        (r"\sqrt{\bar\alpha_t} x_0", "√[ ᾱ_t ] · x_0"),
        (r"\frac{\partial}{\partial\sigma^2}\log\sigma^2", "derivative by σ^2 of [ log[ σ^2 ] ]"),
        (r"\arg\min_\theta f(\theta)", "arg min over θ of [ f(θ) ]"),
        (r"x + C", "x + constant C"),
        (r"x + \text{const}", "x + constant"),
        (r"0.25 x", "0.25 · x"),
        (r"-(x + y)", "-(x + y)"),
        (r"x - (y - z)", "x - (y - z)"),
        (r"(x y)^z", "(x · y)^z"),
        (r"x^{-1}", "x^(-1)"),
        (r"\frac{x}{\frac{y}{z}}", "x / (y/z)"),
        (r"2 \cdot (-x)", "2 · (-x)"),
    ],
)
def test_a_side_is_said(latex, expected):
    assert said(latex) == expected


@pytest.mark.parametrize("name", NAMES)
def test_two_readings_of_one_side_are_never_said_alike(name):
    known = lexicon(asked()[name].notation)
    for written in corpus(name):
        for side in read_document(written.text, known).sides:
            for one, other in itertools.combinations(side.readings, 2):
                assert in_words(one, known) != in_words(other, known), written


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_a_students_side_has_brackets_in_pairs(name):
    known = lexicon(asked()[name].notation)
    for written in corpus(name):
        for side in read_document(written.text, known).sides:
            for reading in side.readings:
                sentence = in_words(reading, known)
                assert all(sentence.count(a) == sentence.count(b) for a, b in ("()", "[]", "{}"))
