"""A side as a sum of terms: signs, brackets, means and sums are opened as far as they are linear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ..reading.tree import Divergence, Information, Mean, Negative, Node, Number, Over, Product, Ratio, Series, Sum

MOST_TERMS = 60
DEEPEST = 12


def terms(tree: Node, expand: Callable[[Node], Node | None]) -> list[Node]:
    """The terms of `tree`; `expand` gives the meaning of a name that the student defined, or None."""
    found: list[Node] = []
    for term in _terms(tree, expand, 0):
        found.append(term)
        if len(found) > MOST_TERMS:
            return [tree]
    return found


def _terms(tree: Node, expand: Callable[[Node], Node | None], depth: int) -> Iterator[Node]:
    if depth > DEEPEST:
        yield tree
        return

    def inside(node: Node) -> Iterator[Node]:
        return _terms(node, expand, depth + 1)

    if (meaning := expand(tree)) is not None:
        yield from inside(meaning)
    elif isinstance(tree, Sum):
        for term in tree.terms:
            yield from inside(term)
    elif isinstance(tree, Product):
        yield from _of_product(tree, expand, inside)
    elif (linear := _linear(tree)) is not None:
        of, around = linear
        yield from map(around, inside(of))
    else:
        yield tree


def _linear(tree: Node) -> tuple[Node, Callable[[Node], Node]] | None:
    """What a linear operation is of, and the operation; None for other nodes."""
    match tree:
        case Negative(of=of):
            return of, lambda term: term.of if isinstance(term, Negative) else Negative(term, at=term.at)
        case Ratio(above=above, below=Number()):
            return above, lambda term: replace(tree, above=term)
        case Mean(kind="E", of=(of,)):
            return of, lambda term: replace(tree, of=(term,))
        case Over(operation="sum" | "int", of=of) | Series(operation="sum", of=of):
            return of, lambda term: replace(tree, of=term)
    return None


def _of_product(
    tree: Product, expand: Callable[[Node], Node | None], inside: Callable[[Node], Iterator[Node]]
) -> Iterator[Node]:
    sums = [place for place, factor in enumerate(tree.factors) if _opens(factor, expand)]
    if len(sums) != 1:
        yield tree
        return
    place = sums[0]
    for term in inside(tree.factors[place]):
        yield replace(tree, factors=(*tree.factors[:place], term, *tree.factors[place + 1 :]))


def _opens(node: Node, expand: Callable[[Node], Node | None]) -> bool:
    if isinstance(node, Negative):
        return True
    return isinstance(node, Sum) or expand(node) is not None


def names_itself(term: Node) -> bool:
    """Whether a term has a divergence or an entropy in it, which a goal wants to see as such."""
    return any(isinstance(node, Divergence | Information) for node in term.walk())
