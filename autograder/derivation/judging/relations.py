"""Whether a relation holds between two values, in all worlds and at all points of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import mpmath
import numpy as np

from ..meaning import fields
from ..meaning.fields import MODEL, Array, Field

RTOL = 1e-7  # quadrature and nested derivatives keep 1e-9; a slip costs far more
ATOL = 1e-10
SELDOM = 0.5  # a side that has a value so seldom, where the other has one always, is not equal to it
CLEAR = 1e-5  # a relative difference that rounding cannot make

Answer = Literal["holds", "fails", "undefined"]


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing two values gave.

    Attributes:
        answer: "undefined" where no point is left at which both sides have a value.
        world: the model in which they differ most.
        left, right: the values there.
        strict: whether an inequality is strict somewhere.
        clear: whether the difference is too large for rounding.
        diagnosis: what else is true of the two sides, one phrase or "".
    """

    answer: Answer
    world: int = 0
    left: float = 0.0
    right: float = 0.0
    strict: bool = False
    clear: bool = False
    diagnosis: str = ""
    where: tuple[tuple[str, int], ...] = ()


@np.errstate(all="ignore")
def compare(left: Field, right: Field, relation: str, *, tight: bool = False) -> Compared:
    """Compare under `=`, `>=`, `<=`, `>` or `<`; `tight` for values in mpmath's numbers."""
    axes, (a, b) = fields.aligned((left, right))
    a, b = np.broadcast_arrays(a, b)
    here, there = fields.defined(a), fields.defined(b)
    known = here & there
    if (here.all() and there.mean() < SELDOM) or (there.all() and here.mean() < SELDOM):
        return Compared("fails", clear=True, diagnosis="one side has no finite value")
    if not known.any():
        return Compared("undefined")
    a, b = _floats(np.where(known, a, 0)), _floats(np.where(known, b, 0))
    gap = a - b
    scale = ATOL * (0.01 if tight else 1.0) + RTOL * (np.abs(a) + np.abs(b))
    excess = _excess(gap, relation) / scale
    worst = int(np.argmax(excess))
    place = np.unravel_index(worst, excess.shape) if excess.shape else ()
    world = int(place[axes.index(MODEL)]) if MODEL in axes else 0
    here_left, here_right = float(a[place]), float(b[place])
    strict = bool((np.abs(gap) / scale > 1.0).any())
    if relation in (">", "<") and not strict:
        return Compared("fails", world, here_left, here_right, clear=True, diagnosis="the two sides are equal")
    if float(excess[place]) <= 1.0:
        return Compared("holds", world, here_left, here_right, strict)
    clear = abs(here_left - here_right) > CLEAR * (abs(here_left) + abs(here_right))
    where = tuple((axis, int(index)) for axis, index in zip(axes, place, strict=True) if axis != MODEL)
    return Compared(
        "fails", world, here_left, here_right, clear=clear, diagnosis=_diagnosis(a, b, gap, scale, known), where=where
    )


def _floats(data: Array) -> Array:
    if data.dtype == object:
        return np.asarray(np.frompyfunc(lambda entry: float(mpmath.re(entry)), 1, 1)(data), dtype=float)
    return np.asarray(data.real if np.iscomplexobj(data) else data, dtype=float)


def _excess(gap: Array, relation: str) -> Array:
    if relation in (">=", ">"):
        return -gap
    if relation in ("<=", "<"):
        return gap
    return np.abs(gap)


def _diagnosis(a: Array, b: Array, gap: Array, scale: Array, known: Array) -> str:
    """What would make the line true, where a few simple things are tried."""
    gap, scale, a, b = (entry[known] for entry in (gap, scale, a, b))
    if (np.abs(a + b) <= scale).all():
        return "the two sides differ by the sign"
    if np.ptp(gap) <= scale.max() and abs(gap.mean()) > scale.max():
        return f"the two sides differ by a constant, {gap.mean():.4g}"
    with np.errstate(all="ignore"):
        ratio = a / b
    if np.isfinite(ratio).all() and np.ptp(ratio) <= 1e-6 * np.abs(ratio).max() and ratio.size > 1:
        return f"the two sides differ by a factor, {ratio.mean():.4g}"
    if (gap >= -scale).all():
        return "the left side is never the smaller one"
    if (gap <= scale).all():
        return "the right side is never the smaller one"
    return ""


def steady(value: Field, axes: Sequence[str]) -> bool:
    """Whether `value` stays the same along `axes` (those that it has) in every world."""
    data = _floats(value.data)
    if not np.isfinite(data).all():
        known = np.isfinite(data)
        if not known.any():
            return False
        data = np.where(known, data, np.nan)
    for axis in axes:
        if axis in value.axes:
            spread = np.nanmax(data, axis=value.axes.index(axis)) - np.nanmin(data, axis=value.axes.index(axis))
            if (spread > 1e-7 * (1.0 + np.nanmax(np.abs(data)))).any():
                return False
    return True
