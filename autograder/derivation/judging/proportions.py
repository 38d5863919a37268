"""Relations up to something: proportional, equal up to a constant, equal on average."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..meaning import fields
from ..meaning.fields import Field
from ..meaning.laws import Meaningless, Unevaluated
from ..meaning.models import Model, axis_of
from ..reading.source import Span
from ..reading.tree import Extremum, Node
from .outcome import Outcome
from .relations import compare, steady
from .values import Values


class Proportions(Values):
    """`\\propto`, constants that are not worked out, `\\approx`."""

    def relevant_axes(self, model: Model) -> tuple[str, ...]:
        """The axes of the variables of which a constant is free."""
        axes = []
        evaluator = self.evaluator(model)
        for latex in self.lexicon.notation.relevant:
            node = self.lexicon.read(latex)
            axes.append(axis_of(evaluator.keys(node, {})[0]))
        return tuple(axes)

    def proportional(self, left: Node, right: Node) -> Outcome:
        if not self.lexicon.notation.relevant:
            return Outcome("undecided", "It is not said in which variable this proportionality is meant.")
        return self._steady(left, right, (("log", 1.0),), "The two sides are not proportional.")

    def up_to_a_constant(self, left: Node, right: Node) -> Outcome:
        if not self.lexicon.notation.relevant:
            return Outcome("undecided", "It is not said of what this constant is free.")
        reason = "The two sides differ by more than a constant."
        return self._steady(left, right, (("difference", 0.0), ("log", 1.0), ("log", 0.0)), reason)

    def _steady(self, left: Node, right: Node, ways: Sequence[tuple[str, float]], reason: str) -> Outcome:
        undecided: Outcome | None = None
        refuted = False
        for way, constant in ways:
            try:
                if all(self._steady_in(left, right, way, constant, batch) for batch in range(len(self.batches))):
                    return Outcome("valid")
                refuted = True
            except Meaningless as error:
                return Outcome("invalid", error.reason)
            except (Unevaluated, fields.TooLarge) as error:
                undecided = Outcome("undecided", getattr(error, "reason", "This would need too large a table."))
        return Outcome("invalid", reason) if refuted or undecided is None else undecided

    def _steady_in(self, left: Node, right: Node, way: str, constant: float, batch: int) -> bool:
        a = self.value(left, batch, "generic", constant)
        b = self.value(right, batch, "generic", constant)
        axes = self.relevant_axes(self.batches[batch])
        with np.errstate(all="ignore"):
            gap = a - b if way == "difference" else _sound(fields.log(a) - fields.log(b))
        return steady(gap, axes)

    def approximately(self, left: Node, right: Node) -> Outcome:
        """A mean and the mean of a sample: equal on average over all samples."""
        samples = self.lexicon.notation.samples
        if isinstance(left, Extremum) and isinstance(right, Extremum):
            if left.kind != right.kind:
                return Outcome("invalid", "One side is a minimum, the other a maximum.")
            left, right = left.of, right.of
        undecided = Outcome("undecided", "What this ≈ stands for is for a person to judge.")
        if samples is None:
            return undecided
        try:
            for batch, model in enumerate(self.batches):
                a, b = self.value(left, batch), self.value(right, batch)
                drawn = [
                    key for key in model.sizes if len(key) == 2 and key[0] == samples[0] and axis_of(key) in b.axes
                ]
                if not drawn:
                    return undecided
                law = self.lexicon.read(samples[1])
                evaluator = self.evaluator(model)
                for key in drawn:
                    env = {(samples[0],): model.values[key]}
                    b = (b * evaluator.value(law, env)).sum(axis_of(key))
                if compare(a, b, "=").answer != "holds":
                    return Outcome("invalid", "The estimate's mean is not what it estimates.")
        except (Unevaluated, fields.TooLarge):
            return undecided
        return Outcome("valid")


def _sound(gap: Field) -> Field:
    """The logarithm of a side that is negative somewhere tells nothing of its factor."""
    if not fields.defined(gap.data).all():
        raise Unevaluated("The two sides have no values that can be compared.", Span(0, 0))
    return gap
