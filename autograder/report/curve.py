"""A student's curve beside the expected one: the geometry of an inline SVG, and the same in words and in a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.results import CurveResult
from autograder.words import counted

WIDTH, HEIGHT = 400, 240  # user units of the SVG: small, so that its letters stay legible on a phone
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 14, 42
BEYOND = 1.0  # spans of the expected values by which the picture may grow for the student's
MOST_MARKS, MOST_ROWS = 20, 21
LEAST_SEEN = 0.005  # of the picture's height


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, and its number."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a page shows of a curve.

    Args:
        expected: path of the expected curve.
        yours: path of the student's; broken where there is nothing to draw.
        marks: (x, y) of some of the student's points.
        outside: (x, y, up) where the student's value lies beyond the picture.
        ticks_x, ticks_y: of the axes.
        in_words: the picture in one or two sentences.
        rows: of a table: place, expected value, the student's value.
    """

    along: str
    of: str
    given: str
    logarithmic: bool
    expected: str
    yours: str
    marks: tuple[tuple[float, float], ...]
    outside: tuple[tuple[float, float, bool], ...]
    ticks_x: tuple[Tick, ...]
    ticks_y: tuple[Tick, ...]
    in_words: str
    rows: tuple[tuple[str, str, str], ...]


def drawing(curve: CurveResult) -> Drawing:
    """Where everything goes. What lies far beyond the expected values is shown at the edge, and told."""
    want = [_height(value, curve) for value in curve.want]
    got = [_height(value, curve) for value in curve.got]
    low, high = _range([v for v in want if v is not None], [v for v in got if v is not None])
    x = _Axis(min(curve.at), max(curve.at), LEFT, WIDTH - RIGHT)
    y = _Axis(low, high, HEIGHT - BOTTOM, TOP)
    seen = [None if v is None else min(max(v, low), high) for v in got]
    every = math.ceil(len(seen) / MOST_MARKS)
    outside = tuple(
        (x.of(at), y.of(min(max(v, low), high)), v > high)
        for at, v in zip(curve.at, got, strict=True)
        if v is not None and not low <= v <= high
    )
    marks = tuple(
        (x.of(at), y.of(v))
        for at, v, shown in list(zip(curve.at, got, seen, strict=True))[::every]
        if v is not None and v == shown
    )
    return Drawing(
        along=curve.along,
        of=curve.of,
        given=curve.given,
        logarithmic=curve.logarithmic,
        expected=_path(curve.at, want, x, y),
        yours=_path(curve.at, seen, x, y),
        marks=marks,
        outside=outside[:: math.ceil(len(outside) / MOST_MARKS) or 1],
        ticks_x=_ticks(x, logarithmic=False),
        ticks_y=_ticks(y, logarithmic=curve.logarithmic),
        in_words=_in_words(curve, want, got, high - low),
        rows=_rows(curve),
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float
    start: float
    end: float

    def of(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span > 0 else 0.5
        return round(self.start + (self.end - self.start) * share, 1)


def _height(value: float | None, curve: CurveResult) -> float | None:
    if value is None or (curve.logarithmic and value <= 0):
        return None
    return math.log10(value) if curve.logarithmic else value


def _range(want: Sequence[float], got: Sequence[float]) -> tuple[float, float]:
    low, high = min(want), max(want)
    span = high - low or abs(high) or 1.0
    low_too, high_too = min(got, default=low), max(got, default=high)
    low, high = min(low, max(low_too, low - BEYOND * span)), max(high, min(high_too, high + BEYOND * span))
    return (low, high) if high > low else (low - span / 2, high + span / 2)


def _path(at: Sequence[float], heights: Sequence[float | None], x: _Axis, y: _Axis) -> str:
    parts, move = [], True
    for place, height in zip(at, heights, strict=True):
        if height is None:
            move = True
            continue
        parts.append(f"{'M' if move else 'L'}{x.of(place):g} {y.of(height):g}")
        move = False
    return "".join(parts)


def _ticks(axis: _Axis, *, logarithmic: bool) -> tuple[Tick, ...]:
    """Three to six round numbers; powers of ten, where the axis is logarithmic and they are apart enough."""
    span = axis.high - axis.low
    if not span > 0:
        return (Tick(axis.of(axis.low), _number(axis.low)),)
    step = 10.0 ** math.floor(math.log10(span / 3))
    step = next(factor * step for factor in (1, 2, 5, 10, 20) if span / (factor * step) <= 5)
    if logarithmic:
        step = max(1.0, math.ceil(step))
    first = math.ceil(axis.low / step - 1e-9)
    values = [k * step for k in range(first, math.floor(axis.high / step + 1e-9) + 1)]
    return tuple(Tick(axis.of(v), _number(10.0**v) if logarithmic else _number(v)) for v in values)


def _in_words(curve: CurveResult, want: Sequence[float | None], got: Sequence[float | None], height: float) -> str:
    """Where the two part, where they are farthest from each other, and what could not be drawn."""
    told = []
    off = [abs(g - w) if g is not None and w is not None else 0.0 for g, w in zip(got, want, strict=True)]
    apart = [i for i, distance in enumerate(off) if distance > LEAST_SEEN * height]
    if apart:
        worst = max(apart, key=off.__getitem__)
        where = "everywhere" if len(apart) == len(off) else f"at {len(apart)} of {len(off)} places"
        told.append(
            f"Yours is off {where}, most at {curve.along} {_number(curve.at[worst])}: "
            f"{_number(curve.got[worst])} where {_number(curve.want[worst])} is expected."
        )
    if nothing := sum(value is None for value in curve.got):
        told.append(f"{counted(nothing, 'value')} of yours {_be(nothing)} infinite or NaN.")
    if curve.logarithmic and (negative := sum(value is not None and value <= 0 for value in curve.got)):
        told.append(f"{counted(negative, 'value')} of yours {_be(negative)} not positive, and not drawn.")
    return " ".join(told)


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def _rows(curve: CurveResult) -> tuple[tuple[str, str, str], ...]:
    """Evenly spaced, both ends among them."""
    last = len(curve.at) - 1
    count = min(last + 1, MOST_ROWS)
    chosen = sorted({round(i * last / max(count - 1, 1)) for i in range(count)})
    return tuple((_number(curve.at[i]), _number(curve.want[i]), _number(curve.got[i])) for i in chosen)


def _number(value: float | None) -> str:
    """Short, with a real minus sign."""
    if value is None:
        return "not finite"
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}").replace("e+0", "e").replace("e+", "e")
