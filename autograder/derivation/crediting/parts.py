"""What the parts of the credit ask of a judged document: the trees it was judged by, and which are equal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields as fields_of
from dataclasses import replace
from functools import cached_property
from typing import Any

from ..declaration import Derivation
from ..judgement import Finding
from ..judging.linking import Judging
from ..reading.tree import (
    Extremum,
    Negative,
    Node,
)


class Parts:
    """What a judged document earns."""

    def __init__(self, judging: Judging, derivation: Derivation) -> None:
        self.judging = judging
        self.derivation = derivation
        self.document = judging.document
        self.lexicon = judging.lexicon
        self._opened: dict[Node, list[Node]] = {}
        self._equal: dict[tuple[Node, Node, bool, str], bool] = {}
        self._matched: dict[tuple[Node, Node, Node, Node, int], bool] = {}

    # ---------------------------------------------------------------------------------------------------------- pieces

    @cached_property
    def trees(self) -> dict[int, Node]:
        """The reading by which each side was judged, names of the student's expanded."""
        chosen: dict[int, Node] = {}
        for claim, outcome in zip(self.document.claims, self.judging.outcomes, strict=True):
            for place, tree in ((claim.left, outcome.left), (claim.right, outcome.right)):
                if tree is not None and place not in chosen:
                    chosen[place] = tree
        for place, side in enumerate(self.document.sides):
            if place not in chosen and side.readings:
                chosen[place] = side.readings[0]
        return chosen

    @cached_property
    def unread(self) -> bool:
        """Whether something was left open, so that what is not found may be there all the same."""
        return any(side.problem is not None for side in self.document.sides) or any(
            outcome.verdict == "undecided" for outcome in self.judging.outcomes
        )

    def expanded(self, node: Node) -> Node | None:
        """The meaning of a name that the student defined."""
        return self.judging.meaning(node)

    def opened(self, tree: Node) -> Iterator[Node]:
        """`tree`, and the meanings of the student's names in it."""
        yield tree
        if isinstance(tree, Extremum):
            yield tree.of
        for node in tree.walk():
            if (meaning := self.expanded(node)) is not None:
                yield meaning

    def shows(self, tree: Node, form: object) -> bool:
        assert callable(form)
        return any(form(part) for part in (*self.opened(tree), self.spelt_out(tree)))

    def spelt_out(self, tree: Node, depth: int = 0) -> Node:
        """`tree` with the meanings of the student's names in their places."""
        if depth < 4 and (meaning := self.expanded(tree)) is not None:
            return self.spelt_out(meaning, depth + 1)
        return with_parts(tree, lambda part: self.spelt_out(part, depth))

    @cached_property
    def right_rows(self) -> set[int]:
        """Sides that a claim that holds brings in; one that a wrong claim brought in stays out."""
        found: set[int] = set()
        for claim, outcome in zip(self.document.claims, self.judging.outcomes, strict=True):
            if outcome.verdict == "valid":
                found |= {claim.left, claim.right} if claim.own_left else {claim.right}
        if self.document.claims and self.judging.outcomes[0].verdict == "valid":
            found.add(self.document.claims[0].left)
        return found

    def equal(self, left: Node, right: Node, *, sign: bool = False, mode: str = "generic") -> bool:
        """Whether two trees have the same value in all worlds, up to the sign where `sign` is set."""
        key = (left, right, sign, mode)
        if key not in self._equal:
            self._equal[key] = self._is_equal(left, right, sign=sign, mode=mode)
        return self._equal[key]

    def _is_equal(self, left: Node, right: Node, *, sign: bool, mode: str) -> bool:
        if self.judging.compared_quickly(left, right, "=", mode):
            return True
        return sign and self.judging.compared_quickly(Negative(left), right, "=", mode)

    def missing(self, reason: str) -> Finding:
        if self.unread:
            return Finding("undecided", "Some rows could not be read or decided; a person looks at them.")
        return Finding("no", reason)


def with_parts(tree: Node, change: Callable[[Node], Node]) -> Node:
    changes: dict[str, Any] = {}
    for entry in fields_of(tree):
        value = getattr(tree, entry.name)
        if isinstance(value, Node):
            changes[entry.name] = change(value)
        elif isinstance(value, tuple) and any(isinstance(item, Node) for item in value):
            changes[entry.name] = tuple(change(item) if isinstance(item, Node) else item for item in value)
    return replace(tree, **changes) if changes else tree


def plain(term: Node) -> Node:
    while isinstance(term, Negative):
        term = term.of
    return term
