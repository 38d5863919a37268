"""A side as a sum of terms: signs, brackets, means and sums are opened as far as they are linear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from .tree import Divergence, Information, Mean, Negative, Node, Number, Over, Product, Ratio, Series, Sum

MOST_TERMS = 60


def terms(tree: Node, expand: Callable[[Node], Node | None]) -> list[Node]:
    """The terms of `tree`; `expand` gives the meaning of a name that the student defined, or None."""
    found: list[Node] = []
    for term in _terms(tree, expand, 0):
        found.append(term)
        if len(found) > MOST_TERMS:
            return [tree]
    return found


def _terms(tree: Node, expand: Callable[[Node], Node | None], depth: int) -> Iterator[Node]:
    if depth > 12:
        yield tree
        return

    def inside(node: Node) -> Iterator[Node]:
        return _terms(node, expand, depth + 1)

    meaning = expand(tree)
    match tree:
        case _ if meaning is not None:
            yield from inside(meaning)
        case Sum():
            for term in tree.terms:
                yield from inside(term)
        case Negative():
            for term in inside(tree.of):
                yield term.of if isinstance(term, Negative) else Negative(term, at=term.at)
        case Ratio(below=Number()):
            for term in inside(tree.above):
                yield replace(tree, above=term)
        case Mean(kind="E", of=(of,)):
            for term in inside(of):
                yield replace(tree, of=(term,))
        case Over(operation="sum" | "int") | Series(operation="sum"):
            for term in inside(tree.of):
                yield replace(tree, of=term)
        case Product(factors=factors):
            sums = [place for place, factor in enumerate(factors) if _opens(factor, expand)]
            if len(sums) != 1:
                yield tree
                return
            place = sums[0]
            for term in inside(factors[place]):
                yield replace(tree, factors=(*factors[:place], term, *factors[place + 1 :]))
        case _:
            yield tree


def _opens(node: Node, expand: Callable[[Node], Node | None]) -> bool:
    if isinstance(node, Negative):
        return True
    return isinstance(node, Sum) or expand(node) is not None


def names_itself(term: Node) -> bool:
    """Whether a term has a divergence or an entropy in it, which a goal wants to see as such."""
    return any(isinstance(node, Divergence | Information) for node in term.walk())
