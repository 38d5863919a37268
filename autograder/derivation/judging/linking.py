"""Judging the claims of a document, one after the other, by the values of their sides.

A side has a few readings; a claim holds if some reading of its left side that the claims before it leave possible,
and some reading of its right side, satisfy it together. After a claim that fails, the next ones start afresh.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..lexicon import Lexicon
from ..meaning import fields
from ..meaning.core import Convention, Definition
from ..meaning.fields import Field
from ..meaning.laws import Meaningless, Unevaluated
from ..reading.tree import (
    Constant,
    Density,
    Extremum,
    Function,
    Mean,
    Negative,
    Node,
    Normal,
    Number,
    Power,
    Product,
    Ratio,
    Sum,
    Symbol,
)
from .counterexample import described
from .document import Claim, Document
from .equations import Equations
from .noises import Noises
from .outcome import Outcome
from .proportions import Proportions
from .relations import Compared, compare
from .scales import Scales
from .sums import agree_only_in_sum

TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "=": "="}


class Judging(Equations, Noises, Proportions, Scales):
    """A document under one convention."""

    def __init__(self, document: Document, lexicon: Lexicon, convention: Convention, deadline: float) -> None:
        super().__init__(document, lexicon, convention, deadline)
        self.alive: dict[int, tuple[Node, ...]] = {}
        self.outcomes: list[Outcome] = []

    def run(self) -> list[Outcome]:
        for place, claim in enumerate(self.document.claims):
            outcome = self._outcome(claim)
            if outcome.verdict == "invalid" and claim.earlier is not None:
                outcome = self._going_back(place, claim, outcome)
            if claim.label and outcome.verdict == "undecided":
                outcome = replace(outcome, verdict="valid")  # a label is for the eye where it cannot be evaluated
            self.outcomes.append(outcome)
            self.seen(claim, outcome)
        return self.outcomes

    # ---------------------------------------------------------------------------------------------------------- values

    # ---------------------------------------------------------------------------------------------------------- claims

    def _going_back(self, place: int, claim: Claim, outcome: Outcome) -> Outcome:
        """The claim from the row before the definitions, where that holds: then it was meant."""
        assert claim.earlier is not None
        other = replace(claim, left=claim.earlier, earlier=None)
        found = self._outcome(other)
        if found.verdict != "valid":
            return outcome
        self.document.claims[place] = other
        return found

    def _outcome(self, claim: Claim) -> Outcome:
        left, right = self.document.sides[claim.left], self.document.sides[claim.right]
        for side in (left, right):
            if side.problem is not None and claim.relation == "~":
                return Outcome("valid")
            if side.problem is not None:
                self.alive[claim.right] = right.readings
                return Outcome("undecided", "A side of this row could not be read.")
        lefts = self.alive.get(claim.left, left.readings)
        if claim.relation == "~" and self._is_a_law(claim, lefts, right.readings):
            return self._distributed(lefts[0], right.readings[0])
        if claim.defines is not None or claim.relation in ("~", "!="):
            return Outcome("valid", left=lefts[0], right=right.readings[0])
        found = list(self._pairs(claim, lefts, right.readings))
        valid = [(pair, outcome) for pair, outcome in found if outcome.verdict == "valid"]
        if valid:
            self.alive[claim.right] = tuple(dict.fromkeys(pair[1] for pair, _ in valid))
            return valid[0][1]
        self.alive[claim.right] = right.readings
        undecided = [outcome for _, outcome in found if outcome.verdict == "undecided"]
        return undecided[0] if undecided and not self._all_plain(found) else found[0][1]

    def _all_plain(self, found: Sequence[tuple[tuple[Node, Node], Outcome]]) -> bool:
        """The reading by the rules could be judged: then it counts, whatever the others are."""
        return found[0][1].verdict == "invalid"

    def _pairs(
        self, claim: Claim, lefts: Sequence[Node], rights: Sequence[Node]
    ) -> Iterator[tuple[tuple[Node, Node], Outcome]]:
        for given in rights:
            for left in lefts:
                right = _at_the_point(left, given)
                outcome = self.judged(claim, left, right)
                yield (left, right), replace(outcome, left=left, right=right)
                if outcome.verdict == "valid" and (left, given) == (lefts[0], rights[0]):
                    return

    def judged(self, claim: Claim, left: Node, right: Node) -> Outcome:
        self.letters = self.undeclared(left, right)
        try:
            return self._judged(claim, left, right)
        finally:
            self.letters = {}

    def undeclared(self, *trees: Node) -> dict[Any, Any]:
        """Letters of a fact about numbers in general (`\\log t \\le t - 1`): any positive numbers."""
        nodes = [node for tree in trees for node in tree.walk()]
        if any(
            not isinstance(node, Symbol | Number | Sum | Product | Negative | Ratio | Power | Function)
            for node in nodes
        ):
            return {}
        names = sorted({node.name for node in nodes if isinstance(node, Symbol) and not node.index})
        vocabulary, model = self.lexicon.vocabulary, self.batches[0]
        known = (
            {name for name, _, _ in self.document.definitions} | vocabulary.symbols | vocabulary.variables | {"pi", "e"}
        )
        unknown = self.evaluator(model)
        if any(name in known or (name,) in model.values or name in model.counts for name in names):
            return {}
        if any(unknown.is_unknown(node) for node in nodes):
            return {}
        points = np.random.default_rng(3).uniform(0.1, 3.0, size=(len(names), 9))
        return {(name,): Field(("any number",), row) for name, row in zip(names, points, strict=True)}

    def _judged(self, claim: Claim, left: Node, right: Node) -> Outcome:
        relation = claim.relation
        if relation == "approx":
            return self.approximately(left, right)
        if relation == "iff":
            left, right = (_as_arg(node) for node in (left, right))
        relation = "=" if relation in ("iff", ":=") else relation
        if relation == "=" and self._is_on_the_line(left):
            return self._redrawn(left, right)
        if relation == "propto":
            return self.proportional(left, right)
        constants = [node for tree in (left, right) for node in tree.walk() if isinstance(node, Constant)]
        if any((node.name, "", "") not in self.document.definitions for node in constants):
            return self.up_to_a_constant(left, right)
        if relation == "=" and (found := self.in_moments(left, right)) is not None:
            return found
        outcome = self.compared(left, right, relation)
        if outcome.verdict == "valid":
            return self._unless_by_accident(left, right, relation, outcome)
        if outcome.verdict == "invalid" and self.lexicon.notation.unknown is not None:
            return self.as_equation(claim, left, right, outcome)
        return outcome

    def _unless_by_accident(self, left: Node, right: Node, relation: str, outcome: Outcome) -> Outcome:
        """What is true, but not for the reason that the row gives."""
        if outcome.strict and self.rests_on_weight(left, right, relation):
            reason = "No inequality gives this: it is true only as the logarithm here is that of 1. Look at its sign."
            return Outcome("invalid", reason)
        if relation == "=" and self._agree_only_in_sum(left, right):
            reason = "The two sides agree, but only as a whole: their terms are not those of the row above."
            return Outcome("invalid", reason)
        return outcome

    def _is_on_the_line(self, node: Node) -> bool:
        return isinstance(node, Symbol) and not node.index and node.name in self.lexicon.notation.line

    def _redrawn(self, left: Node, right: Node) -> Outcome:
        """`z = mu + sigma epsilon`: the right side has the mean and the variance of the law of `z`."""
        law = self.lexicon.laws[next(iter(self.lexicon.laws))]
        noise = [node for node in right.walk() if self._is_on_the_line(node)]
        if len(set(noise)) != 1 or not law.formula:
            return Outcome("undecided", "It is not known of which variable this is a function.")
        standard = Normal(noise[0], Number(Fraction(0)), Number(Fraction(1)))
        plain = Symbol(law.left[0])
        for of, drawn in ((plain, right), (Product((plain, plain)), Product((right, right)))):
            first = Mean("E", (self.lexicon.read(law.names[0]),), (plain,), (of,))
            second = Mean("E", (standard,), (), (drawn,))
            outcome = self.compared(first, second, "=")
            if outcome.verdict != "valid":
                return outcome
        own = (left.name, "", "") if isinstance(left, Symbol) else ("", "", "")
        self.document.definitions.setdefault(own, Definition((), right))
        return Outcome("valid")

    def _agree_only_in_sum(self, left: Node, right: Node) -> bool:
        def equal(several: Sequence[Node], one: Node) -> bool:
            total = several[0] if len(several) == 1 else Sum(tuple(several))
            return self.compared_quickly(total, one, "=", "generic")

        return agree_only_in_sum(left, right, self.meaning, equal) or agree_only_in_sum(
            right, left, self.meaning, equal
        )

    def compared(self, left: Node, right: Node, relation: str, mode: str = "generic") -> Outcome:
        """Whether `left relation right` holds in all batches."""
        if relation == "=" and self.is_random(left, right):
            return self.alike_in_law(left, right)
        strict = False
        for batch in range(len(self.batches)):
            try:
                a, b = self.value(left, batch, mode), self.value(right, batch, mode)
                found = compare(a, b, relation)
            except Meaningless as error:
                return Outcome("invalid", error.reason)
            except Unevaluated as error:
                return Outcome("undecided", error.reason)
            except fields.TooLarge:
                return Outcome("undecided", "This would need too large a table.")
            if found.answer == "undefined":
                return Outcome("undecided", "The two sides have no values that can be compared.")
            if found.answer == "fails" and not self._confirmed(left, right, relation, mode, batch, found):
                continue
            if found.answer == "fails":
                return self._refuted(left, right, relation, mode, batch, found)
            strict = strict or found.strict
        remark = "" if strict or relation == "=" else "equality holds here"
        return Outcome("valid", remark=remark, strict=strict)

    def _is_a_law(self, claim: Claim, lefts: Sequence[Node], rights: Sequence[Node]) -> bool:
        if not lefts or not rights or not isinstance(rights[0], Normal):
            return False
        left = lefts[0]
        alone = isinstance(left, Symbol) and self.is_noise(left)  # "with noise ~ N(0, I)" says what the letter is
        return self.is_random(left) and not alone

    def _distributed(self, left: Node, right: Node) -> Outcome:
        law = replace(right, point=None) if isinstance(right, Normal) else right  # `\sim \mathcal N(x_t; ...)`
        outcome = self.alike_in_law(left, law)
        return replace(outcome, left=left, right=right)

    def _confirmed(self, left: Node, right: Node, relation: str, mode: str, batch: int, found: Compared) -> bool:
        """Whether mpmath's numbers differ too, in the world where the doubles differ most."""
        world = self.batches[batch].exactly(found.world)
        evaluator = self.evaluator(world)
        try:
            env = self.environment(evaluator, mode)
            return (
                compare(evaluator.value(left, env), evaluator.value(right, env), relation, tight=True).answer == "fails"
            )
        except (Unevaluated, fields.TooLarge, TypeError, ValueError, ZeroDivisionError, OverflowError):
            return found.clear

    def _refuted(self, left: Node, right: Node, relation: str, mode: str, batch: int, found: Compared) -> Outcome:
        reason = self._reason(left, right, relation, mode, found)
        shown = described(self.batches[batch], found)
        return Outcome("invalid", reason, shown)

    def _reason(self, left: Node, right: Node, relation: str, mode: str, found: Compared) -> str:
        if relation in (">", "<") and self.compared_quickly(left, right, "=", mode):
            return "The two sides are equal."
        if relation in (">=", "<=", ">", "<"):
            turned = self.compared_quickly(left, right, TURNED[relation], mode)
            if turned:
                return "The inequality points the wrong way."
            return "The inequality does not hold: sometimes one side is larger, sometimes the other."
        if relation == "=":
            if self.compared_quickly(left, right, ">=", mode):
                return _join("The two sides are not equal; what holds is ≥.", found.diagnosis)
            if self.compared_quickly(left, right, "<=", mode):
                return _join("The two sides are not equal; what holds is ≤.", found.diagnosis)
        return _join("The two sides are not equal.", found.diagnosis)

    def compared_quickly(self, left: Node, right: Node, relation: str, mode: str) -> bool:
        if relation == "=" and self.is_random(left, right):
            return self.alike_in_law(left, right).verdict == "valid"
        try:
            return all(
                compare(self.value(left, batch, mode), self.value(right, batch, mode), relation).answer == "holds"
                for batch in range(len(self.batches))
            )
        except (Unevaluated, fields.TooLarge):
            return False

    # ------------------------------------------------------------------------------ proportional, constant, approximate


def _at_the_point(left: Node, right: Node) -> Node:
    r"""`q(x_t|x_0) = \mathcal{N}(\mu, \sigma^2)`: the density at the point of the left side."""
    if isinstance(left, Density) and len(left.left) == 1 and isinstance(right, Normal) and right.point is None:
        return replace(right, point=left.left[0])
    return right


def _as_arg(node: Node) -> Node:
    if isinstance(node, Extremum) and not node.kind.startswith("arg"):
        return replace(node, kind="argmin" if node.kind in ("min", "inf") else "argmax")
    return node


def _join(sentence: str, more: str) -> str:
    return f"{sentence} ({more[0].upper()}{more[1:]}.)" if more else sentence
