r"""The derivation of week 4: the evidence bound by Jensen's inequality.

Everything is a finite table to the judge: `x` and `z` have a few values each, $p_\theta(x, z)$ and $q_\phi(z \mid x)$
are drawn at random, and marginals and conditionals follow from them.
"""

from __future__ import annotations

from autograder.derivation import Derivation, Goal, Move, Notation
from autograder.derivation.declaration import Law, Passes, Quantity
from autograder.derivation.tree import Divergence, Function, Mean, Node, Over

MODEL = Law((r"p_\theta", "p"), left=("x", "z"))
PROPOSAL = Law((r"q_\phi", "q"), left=("z",), given=("x",))
ELBO = Quantity(
    (r"\mathrm{ELBO}", r"\mathcal{L}"),
    meaning=r"\mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x,z)}{q_\phi(z|x)}\right]",
)
NOTATION = Notation(finite=("x", "z"), laws=(MODEL, PROPOSAL), quantities=(ELBO,), held=("x",))


def log_of_a_mean(side: Node) -> bool:
    """A logarithm stands outside of a mean, an integral or a sum."""
    return any(_is_log(node) and any(isinstance(inner, Mean | Over) for inner in node.walk()) for node in side.walk())


def mean_of_a_log(side: Node) -> bool:
    """Every logarithm stands inside of a mean, an integral or a sum, and there is one."""
    inside = any(isinstance(node, Mean | Over) and any(map(_is_log, node.walk())) for node in side.walk())
    return inside and not log_of_a_mean(side)


def with_a_divergence(side: Node) -> bool:
    return any(isinstance(node, Divergence) for node in side.walk())


def _is_log(node: Node) -> bool:
    return isinstance(node, Function) and node.name == "log"


JENSEN = Move(
    "jensen",
    any_of=(Passes(log_of_a_mean, mean_of_a_log), Passes(with_a_divergence, mean_of_a_log)),
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
