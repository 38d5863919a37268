"""What is credited: the start, the moves, the goal; by value and by form, in rows that are right."""

from __future__ import annotations

from fractions import Fraction

from ..declaration import Contains, Move, Passes, Shows, Slope, Zero
from ..judgement import Finding
from ..judging.equations import EQUATION, POSED, is_zero
from ..judging.terms import terms
from ..reading.tree import (
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
from .goal import Goals
from .parts import plain


class Credit(Goals):
    """What a judged document earns."""

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
        if isinstance(bare, Divergence) and isinstance(head, Divergence):
            return bare.kind == head.kind and self.equal(bare, head)
        if isinstance(head, Function | Divergence | Information | Call | Extremum):
            among = [bare] if type(bare) is type(head) else [plain(term) for term in terms(tree, lambda node: None)]
            return any(_is_alike(term, head) and self.equal(term, head) for term in among)
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
        for outcome in self.judging.outcomes:
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


def _is_alike(term: Node, head: Node) -> bool:
    """Whether a term is a thing of the kind asked for: the logarithm of a law, not that of an integral."""
    if type(term) is not type(head):
        return False
    if isinstance(term, Function) and isinstance(head, Function):
        return isinstance(term.of, Density) == isinstance(head.of, Density)
    return True
