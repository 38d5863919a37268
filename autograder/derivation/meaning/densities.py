"""Laws at their arguments: which declared law a letter means, which of its variables an argument is.

Source: Cover and Thomas, Elements of Information Theory, 2nd ed., chapter 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from ..declaration import Law
from ..lexicon import LABELS
from ..reading.source import Span
from ..reading.tree import (
    Bernoulli,
    Density,
    Node,
    Normal,
    Number,
    Slice,
    Symbol,
    Where,
)
from . import fields
from .core import Core, Environment
from .fields import Field, constant
from .laws import Pair, Unevaluated, density
from .models import Key

MOST_TERMS = 64  # of a sum over whole numbers, or a slice


class Densities(Core):
    """Densities and probabilities."""

    @staticmethod
    def methods() -> dict[type, Any]:
        return {Density: Densities.density, Normal: Densities.normal, Bernoulli: Densities.bernoulli}

    def law(self, node: Density) -> Law:
        """The declared law that a letter with its label means."""
        laws = self.lexicon.laws
        found = laws.get((node.letter, node.label))
        if found is not None:
            return found
        names_variables = all(
            part.lower() in self.lexicon.vocabulary.variables for part in node.label if part.isalpha()
        )
        if node.label in LABELS or (node.label and names_variables):
            bare = laws.get((node.letter, ""))
            if bare is not None:
                return bare
            several = [law for (letter, _), law in laws.items() if letter == node.letter]
            if len(set(several)) == 1:
                return several[0]
        raise Unevaluated(f"The law `{called(node)}` is not declared.", node.at)

    def density(self, node: Density, env: Environment) -> Field:
        law = self.law(node)
        if not node.left:
            return self._bare_density(law, env, node.at)
        if (joint := self._of_data(law, node, env)) is not None:
            return joint
        left = list(self._pairs(law, node.left, env, node.at))
        given = list(self._pairs(law, node.given, env, node.at, parameters=True))
        inner = self._with_parameters(node, env)
        return density(self, law, left, given, inner, node.at)

    def _bare_density(self, law: Law, env: Environment, at: Span) -> Field:
        steps = self.model.notation.steps
        if steps is not None:
            keys = [key for key in self.chain_keys(law) if key in env or self.convention.joint or key[1] > 0]
            pairs = [(key, self.variable(key, env, at)) for key in keys]
            first = (steps.name, 0)
            given = [] if first in keys else [(first, self.variable(first, env, at))]
            return density(self, law, pairs, given, env, at)
        bound = [(name,) for name in law.left if (name,) in env]
        if len(law.left) > 1 and len(bound) < len(law.left):
            raise Unevaluated("Say of which variables this law is meant here.", at)
        return density(self, law, [((name,), self.variable((name,), env, at)) for name in law.left], [], env, at)

    def _of_data(self, law: Law, node: Density, env: Environment) -> Field | None:
        """`p(x_{1:n})`, `p(x_1, …, x_n)`, `p(x)` of all data: a product."""
        data = self.model.notation.data
        if data is None or len(node.left) != 1:
            return None
        only = node.left[0]
        if isinstance(only, Slice):
            first, last = (
                self.only_whole(self.whole(only.first, env), only),
                self.only_whole(self.whole(only.last, env), only),
            )
        elif isinstance(only, Symbol) and not only.index and only.name.lower() == data.name and (data.name,) not in env:
            first, last = 1, self.model.counts[data.count[0]]
        else:
            return None
        total = constant(1.0)
        inner = self._with_parameters(node, env)
        for i in range(first, last + 1):
            key = (data.name, i)
            total = total * density(self, law, [(key, self.variable(key, env, node.at))], [], inner, node.at)
        return total

    def _with_parameters(self, node: Density, env: Environment) -> Environment:
        """Parameters said behind `;` or the bar are the ones declared; one held at a value is bound to it."""
        inner = dict(env)
        for parameter in (*node.given, *node.parameters):
            if isinstance(parameter, Where) and isinstance(parameter.variable, Symbol):
                name = parameter.variable.name
                if (name,) in self.model.values and name not in self.lexicon.vocabulary.variables:
                    inner[(name,)] = self.value(parameter.value, env)
        return inner

    def _pairs(
        self, law: Law, arguments: Sequence[Node], env: Environment, at: Span, *, parameters: bool = False
    ) -> Iterator[Pair]:
        """Components of `law` with the values at which they are asked."""
        single = len(law.left) == 1 and len(arguments) == 1 and not parameters
        for argument in arguments:
            if isinstance(argument, Where) and isinstance(argument.variable, Symbol):
                component = self._component(law, self.key(argument.variable, env))
                yield component, self.value(argument.value, env)
                continue
            if isinstance(argument, Slice):
                for key in self.keys(argument, env):
                    yield key, self.variable(key, env, argument.at)
                continue
            if not isinstance(argument, Symbol):
                if parameters:
                    continue  # `sigma^2` behind the bar
                raise Unevaluated("This is no variable of the law.", argument.at)
            key = self.key(argument, env)
            if parameters and not self.is_variable(argument):
                continue
            component = (law.left[0],) if single and law.formula else self._component(law, key)
            if single and self.model.notation.steps is None:
                component = (law.left[0],)
            yield component, self._at(argument, key, env)

    def _at(self, argument: Symbol, key: Key, env: Environment) -> Field:
        if key in env or key in self.model.values:
            return self.variable(key, env, argument.at)
        return self.value(argument, env)

    def is_variable(self, node: Symbol) -> bool:
        variables = self.lexicon.vocabulary.variables
        return node.name in variables or node.name.lower() in variables

    def _component(self, law: Law, key: Key) -> Key:
        name = str(key[0]).rstrip("'*")
        names = {*law.left, *law.given, *(part[0] for part in self.model.components.get(law, ()))}
        return (name if name in names else name.lower(), *key[1:])

    def chain_keys(self, law: Law) -> list[Key]:
        steps = self.model.notation.steps
        assert steps is not None
        return [(steps.name, s) for s in range(self.model.counts["T"] + 1)]

    def keys(self, node: Node, env: Environment) -> list[Key]:
        """The keys that a binder's variable names: one, or those of a slice."""
        if isinstance(node, Slice):
            first, last = (self.only_whole(self.whole(end, env), end) for end in (node.first, node.last))
            if last - first > MOST_TERMS:
                raise Unevaluated(f"A slice has at most {MOST_TERMS} entries here.", node.at)
            return [(node.name, s) for s in range(first, last + 1)]
        if isinstance(node, Where):
            node = node.variable
        if not isinstance(node, Symbol):
            raise Unevaluated("What is bound here is no variable.", node.at)
        key = self.key(node, env)
        if key not in self.model.values and (lower := (node.name.lower() + node.mark, *key[1:])) in self.model.values:
            return [lower]
        return [key]

    def normal(self, node: Normal, env: Environment) -> Field:
        if node.point is None:
            name = self._point_of_law(node, env)
            return fields.exp(self.log_normal(replace(node, point=name), env))
        return fields.exp(self.log_normal(node, env))

    def _point_of_law(self, node: Normal, env: Environment) -> Symbol:
        """The variable that a divergence or a mean around this law binds."""
        bound = [key for key in env if isinstance(key, tuple) and key and key[0] == "point"]
        if bound:
            return Symbol(str(bound[-1][1]), tuple(Number(part) for part in bound[-1][2:]), at=node.at)
        raise Unevaluated("Say at which point this density is meant.", node.at)

    def log_normal(self, node: Normal, env: Environment) -> Field:
        assert node.point is not None
        point = self.value(node.point, env)
        variance = self.value(node.variance, env)
        deviation = point - self.value(node.mean, env)
        two_pi = Field((), np.asarray(2 * mpmath.pi, dtype=object)) if self.exact else constant(2.0 * np.pi)
        return -(deviation * deviation / variance + fields.log(variance * two_pi)) * 0.5

    def bernoulli(self, node: Bernoulli, env: Environment) -> Field:
        if node.point is None:
            raise Unevaluated("Say at which value this law is meant.", node.at)
        point, probability = self.value(node.point, env), self.value(node.probability, env)
        failure = -probability + 1.0
        return fields.exp(point * fields.log(probability) + (-point + 1.0) * fields.log(failure))


def whole_number(value: int) -> Number:
    return Number(Fraction(value))


def symbol_of(key: Key, at: Span) -> Symbol:
    return Symbol(str(key[0]), tuple(map(whole_number, key[1:])), at=at)


def called(node: Density) -> str:
    """A law's letter as it is said in a message."""
    return node.letter + (f"_{node.label}" if node.label else "")
