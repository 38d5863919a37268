"""Equations: conditions on an unknown, and what follows from them.

`E = 0` behind a derivative poses a condition and claims nothing. What is written after it must hold wherever the
condition
does: at the solution, or, after a line that was wrong, at the roots of the condition that the student was left with.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..lexicon import Lexicon
from ..meaning import fields
from ..meaning.core import Convention
from ..meaning.fields import MODEL, Field
from ..meaning.laws import Unevaluated
from ..reading.tree import Call, Derivative, Extremum, Negative, Node, Number, Power, Symbol
from .document import Claim, Document
from .outcome import Outcome
from .values import Values

GRID = 600  # places between which a root is looked for
BISECTIONS = 60
MOST_ROOTS = 3


class Equations(Values):
    """What was posed, and what follows from it."""

    def __init__(self, document: Document, lexicon: Lexicon, convention: Convention, deadline: float) -> None:
        super().__init__(document, lexicon, convention, deadline)
        self.condition: tuple[Node, Node] | None = None  # the last equation
        self.slopes: list[Node] = []  # sides that were said to be the derivative
        self.slipped = False  # a line before was wrong
        self.carried: Node | None = None  # where a chain stands that went wrong
        self.wrong_slope: Node | None = None  # what a wrong line says the derivative is
        self.open = False  # a line before is undecided, and no condition was posed since

    def seen(self, claim: Claim, outcome: Outcome) -> None:
        """Remember what later claims may build on."""
        self.open = self.open or outcome.verdict == "undecided"
        if outcome.left is None or outcome.right is None:
            return
        left, right = outcome.left, outcome.right
        slope = any(self.is_slope(node) for node in (left, right))
        if slope or left in self.slopes:
            self.slopes += [node for node in (left, right) if not is_zero(node)]
        equation = claim.relation in ("=", ":=") and claim.defines is None
        wrong = outcome.verdict == "invalid" and claim.own_left and not slope and self.condition is not None
        if equation and (is_zero(left) or is_zero(right) or wrong or outcome.remark == EQUATION):
            self.condition = (left, right)
            self.open = self.open and outcome.verdict != "valid"
            if self.wrong_slope is not None and slope:
                self.condition = (self.wrong_slope, Number(Fraction(0)))
        if slope and claim.own_left and not self.is_slope(right):
            self.wrong_slope = right if outcome.verdict == "invalid" else None
        elif outcome.verdict == "invalid" or (self.carried is not None and not claim.own_left):
            self.carried = right
        self.slipped = self.slipped or outcome.verdict == "invalid"

    def is_slope(self, node: Node, *, in_unknown: bool = False) -> bool:
        """Whether a derivative sign is left in `node` or in the student's names in it."""
        for inner in node.walk():
            if isinstance(inner, Derivative) and (not in_unknown or self._in_unknown(inner)):
                return True
            if isinstance(inner, Call) and inner.primes:
                return True
            meaning = self.meaning(inner)
            if meaning is not None and any(
                isinstance(part, Derivative) and (not in_unknown or self._in_unknown(part)) for part in meaning.walk()
            ):
                return True
        return False

    def _in_unknown(self, node: Derivative) -> bool:
        evaluator = self.evaluator(self.batches[0])
        parts = [node.variable, *filter(None, [self.meaning(node.variable)])]
        return any(evaluator.is_unknown(inner) for part in parts for inner in part.walk())

    def as_equation(self, claim: Claim, left: Node, right: Node, identity: Outcome) -> Outcome:
        """`left relation right` fails as an identity: what it is as a condition on the unknown."""
        if self.carried is not None and claim.own_left and claim.relation == "=" and self._carries_on(left, right):
            return Outcome("valid", remark="follows from the line above, which does not")
        outcome = self._as_equation(claim, left, right, identity)
        if outcome.verdict == "invalid" and self.open and claim.own_left:
            return Outcome("undecided", "This may rest on a row that could not be read or decided.")
        return outcome

    def _carries_on(self, left: Node, right: Node) -> bool:
        """Whether `right` is the derivative of what a wrong line said."""
        unknown = self.lexicon.notation.unknown
        assert self.carried is not None
        assert unknown is not None
        if isinstance(left, Call) and left.primes == 1:
            by: Node = Symbol(unknown.name)
            by = Power(by, Number(Fraction(2))) if unknown.power == 2 else by
            left = Derivative(by, 1, self.carried)
        elif isinstance(left, Derivative):
            left = replace(left, of=self.carried)
        else:
            return False
        return not self.is_slope(self.carried) and self.compared_quickly(left, right, "=", "generic")

    def _as_equation(self, claim: Claim, left: Node, right: Node, identity: Outcome) -> Outcome:
        if claim.relation not in ("=", ":="):
            if self.condition is not None:
                solved = self.compared(left, right, claim.relation, "solved")
                if solved.verdict == "valid":
                    return solved
            return identity
        other = right if is_zero(left) else left if is_zero(right) else None
        if other is not None and self._poses(claim, other):
            return Outcome("valid", remark=POSED)
        if claim.own_left and any(self.is_solved_for(node) for node in (left, right)):
            return self._follows(left, right, identity)
        if self.condition is None and not self.slopes and not self._of_optimum(left, right):
            return identity
        if claim.own_left and not self.is_slope(left) and not self.is_slope(right):
            return self._follows(left, right, identity)
        if self.condition is not None or self._of_optimum(left, right):
            dressed = self.compared(left, right, claim.relation, "dressed")
            if dressed.verdict == "valid":
                return dressed
        return identity

    def is_solved_for(self, node: Node) -> bool:
        """Whether `node` is the unknown alone."""
        return self.evaluator(self.batches[0]).is_unknown(node)

    def _of_optimum(self, left: Node, right: Node) -> bool:
        return any(isinstance(node, Extremum) for tree in (left, right) for node in tree.walk())

    def _poses(self, claim: Claim, other: Node) -> bool:
        if not claim.own_left or self.is_slope(other):
            return True
        if self.condition is not None:
            return False
        return any(self.compared_quickly(other, slope, "=", "generic") for slope in self.slopes)

    def _follows(self, left: Node, right: Node, identity: Outcome) -> Outcome:
        if self.condition is None and self.wrong_slope is not None:
            self.condition = (self.wrong_slope, Number(Fraction(0)))
        if not self.slipped or self.condition is None:
            at_solution = self.compared(left, right, "=", "solved")
            if at_solution.verdict == "valid":
                return Outcome("valid", remark=EQUATION)
            if at_solution.verdict == "undecided":
                return at_solution
            if not self.slipped or self.condition is None:
                return Outcome("invalid", "This does not follow from the condition above.", at_solution.counterexample)
        assert self.condition is not None
        try:
            holds = self._holds_at_roots(left, right)
        except (Unevaluated, fields.TooLarge):
            return Outcome("undecided", "The condition above could not be solved.")
        if holds is None:
            return Outcome("invalid", "The condition above has no solution where the unknown may lie.")
        if holds:
            return Outcome("valid", remark=EQUATION)
        return Outcome("invalid", "This does not follow from the condition above.", identity.counterexample)

    def _holds_at_roots(self, left: Node, right: Node) -> bool | None:
        """Whether the equation holds at a root of the last condition in every world; None where there is none."""
        some = False
        for batch in range(len(self.batches)):
            axes, roots = self._roots(batch)
            known = np.isfinite(roots)
            if not known.any():
                continue
            some = True
            a, b = (self._at(node, batch, Field(axes, roots)) for node in (left, right))
            _, (x, y, here) = fields.aligned((a, b, Field(axes, known)))
            close = (np.abs(x - y) <= 1e-5 * (1.0 + np.abs(x) + np.abs(y))) & here.astype(bool)
            at_some_root = close.any(axis=list(fields.aligned((a, b, Field(axes, known)))[0]).index("root"))
            solvable = (
                np.broadcast_to(here, close.shape).any(axis=list(axes).index("root"))
                if close.shape == roots.shape
                else True
            )
            if not (at_some_root | ~np.asarray(solvable, dtype=bool)).all():
                return False
        return True if some else None

    def _at(self, node: Node, batch: int, unknown: Field) -> Field:
        evaluator = self.evaluator(self.batches[batch])
        env: dict[Any, Any] = dict(self.environment(evaluator, "generic"))
        declared = self.lexicon.notation.unknown
        assert declared is not None
        env[(declared.name,)] = unknown
        with np.errstate(all="ignore"):
            return evaluator.value(node, env)

    def _gap(self, batch: int, points: Field) -> Field:
        """By how much the last condition fails at `points` of the unknown."""
        assert self.condition is not None
        left, right = (self._at(node, batch, points) for node in self.condition)
        return left - right + Field(points.axes, np.zeros(points.data.shape))

    def _roots(self, batch: int) -> tuple[tuple[str, ...], np.ndarray[Any, np.dtype[np.float64]]]:
        """Roots of the last condition along the axis `root`, NaN where there are fewer than `MOST_ROOTS`."""
        declared = self.lexicon.notation.unknown
        assert declared is not None
        real = next(real for real in self.lexicon.notation.reals if real.name == declared.name)
        low, high = (float(np.clip(end, -20.0, 20.0)) for end in real.whole)
        margin = 1e-6 * (high - low)
        grid = np.linspace(low + margin, high - margin, GRID)
        worlds = next((value.data.shape[0] for value in self.batches[batch].values.values() if MODEL in value.axes), 1)
        first = self._gap(batch, Field((MODEL, "root"), np.broadcast_to(grid, (worlds, GRID)).copy()))
        axes = (*(axis for axis in first.axes if axis != "root"), "root")
        values = np.moveaxis(first.data, first.axes.index("root"), -1).astype(float)
        flat = values.reshape(-1, GRID)
        starts, ends = np.full((len(flat), MOST_ROOTS), np.nan), np.full((len(flat), MOST_ROOTS), np.nan)
        for place, row in enumerate(flat):
            with np.errstate(all="ignore"):
                changes = np.flatnonzero(np.isfinite(row[:-1]) & np.isfinite(row[1:]) & (row[:-1] * row[1:] <= 0))
            for column, change in enumerate(changes[:MOST_ROOTS]):
                starts[place, column], ends[place, column] = grid[change], grid[change + 1]
        shape = (*values.shape[:-1], MOST_ROOTS)
        starts, ends = starts.reshape(shape), ends.reshape(shape)
        if not np.isfinite(starts).any():
            return axes, starts
        below = self._spread(batch, axes, starts)
        for _ in range(BISECTIONS):
            middle = (starts + ends) / 2
            same = np.sign(self._spread(batch, axes, middle)) == np.sign(below)
            starts, ends = np.where(same, middle, starts), np.where(same, ends, middle)
        middle = (starts + ends) / 2
        with np.errstate(all="ignore"):
            pole = np.abs(self._spread(batch, axes, middle)) > 1.0 + np.nanmedian(np.abs(values))
        return axes, np.where(pole, np.nan, middle)

    def _spread(self, batch: int, axes: tuple[str, ...], points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        gap = self._gap(batch, Field(axes, points))
        order = [gap.axes.index(axis) for axis in axes]
        return np.asarray(gap.data.transpose(order), dtype=float)


EQUATION = "holds wherever the condition above does"
POSED = "poses a condition"


def is_zero(node: Node) -> bool:
    if isinstance(node, Negative):
        return is_zero(node.of)
    return isinstance(node, Number) and node.value == 0


__all__ = ["EQUATION", "POSED", "Equations", "is_zero"]
