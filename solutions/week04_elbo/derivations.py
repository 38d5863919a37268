r"""The derivation of week 4: the evidence bound by Jensen's inequality.

Everything is a finite table to the judge: `x` and `z` have a few values each, $p_\theta(x, z)$ and $q_\phi(z \mid x)$
are drawn at random, and marginals and conditionals follow from them.
"""

from __future__ import annotations

from autograder.derivation import Derivation, Goal, Move, Notation, forms
from autograder.derivation.declaration import Law, Passes, Quantity

MODEL = Law((r"p_\theta", "p"), left=("x", "z"))
PROPOSAL = Law((r"q_\phi", "q"), left=("z",), given=("x",))
ELBO = Quantity(
    (r"\mathrm{ELBO}", r"\mathcal{L}"),
    meaning=r"\mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x,z)}{q_\phi(z|x)}\right]",
)
NOTATION = Notation(finite=("x", "z"), laws=(MODEL, PROPOSAL), quantities=(ELBO,), held=("x",))

# Whoever writes down what is lost, and drops it, has done the same as by Jensen's inequality.
GAP = forms.divergence_from("p", "z", "x")

JENSEN = Move(
    "jensen",
    any_of=(Passes(forms.log_of_mean, forms.mean_of_log), Passes(GAP, forms.anything)),
    missing="No line shows how the logarithm comes inside the expectation, and what that costs.",
)

ELBO_JENSEN = Derivation(
    NOTATION,
    start=(r"\log p_\theta(x)",),
    goal=Goal(
        (r"\log p_\theta(x) \ge \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)] - D_{KL}(q_\phi(z|x) \,\|\, p(z))",),
    ),
    moves=(JENSEN,),
)
