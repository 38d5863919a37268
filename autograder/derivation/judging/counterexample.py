"""A world in which a line is wrong, in numbers that a person can check."""

from __future__ import annotations

import numpy as np

from ..meaning.fields import MODEL, Field
from ..meaning.models import Model
from .relations import Compared

MOST_NUMBERS = 24  # of one table


def described(model: Model, found: Compared) -> str:
    """The values of both sides, then what the letters are worth there."""
    at = ", ".join(f"{axis} = {place + 1}" for axis, place in found.where if "~" not in axis and axis != "attained")
    said = f"left {found.left:.6g}, right {found.right:.6g}" + (f" at place {at}" if at else "")
    worth = [
        text
        for name, field in (
            *(("_".join(map(str, key)), value) for key, value in model.values.items() if MODEL in value.axes),
            *(("/".join(law.names[:1]), table) for law, table in model.tables.items()),
        )
        if (text := _numbers(name, field, found.world))
    ]
    counts = [f"{name} = {value}" for name, value in model.counts.items()]
    return said + ("; with " + ", ".join([*counts, *worth]) if counts or worth else "")


def _numbers(name: str, field: Field, world: int) -> str:
    place = field.axes.index(MODEL) if MODEL in field.axes else None
    data = field.data if place is None else field.data.take(world, axis=place)
    if data.size > MOST_NUMBERS or data.dtype == object:
        return ""
    others = [axis for axis in field.axes if axis != MODEL]
    numbers = np.round(np.asarray(data, dtype=float), 4)
    if not others:
        return f"{name} = {float(numbers):.4g}"
    return f"{name}[{', '.join(others)}] = {numbers.tolist()}"
