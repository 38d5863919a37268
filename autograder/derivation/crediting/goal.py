"""Whether the result is stated: by value, in its form, by a row that follows."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from ..judgement import Finding
from ..judging.document import Claim
from ..judging.relations import compare
from ..judging.terms import names_itself, terms
from ..meaning import fields
from ..meaning.laws import Unevaluated
from ..reading.grammar import readings
from ..reading.layout import lay_out
from ..reading.source import Source
from ..reading.tree import (
    Call,
    Density,
    Divergence,
    Extremum,
    Function,
    Information,
    Negative,
    Node,
    Symbol,
)
from .parts import Parts, plain, with_parts

STRONGER = {"=": {"=", ">=", "<="}, ">=": {">="}, "<=": {"<="}, ">": {">="}, "<": {"<="}}
FLIPPED = {"=": "=", ">=": "<=", "<=": ">=", ">": "<", "<": ">", "iff": "iff", ":=": "="}


class OutOfTime(Exception):
    """There is no time left to look for what is credited."""


class Goals(Parts):
    """Looking for the result."""

    def goal(self) -> Finding:
        try:
            return self._goal()
        except OutOfTime:
            return Finding("undecided", "There was no time to look through all rows for the result; a person does.")

    def _goal(self) -> Finding:
        reason = "The result that was asked for is not stated in its form."
        wrong = False
        for latex in self.derivation.goal.relations:
            found = self._reached(latex)
            if found is True:
                return Finding("yes")
            wrong = wrong or found is False
        if wrong:
            return Finding("no", "The row that states the result does not follow from the row above it.")
        return self.missing(reason)

    def _reached(self, latex: str) -> bool | None:
        """True: stated by a row that follows. False: stated by a row that does not. None: not stated."""
        left, relation, right = self._relation(latex)
        stated: bool | None = None
        for a, b, composite, last in self._pairs():
            if time.process_time() > self.judging.deadline:
                raise OutOfTime
            for x, y, between in ((a, b, composite), (b, a, FLIPPED.get(composite, composite))):
                if x not in self.trees or y not in self.trees:
                    continue
                if not self._states(self.trees[x], between, self.trees[y], left, relation, right):
                    continue
                verdict = self.judging.outcomes[last].verdict
                if verdict == "valid":
                    return True
                stated = False if verdict == "invalid" and stated is None else stated
        return stated

    def _relation(self, latex: str) -> tuple[Node, str, Node]:
        source = Source(latex)
        statement = lay_out(source).rows[0].statements[0]
        left, right = (readings(side.tokens, self.lexicon.vocabulary, side.at)[0] for side in statement.sides)
        return left, statement.links[0].relation, right

    def _pairs(self) -> Iterator[tuple[int, int, str, int]]:
        """Pairs of sides with the relation that the claims between them make, and the place of the last claim."""
        claims = self.document.claims
        same: dict[Node, list[int]] = {}
        for place, tree in self.trees.items():
            same.setdefault(tree, []).append(place)
        reached: dict[int, dict[int, str]] = {place: {place: "="} for place in range(len(self.document.sides))}
        for number, claim in enumerate(claims):
            relation = "=" if claim.relation == ":=" else claim.relation
            if relation not in (*STRONGER, "iff"):
                continue
            origins = dict(reached[claim.left])
            twins = same.get(self.trees.get(claim.left, Symbol("")), [])
            if claim.own_left and len(twins) == 1 and number:
                twins = [*twins, *self._of_the_value(claim.left, claims[:number])]
            for twin in twins:
                origins.update({place: rel for place, rel in reached[twin].items() if place not in origins})
            for origin, before in origins.items():
                composite = _composed(before, relation)
                if composite is None:
                    continue
                reached[claim.right].setdefault(origin, composite)
                yield origin, claim.right, composite, number

    def _of_the_value(self, place: int, earlier: Sequence[Claim]) -> list[int]:
        """The last of the sides that inequalities led to, if what begins anew at `place` has its value."""
        ends = [claim.right for claim in earlier if claim.relation in (">=", "<=") and claim.right in self.trees]
        if not ends or place not in self.trees or not self.equal(self.trees[place], self.trees[ends[-1]]):
            return []
        return [ends[-1]]

    def _states(self, a: Node, between: str, b: Node, left: Node, relation: str, right: Node) -> bool:
        closed = self.derivation.goal.closed
        if closed is not None and not all(closed(part) for part in self.opened(b)):
            return False
        if closed is not None and relation == "=":
            return between == "=" and self._worked_out(a, b, left, right)
        if isinstance(left, Extremum) and isinstance(right, Extremum):
            return between in ("=", "iff") and self._same_optimum(a, b, left, right)
        if between not in STRONGER:
            return False
        for sign in (1, -1):
            wanted = relation if sign == 1 else FLIPPED[relation]
            key = (a, b, left, right, sign)
            if wanted == between and key not in self._matched:
                self._matched[key] = self._matches(*key)
            if wanted == between and self._matched[key]:
                return True
        return False

    def _same_optimum(self, a: Node, b: Node, left: Node, right: Node) -> bool:
        if not isinstance(a, Extremum) or not isinstance(b, Extremum):
            return False
        assert isinstance(left, Extremum)
        assert isinstance(right, Extremum)
        return (
            a.kind[-3:] == left.kind[-3:]
            and b.kind[-3:] == right.kind[-3:]
            and self.equal(a.of, left.of)
            and isinstance(a.of, Divergence)
            and not any(isinstance(node, Divergence) for node in b.of.walk())
            and self.equal(b.of, right.of)
        )

    def _worked_out(self, a: Node, b: Node, left: Node, right: Node) -> bool:
        unknown = self.lexicon.notation.unknown
        if unknown is None:
            if isinstance(left, Divergence) and not any(isinstance(node, Divergence) for node in a.walk()):
                return False
            if isinstance(left, Symbol | Call) and getattr(a, "name", "") != getattr(left, "name", ""):
                return False
            if isinstance(a, Negative):
                return self.equal(a, Negative(left)) and self.equal(b, Negative(right))
            return self.equal(a, left) and self.equal(b, right)
        evaluator = self.judging.evaluator(self.judging.batches[0])
        a = self._own_unknown(a)
        if not evaluator.is_unknown(a) and not (isinstance(a, Extremum) and a.kind.startswith("arg")):
            return False
        if any(evaluator.is_unknown(node) for part in self.opened(b) for node in part.walk()):
            return False
        return self.equal(b, a, mode="solved")

    def _own_unknown(self, node: Node) -> Node:
        r"""The unknown, where `node` is a student's own name of it: `\hat v` with `v := \sigma^2`."""
        if not isinstance(node, Symbol) or node.index:
            return node
        meaning = self.expanded(Symbol(node.name.split(" ")[-1], at=node.at))
        evaluator = self.judging.evaluator(self.judging.batches[0])
        return meaning if meaning is not None and evaluator.is_unknown(meaning) else node

    def _matches(self, a: Node, b: Node, left: Node, right: Node, sign: int) -> bool:
        """Whether `a - b` consists of the terms of `left - right`, times `sign`."""
        given = [*self._terms(a), *(Negative(term) for term in self._terms(b))]
        asked_left = terms(left, lambda node: None)
        asked = [*asked_left, *(Negative(term) for term in terms(right, lambda node: None))]
        if sign < 0:
            asked = [Negative(term) for term in asked]
        named = [term for place, term in enumerate(asked) if place < len(asked_left) or names_itself(term)]
        rest = [term for term in asked if not any(term is entry for entry in named)]
        for term in named:
            found = next((entry for entry in given if self._alike(entry, term) and self.equal(entry, term)), None)
            if found is None:
                return False
            given = [entry for entry in given if entry is not found]
        return self._sums_agree(given, rest)

    def _terms(self, tree: Node) -> list[Node]:
        """The terms of a side, with what stands under their braces in their place."""
        if tree not in self._opened:
            self._opened[tree] = terms(self._named(tree), self.expanded)
        return self._opened[tree]

    def _named(self, tree: Node) -> Node:
        """`tree` with each expression that a brace rightly calls a divergence or an entropy replaced by that name."""
        if tree in self._braced:
            return self._braced[tree]
        return with_parts(tree, self._named) if self._braced else tree

    @cached_property
    def _braced(self) -> dict[Node, Node]:
        found = {}
        for claim, outcome in zip(self.document.claims, self.judging.outcomes, strict=True):
            if not claim.label or outcome.verdict != "valid" or outcome.left is None or outcome.right is None:
                continue
            if any(isinstance(node, Divergence | Information) for node in self._named_nodes(outcome.left)):
                found[outcome.right] = outcome.left
        return found

    def _alike(self, entry: Node, term: Node) -> bool:
        """Whether a term has the kind of thing that the goal wants to see, by itself or in a name for it."""
        wanted = {type(node) for node in term.walk() if isinstance(node, Divergence | Information)}
        if wanted:
            return any(type(node) in wanted for node in self._named_nodes(entry))
        head, got = plain(term), plain(entry)
        if isinstance(head, Function) and isinstance(head.of, Density):
            return isinstance(got, Function) and isinstance(got.of, Density)
        if isinstance(head, Call):
            # `C(G)` and `\max_D V(D, G)` are other names for `V(D^*, G)`
            return any(isinstance(node, Call) and node.name == head.name for node in self._named_nodes(got))
        return True

    def _named_nodes(self, tree: Node) -> Iterator[Node]:
        """The nodes of `tree`, and those of declared names in it."""
        for node in tree.walk():
            yield node
            if isinstance(node, Symbol | Call):
                for name, _, meaning in self.lexicon.quantities:
                    if isinstance(name, Symbol | Call) and name.name == node.name:
                        yield from meaning.walk()

    def _sums_agree(self, given: Sequence[Node], asked: Sequence[Node]) -> bool:
        try:
            for batch in range(len(self.judging.batches)):
                totals = []
                for entries in (given, asked):
                    total = fields.constant(0.0)
                    for entry in entries:
                        total = total + self.judging.value(entry, batch)
                    totals.append(total)
                with np.errstate(all="ignore"):
                    if compare(totals[0], totals[1], "=").answer != "holds":
                        return False
        except (Unevaluated, fields.TooLarge):
            return False
        return True


def _composed(before: str, relation: str) -> str | None:
    if relation == "iff" or before == "iff":
        return "iff" if {relation, before} <= {"iff", "="} else None
    if before == "=":
        return relation
    if relation == "=":
        return before
    both = {before[0], relation[0]}
    return None if len(both) > 1 else f"{before[0]}="
