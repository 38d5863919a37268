"""What is credited: the start, the moves, the goal; by value and by form, in rows that are right."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from . import fields
from .declaration import Contains, Derivation, Move, Passes, Shows, Slope, Zero
from .document import Claim
from .equations import EQUATION, POSED, is_zero
from .grammar import readings
from .judgement import Finding
from .laws import Unevaluated
from .layout import lay_out
from .linking import Judging
from .relations import compare
from .source import Source
from .terms import names_itself, terms
from .tree import (
    Call,
    Density,
    Derivative,
    Divergence,
    Extremum,
    Function,
    Information,
    Negative,
    Node,
    Number,
    Power,
    Sum,
    Symbol,
)

STRONGER = {"=": {"=", ">=", "<="}, ">=": {">="}, "<=": {"<="}, ">": {">="}, "<": {"<="}}
FLIPPED = {"=": "=", ">=": "<=", "<=": ">=", ">": "<", "<": ">", "iff": "iff", ":=": "="}


class OutOfTime(Exception):
    """There is no time left to look for what is credited."""


class Credit:
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
        return _with_parts(tree, lambda part: self.spelt_out(part, depth))

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

    # ----------------------------------------------------------------------------------------------------------- start

    def start(self) -> Finding:
        asked = [self.lexicon.read(latex) for latex in self.derivation.start]
        for place in self._ends():
            tree = self.trees.get(place)
            if tree is not None and any(self._is_start(part, wanted) for part in self.opened(tree) for wanted in asked):
                return Finding("yes")
        return self.missing("It does not begin at the quantity that was asked for.")

    def _ends(self) -> list[int]:
        """Where a chain may be said to begin or to end."""
        claims = self.document.claims
        first = zip(claims[:2], self.judging.outcomes, strict=False)
        heads = [
            place
            for claim, outcome in first
            for place in ((claim.left, claim.right) if outcome.verdict != "invalid" else (claim.left,))
        ]
        heads += [
            claim.left
            for claim, outcome in zip(claims, self.judging.outcomes, strict=True)
            if claim.own_left and outcome.remark not in (POSED, EQUATION)
        ]
        lefts, rights = {claim.left for claim in claims}, {claim.right for claim in claims}
        ends = [
            claim.right
            for claim, outcome in zip(claims, self.judging.outcomes, strict=True)
            if claim.right not in lefts and outcome.verdict != "invalid" and outcome.remark not in (POSED, EQUATION)
        ]
        alone = [place for place in range(len(self.document.sides)) if place not in lefts | rights]
        return list(dict.fromkeys([*heads, *ends, *alone]))

    def _is_start(self, tree: Node, wanted: Node) -> bool:
        bare = tree.of if isinstance(tree, Negative) else tree
        if isinstance(bare, Extremum):
            if isinstance(wanted, Extremum):
                return bare.kind == wanted.kind and self._is_start(bare.of, wanted.of)
            return self._is_start(bare.of, wanted)
        head = wanted.of if isinstance(wanted, Negative) else wanted
        if isinstance(head, Function | Divergence | Information | Call | Extremum):
            if isinstance(bare, Divergence) and isinstance(head, Divergence):
                return bare.kind == head.kind and self.equal(bare, head)
            candidates = (
                [bare]
                if type(bare) is type(head)
                else [term for term in terms(tree, lambda node: None) if type(_plain(term)) is type(head)]
            )
            if isinstance(head, Function):
                candidates = [
                    term
                    for term in candidates
                    if isinstance(plain := _plain(term), Function)
                    and isinstance(plain.of, Density) == isinstance(head.of, Density)
                ]
            return any(self.equal(_plain(term), head) for term in candidates)
        return self.equal(tree, wanted, sign=True)

    # ----------------------------------------------------------------------------------------------------------- moves

    def move(self, move: Move) -> Finding:
        for pattern in move.any_of:
            if isinstance(pattern, Shows) and self._is_shown(pattern):
                return Finding("yes")
            if isinstance(pattern, Passes) and self._passes(pattern):
                return Finding("yes")
            if isinstance(pattern, Contains) and self._contains(pattern):
                return Finding("yes")
            if isinstance(pattern, Slope) and self._slope():
                return Finding("yes")
            if isinstance(pattern, Zero) and self._zero():
                return Finding("yes")
        return self.missing(move.missing)

    def _is_shown(self, pattern: Shows) -> bool:
        wanted = self.lexicon.read(pattern.value) if pattern.value else None
        for place in sorted(self.right_rows):
            tree = self.trees.get(place)
            if tree is None:
                continue
            for part in (*self.opened(tree), self.spelt_out(tree)):
                if pattern.form(part) and (wanted is None or self.equal(part, wanted, sign=True)):
                    return True
        return False

    def _contains(self, pattern: Contains) -> bool:
        wanted = [self.lexicon.read(value) for value in pattern.values]
        tried: set[Node] = set()
        for place in sorted(self.right_rows):
            for part in self.opened(self.trees[place]) if place in self.trees else ():
                for node in part.walk():
                    if node in tried or isinstance(node, Number | Symbol) or not pattern.form(node):
                        continue
                    tried.add(node)
                    if any(self.equal(node, value) for value in wanted):
                        return True
        return False

    def _passes(self, pattern: Passes) -> bool:
        classes = self._classes()
        for claim, outcome in zip(self.document.claims, self.judging.outcomes, strict=True):
            if outcome.verdict != "valid" or outcome.left is None or outcome.right is None:
                continue
            inequality = claim.relation in (">=", "<=", ">", "<")
            if inequality != (pattern.by == "inequality") or (inequality and not outcome.strict):
                continue
            if inequality:
                lefts = [self.trees[place] for place in classes[claim.left] if place in self.trees]
                rights = [self.trees[place] for place in classes[claim.right] if place in self.trees]
            else:  # all sides of a chain of equalities are equal: only neighbours tell of a step
                lefts, rights = [outcome.left], [outcome.right]
            for a, b in ((lefts, rights), (rights, lefts)):
                if any(self.shows(tree, pattern.left) for tree in a) and any(
                    self.shows(tree, pattern.right) for tree in b
                ):
                    return True
        return False

    def _slope(self) -> bool:
        """A valid equality between a derivative and something in which no derivative is left."""
        classes = self._classes()
        for places in classes.values():
            trees = [self.trees[place] for place in places if place in self.trees]
            signed = [tree for tree in trees if self.judging.is_slope(tree, in_unknown=True)]
            if not signed:
                continue
            for tree in trees:
                if not self.judging.is_slope(tree) and not isinstance(tree, Number) and self._depends(tree):
                    return True
        return self._equals_the_slope()

    def _equals_the_slope(self) -> bool:
        """Something worked out has the value of the objective's derivative, up to the sign."""
        unknown = self.lexicon.notation.unknown
        if unknown is None:
            return False
        by: Node = Symbol(unknown.name)
        by = Power(by, Number(Fraction(2))) if unknown.power == 2 else by
        slope = Derivative(by, 1, self.lexicon.read(unknown.objective))
        for outcome in self.judging.outcomes:
            sides = [side for side in (outcome.left, outcome.right) if side is not None]
            if outcome.verdict == "invalid" and any(map(self.judging.is_slope, sides)):
                return False  # it was worked out, and wrong
        worked = [self.trees[place] for place in sorted(self.right_rows) if place in self.trees]
        worked += [
            Sum((outcome.left, Negative(outcome.right)))  # `a / y = b / (1 - y)`
            for outcome in self.judging.outcomes
            if outcome.verdict == "valid" and outcome.remark == EQUATION and outcome.left and outcome.right
        ]
        return any(
            not self.judging.is_slope(tree) and self._depends(tree) and self.equal(tree, slope, sign=True)
            for tree in worked
        )

    def _depends(self, tree: Node) -> bool:
        evaluator = self.judging.evaluator(self.judging.batches[0])
        return any(evaluator.is_unknown(node) for part in self.opened(tree) for node in part.walk())

    def _zero(self) -> bool:
        """A condition was posed, or solved at once."""
        for claim, outcome in zip(self.document.claims, self.judging.outcomes, strict=True):
            if outcome.verdict != "valid" or outcome.left is None or outcome.right is None:
                continue
            sides = (outcome.left, outcome.right)
            posed = outcome.remark in (POSED, EQUATION) and not any(map(self.judging.is_solved_for, sides))
            if posed and any(self._depends(side) for side in sides):
                return True
            # `\ell'(\hat v) = 0`, where the text says elsewhere what `\hat v` is
            if any(map(is_zero, sides)) and any(self.judging.is_slope(side, in_unknown=True) for side in sides):
                return True
        return False

    def _classes(self) -> dict[int, set[int]]:
        """Sides that valid equalities, or their being written alike, make equal."""
        classes = {place: {place} for place in range(len(self.document.sides))}

        def join(a: int, b: int) -> None:
            merged = classes[a] | classes[b]
            for place in merged:
                classes[place] = merged

        for claim, outcome in zip(self.document.claims, self.judging.outcomes, strict=True):
            condition = outcome.remark in (POSED, EQUATION)
            if outcome.verdict == "valid" and claim.relation in ("=", ":=") and not condition:
                join(claim.left, claim.right)
        seen: dict[Node, int] = {}
        for place, tree in self.trees.items():
            if tree in seen and not isinstance(tree, Number):  # what is zero for one reason is not for another
                join(seen[tree], place)
            seen.setdefault(tree, place)
        return classes

    # ------------------------------------------------------------------------------------------------------------ goal

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
        assert isinstance(left, Extremum) and isinstance(right, Extremum)
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
        return _with_parts(tree, self._named) if self._braced else tree

    @cached_property
    def _braced(self) -> dict[Node, Node]:
        found = {}
        for claim, outcome in zip(self.document.claims, self.judging.outcomes, strict=True):
            if claim.label and outcome.verdict == "valid" and outcome.left is not None and outcome.right is not None:
                if any(isinstance(node, Divergence | Information) for node in self._named_nodes(outcome.left)):
                    found[outcome.right] = outcome.left
        return found

    def _alike(self, entry: Node, term: Node) -> bool:
        """Whether a term has the kind of thing that the goal wants to see, by itself or in a name for it."""
        wanted = {type(node) for node in term.walk() if isinstance(node, Divergence | Information)}
        if wanted:
            return any(type(node) in wanted for node in self._named_nodes(entry))
        head, got = _plain(term), _plain(entry)
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


def _with_parts(tree: Node, change: Callable[[Node], Node]) -> Node:
    changes: dict[str, Any] = {}
    for entry in fields_of(tree):
        value = getattr(tree, entry.name)
        if isinstance(value, Node):
            changes[entry.name] = change(value)
        elif isinstance(value, tuple) and any(isinstance(item, Node) for item in value):
            changes[entry.name] = tuple(change(item) if isinstance(item, Node) else item for item in value)
    return replace(tree, **changes) if changes else tree


def _plain(term: Node) -> Node:
    while isinstance(term, Negative):
        term = term.of
    return term


def _composed(before: str, relation: str) -> str | None:
    if relation == "iff" or before == "iff":
        return "iff" if {relation, before} <= {"iff", "="} else None
    if before == "=":
        return relation
    if relation == "=":
        return before
    both = {before[0], relation[0]}
    return None if len(both) > 1 else f"{before[0]}="
