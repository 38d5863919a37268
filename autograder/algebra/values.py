"""Values of an expression at many points, found in a process of their own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction

from autograder.collect.formula import CALCULUS, Tree

from . import clerk
from .points import Domain, Point, points
from .trees import holds, names

UNKNOWN = "unknown"  # a value that could not be found
Value = complex | str | None  # None: there certainly is no value
Places = Sequence[Sequence[float]]


class Clock:
    """What is left of the time for one comparison."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    def part(self, share: float) -> float:
        """A share of the whole, or what is left of it."""
        return max(0.05, min(share * self.seconds, self.end - time.monotonic()))


def values_of(
    tree: Tree, domain: Domain, clock: Clock, *, places: Places | None = None, stream: int = 0, salt: str = ""
) -> list[Value]:
    """The value of `tree` at each point.

    Args:
        tree: an expression.
        domain: of the symbols that it may depend on.
        clock: of the comparison.
        places: values of the domain's symbols, in their order; None for the domain's random points.
        stream: chooses the values of all other symbols.
        salt: chooses the domain's random points.
    """
    at = points(domain, names(tree), stream, salt)
    if places is not None:
        at = [_moved(at[i % len(at)], domain, place) for i, place in enumerate(places)]
    values = _values(tree, at, clock)
    if UNKNOWN in values and holds(tree, CALCULUS):
        simpler = clerk.ask("evaluated", clock.part(0.25), tree=tree, domain=domain)
        if simpler is not None:
            second = _values(simpler, at, clock)
            values = [b if a == UNKNOWN else a for a, b in zip(values, second, strict=True)]
    return values


def _values(tree: Tree, at: Sequence[Point], clock: Clock) -> list[Value]:
    asked = [{name: str(value) for name, value in point.items()} for point in at]
    said = clerk.ask("values", clock.part(0.25), tree=tree, points=asked)
    if not isinstance(said, list) or len(said) != len(at):
        return [UNKNOWN] * len(at)
    return [complex(*value) if isinstance(value, list) else value for value in said]


def _moved(point: Point, domain: Domain, place: Sequence[float]) -> Point:
    return {**point, **{name: Fraction(value) for (name, _, _), value in zip(domain, place, strict=True)}}
