"""Public checks of expressions: values at a few points, never the expression that has them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from autograder.collect.wire import Answer, Call
from autograder.compare import Verdict
from autograder.compare.expressions import ValuesComparator

from .checks import Case


@dataclass(frozen=True, kw_only=True)
class ExpressionAt(Case):
    """The expression bound to the name has `values` at `points`.

    Args:
        symbols: on which it may depend, by name.
        points: of each, a value for every symbol in their order.
        values: that are expected there.
    """

    symbols: tuple[str, ...]
    points: tuple[tuple[float, ...], ...]
    values: tuple[float, ...]

    def call(self) -> Call:
        return Call(self.name, self.inputs, bound=True)

    def judge(self, given: Answer) -> Verdict:
        verdict = ValuesComparator(self.symbols, self.points)(given, self.values, "float64")
        if verdict.undecided:
            return replace(verdict, to_staff="this check found no values of the expression; grading looks at it again")
        return verdict
