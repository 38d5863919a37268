"""Formulas as SymPy expressions."""

from __future__ import annotations

import sympy


def bernoulli_entropy_slope() -> sympy.Expr:
    r"""$\frac{d}{dp} H(p) = \log \frac{1 - p}{p}$ of $H(p) = -p \log p - (1 - p) \log (1 - p)$, for $0 < p < 1$.

    Reference: the entropy of Cover and Thomas 2006, section 2.1, in nats, differentiated; the two terms of the product
    rule that are not logarithms, -1 and +1, cancel.
    """
    p = sympy.Symbol("p")
    return sympy.log((1 - p) / p)
