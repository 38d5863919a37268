"""Inequalities that hold only because a logarithm happens to be that of 1.

`-E log(q/p) >= -log E(q/p)` is Jensen's inequality; with the second sign lost it is still true, for the right side is
0 as long as `q` adds up to 1. Jensen's inequality does not rest on that: it holds for a `q` of any weight. So a row
that takes a logarithm out of a mean, or into one, must hold too where the weight of some law is another one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..forms import log_of_mean, mean_of_log
from ..meaning import fields
from ..meaning.core import Budget
from ..meaning.evaluate import Evaluator
from ..meaning.fields import Field
from ..meaning.laws import Unevaluated
from ..reading.tree import Node
from .relations import compare
from .values import Values

WEIGHTS = (3.0, 1.0 / 3.0)


class Scales(Values):
    """What a change of a law's weight tells of an inequality."""

    def rests_on_weight(self, left: Node, right: Node, relation: str) -> bool:
        """Whether an inequality between a mean of logarithms and a logarithm of a mean fails for every other weight."""
        if not any(log_of_mean(a) and mean_of_log(b) and not log_of_mean(b) for a, b in ((left, right), (right, left))):
            return False
        laws = [law for law in self.lexicon.notation.laws if not law.formula and not law.parameter and not law.given]
        if len(laws) < 2 or self.lexicon.notation.steps is not None:
            return False
        try:
            return not any(self._holds(left, right, relation, law) for law in laws)
        except (Unevaluated, fields.TooLarge):
            return False

    def _holds(self, left: Node, right: Node, relation: str, law: object) -> bool:
        """Whether it holds where `law` has the weights `WEIGHTS`."""
        for model in self.batches:
            for weight in WEIGHTS:
                tables = {
                    key: Field(table.axes, table.data * weight) if key == law else table
                    for key, table in model.tables.items()
                }
                evaluator = Evaluator(
                    self.lexicon,
                    replace(model, tables=tables),
                    self.document.definitions,
                    self.convention,
                    Budget(deadline=self.deadline),
                )
                with np.errstate(all="ignore"):
                    a, b = (evaluator.value(side, {}) for side in (left, right))
                if compare(a, b, relation).answer != "holds":
                    return False
        return True
