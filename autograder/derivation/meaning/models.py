"""Random models: what the letters of a question are worth, for a dozen of worlds at once.

Every model is drawn from a seed of its own, away from symmetry (equal tables, mean 0, variance 1), where wrong lines
hold by chance.

Sources: Cover and Thomas, Elements of Information Theory, 2nd ed., chapter 2 (finite laws); Ho, Jain and Abbeel,
Denoising Diffusion Probabilistic Models, 2020, sections 2 and 3 (chains; `alpha_t = 1 - beta_t`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from ..declaration import Law, Notation, Real
from .fields import MODEL, Array, Field

Key = tuple[Any, ...]  # ("x",), ("x", 3), ("x'",)

MODELS = 12  # drawn together
SIZES = (3, 4, 3, 2, 3)  # of finite variables, in the order of their declaration
POINTS = 4  # at which a relevant number, or a free variable on the line, is looked at
LINE = (
    -30.0,
    30.0,
    241,
)  # nodes of an integral over the line: the trapezoid rule, exact to rounding for widths over 0.4
FAMILY = 41  # members of a family of laws, for arg min
LEAST = 2e-4  # probability in a table


@dataclass(frozen=True)
class Model:
    """One batch of worlds.

    Attributes:
        notation: whose letters these are.
        values: numbers, data and free variables, by key.
        counts: whole numbers by letter: `n`, `T`, `t`.
        functions: values of each declared function over the first finite variable.
        tables: the joint law of each table over `components[law]`, an axis each.
        components: by law, the keys of its joint table; those it is given come last.
        sizes: number of values of each finite key.
        nodes: those of an integral over the line, and their weight.
    """

    notation: Notation
    values: Mapping[Key, Field]
    counts: Mapping[str, int]
    tables: Mapping[Law, Field]
    components: Mapping[Law, tuple[Key, ...]]
    sizes: Mapping[Key, int]
    nodes: tuple[Array, Any]
    functions: Mapping[str, Field]

    def exactly(self, number: int) -> Model:
        """World `number` alone, in mpmath's numbers."""
        tables = {law: _exact(_one(table, number)) for law, table in self.tables.items()}
        values = {
            key: field if np.issubdtype(field.data.dtype, np.integer) else _exact(_one(field, number))
            for key, field in self.values.items()
        }
        points, weight = self.nodes
        functions = {name: _exact(_one(field, number)) for name, field in self.functions.items()}
        return replace(
            self, functions=functions, tables=tables, values=values, nodes=(_exact_array(points), mpmath.mpf(weight))
        )


def axis_of(key: Key) -> str:
    return "_".join(str(part) for part in key)


def _one(field: Field, number: int) -> Field:
    if MODEL not in field.axes:
        return field
    place = field.axes.index(MODEL)
    return Field(field.axes, field.data.take([min(number, field.data.shape[place] - 1)], axis=place))


def _exact(field: Field) -> Field:
    return Field(field.axes, _exact_array(field.data))


def _exact_array(data: Array) -> Array:
    exact = np.empty(data.shape, dtype=object)
    for place in np.ndindex(data.shape):
        exact[place] = mpmath.mpf(float(data[place]))
    return exact


@lru_cache(maxsize=64)
def models(notation: Notation) -> tuple[Model, ...]:
    """All batches for a question: always the same ones."""
    return tuple(_Drawing(notation, number, counts).model() for number, counts in enumerate(_counts(notation)))


def _counts(notation: Notation) -> Iterator[dict[str, int]]:
    if notation.data is not None:
        for count in (3, 6):
            yield dict.fromkeys(notation.data.count, count)
    elif notation.samples is not None:
        yield dict.fromkeys(("n", "N", "m", "M"), 2)
    elif notation.steps is None:
        yield {}
    elif notation.steps.kind == "finite":
        for length, now in ((2, 2), (3, 2), (3, 3), (4, 3)):
            yield {"T": length, "t": now}
    else:
        for length, now in ((5, 4), (6, 5), (6, 6)):
            yield {"T": length, "t": now}


class _Drawing:
    def __init__(self, notation: Notation, number: int, counts: dict[str, int]) -> None:
        self.notation = notation
        self.counts = counts
        self.rng = np.random.default_rng([20260921, number])
        heavy = notation.steps is not None
        self.count = 6 if heavy else MODELS
        self.values: dict[Key, Field] = {}
        self.sizes: dict[Key, int] = {}
        self.tables: dict[Law, Field] = {}
        self.components: dict[Law, tuple[Key, ...]] = {}

    def model(self) -> Model:
        notation = self.notation
        for name, size in zip(notation.finite, SIZES, strict=False):
            self._finite((name,), size)
        for name in notation.line:
            self.values[(name,)] = Field((name,), self.rng.uniform(-1.5, 2.0, size=POINTS))
        functions = {
            name: Field((MODEL, notation.finite[0]), self.rng.uniform(0.1, 0.9, size=(self.count, SIZES[0])))
            for name in notation.functions
        }
        for real in notation.reals:
            self._real(real)
        if notation.data is not None:
            self._data()
        if notation.samples is not None:
            name, size = notation.samples[0], self.sizes[(notation.samples[0],)]
            for i in range(1, self.counts["n"] + 1):
                self._finite((name, i), size)
        if notation.steps is not None:
            self._steps()
        for law in sorted(notation.laws, key=lambda law: -len(law.left)):  # joint laws first: others may be near theirs
            if not law.formula and notation.steps is None:
                self._table(law)
        low, high, count = LINE
        nodes = np.linspace(low, high, count)
        return Model(
            notation,
            self.values,
            self.counts,
            self.tables,
            self.components,
            self.sizes,
            (nodes, nodes[1] - nodes[0]),
            functions,
        )

    # -------------------------------------------------------------------------------------------------- single letters

    def _finite(self, key: Key, size: int) -> None:
        self.sizes[key] = size
        self.values[key] = Field((axis_of(key),), np.arange(size))

    def _real(self, real: Real) -> None:
        key = (real.name,)
        drawn = self.rng.uniform(real.low, real.high, size=self.count)
        if real.name in {latex.lstrip("\\") for latex in self.notation.relevant}:
            # Some more numbers near the first, so that a constant can be told from what depends on this one.
            several = self.rng.uniform(real.low, real.high, size=(self.count, POINTS))
            several[:, 0] = drawn
            self.values[key] = Field((MODEL, axis_of(key)), several)
        else:
            self.values[key] = Field((MODEL,), drawn)

    def _data(self) -> None:
        data = self.notation.data
        assert data is not None
        count = self.counts[data.count[0]]
        if data.kind == "binary":
            drawn = (self.rng.random((self.count, count)) < 0.5).astype(float)
            drawn[:, 0], drawn[:, 1] = 1.0, 0.0
            drawn[:, 2] = self.rng.random(self.count) < 0.7
        else:
            drawn = self.rng.normal(0.7, 1.3, size=(self.count, count))
        for i in range(count):
            self.values[(data.name, i + 1)] = Field((MODEL,), drawn[:, i])

    # ------------------------------------------------------------------------------------------------------------ laws

    def _weights(self, *shape: int) -> NDArray[np.float64]:
        """Positive weights: half of the worlds dense, a quarter nearly deterministic, a quarter nearly uniform."""
        dense = self.rng.gamma(1.5, size=(self.count, *shape))
        kind = np.arange(self.count).reshape(-1, *([1] * len(shape))) % 4
        peaked = dense**5
        flat = 1.0 + 0.2 * dense
        return np.where(kind == 2, peaked, np.where(kind == 3, flat, dense)) + LEAST

    def _table(self, law: Law) -> None:
        keys: tuple[Key, ...] = tuple((name,) for name in (*law.left, *law.given))
        shape = tuple(self.sizes[key] for key in keys)
        axes = (MODEL, *map(axis_of, keys))
        self.components[law] = keys
        if law.parameter:
            # Logarithms of weights, a polynomial in the parameter: `evaluate` puts it together.
            coefficients = self.rng.normal(0.0, 1.0, size=(self.count, *shape, 3))
            self.tables[law] = Field((*axes, "coefficient"), coefficients)
            return
        weights = self._weights(*shape)
        tight = self._posterior(keys, shape)
        if tight is not None:  # a bound that is nearly attained: what is only nearly a bound fails here
            near = np.arange(self.count).reshape(-1, *([1] * len(shape))) % 3 == 1
            weights = np.where(near, tight * self.rng.uniform(0.9, 1.1, size=weights.shape), weights)
        summed = tuple(range(1, 1 + len(law.left)))
        self.tables[law] = Field(axes, weights / weights.sum(axis=summed, keepdims=True))

    def _posterior(self, keys: tuple[Key, ...], shape: tuple[int, ...]) -> NDArray[np.float64] | None:
        """The joint table of another law over these variables and more, where there is one: at one of their values."""
        for other, table in self.tables.items():
            if other.parameter or not set(keys) <= set(self.components[other]):
                continue
            others = [axis_of(key) for key in self.components[other] if key not in keys]
            kept = Field(table.axes, table.data)
            for axis in others:  # one value each, not the sum: a posterior, not a marginal
                kept = Field(
                    tuple(entry for entry in kept.axes if entry != axis),
                    kept.data.take(0, axis=kept.axes.index(axis)),
                )
            order = [kept.axes.index(axis) for axis in (MODEL, *map(axis_of, keys))]
            found: NDArray[np.float64] = np.asarray(kept.data.transpose(order), dtype=float)
            return found if found.shape[1:] == shape else None
        return None

    # ----------------------------------------------------------------------------------------------------------- chains

    def _steps(self) -> None:
        steps = self.notation.steps
        assert steps is not None
        last = self.counts["T"]
        keys: list[Key] = [(steps.name, s) for s in range(last + 1)]
        if steps.kind == "finite":
            for key in keys:
                self._finite(key, 3)
            forward, backward = self.notation.laws[0], self.notation.laws[1]
            self.tables[forward] = self._chain(keys)
            self.tables[backward] = self._near_reversal(self._chain(keys[::-1]), self.tables[forward])
            self.components[forward] = tuple(keys)
            self.components[backward] = tuple(keys[::-1])
            return
        beta = self.rng.uniform(0.3, 0.7, size=(self.count, last))
        bar = np.cumprod(1.0 - beta, axis=1)
        one = np.ones(self.count)
        self.values[("data mean",)] = Field((MODEL,), self.rng.uniform(-0.8, 0.8, size=self.count))
        self.values[("data variance",)] = Field((MODEL,), self.rng.uniform(0.4, 1.8, size=self.count))
        for s in range(last + 1):
            points = self.rng.uniform(-1.5, 1.5, size=(POINTS,)) + 0.3
            self.values[keys[s]] = Field((axis_of(keys[s]),), points)
            self.values[("bar alpha", s)] = Field((MODEL,), bar[:, s - 1] if s else one)
            if s:
                self.values[("beta", s)] = Field((MODEL,), beta[:, s - 1])
                self.values[("alpha", s)] = Field((MODEL,), 1.0 - beta[:, s - 1])

    def _near_reversal(self, backward: Field, forward: Field) -> Field:
        """`backward`, but in some worlds nearly the reversal of `forward`: there the bound is nearly tight."""
        reversal = self._markov(forward.data.transpose(0, *range(forward.data.ndim - 1, 0, -1)))
        near = np.arange(self.count).reshape(-1, *([1] * (backward.data.ndim - 1))) % 3 == 1
        return Field(backward.axes, np.where(near, reversal, backward.data))

    def _markov(self, joint: NDArray[Any]) -> NDArray[Any]:
        """The chain with nearly the steps of `joint`, from its first axis to its last."""
        count, size = joint.shape[0], joint.shape[1]
        start = joint.reshape(count, size, -1).sum(axis=2) * self.rng.uniform(0.95, 1.05, size=(count, size))
        chain: NDArray[Any] = start / start.sum(axis=1, keepdims=True)
        for place in range(1, joint.ndim - 1):
            others = tuple(axis for axis in range(1, joint.ndim) if axis not in (place, place + 1))
            step = joint.sum(axis=others) * self.rng.uniform(0.95, 1.05, size=(count, size, size))
            step = step / step.sum(axis=2, keepdims=True)
            chain = chain[..., None] * step.reshape(count, *([1] * (chain.ndim - 2)), size, size)
        return chain

    def _chain(self, keys: list[Key]) -> Field:
        """The joint law of a Markov chain through `keys` in their order."""
        size = 3
        joint = self._weights(size)
        joint = joint / joint.sum(axis=1, keepdims=True)
        for _ in keys[1:]:
            step = self._weights(size, size)
            step = step / step.sum(axis=2, keepdims=True)
            joint = joint[..., None] * step.reshape(self.count, *([1] * (joint.ndim - 2)), size, size)
        return Field((MODEL, *map(axis_of, keys)), joint)
