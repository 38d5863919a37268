"""How far each operator reaches, and where a second reading is kept."""

import pytest

from autograder.derivation.reading.grammar import MOST_READINGS
from autograder.derivation.words import in_words

from .reading import said, trees, words


def readings(latex):
    return [in_words(tree, words()) for tree in trees(latex)]


@pytest.mark.parametrize(
    ("latex", "by_the_rules"),
    [
        # 1: a logarithm takes the factors that follow, or its bracket
        (r"\log p(x) q(z|x)", "log[ p(x) · q(z|x) ]"),
        (r"\log 2 \pi", "log[ 2 · π ]"),
        (r"\log \frac{x}{y} \cdot \frac{z}{2}", "log[ x/y · (z/2) ]"),
        (r"\log x / y", "log[ x/y ]"),
        (r"\log x + y", "log x + y"),
        (r"\log x - y", "log x - y"),
        (r"x \log x \log y", "x · (log x) · log y"),
        (r"\log x \sum_z y", "(log x) · sum over z of [ y ]"),
        (r"\log x \int y\,dy", "(log x) · integral over y of [ y ]"),
        (r"\log x E_{q(z|x)}[z]", "(log x) · E over z of q(z|x) [ z ]"),
        (r"\log(x) y", "(log x) · y"),
        (r"\log(x)^2", "log[ x^2 ]"),
        (r"\log^2 x", "(log x)^2"),
        (r"\log -x", "log[ -x ]"),
        # 2: a sum takes the term that follows, and later ones with its index
        (r"\sum_z x + y", "sum over z of [ x ] + y"),
        (r"\sum_z p(x,z) + z", "sum over z of [ p(x,z) + z ]"),
        (r"\sum_i x_i \log y + (1 - x_i) \log z", "sum over i of [ x_i · log y + (1 - x_i) · log z ]"),
        (r"(\sum_i x_i + y) x_i", "(sum over i of [ x_i ] + y) · x_i"),
        (r"\sum_i x_i + y - x_i", "sum over i of [ x_i + y - x_i ]"),
        (r"\sum_z z + \sum_z z", "sum over z of [ z ] + sum over z of [ z ]"),
        (r"\prod_i x_i + x_i", "product over i of [ x_i ] + x_i"),
        # 3: an integral takes all up to its differential; with the differential first, a term
        (r"\int x + z \,dz + y", "integral over z of [ x + z ] + y"),
        (r"\int dz\, x + z", "integral over z of [ x ] + z"),
        (r"x \int y\,dx z", "x · integral over x of [ y ] · z"),
        (r"\int x \int y\,dy\,dx", "integral over x of [ x · integral over y of [ y ] ]"),
        # 4: a mean takes its bracket; without one, what a logarithm would take
        (r"E_{q(z|x)} \log p(x,z) + x", "E over z of q(z|x) [ log p(x,z) ] + x"),
        (r"E_{q(z|x)} x y", "E over z of q(z|x) [ x · y ]"),
        (r"E_{q(z|x)} [x] y", "E over z of q(z|x) [ x ] · y"),
        # 5: a derivative takes its bracket; without one, the term
        (r"\frac{\partial}{\partial\mu} \mu x + y", "derivative by μ of [ μ · x ] + y"),
        (r"\frac{\partial}{\partial\mu} (\mu + x) y", "derivative by μ of [ μ + x ] · y"),
        (r"\frac{\partial}{\partial\mu} \sum_i x_i \mu", "derivative by μ of [ sum over i of [ x_i · μ ] ]"),
        # 6: a slash takes one factor on its right
        (r"1/2 x", "1/2 · x"),
        (r"1/2\sigma^2", "1/2 · σ^2"),
        (r"x/y/z", "(x/y) / z"),
        # and what is as everywhere
        (r"-x y", "-x · y"),
        (r"x - -y", "x + y"),
        (r"x^y z", "x^y · z"),
        (r"\arg\max_\theta f(\theta) + \theta", "arg max over θ of [ f(θ) + θ ]"),
        (r"x + \arg\min_\theta f(\theta)", "x + arg min over θ of [ f(θ) ]"),
        (r"e^{-x} y", "exp[ -x ] · y"),
        (r"|x - y|^2", "(absolute value of [ x - y ])^2"),
    ],
)
def test_the_first_reading_is_by_the_rules(latex, by_the_rules):
    assert said(latex) == by_the_rules


@pytest.mark.parametrize(
    ("latex", "both"),
    [
        (r"\log p(x) q(z|x)", {"log[ p(x) · q(z|x) ]", "(log p(x)) · q(z|x)"}),
        (r"\log(x) y", {"(log x) · y", "log[ x · y ]"}),
        (r"\sum_z p(x,z) + z", {"sum over z of [ p(x,z) + z ]", "sum over z of [ p(x,z) ] + z"}),
        (
            r"\frac{\partial}{\partial\mu} (\mu + x) y",
            {"derivative by μ of [ μ + x ] · y", "derivative by μ of [ (μ + x) · y ]"},
        ),
        (r"1/2\sigma^2", {"1/2 · σ^2", "1 / (2 · σ^2)"}),
    ],
)
def test_two_readings_are_kept_where_both_are_natural(latex, both):
    assert set(readings(latex)) == both


@pytest.mark.parametrize("latex", [r"\log x + y", r"\log \frac{x}{y}", r"\log\left(x\right) + y", r"\log{x}", "p(x|z)"])
def test_there_is_one_reading_where_only_one_is_natural(latex):
    assert len(trees(latex)) == 1


def test_there_are_at_most_some_readings():
    found = readings(" + ".join(r"\log(x) y" for _ in range(40)))

    assert len(found) == len(set(found)) == MOST_READINGS


@pytest.mark.parametrize(
    ("latex", "read_as"),
    [
        ("f(x)", "f(x)"),  # a declared function
        ("V(x)", "V(x)"),  # a name that students give
        ("x(y + 1)", "x · (y + 1)"),  # a variable
        ("p(x + 1)", "p · (x + 1)"),  # a law's letter at no variable
        ("p(z)p(x|z)", "p(z) · p(x|z)"),
        ("p(X = x)", "p(X = x)"),
        (r"p(\cdot|x)", "p(·|x)"),
        ("p(x; \\theta)", "p(x; θ)"),
    ],
)
def test_what_a_bracket_behind_a_letter_means_is_decided_by_the_letter(latex, read_as):
    assert said(latex) == read_as
