"""Expressions, against SymPy's own derivative."""

import sympy

from reference_impl import information


def test_slope_is_the_derivative_of_the_entropy():
    p = sympy.Symbol("p")
    entropy = -p * sympy.log(p) - (1 - p) * sympy.log(1 - p)

    gap = sympy.diff(entropy, p) - information.bernoulli_entropy_slope()

    for value in (sympy.Rational(1, 7), sympy.Rational(1, 2), sympy.Rational(9, 10)):
        assert abs(gap.subs(p, value).evalf(30)) < 1e-28
