"""Derivatives, extrema, and the unknown of an equation.

First derivatives by a complex step (exact to rounding), derivatives of derivatives by central differences of those,
as in W. Squire and G. Trapp, Using complex variables to estimate derivatives of real functions, SIAM Review 40, 1998.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import mpmath
import numpy as np

from ..reading.source import Span
from ..reading.tree import Call, Derivative, Extremum, Node, Power, Symbol
from . import fields
from .core import Core, Environment
from .fields import Field, constant
from .laws import Unevaluated
from .models import FAMILY, Key

STEP, EXACT_STEP = 1e-20, mpmath.mpf(10) ** -25
COARSE, EXACT_COARSE = 1e-3, mpmath.mpf(10) ** -8
ROUNDS, SECTIONS = 2, 36  # of a search over functions
MOST_NESTED = 3
SOLVED = ("hat", "tilde", "bar")  # accents of a solution
MARKS = ("*", "**", "")
LABELS = frozenset({"ML", "MLE", "mle", "ml", "opt", "MAP", "hat", "max", "*", "star", "text"})


class Calculus(Core):
    @staticmethod
    def methods() -> dict[type, Any]:
        return {Derivative: Calculus.derivative, Extremum: Calculus.extremum}

    # ----------------------------------------------------------------------------------------------------- the unknown

    def is_unknown(self, node: Node) -> bool:
        """Whether `node` is the unknown, with a hat, a star or a label perhaps."""
        unknown = self.model.notation.unknown
        if unknown is None:
            return False
        if isinstance(node, Power):
            node = node.base
        if isinstance(node, Call):
            node = Symbol(node.name, (), node.label, node.mark)
        if not isinstance(node, Symbol) or node.index:
            return False
        *accents, bare = node.name.split(" ")
        names = {unknown.name, *unknown.names}
        return (
            (bare in names or node.name in names)
            and all(accent in SOLVED for accent in accents)
            and node.mark in MARKS
            and (not node.label or node.label in LABELS or node.label == "G")
        )

    def alias(self, node: Symbol, env: Environment) -> Field | None:
        """The unknown under another of its names: its value, or its solution where `env` says so."""
        unknown = self.model.notation.unknown
        if unknown is None or not self.is_unknown(node):
            return None
        dressed = bool(node.mark or node.label or " " in node.name)
        if dressed and "solution" in env:
            found: Field = env["solution"]
            return found
        return self.variable((unknown.name,), env, node.at)

    def held(self, variable: Node, value: Field, env: Environment) -> dict[Any, Any]:
        """`env` with a number, or its square, at `value`."""
        inner = dict(env)
        if isinstance(variable, Power):
            if not isinstance(variable.base, Symbol):
                raise Unevaluated("What is held here is no variable.", variable.at)
            exponent = self.value(variable.exponent, env)
            inner[self._key(variable.base, env)] = fields.power(value, constant(1.0) / exponent)
            return inner
        if isinstance(variable, Call):
            variable = Symbol(variable.name, (), variable.label, variable.mark, at=variable.at)
        assert isinstance(variable, Symbol)
        inner[self._key(variable, env)] = value
        return inner

    def _key(self, variable: Symbol, env: Environment) -> Key:
        unknown = self.model.notation.unknown
        if unknown is not None and self.is_unknown(variable):
            return (unknown.name,)
        return self.key(variable, env)

    # ----------------------------------------------------------------------------------------------------- derivatives

    def derivative(self, node: Derivative, env: Environment) -> Field:
        if node.order == 2:
            inner = Derivative(node.variable, 1, node.of, at=node.at)
            return self._by_differences(node.variable, inner, env, node.at)
        if self._has_derivative(node.of):
            return self._by_differences(node.variable, node.of, env, node.at)
        return self._by_complex_step(node.variable, node.of, env, node.at)

    def primed(self, node: Call, env: Environment) -> Field:
        """`f'(y)`: the derivative of a defined function in its only argument, or of a name in the unknown."""
        own = (node.name, node.label, node.mark)
        definition = self.definitions.get(own)
        plain = Call(node.name, node.arguments, node.label, node.mark, at=node.at)
        names = definition.arguments if definition is not None else ()
        if definition is not None and len(names) == 1 and names[0] and len(node.arguments) == 1:
            name = names[0]
            # `\ell'(v)` with `v := \sigma^2`: varied through its meaning
            defined = (name, "", "") in self.definitions and node.arguments[0] == Symbol(name)
            inner = dict(env) if defined else {**env, (name,): self.value(node.arguments[0], env)}
            variable, of = Symbol(name), definition.meaning
            if self.is_unknown(Symbol(name)) and (unknown := self.model.notation.unknown) is not None:
                inner[(unknown.name,)] = inner[(name,)]
            result: Node = of
            for _ in range(node.primes):
                result = Derivative(variable, 1, result, at=node.at)
            return self.value(result, inner)
        unknown = self.model.notation.unknown
        if unknown is None:
            raise Unevaluated("A prime stands on a function of one variable only.", node.at)
        result = plain if node.arguments else Symbol(node.name, (), node.label, node.mark, at=node.at)
        by: Node = Symbol(unknown.name)
        by = Power(by, _two()) if unknown.power == 2 else by
        for _ in range(node.primes):
            result = Derivative(by, 1, result, at=node.at)
        return self.value(result, env)

    def _has_derivative(self, of: Node) -> bool:
        for node in of.walk():
            if isinstance(node, Derivative) or (isinstance(node, Call) and node.primes):
                return True
            own = (node.name, node.label, node.mark) if isinstance(node, Symbol | Call) else None
            if own is not None and own in self.definitions and own not in self.defining:
                meaning = self.definitions[own].meaning
                if any(isinstance(inner, Derivative) for inner in meaning.walk()):
                    return True
        return False

    def _by_complex_step(self, variable: Node, of: Node, env: Environment, at: Span) -> Field:
        key, outer = self._base(variable, env, at)
        here = self.variable(key, env, at)
        if here.exact:
            step: Any = mpmath.mpc(0, EXACT_STEP)
            moved = Field(here.axes, np.asarray(here.data + step, dtype=object))
            slope = self._imaginary(self.value(of, {**env, key: moved}), EXACT_STEP)
        else:
            if np.iscomplexobj(here.data):
                return self._by_differences(variable, of, env, at)
            moved = Field(here.axes, here.data + 1j * STEP)
            slope = self._imaginary(self.value(of, {**env, key: moved}), STEP)
        return slope if outer is None else slope / self._by_complex_step(Symbol(str(key[0])), outer, env, at)

    def _imaginary(self, value: Field, step: Any) -> Field:
        if value.exact:
            imaginary = np.frompyfunc(lambda entry: mpmath.im(entry) / step, 1, 1)
            return Field(value.axes, np.asarray(imaginary(value.data), dtype=object))
        return Field(value.axes, np.asarray(np.imag(value.data) / step))

    def _by_differences(self, variable: Node, of: Node, env: Environment, at: Span) -> Field:
        """Five points; the error falls with the fourth power of the step."""
        self._nest(at)
        key, outer = self._base(variable, env, at)
        here = self.variable(key, env, at)
        step = EXACT_COARSE if here.exact else COARSE
        total = constant(0.0)
        for times, weight in ((-2, 1.0), (-1, -8.0), (1, 8.0), (2, -1.0)):
            moved = Field(here.axes, here.data + times * step)
            total = total + self.value(of, {**env, key: moved}) * weight
        self.nested -= 1
        slope = total / constant(12 * step)
        return slope if outer is None else slope / self._by_complex_step(Symbol(str(key[0])), outer, env, at)

    def _nest(self, at: Span) -> None:
        """One more derivative or optimum inside of others; each makes the work several times as much."""
        self.nested += 1
        if self.nested > MOST_NESTED:
            raise Unevaluated("Too many derivatives or optima stand inside each other.", at)

    def _base(self, variable: Node, env: Environment, at: Span) -> tuple[Key, Node | None]:
        """The number that is varied, and the expression in it by which the derivative is meant, or None."""
        if isinstance(variable, Call):
            variable = Symbol(variable.name, (), variable.label, variable.mark, at=variable.at)
        if isinstance(variable, Symbol):
            own = (variable.name, self.label_of(variable, env), variable.mark)
            key = self._key(variable, env)
            if key in env or key in self.model.values:
                return key, None
            if own in self.definitions:
                return self._base_of(self.definitions[own].meaning, env, at)
        if isinstance(variable, Power):
            return self._base_of(variable, env, at)
        raise Unevaluated("A derivative is by a declared number.", at)

    def _base_of(self, expression: Node, env: Environment, at: Span) -> tuple[Key, Node]:
        keys = {
            self._key(node, env)
            for node in expression.walk()
            if isinstance(node, Symbol) and (self._key(node, env) in self.model.values or self._key(node, env) in env)
        }
        if len(keys) != 1:
            raise Unevaluated("A derivative is by one declared number, or by an expression in one.", at)
        return keys.pop(), expression

    # --------------------------------------------------------------------------------------------------------- extrema

    def extremum(self, node: Extremum, env: Environment) -> Field:
        kind = {"sup": "max", "inf": "min"}.get(node.kind, node.kind)
        if self._of_unknown(node):
            return self._at_solution(node, kind, env)
        if (function := self._function(node)) is not None and kind in ("max", "min"):
            return self._over_functions(node, kind, function, env)
        key = self._family(node)
        inner = dict(env)
        self.fresh += 1
        axis = f"family~{self.fresh}"
        real = next(real for real in self.model.notation.reals if (real.name,) == key)
        inner[key] = Field((axis,), np.linspace(real.low, real.high, FAMILY))
        value = self.value(node.of, inner)
        if value.exact:
            raise Unevaluated("An optimum is not looked for in mpmath's numbers.", node.at)
        if axis not in value.axes:  # it does not depend on the variable: all members are alike
            value = value + Field((axis,), np.zeros(FAMILY))
        place = value.axes.index(axis)
        data = -value.data if kind.endswith("max") else value.data
        best = data.min(axis=place, keepdims=True)
        if not kind.startswith("arg"):
            rest = tuple(entry for entry in value.axes if entry != axis)
            return Field(rest, np.asarray((-best if kind == "max" else best).squeeze(place)))
        spread = data.max(axis=place, keepdims=True) - best
        attained = (data <= best + 1e-9 * spread).astype(float)
        renamed = tuple("attained" if entry == axis else entry for entry in value.axes)
        return Field(renamed, np.asarray(attained))

    def _function(self, node: Extremum) -> str | None:
        """The declared function over which the optimum is, as in `\\max_D V(D, G)`."""
        names = [entry.name for entry in node.variables if isinstance(entry, Symbol | Call)]
        return names[0] if len(names) == 1 and names[0] in self.model.functions else None

    def _over_functions(self, node: Extremum, kind: str, name: str, env: Environment) -> Field:
        """The best value, found place by place: by golden sections, which a sum of concave terms allows."""
        table = self.model.functions[name]
        if table.exact:
            raise Unevaluated("An optimum is not looked for in mpmath's numbers.", node.at)
        best: np.ndarray[Any, Any] = np.full(table.data.shape, 0.5)
        sign = 1.0 if kind == "max" else -1.0
        ratio = (np.sqrt(5.0) - 1.0) / 2.0

        def worth(data: np.ndarray[Any, Any]) -> Field:
            model = replace(self.model, functions={**self.model.functions, name: Field(table.axes, data)})
            return replace(self, model=model).value(node.of, env)

        for _ in range(ROUNDS):
            for place in range(best.shape[-1]):
                low, high = np.zeros(best.shape[:-1]), np.ones(best.shape[:-1])
                for _ in range(SECTIONS):
                    inner = high - ratio * (high - low), low + ratio * (high - low)
                    values = []
                    for points in inner:
                        best[..., place] = points
                        found = worth(best.copy())
                        if (*found.axes, table.axes[-1]) != table.axes:
                            raise Unevaluated("This optimum is not looked for here.", node.at)
                        values.append(sign * found.data)
                    left = values[0] > values[1]
                    low, high = np.where(left, low, inner[0]), np.where(left, inner[1], high)
                best[..., place] = (low + high) / 2
        return worth(best)

    def _family(self, node: Extremum) -> Key:
        reals = [real.name for real in self.model.notation.reals]
        named = [entry.name for entry in node.variables if isinstance(entry, Symbol) and entry.name in reals]
        if not named:
            named = [law.parameter for law in self.model.notation.laws if law.parameter][:1]
        if not named:
            raise Unevaluated("This does not say over what it is optimised.", node.at)
        return (named[0],)

    def _of_unknown(self, node: Extremum) -> bool:
        if self.model.notation.unknown is None:
            return False
        return not node.variables or self.is_unknown(node.variables[0])

    def _at_solution(self, node: Extremum, kind: str, env: Environment) -> Field:
        """The solution, where what stands here is stationary there and on the right side of it; else undefined."""
        unknown = self.model.notation.unknown
        assert unknown is not None
        solution = self.solution(env)
        key: Key = (unknown.name,)
        self._nest(node.at)
        values = []
        for shift in (-1e-3, 0.0, 1e-3):
            values.append(self.value(node.of, {**env, key: solution * (1.0 + shift)}))
        self.nested -= 1
        sign = 1.0 if kind.endswith("max") else -1.0
        low, here, high = (value * sign for value in values)
        axes, (a, b, c) = fields.aligned((low, here, high))
        attained = (b > a) & (b > c)
        if not kind.startswith("arg"):
            return values[1]
        _, (mask, points) = fields.aligned((Field(axes, attained), solution))
        return Field(axes, np.where(mask.astype(bool), points, np.nan))

    def solution(self, env: Environment) -> Field:
        """What the unknown is at the optimum."""
        unknown = self.model.notation.unknown
        assert unknown is not None
        clean: Mapping[Any, Any] = {key: value for key, value in env.items() if key != "solution"}
        found = self.value(self.lexicon.read(unknown.solution), clean)
        return fields.sqrt(found) if unknown.power == 2 else found


def _two() -> Node:
    from fractions import Fraction

    from ..reading.tree import Number

    return Number(Fraction(2))
