"""Where two equal Gaussians of unit variance sit at +m and -m: which of them is a point from?"""

from __future__ import annotations

import sympy


def responsibility_expr() -> sympy.Expr:
    r"""$p(z = + \mid x)$ for $\frac12 N(x; m, 1) + \frac12 N(x; -m, 1)$, in the symbols `x` and `m`.

    Bayes' rule; $(x + m)^2 - (x - m)^2 = 4mx$, so it is the logistic function of $2mx$.

    Reference: Bishop 2006, eq. (9.13), and for the logistic form eq. (4.57).
    """
    x, m = sympy.symbols("x m", real=True)
    return 1 / (1 + sympy.exp(-2 * m * x))
