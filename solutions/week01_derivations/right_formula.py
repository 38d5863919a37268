"""Right answers that are formulas: the slope of a coin's entropy."""

from __future__ import annotations

import sympy
from sympy import Derivative, Rational, Symbol, atanh, diff, exp, log, simplify, symbols

from autograder.authoring import RightAnswers

RIGHT = RightAnswers()
NAME = "bernoulli_entropy_slope"

p = Symbol("p")
positive, real = Symbol("p", positive=True), symbols("p", real=True)


def entropy(p):
    return -p * log(p) - (1 - p) * log(1 - p)


RIGHT.add(NAME, "difference of logarithms", log(1 - p) - log(p))
RIGHT.add(NAME, "logarithm of a quotient", log((1 - p) / p))
RIGHT.add(NAME, "logarithm of the odds, negative", -log(p / (1 - p)))
RIGHT.add(NAME, "as differentiated", diff(entropy(p), p))
RIGHT.add(NAME, "simplified", simplify(diff(entropy(p), p)))
RIGHT.add(NAME, "not yet differentiated", Derivative(entropy(p), p))
RIGHT.add(NAME, "of a positive symbol", diff(entropy(positive), positive))
RIGHT.add(NAME, "of a real symbol", log(1 / real - 1))
RIGHT.add(NAME, "inverse hyperbolic tangent", 2 * atanh(1 - 2 * p))
RIGHT.add(NAME, "product rule written out", -log(p) - p / p + log(1 - p) + (1 - p) / (1 - p))
RIGHT.add(NAME, "a sum over both sides", sympy.Sum((-1) ** Symbol("k") * log(1 - p), (Symbol("k"), 0, 0)) - log(p))
RIGHT.add(NAME, "floats", -1.0 * log(p) + 1.0 * log(1.0 - p))
RIGHT.add(NAME, "through exponentials", log(exp(log(1 - p)) / p) + Rational(0))
