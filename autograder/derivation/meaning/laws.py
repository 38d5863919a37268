"""What a law is worth at its arguments: tables, families, formulas, and the normal chain of diffusion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..declaration import Law
from ..reading.source import Span
from . import fields
from .fields import MODEL, Field
from .models import Key, Model, axis_of

if TYPE_CHECKING:
    from .core import Core, Environment


class Unevaluated(ValueError):
    """A side has no value here: why, and where."""

    def __init__(self, reason: str, at: Span) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


class Meaningless(Unevaluated):
    """What is written cannot be meant: a line with it is wrong."""


Pair = tuple[Key, Field]  # a component of a law, and the value it is asked at


def density(
    evaluator: Core, law: Law, left: Sequence[Pair], given: Sequence[Pair], env: Environment, at: Span
) -> Field:
    """The law of `left` conditional on `given`.

    Raises:
        Unevaluated: the law says nothing about these.
    """
    model = evaluator.model
    if law.formula:
        return _by_formula(evaluator, law, left, env, at)
    if model.notation.steps is not None and model.notation.steps.kind == "normal":
        return _normal_steps(model, left, given, at)
    if {key for key, _ in left} & {key for key, _ in given}:
        raise Meaningless("A variable stands on both sides of the bar.", at)
    table = _table(evaluator, law, env)
    components = model.components[law]
    known = {key for key, _ in (*left, *given)}
    if not known <= set(components):
        raise Unevaluated("This law says nothing about one of these variables.", at)
    conditional = [(name,) for name in law.given]
    if any(key in conditional for key, _ in left):
        raise Unevaluated("This law is conditional on a variable that stands before the bar here.", at)
    kept = _marginal(table, components, [key for key, _ in (*left, *given)], conditional)
    values = dict((*left, *given))
    for key in conditional:
        if key not in values:
            values[key] = evaluator.variable(key, env, at)
    if given_keys := [key for key, _ in given if key not in conditional]:
        below = _marginal(table, components, given_keys, conditional)
        return gathered(kept, values) / gathered(below, values)
    return gathered(kept, values)


def _by_formula(evaluator: Core, law: Law, left: Sequence[Pair], env: Environment, at: Span) -> Field:
    if len(left) != len(law.left):
        raise Unevaluated("This law is of another number of variables.", at)
    inner = {**env, **{(name,): value for name, (_, value) in zip(law.left, left, strict=True)}}
    return evaluator.value(evaluator.lexicon.formulas[law], inner)


def _table(evaluator: Core, law: Law, env: Environment) -> Field:
    table = evaluator.model.tables[law]
    if not law.parameter:
        return table
    parameter = evaluator.variable((law.parameter,), env, Span(0, 0))
    axes = table.axes[:-1]
    a, b, c = (Field(axes, table.data[..., k]) for k in range(3))
    weights = fields.exp(a + parameter * b + parameter * parameter * c)
    summed = [axis_of((name,)) for name in law.left]
    return weights / weights.sum(*summed)


def _marginal(table: Field, components: Sequence[Key], kept: Sequence[Key], conditional: Sequence[Key]) -> Field:
    summed = [axis_of(key) for key in components if key not in kept and key not in conditional]
    return table.sum(*summed)


def gathered(table: Field, values: dict[Key, Field]) -> Field:
    """`table` at whole-number `values` of its components."""
    wanted = {axis_of(key): field for key, field in values.items()}
    places = [axis for axis in table.axes if axis in wanted]
    if not places:
        return table
    others = [axis for axis in table.axes if axis not in wanted]
    indices = [wanted[axis] for axis in places]
    if not all(np.issubdtype(field.data.dtype, np.integer) for field in indices):
        raise Unevaluated("What stands here is no value of the law's variable.", Span(0, 0))
    sizes = [table.data.shape[table.axes.index(axis)] for axis in places]
    if any(field.data.max(initial=0) >= size for field, size in zip(indices, sizes, strict=True)):
        raise Unevaluated("What stands here is no value of the law's variable.", Span(0, 0))
    renamed = _renamed(table, places, indices)
    if renamed is not None:
        return renamed
    whole = [Field((axis,), np.arange(table.data.shape[table.axes.index(axis)])) for axis in others]
    axes, spread = fields.aligned([*whole, *indices])
    order = [table.axes.index(axis) for axis in (*others, *places)]
    data = table.data.transpose(order)[tuple(spread)]
    return Field(axes, data)


def _renamed(table: Field, places: Sequence[str], indices: Sequence[Field]) -> Field | None:
    """Where each value runs over all values of an axis of its own, only the axes' names change."""
    names = []
    for axis, field in zip(places, indices, strict=True):
        size = table.data.shape[table.axes.index(axis)]
        if len(field.axes) != 1 or field.data.shape != (size,) or not np.array_equal(field.data, np.arange(size)):
            return None
        names.append(field.axes[0])
    others = [axis for axis in table.axes if axis not in places]
    if len({*names, *others}) < len(table.axes):
        return None
    renamed = dict(zip(places, names, strict=True))
    return Field(tuple(renamed.get(axis, axis) for axis in table.axes), table.data)


# -------------------------------------------------------------------------------------------------------- normal chain


def _normal_steps(model: Model, left: Sequence[Pair], given: Sequence[Pair], at: Span) -> Field:
    """`q(x_left | x_given)` of `x_s = sqrt(bar_s / bar_r) x_r + sqrt(1 - bar_s / bar_r) noise` (Ho et al. 2020, eq.
    2-4).

    The data have a normal law of their own in every world, so that `q(x_{t-1} | x_t)` has a value too: not the one
    given `x_0`.
    """
    keys = [key for key, _ in (*left, *given)]
    if len(set(keys)) < len(keys):
        raise Meaningless("A variable stands on both sides of the bar.", at)
    return fields.exp(_log_normal(model, [*left, *given]) - _log_normal(model, given))


def _log_normal(model: Model, pairs: Sequence[Pair]) -> Field:
    """Log density of the chain at `pairs`, from step to step: it is Markov."""
    total = fields.constant(0.0)
    before: Pair | None = None
    for key, here in sorted(pairs, key=lambda pair: pair[0][1]):
        if before is None:
            bar = model.values["bar alpha", key[1]]
            mean = fields.sqrt(bar) * model.values[("data mean",)]
            variance = bar * model.values[("data variance",)] - bar + 1.0
        else:
            ratio = model.values["bar alpha", key[1]] / model.values["bar alpha", before[0][1]]
            mean = fields.sqrt(ratio) * before[1]
            variance = -ratio + 1.0
        deviation = here - mean
        total = total - (deviation * deviation / variance + fields.log(variance * (2.0 * np.pi))) * 0.5
        before = key, here
    return total


__all__ = ["MODEL", "Meaningless", "Pair", "Unevaluated", "density", "gathered"]
