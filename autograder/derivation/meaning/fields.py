"""Arrays whose axes have names, in double precision, complex, or in mpmath's numbers: the same formulas for all three.

The axis `MODEL` counts the random models that are looked at together. An entry that is not finite is undefined.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

MODEL = "#"
DIGITS = 40  # of mpmath's numbers
LARGEST_EXPONENT = 700  # of e; mpmath would go on, for ever
MOST_ENTRIES = 4_000_000  # of one array

Array = NDArray[Any]


class TooLarge(ValueError):
    """A value would need more entries than `MOST_ENTRIES`."""


@dataclass(frozen=True, slots=True)
class Field:
    """`data` has one dimension for each of `axes`, in their order."""

    axes: tuple[str, ...]
    data: Array

    def __post_init__(self) -> None:
        if not isinstance(self.data, np.ndarray):  # NumPy gives a scalar for an array without axes
            object.__setattr__(self, "data", np.asarray(self.data))

    def __add__(self, other: Field | float) -> Field:
        return _both(np.add, self, other)

    def __sub__(self, other: Field | float) -> Field:
        return _both(np.subtract, self, other)

    def __mul__(self, other: Field | float) -> Field:
        return _both(np.multiply, self, other)

    def __truediv__(self, other: Field | float) -> Field:
        return _both(_divide, self, other)

    def __neg__(self) -> Field:
        return Field(self.axes, -self.data)

    @property
    def exact(self) -> bool:
        """Whether its entries are mpmath's."""
        return self.data.dtype == object

    def sum(self, *axes: str) -> Field:
        """Summed over those of `axes` that it has; the others count once each, so they must not be summed here."""
        places = tuple(self.axes.index(axis) for axis in axes)
        rest = tuple(axis for axis in self.axes if axis not in axes)
        return Field(rest, np.asarray(self.data.sum(axis=places)))


def constant(value: Any) -> Field:
    """A number without axes."""
    return Field((), np.asarray(value))


def aligned(fields: Sequence[Field]) -> tuple[tuple[str, ...], list[Array]]:
    """All axes, and each field's data with a dimension (perhaps of length 1) for every one of them."""
    axes: tuple[str, ...] = ()
    sizes: dict[str, int] = {}
    for field in fields:
        axes += tuple(axis for axis in field.axes if axis not in axes)
        sizes.update(zip(field.axes, field.data.shape, strict=True))
    entries = 1
    for axis in axes:
        entries *= sizes[axis]
    if entries > MOST_ENTRIES:
        raise TooLarge
    return axes, [_spread(field, axes) for field in fields]


def _spread(field: Field, axes: tuple[str, ...]) -> Array:
    if field.axes == axes:
        return field.data
    order = [field.axes.index(axis) for axis in axes if axis in field.axes]
    shape = [1] * len(axes)
    for axis, size in zip(field.axes, field.data.shape, strict=True):
        shape[axes.index(axis)] = size
    return field.data.transpose(order).reshape(shape)


def _both(operation: Callable[[Array, Array], Array], left: Field, right: Field | float) -> Field:
    other = right if isinstance(right, Field) else constant(right)
    axes, (a, b) = aligned((left, other))
    return Field(axes, np.asarray(operation(a, b)))


def _divide(a: Array, b: Array) -> Array:
    if a.dtype == object or b.dtype == object:
        return np.asarray(_exact_ratio()(a, b))
    return np.asarray(np.true_divide(a, b))


# ----------------------------------------------------------------------------------------------------------- functions


def log(field: Field) -> Field:
    """Natural logarithm; undefined where the real part is not positive."""
    if field.exact:
        return _exactly(_exact_log, field)
    values = np.log(field.data)
    if np.iscomplexobj(field.data):
        values = np.where(field.data.real > 0, values, np.nan)
    return Field(field.axes, np.asarray(values))


def exp(field: Field) -> Field:
    """Undefined where the exponent is beyond what a double holds."""
    return _exactly(_exact_exp, field) if field.exact else Field(field.axes, np.asarray(np.exp(field.data)))


def sqrt(field: Field) -> Field:
    """Undefined where the real part is negative."""
    if field.exact:
        return _exactly(_exact_sqrt, field)
    values = np.sqrt(field.data)
    if np.iscomplexobj(field.data):
        values = np.where(field.data.real >= 0, values, np.nan)
    return Field(field.axes, np.asarray(values))


def absolute(field: Field) -> Field:
    """`x` or `-x`, by the sign of the real part: so it stays differentiable by a complex step."""
    if field.exact:
        return _exactly(_exact_abs, field)
    return Field(field.axes, np.asarray(np.where(field.data.real >= 0, field.data, -field.data)))


def power(base: Field, exponent: Field) -> Field:
    """Whole exponents by multiplication, so that a complex step survives; others of positive bases only."""
    whole = _whole(exponent)
    if whole is not None:
        return _whole_power(base, whole)
    return exp(exponent * log(base))


def _whole(exponent: Field) -> int | None:
    if exponent.data.size != 1:
        return None
    value = exponent.data.reshape(-1)[0]
    if isinstance(value, complex | np.complexfloating | mpmath.mpc):
        return None
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return int(number) if abs(number) <= 64 and number == int(number) else None


def _whole_power(base: Field, exponent: int) -> Field:
    result = Field(base.axes, np.ones_like(base.data))
    square, left = base, abs(exponent)
    while left:
        if left % 2:
            result = result * square
        left //= 2
        if left:
            square = square * square
    return Field(base.axes, np.ones_like(base.data)) / result if exponent < 0 else result


def _exactly(function: Callable[..., Any], field: Field) -> Field:
    return Field(field.axes, np.asarray(_elementwise(function)(field.data), dtype=object))


@cache
def _elementwise(function: Callable[..., Any]) -> Callable[..., Any]:
    found: Callable[..., Any] = np.frompyfunc(function, 1, 1)
    return found


@cache
def _exact_ratio() -> Callable[..., Any]:
    found: Callable[..., Any] = np.frompyfunc(_ratio, 2, 1)
    return found


def _ratio(a: Any, b: Any) -> Any:
    return mpmath.mpf(a) / b if b != 0 and not isinstance(a, mpmath.mpc) else (a / b if b != 0 else mpmath.nan)


def _exact_exp(value: Any) -> Any:
    return mpmath.exp(value) if abs(mpmath.re(value)) < LARGEST_EXPONENT else mpmath.nan


def _exact_log(value: Any) -> Any:
    return mpmath.log(value) if mpmath.re(value) > 0 else mpmath.nan


def _exact_sqrt(value: Any) -> Any:
    return mpmath.sqrt(value) if mpmath.re(value) >= 0 else mpmath.nan


def _exact_abs(value: Any) -> Any:
    return value if mpmath.re(value) >= 0 else -value


def defined(data: Array) -> Array:
    """Where `data` is a finite number."""
    if data.dtype == object:
        return np.asarray(np.frompyfunc(mpmath.isfinite, 1, 1)(data), dtype=bool)
    return np.isfinite(data)
