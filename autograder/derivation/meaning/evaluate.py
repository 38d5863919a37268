"""What a tree is worth in a model: a number, or an array over the variables that it leaves free.

Each kind of node has a method of its name. A name is looked up where it is bound, then among the student's
definitions, then in the model, then among the declared quantities.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from ..reading.source import Span
from ..reading.tree import (
    Call,
    Constant,
    Density,
    Dots,
    Function,
    Negative,
    Node,
    Normal,
    Number,
    Power,
    Product,
    Ratio,
    Series,
    Slice,
    Sum,
    Symbol,
    Where,
)
from . import fields
from .calculus import SOLVED, Calculus
from .core import Convention, Definition, Environment, shown
from .fields import MODEL, Field, constant
from .laws import Unevaluated, gathered
from .measures import Measures
from .models import Key

MOST_BETWEEN = 64  # factors that dots leave out


class Evaluator(Measures, Calculus):
    """Values in one model, under one convention and the student's definitions."""

    def value(self, node: Node, env: Environment) -> Field:
        """The value of `node`.

        Raises:
            Unevaluated: it has none here.
        """
        self.budget.take(node.at)
        method = _METHODS.get(type(node))
        if method is None:
            raise Unevaluated("This has no value here.", node.at)
        try:
            found: Field = method(self, node, env)
        except fields.TooLarge:
            raise Unevaluated("This would need too large a table.", node.at) from None
        return found

    # --------------------------------------------------------------------------------------------------- arithmetic

    def number(self, node: Number, env: Environment) -> Field:
        value = node.value
        if self.exact:
            return Field((), np.asarray(mpmath.mpf(value.numerator) / value.denominator, dtype=object))
        return constant(float(value))

    def sum_of(self, node: Sum, env: Environment) -> Field:
        terms = self._filled(node.terms, env)
        total = self.value(terms[0], env)
        for term in terms[1:]:
            total = total + self.value(term, env)
        return total

    def product(self, node: Product, env: Environment) -> Field:
        factors = self._filled(node.factors, env)
        total = self.value(factors[0], env)
        for factor in factors[1:]:
            total = total * self.value(factor, env)
        return total

    def _filled(self, entries: tuple[Node, ...], env: Environment) -> tuple[Node, ...]:
        """`a_t a_{t-1} ... a_1`: what the dots leave out between two entries that differ in an index only."""
        places = [place for place, entry in enumerate(entries) if isinstance(entry, Dots)]
        if not places:
            return entries
        place = places[0]
        if len(places) > 1 or place == 0 or place == len(entries) - 1:
            return entries
        before, after = entries[place - 1], entries[place + 1]
        if before != after and (one := self._as_indexed(before, env)) == self._as_indexed(after, env):
            return (*entries[: place - 1], one, *entries[place + 2 :])  # few terms: both ends of the dots are one
        found = _between(before, after, lambda index: self.only_whole(self.whole(index, env), index))
        return (*entries[:place], *found, *entries[place + 1 :]) if found is not None else entries

    def _as_indexed(self, node: Node, env: Environment) -> Node:
        if not isinstance(node, Symbol) or len(node.index) != 1:
            return node
        return replace(node, index=(Number(Fraction(self.only_whole(self.whole(node.index[0], env), node.index[0]))),))

    def negative(self, node: Negative, env: Environment) -> Field:
        return -self.value(node.of, env)

    def ratio(self, node: Ratio, env: Environment) -> Field:
        return self.value(node.above, env) / self.value(node.below, env)

    def power(self, node: Power, env: Environment) -> Field:
        base = self.value(node.base, env)
        return fields.power(base, self.value(node.exponent, env))

    def function(self, node: Function, env: Environment) -> Field:
        if node.name in ("log", "log2", "log10"):
            value = self.logarithm(node.of, env)
            return value / {"log": 1.0, "log2": float(np.log(2.0)), "log10": float(np.log(10.0))}[node.name]
        of = self.value(node.of, env)
        match node.name:
            case "exp":
                return fields.exp(of)
            case "sqrt":
                return fields.sqrt(of)
            case "abs" | "norm":
                return fields.absolute(of)
            case "sigmoid":
                return constant(1.0) / (fields.exp(-of) + 1.0)
        raise Unevaluated(f"{node.name} has no value here.", node.at)

    def logarithm(self, node: Node, env: Environment) -> Field:
        """The logarithm of products factor by factor, so that small densities do not vanish."""
        match node:
            case Normal(point=point) if point is not None:
                return self.log_normal(node, env)
            case Product():
                parts = [self.logarithm(factor, env) for factor in node.factors]
                total = parts[0]
                for part in parts[1:]:
                    total = total + part
                return self._or_plainly(total, node, env)
            case Ratio():
                total = self.logarithm(node.above, env) - self.logarithm(node.below, env)
                return self._or_plainly(total, node, env)
            case Series(operation="prod"):
                return self.value(replace(node, operation="sum", of=Function("log", node.of, at=node.at)), env)
            case Function(name="exp"):
                return self.value(node.of, env)
        return fields.log(self.value(node, env))

    def _or_plainly(self, total: Field, node: Node, env: Environment) -> Field:
        """Two negative factors have a positive product."""
        if fields.defined(total.data).all():
            return total
        return fields.log(self.value(node, env))

    # -------------------------------------------------------------------------------------------------------- names

    def symbol(self, node: Symbol, env: Environment) -> Field:
        key = self.key(node, env)
        if key in env:
            found: Field = env[key]
            return found
        if not node.index and not node.mark and not node.label and isinstance(env.get(node.name), int):
            return self.as_field(env[node.name])
        own = (node.name, self.label_of(node, env), node.mark)
        if own in self.definitions and own not in self.defining:
            return self._defined(own, (), env, node.at)
        if (alias := self.alias(node, env)) is not None:
            return alias
        if key in self.model.values:
            return self.model.values[key]
        if (found_quantity := self.quantity(node, (), env)) is not None:
            return found_quantity
        if len(key) == 1 and node.name in self.model.counts:
            return self.as_field(self.model.counts[node.name])
        if (special := self._special(node, key, env)) is not None:
            return special
        if (solved := self._own_solved(node, env)) is not None:
            return solved
        raise Unevaluated(f"`{shown(node)}` is neither declared nor defined.", node.at)

    def _own_solved(self, node: Symbol, env: Environment) -> Field | None:
        r"""`\hat\beta` where the student put `\beta := 1 / \sigma^2`: what that is at the solution."""
        unknown = self.model.notation.unknown
        *accents, bare = node.name.split(" ")
        own = (bare, "", "")
        dressed = bool(accents or node.mark in ("*", "**") or node.label) and set(accents) <= set(SOLVED)
        if unknown is None or node.index or not dressed or own not in self.definitions or own in self.defining:
            return None
        inner = {**env, (unknown.name,): env["solution"]} if "solution" in env else env
        return self._defined(own, (), inner, node.at)

    def _special(self, node: Symbol, key: Key, env: Environment) -> Field | None:
        """Numbers that need no declaration, capitals of declared variables, means of data, any one datum."""
        if node.name == "pi":
            return self.as_field(0) + (mpmath.pi if self.exact else np.pi)
        if node.name == "e" and len(key) == 1:
            return fields.exp(self.as_field(1))
        if node.name in ("I", "bb I", "bb 1", "1") and not node.index:
            return self.as_field(1)  # one dimension
        lower: Key = (node.name.lower(), *key[1:])
        if lower != key and (lower in env or lower in self.model.values):
            return self.variable(lower, env, node.at)
        data = self.model.notation.data
        if data is not None and key[0] == data.name and len(key) == 2 and isinstance(key[1], str):
            each = [self.model.values[(data.name, i + 1)] for i in range(self.model.counts[data.count[0]])]
            stacked = np.stack([value.data for value in each], axis=-1)
            return Field((*each[0].axes, f"each {key[1]}"), stacked)
        if data is not None and node.name in (f"bar {data.name}", f"bar {data.name.upper()}"):
            total = self.as_field(0)
            count = self.model.counts[data.count[0]]
            for i in range(1, count + 1):
                total = total + self.model.values[(data.name, i)]
            return total / self.as_field(count)
        return None

    def _defined(self, own: tuple[str, str, str], given: Sequence[Node], env: Environment, at: Span) -> Field:
        definition = self.definitions[own]
        inner = dict(env)
        for name, argument in zip(definition.arguments, given, strict=False):
            if name and not (isinstance(argument, Symbol) and argument.name == name and not argument.index):
                inner[(name,)] = self.value(argument, env)
        before, self.defining = self.defining, (*self.defining, own)
        try:
            return self.value(definition.meaning, inner)
        finally:
            self.defining = before

    def call(self, node: Call, env: Environment) -> Field:
        own = (node.name, node.label, node.mark)
        if node.primes:
            return self.primed(node, env)
        bound = env.get(("call", node.name))
        if bound is not None and not node.mark and not node.label:
            return self.value(replace(bound, arguments=node.arguments), env)
        if own in self.definitions and own not in self.defining:
            value = self._defined(own, node.arguments, env, node.at)
            if not self.definitions[own].arguments and len(node.arguments) == 1 and _is_factor(node.arguments[0]):
                return value * self.value(node.arguments[0], env)
            return value
        found = self.quantity(node, node.arguments, env)
        if found is not None:
            return found
        if node.name in self.model.functions and len(node.arguments) == 1 and not node.mark and not node.label:
            place = self.value(node.arguments[0], env)
            return gathered(self.model.functions[node.name], {(self.model.notation.finite[0],): place})
        symbol = Symbol(node.name, (), node.label, node.mark, at=node.at)
        if (alias := self.alias(symbol, env)) is not None or (node.name,) in self.model.values:
            return alias if alias is not None else self.symbol(symbol, env)
        raise Unevaluated(f"`{node.name}` is neither declared nor defined.", node.at)

    def quantity(self, node: Symbol | Call, given: Sequence[Node], env: Environment) -> Field | None:
        """The value of a declared name, or None."""
        for name, declared, meaning in self.lexicon.quantities:
            if not isinstance(name, Symbol | Call) or name.name != node.name or name.mark != node.mark:
                continue
            inner: dict[Any, Any] = dict(env)
            if name.label != node.label:
                continue
            if isinstance(name, Symbol):
                index = node.index if isinstance(node, Symbol) else ()
                if len(index) != len(name.index) or not self._index_fits(name, index, declared.index, inner, env):
                    continue
            for letter, argument in zip(declared.arguments, given, strict=False):
                self._bind_argument(letter, argument, inner, env)
            return self.value(meaning, inner)
        return None

    def _bind_argument(self, letter: str, argument: Node, inner: dict[Any, Any], env: Environment) -> None:
        """`V(D^*, G)`: a function is bound by its name, a number by its value; the rest is for the eye."""
        if isinstance(argument, Symbol | Call) and argument.name == letter:
            if argument.mark or argument.label:
                inner[("call", letter)] = Call(letter, (), label=argument.label, mark=argument.mark, at=argument.at)
            return
        named = self.lexicon.read(letter) if "_" in letter else Symbol(letter)
        try:
            inner[self.key(named, env) if isinstance(named, Symbol) else (letter,)] = self.value(argument, env)
        except Unevaluated:
            return

    def _index_fits(
        self,
        name: Symbol,
        index: Sequence[Node],
        bounds: tuple[str, str, str],
        inner: dict[Any, Any],
        env: Environment,
    ) -> bool:
        for wanted, got in zip(name.index, index, strict=True):
            here = self.whole(got, env)
            if isinstance(wanted, Symbol) and wanted.name == bounds[0]:
                low, high = (self.whole(self.lexicon.read(bound), {}) for bound in bounds[1:])
                if not isinstance(here, int) or not low <= here <= high:
                    return False
                inner[wanted.name] = here
            elif self.whole(wanted, {}) != here:
                return False
        return True

    def constant(self, node: Constant, env: Environment) -> Field:
        own = (node.name, "", "")
        if own in self.definitions and own not in self.defining:
            return self._defined(own, node.arguments, env, node.at)
        return constant(self.convention.constant)

    def where(self, node: Where, env: Environment) -> Field:
        if not isinstance(node.variable, Symbol | Call | Power):
            raise Unevaluated("What is held here is no variable.", node.variable.at)
        return self.value(node.of, self.held(node.variable, self.value(node.value, env), env))

    def unreadable_dots(self, node: Dots, env: Environment) -> Field:
        raise Unevaluated("Dots leave open what stands here.", node.at)

    def a_slice(self, node: Slice, env: Environment) -> Field:
        raise Unevaluated("A slice has a value inside a law only.", node.at)


def _between(before: Node, after: Node, whole: Callable[[Node], int]) -> tuple[Node, ...] | None:
    """Copies of `before` for the whole numbers strictly between its index and that of `after`."""
    if type(before) is not type(after):
        return None
    if isinstance(before, Symbol) and isinstance(after, Symbol):
        if before.name != after.name or len(before.index) != 1 or len(after.index) != 1:
            return None
        first, last = whole(before.index[0]), whole(after.index[0])
        if abs(last - first) > MOST_BETWEEN:
            return None
        step = 1 if last > first else -1
        return tuple(replace(before, index=(Number(Fraction(index)),)) for index in range(first + step, last, step))
    if isinstance(before, Density) and isinstance(after, Density) and len(before.left) == len(after.left) == 1:
        inside = _between(before.left[0], after.left[0], whole)
        return None if inside is None else tuple(replace(before, left=(entry,)) for entry in inside)
    return None


def _is_factor(argument: Node) -> bool:
    """Behind a name without arguments (`S (1 - p)`) a bracket is a factor, unless it is a variable (`L(mu)`)."""
    base = argument.base if isinstance(argument, Power) else argument
    return not isinstance(base, Symbol | Density | Slice)


_METHODS: dict[type, Any] = {
    Number: Evaluator.number,
    Sum: Evaluator.sum_of,
    Product: Evaluator.product,
    Negative: Evaluator.negative,
    Ratio: Evaluator.ratio,
    Power: Evaluator.power,
    Function: Evaluator.function,
    Symbol: Evaluator.symbol,
    Call: Evaluator.call,
    Constant: Evaluator.constant,
    Where: Evaluator.where,
    Dots: Evaluator.unreadable_dots,
    Slice: Evaluator.a_slice,
    **Measures.methods(),
    **Calculus.methods(),
}

__all__ = ["MODEL", "Convention", "Definition", "Environment", "Evaluator", "shown"]
