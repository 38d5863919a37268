"""Rows whose terms agree only in their sum.

An "ELBO" and a "KL" both taken under the wrong law add up to `log p(x)` all the same: such a row is true, and does not
say what it seems to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations

from ..reading.tree import (
    Density,
    Divergence,
    Information,
    Mean,
    Negative,
    Node,
    Number,
    Over,
    Product,
    Ratio,
    Series,
    Sum,
)
from .terms import terms

MOST_SUBSETS = 64


def agree_only_in_sum(
    left: Node, right: Node, expand: Callable[[Node], Node | None], equal: Callable[[Sequence[Node], Node], bool]
) -> bool:
    """Whether divergences or entropies on the right are none of what is written out on the left.

    Args:
        left: a side with means written out.
        right: an equal side.
        expand: meaning of a student's name, or None.
        equal: whether some terms have the value of another term in sum.
    """
    given, named = terms(left, expand), terms(right, expand)
    said = [term for term in named if _names(term)]
    if len(given) < 2 or len(named) < 2 or not said or any(_names(term) for term in given):
        return False
    if not all(_written_out(term) for term in given):
        return False
    other_law = all(not _laws(term) & _first_laws(entry) for term in given for entry in said)
    same_shape = len(said) == len(named) == len(given)
    if not other_law and not same_shape:
        return False
    plain = [term for term in named if not _names(term)]
    nothing = Number(Fraction(0))
    said = [term for term in said if not any(other is not term and equal((term, other), nothing) for other in said)]
    return bool(said) and not any(_is_part(entry, plain, given, equal) for entry in said)


def _is_part(
    entry: Node, plain: Sequence[Node], given: Sequence[Node], equal: Callable[[Sequence[Node], Node], bool]
) -> bool:
    """Whether `entry`, by itself or with some `plain` terms beside it, is some of the terms `given`, or nothing."""
    tried = 0
    for some in range(min(len(plain), 2) + 1):
        for beside in combinations(plain, some):
            one = Sum((entry, *beside)) if beside else entry
            for size in range(0 if beside else 1, len(given)):
                for subset in combinations(given, size):
                    tried += 1
                    if tried > MOST_SUBSETS or equal(subset or (Number(Fraction(0)),), one):
                        return True
    return False


def _bare(term: Node) -> Node:
    while isinstance(term, Negative):
        term = term.of
    return term


def _names(term: Node) -> bool:
    return any(isinstance(node, Divergence | Information) for node in term.walk())


def _written_out(term: Node) -> bool:
    term = _bare(term)
    if isinstance(term, Product | Ratio):
        return any(_written_out(child) for child in term.children())
    return isinstance(term, Mean | Over | Series)


def _laws(term: Node) -> set[tuple[str, str]]:
    """The laws under which a term's means are, and the factors of what is summed."""
    found: set[tuple[str, str]] = set()
    for node in term.walk():
        if isinstance(node, Mean):
            found |= {
                (law.letter, law.label) for entry in node.laws for law in entry.walk() if isinstance(law, Density)
            }
        if isinstance(node, Over):
            of = _bare(node.of)
            factors = of.factors if isinstance(of, Product) else (of,)
            found |= {(factor.letter, factor.label) for factor in factors if isinstance(factor, Density)}
    return {_plainly(law) for law in found}


def _first_laws(term: Node) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for node in term.walk():
        if isinstance(node, Divergence):
            found |= {_plainly((law.letter, law.label)) for law in node.first.walk() if isinstance(law, Density)}
            if node.kind != "KL":
                found |= {_plainly((law.letter, law.label)) for law in node.second.walk() if isinstance(law, Density)}
    return found


def _plainly(law: tuple[str, str]) -> tuple[str, str]:
    """Parameters written as a label make no other law."""
    letter, label = law
    return letter.lower(), label if label in ("data", "g", "d", "G", "r", "model") else ""
