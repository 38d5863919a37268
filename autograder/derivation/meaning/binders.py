"""The nodes that bind variables: sums, integrals, means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..reading.source import Span
from ..reading.tree import (
    Call,
    Density,
    Mean,
    Node,
    Normal,
    Over,
    Series,
    Symbol,
    Where,
)
from .core import Environment
from .densities import MOST_TERMS, Densities, whole_number
from .fields import Field, constant
from .laws import Unevaluated
from .models import Key


class Binders(Densities):
    """Sums, integrals and means."""

    @staticmethod
    def methods() -> dict[type, Any]:
        return {**Densities.methods(), Mean: Binders.mean, Over: Binders.over, Series: Binders.series}

    def bound(self, keys: Sequence[Key], env: Environment, at: Span) -> tuple[dict[Any, Any], Field, tuple[str, ...]]:
        """An environment in which `keys` run over all their values, the weight of each value, and the new axes."""
        inner, weight, axes = dict(env), constant(1.0), []
        for key in keys:
            self.fresh += 1
            axis = f"{key[0]}~{self.fresh}"
            size = self._size(key)
            if size is not None:
                inner[key] = Field((axis,), np.arange(size))
                step: Any = np.ones(size)
            elif self._on_the_line(key):
                points, width = self.model.nodes
                inner[key] = Field((axis,), points)
                step = np.full(len(points), width)
            else:
                raise Unevaluated(f"`{key[0]}` is no variable that can be summed or integrated over.", at)
            weight = weight * Field((axis,), step)
            axes.append(axis)
        return inner, weight, tuple(axes)

    def _size(self, key: Key) -> int | None:
        plain = (str(key[0]).rstrip("'*"), *key[1:])
        lower = (plain[0].lower(), *key[1:])
        sizes = self.model.sizes
        return sizes.get(key, sizes.get(plain, sizes.get(lower)))

    def _on_the_line(self, key: Key) -> bool:
        name = str(key[0]).rstrip("'*")
        notation = self.model.notation
        if notation.steps is not None:
            return notation.steps.kind == "normal" and name == notation.steps.name
        return name in notation.line

    def over(self, node: Over, env: Environment) -> Field:
        if node.operation == "prod" and (letter := self._data_index(node.of, env)) is not None:
            return self.series(Series("prod", letter, None, None, node.of, at=node.at), env)
        if node.operation == "prod":
            raise Unevaluated("A product over all values of a variable is not evaluated.", node.at)
        if not node.variables and (letter := self._data_index(node.of, env)) is not None:
            return self.series(Series("sum", letter, None, None, node.of, at=node.at), env)
        if node.variables:
            keys = [key for variable in node.variables for key in self.keys(variable, env)]
        else:
            keys = self._left_open(node.of, env)
            if not keys:
                raise Unevaluated("This does not say over which variable it runs.", node.at)
        inner, weight, axes = self.bound(keys, env, node.at)
        return (self.value(node.of, inner) * weight).sum(*axes)

    def _data_index(self, of: Node, env: Environment) -> str | None:
        """The letter with which data are counted in a sum that does not say over what it runs."""
        data = self.model.notation.data
        if data is None:
            return None
        for node in of.walk():
            if isinstance(node, Symbol) and node.name == data.name and len(node.index) == 1:
                index = node.index[0]
                if isinstance(index, Symbol) and index.name not in self.model.counts and index.name not in env:
                    return index.name
        return None

    def _left_open(self, of: Node, env: Environment) -> list[Key]:
        """Variables free in `of` that the start does not hold and nothing around binds."""
        held = set(self.model.notation.held)
        found: dict[Key, None] = {}
        for node in self.with_meanings(of, env):
            if isinstance(node, Density) and not node.left:
                for name in self.law(node).left:
                    found[(name,)] = None
            if isinstance(node, Symbol) and self.is_variable(node):
                for key in self.keys(node, env):
                    found[key] = None
        bound_inside = {
            key
            for node in of.walk()
            if isinstance(node, Over | Mean)
            for variable in node.variables
            for key in self.keys(variable, env)
        }
        return [
            key for key in found if key not in env and key not in bound_inside and "_".join(map(str, key)) not in held
        ]

    def with_meanings(self, of: Node, env: Environment) -> Iterator[Node]:
        """The nodes of `of`, and those of the meanings of the student's names in it."""
        opened: set[tuple[str, str, str]] = set(self.defining)
        waiting = [of]
        while waiting:
            for node in waiting.pop().walk():
                yield node
                if isinstance(node, Symbol | Call):
                    label = self.label_of(node, env) if isinstance(node, Symbol) else node.label
                    own = (node.name, label, node.mark)
                    if own in self.definitions and own not in opened:
                        opened.add(own)
                        waiting.append(self.definitions[own].meaning)

    def series(self, node: Series, env: Environment) -> Field:
        first, last = self._range(node, env)
        if last - first >= MOST_TERMS:
            raise Unevaluated(f"A sum has at most {MOST_TERMS} terms here; this one has {last - first + 1}.", node.at)
        total = constant(0.0 if node.operation == "sum" else 1.0)
        for i in range(first, last + 1):
            term = self.value(node.of, {**env, node.index: i})
            total = total + term if node.operation == "sum" else total * term
        return total

    def _range(self, node: Series, env: Environment) -> tuple[int, int]:
        counts = self.model.counts
        if node.first is None and node.last is None and not counts:
            raise Unevaluated("This does not say over which numbers it runs.", node.at)
        low = 1
        high = counts.get("T", counts.get("n", 0))
        first = low if node.first is None else self.only_whole(self.whole(node.first, env), node.first)
        last = high if node.last is None else self.only_whole(self.whole(node.last, env), node.last)
        return first, last

    # ------------------------------------------------------------------------------------------------------------ means

    def mean(self, node: Mean, env: Environment) -> Field:
        if node.given:
            raise Unevaluated("A mean given variables is written with its law as subscript here.", node.at)
        weight: Field
        inner, weight, axes = self._under(node, env)
        first = self.value(node.of[0], inner)
        mean = (first * weight).sum(*axes)
        if node.kind == "E":
            return mean
        second = self.value(node.of[-1], inner)
        both = (first * second * weight).sum(*axes)
        return both - mean * (second * weight).sum(*axes)

    def _under(self, node: Mean, env: Environment) -> tuple[dict[Any, Any], Field, tuple[str, ...]]:
        """The variables of the laws bound, weighted by them."""
        axes: tuple[str, ...] = ()
        inner, weight = dict(env), constant(1.0)
        for number, law in enumerate(self._laws(node, env)):
            named = node.variables if len(node.laws) == 1 and node.variables else ()
            if len(node.laws) > 1 and len(node.variables) == len(node.laws):
                named = (node.variables[number],)
            keys, law_at = self.bound_by(law, named, inner)
            inner, width, more = self.bound(keys, inner, node.at)
            self.said_otherwise(law, keys, inner, env)
            weight = weight * width * self.value(law_at, inner)
            axes = (*axes, *more)
        return inner, weight, axes

    def said_otherwise(self, law: Node, keys: Sequence[Key], inner: dict[Any, Any], env: Environment) -> None:
        """What else is bound with `keys`: the point of a law without one, and every name on the line."""
        for key in keys:
            inner[("point", *key)] = inner[key]
        bare = (isinstance(law, Density) and not law.left) or (isinstance(law, Normal) and law.point is None)
        if bare and len(keys) == 1 and keys[0][0] in self.model.notation.line:
            for name in self.model.notation.line:
                if (name,) not in env:
                    inner[(name,)] = inner[keys[0]]

    def _laws(self, node: Mean, env: Environment) -> tuple[Node, ...]:
        if node.laws:
            return node.laws
        if node.variables:
            return tuple(self._law_of(node, node.variables, env))
        keys = [key for of in node.of for key in self._left_open(of, env)]
        if not keys:
            return ()
        symbols = [Symbol(str(key[0]), tuple(map(whole_number, key[1:])), at=node.at) for key in dict.fromkeys(keys)]
        return tuple(self._law_of(node, symbols, env))

    def _law_of(self, node: Mean, variables: Sequence[Node], env: Environment) -> Iterator[Node]:
        """The law under which a mean over these variables is meant where it is not said."""
        keys = [key for variable in variables for key in self.keys(variable, env)]
        names = {str(key[0]) for key in keys}
        line = set(self.model.notation.line)
        fitting = [law for law in self.model.notation.laws if names <= set(law.left) or (law.formula and names <= line)]
        closest = [law for law in fitting if len(law.left) == min(len(law.left) for law in fitting)]
        if not closest:
            raise Unevaluated("Say under which law this mean is.", node.at)
        law = closest[min(self.convention.mean, len(closest) - 1)]
        letter, label = next(key for key, entry in self.lexicon.laws.items() if entry is law or entry == law)
        given: tuple[Node, ...] = ()
        if self.model.notation.steps is not None and not self.convention.joint and all(key[1] for key in keys):
            given = (Symbol(str(keys[0][0]), (whole_number(0),)),)
        yield Density(letter, label, tuple(variables), given, at=node.at)

    def bound_by(self, law: Node, named: Sequence[Node], env: Environment) -> tuple[list[Key], Node]:
        """What a mean under `law` binds, and the law with its arguments filled in."""
        if isinstance(law, Normal):
            return self._bound_by_normal(law, named, env)
        if not isinstance(law, Density):
            return self._bound_by_mixture(law, named, env), law
        if law.left:
            plain = [node.variable if isinstance(node, Where) else node for node in law.left]
            return [key for variable in plain for key in self.keys(variable, env)], replace(law, left=tuple(plain))
        if not named:
            return self._all_of(law, env), law
        keys = [key for name in named for key in self.keys(name, env)]
        given: tuple[Node, ...] = ()
        steps = self.model.notation.steps
        if steps is not None and not self.convention.joint and all(key[1] for key in keys):
            given = (Symbol(steps.name, (whole_number(0),)),)
        return keys, replace(law, left=tuple(named), given=given)

    def _bound_by_normal(self, law: Normal, named: Sequence[Node], env: Environment) -> tuple[list[Key], Node]:
        if law.point is not None:
            return self.keys(law.point, env), law
        if named:
            return [key for name in named for key in self.keys(name, env)], replace(law, point=named[0])
        variable = Symbol(self._first_variable(law.at), at=law.at)
        return self.keys(variable, env), replace(law, point=variable)

    def _bound_by_mixture(self, law: Node, named: Sequence[Node], env: Environment) -> list[Key]:
        """An expression of laws, or a name that the student gave to one."""
        if named:
            return [key for name in named for key in self.keys(name, env)]
        letters = [inner for inner in self.with_meanings(law, env) if isinstance(inner, Density)]
        if letters:
            return [(name,) for name in self.law(letters[0]).left]
        raise Unevaluated("A mean is taken under a law.", law.at)

    def _all_of(self, law: Density, env: Environment) -> list[Key]:
        declared = self.law(law)
        steps = self.model.notation.steps
        if steps is not None:
            return [key for key in self.chain_keys(declared) if self.convention.joint or key[1] > 0]
        held = self.model.notation.held
        if len(declared.left) > 1 and any(name in held for name in declared.left):
            raise Unevaluated("Say of which variables this law is meant here.", law.at)
        return [(name,) for name in declared.left]

    def _first_variable(self, at: Span) -> str:
        for law in self.model.notation.laws:
            return law.left[0]
        raise Unevaluated("Say at which variable this law is meant.", at)
