"""What a side looks like: predicates on trees, for an author's moves."""

from __future__ import annotations

from collections.abc import Callable

from .judging.noises import LETTERS
from .lexicon import PARAMETERS
from .meaning.core import shown
from .reading.tree import (
    Call,
    Density,
    Derivative,
    Divergence,
    Extremum,
    Function,
    Information,
    Mean,
    Node,
    Normal,
    Over,
    Product,
    Ratio,
    Series,
    Slice,
    Sum,
    Symbol,
    Where,
)

Form = Callable[[Node], bool]
BINDERS = (Mean, Over)


def anything(tree: Node) -> bool:
    """Any side."""
    return tree is not None


def log_of_mean(tree: Node) -> bool:
    r"""A logarithm stands outside of a mean, an integral or a sum."""
    return any(
        isinstance(node, Function)
        and node.name.startswith("log")
        and any(
            isinstance(inner, BINDERS) or (isinstance(inner, Series) and inner.operation == "sum")
            for inner in node.of.walk()
        )
        for node in tree.walk()
    )


def mean_of_log(tree: Node) -> bool:
    """A logarithm stands inside of a mean, an integral or a sum; a divergence or an entropy is such a mean."""
    return any(
        isinstance(node, Divergence | Information)
        or (isinstance(node, (*BINDERS, Series)) and any(_is_log(inner) for inner in node.walk()))
        for node in tree.walk()
    )


def _is_log(node: Node) -> bool:
    return isinstance(node, Function) and node.name.startswith("log")


def has(*kinds: type[Node]) -> Form:
    """A node of one of these kinds stands somewhere."""
    return lambda tree: any(isinstance(node, kinds) for node in tree.walk())


def lacks(*kinds: type[Node]) -> Form:
    """No node of these kinds stands anywhere."""
    return lambda tree: not any(isinstance(node, kinds) for node in tree.walk())


def every(*forms: Form) -> Form:
    return lambda tree: all(form(tree) for form in forms)


def some(*forms: Form) -> Form:
    return lambda tree: any(form(tree) for form in forms)


def density(letter: str, left: str, given: str | None = None) -> Form:
    """A law of this letter at these variables, names joined by `,`; None: whatever is given."""

    def found(tree: Node) -> bool:
        return any(
            isinstance(node, Density)
            and node.letter.lower() == letter
            and _names(node.left) == left
            and (given is None or _names(node.given) == given)
            for node in tree.walk()
        )

    return found


def law(letter: str) -> Form:
    """A law of this letter stands somewhere, with arguments or without."""
    return lambda tree: any(isinstance(node, Density) and node.letter.lower() == letter for node in tree.walk())


def divergence_from(letter: str, left: str, given: str) -> Form:
    """A divergence whose second law is this one."""
    inside = density(letter, left, given)
    return lambda tree: any(isinstance(node, Divergence) and inside(node.second) for node in tree.walk())


def step(name: str, index: str) -> Form:
    """`x_{t-1}` stands somewhere outside of a law's name."""
    return lambda tree: any(
        isinstance(node, Symbol) and node.name == name and len(node.index) == 1 and shown(node.index[0]) == index
        for node in tree.walk()
    )


def noises(least: int, most: int) -> Form:
    """How many noises are written in it."""

    def found(tree: Node) -> bool:
        letters = [node for node in tree.walk() if isinstance(node, Symbol) and node.name.split(" ")[-1] in LETTERS]
        return least <= len(letters) <= most

    return found


def count(kind: type[Node], least: int) -> Form:
    """At least so many nodes of a kind."""
    return lambda tree: sum(isinstance(node, kind) for node in tree.walk()) >= least


def integrates(name: str, index: str) -> Form:
    """An integral over this step."""
    inside = step(name, index)
    return lambda tree: any(isinstance(node, Over) and any(map(inside, node.variables)) for node in tree.walk())


def neither(*forms: Form) -> Form:
    return lambda tree: not any(form(tree) for form in forms)


def in_log(form: Form) -> Form:
    """Something of this form stands under a logarithm."""
    return lambda tree: any(_is_log(node) and form(node) for node in tree.walk())


def under_mean(form: Form) -> Form:
    """Something of this form stands in a mean, an integral or a sum."""
    return lambda tree: any(isinstance(node, (*BINDERS, Series)) and form(node) for node in tree.walk())


def _names(nodes: tuple[Node, ...]) -> str:
    names = []
    for node in nodes:
        node = node.variable if isinstance(node, Where) else node
        if isinstance(node, Symbol) and node.name not in PARAMETERS:  # `p(z | x, \theta)` is `p_\theta(z | x)`
            names.append(node.name.lower() + "".join(f"_{shown(index)}" for index in node.index))
        elif isinstance(node, Slice):
            names.append(f"{node.name}_{shown(node.first)}:{shown(node.last)}")
    return ",".join(names)


WORKED_OUT = lacks(Mean, Over, Divergence, Derivative, Density, Normal, Extremum, Information)

__all__ = [
    "WORKED_OUT",
    "Call",
    "Density",
    "Derivative",
    "Divergence",
    "Extremum",
    "Form",
    "Function",
    "Information",
    "Mean",
    "Node",
    "Normal",
    "Over",
    "Product",
    "Ratio",
    "Series",
    "Sum",
    "anything",
    "count",
    "density",
    "divergence_from",
    "every",
    "has",
    "in_log",
    "integrates",
    "lacks",
    "law",
    "log_of_mean",
    "mean_of_log",
    "neither",
    "noises",
    "some",
    "step",
    "under_mean",
]  # fmt: skip
