"""Random rational points of a domain: the same for the same domain and salt, some near its edges."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from fractions import Fraction

Domain = tuple[tuple[str, float, float], ...]  # name, low, high of each symbol; the interval is open
Point = dict[str, Fraction]

COUNT = 24
_FINE = 10_007  # a prime: no point is a round number


def points(domain: Domain, others: Iterable[str] = (), stream: int = 0, salt: str = "") -> list[Point]:
    """`COUNT` points with a value for each symbol.

    Args:
        domain: of the symbols that a question names.
        others: further names; their values lie in (0, 1), and are the only ones that depend on `stream`.
        stream: any number.
        salt: other points for another one. Where it is the answer's digest, nobody can make an answer that is right at
            the points and nowhere else.
    """
    rng = random.Random(salt + repr(domain))
    columns = {name: _column(rng, low, high) for name, low, high in domain}
    other = random.Random(f"{stream} {domain!r}")
    columns |= {name: _column(other, 0.0, 1.0) for name in sorted(set(others) - set(columns))}
    return [{name: column[i] for name, column in columns.items()} for i in range(COUNT)]


def round_places(domain: Domain) -> tuple[tuple[float, ...], ...]:
    """A few places that are easily read, none near an edge: of each, a value for every symbol in their order."""
    units = [Fraction(unit, 100) for unit in (13, 29, 46, 71, 88)]
    columns = []
    for i, (_, low, high) in enumerate(domain):
        turned = units[i % 5 :] + units[: i % 5]  # no two symbols have the same value
        columns.append([round(float(_between(low, high, unit)), 4) for unit in turned])
    return tuple(zip(*columns, strict=True))


def _column(rng: random.Random, low: float, high: float) -> list[Fraction]:
    """Values of one symbol: two near either edge, the others anywhere."""
    edge = 100 if math.isinf(low) or math.isinf(high) else 10_000
    near = [Fraction(1, edge + rng.randrange(edge // 10)), Fraction(1, edge // 10 + rng.randrange(edge // 100))]
    units = near + [1 - unit for unit in near]
    units += [Fraction(rng.randrange(1, _FINE), _FINE) for _ in range(COUNT - len(units))]
    rng.shuffle(units)
    return [_between(low, high, unit) for unit in units]


def _between(low: float, high: float, unit: Fraction) -> Fraction:
    """`unit` in (0, 1), carried to (low, high)."""
    if math.isfinite(low) and math.isfinite(high):
        return Fraction(low) + (Fraction(high) - Fraction(low)) * unit
    if math.isfinite(low):
        return Fraction(low) + unit / (1 - unit)
    if math.isfinite(high):
        return Fraction(high) - unit / (1 - unit)
    return (2 * unit - 1) / (unit * (1 - unit))
