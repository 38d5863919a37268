"""Laws, and the nodes that bind variables: means, sums, integrals, divergences, entropies.

Sources: Cover and Thomas, Elements of Information Theory, 2nd ed., chapter 2; Goodfellow et al., Generative Adversarial
Nets, 2014, equation 5 (the Jensen-Shannon divergence as it is used there).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import mpmath
import numpy as np

from . import fields
from .core import Core, Environment
from .declaration import Law
from .fields import Field, constant
from .laws import Pair, Unevaluated, density
from .lexicon import LABELS
from .models import Key
from .source import Span
from .tree import (
    Bernoulli,
    Call,
    Density,
    Divergence,
    Information,
    Mean,
    Node,
    Normal,
    Number,
    Over,
    Product,
    Ratio,
    Series,
    Slice,
    Sum,
    Symbol,
    Where,
)

MOST_TERMS = 64  # of a sum over whole numbers


class Binders(Core):
    @staticmethod
    def methods() -> dict[type, Any]:
        return {
            Density: Binders.density,
            Normal: Binders.normal,
            Bernoulli: Binders.bernoulli,
            Mean: Binders.mean,
            Over: Binders.over,
            Series: Binders.series,
            Divergence: Binders.divergence,
            Information: Binders.information,
        }

    # --------------------------------------------------------------------------------------------------------- laws

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
        raise Unevaluated(f"The law `{_called(node)}` is not declared.", node.at)

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
            keys = [key for key in self._chain_keys(law) if key in env or self.convention.joint or key[1] > 0]
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
            if parameters and not self._is_variable(argument):
                continue
            component = (law.left[0],) if single and law.formula else self._component(law, key)
            if single and self.model.notation.steps is None:
                component = (law.left[0],)
            yield component, self._at(argument, key, env)

    def _at(self, argument: Symbol, key: Key, env: Environment) -> Field:
        if key in env or key in self.model.values:
            return self.variable(key, env, argument.at)
        return self.value(argument, env)

    def _is_variable(self, node: Symbol) -> bool:
        variables = self.lexicon.vocabulary.variables
        return node.name in variables or node.name.lower() in variables

    def _component(self, law: Law, key: Key) -> Key:
        name = str(key[0]).rstrip("'*")
        names = {*law.left, *law.given, *(part[0] for part in self.model.components.get(law, ()))}
        return (name if name in names else name.lower(), *key[1:])

    def _chain_keys(self, law: Law) -> list[Key]:
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

    # --------------------------------------------------------------------------------------------- sums and integrals

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
        for node in self._with_meanings(of, env):
            if isinstance(node, Density) and not node.left:
                for name in self.law(node).left:
                    found[(name,)] = None
            if isinstance(node, Symbol) and self._is_variable(node):
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

    def _with_meanings(self, of: Node, env: Environment) -> Iterator[Node]:
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
            keys, law_at = self._bound_by(law, named, inner)
            inner, width, more = self.bound(keys, inner, node.at)
            self._said_otherwise(law, keys, inner, env)
            weight = weight * width * self.value(law_at, inner)
            axes = (*axes, *more)
        return inner, weight, axes

    def _said_otherwise(self, law: Node, keys: Sequence[Key], inner: dict[Any, Any], env: Environment) -> None:
        """What else is bound with `keys`: the point of a law without one; every name on the line, where the law names none."""
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
        symbols = [Symbol(str(key[0]), tuple(map(_number, key[1:])), at=node.at) for key in dict.fromkeys(keys)]
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
            given = (Symbol(str(keys[0][0]), (_number(0),)),)
        yield Density(letter, label, tuple(variables), given, at=node.at)

    def _bound_by(self, law: Node, named: Sequence[Node], env: Environment) -> tuple[list[Key], Node]:
        """What a mean under `law` binds, and the law with its arguments filled in."""
        if isinstance(law, Normal):
            if law.point is not None:
                return self.keys(law.point, env), law
            if named:
                return [key for name in named for key in self.keys(name, env)], replace(law, point=named[0])
            variable = Symbol(self._first_variable(law.at), at=law.at)
            return self.keys(variable, env), replace(law, point=variable)
        if not isinstance(law, Density):
            if named:
                return [key for name in named for key in self.keys(name, env)], law
            letters = [inner for inner in self._with_meanings(law, env) if isinstance(inner, Density)]
            if letters:
                return [(name,) for name in self.law(letters[0]).left], law
            raise Unevaluated("A mean is taken under a law.", law.at)
        if law.left:
            plain = [node.variable if isinstance(node, Where) else node for node in law.left]
            return [key for variable in plain for key in self.keys(variable, env)], replace(law, left=tuple(plain))
        if named:
            keys = [key for name in named for key in self.keys(name, env)]
            filled = self.law(law)
            if self.model.notation.steps is not None or len(filled.left) > 1:
                first = self.model.notation.steps
                given: tuple[Node, ...] = ()
                if first is not None and not self.convention.joint and all(key[1] for key in keys):
                    given = (Symbol(first.name, (_number(0),)),)
                return keys, replace(law, left=tuple(named), given=given)
            return keys, replace(law, left=tuple(named))
        return self._all_of(law, env), law

    def _all_of(self, law: Density, env: Environment) -> list[Key]:
        declared = self.law(law)
        steps = self.model.notation.steps
        if steps is not None:
            return [key for key in self._chain_keys(declared) if self.convention.joint or key[1] > 0]
        held = self.model.notation.held
        if len(declared.left) > 1 and any(name in held for name in declared.left):
            raise Unevaluated("Say of which variables this law is meant here.", law.at)
        return [(name,) for name in declared.left]

    def _first_variable(self, at: Span) -> str:
        for law in self.model.notation.laws:
            return law.left[0]
        raise Unevaluated("Say at which variable this law is meant.", at)

    # ---------------------------------------------------------------------------------------- divergences and entropies

    def divergence(self, node: Divergence, env: Environment) -> Field:
        value = self._divergence(node, env)
        return self._in_bits(value) if self.convention.bits else value

    def _in_bits(self, nats: Field) -> Field:
        return nats / fields.log(self.as_field(2))

    def _divergence(self, node: Divergence, env: Environment) -> Field:
        first, second = node.first, node.second
        if node.kind == "KL":
            return self._kl(first, second, env, node.at)
        half = Ratio(_number(1), _number(2))
        mixture = Product((half, Sum((_bare(first), _bare(second)))))
        left = self._kl(_bare(first), mixture, env, node.at)
        right = self._kl(_bare(second), mixture, env, node.at)
        return (left + right) * 0.5

    def _kl(self, first: Node, second: Node, env: Environment, at: Span) -> Field:
        keys, first_at = self._bound_by(first, self._named_by(second), env)
        inner, weight, axes = self.bound(keys, env, at)
        self._said_otherwise(first, keys, inner, env)
        above = self.value(first_at, inner)
        logs = self.logarithm(first_at, inner) - self.logarithm(self._second(second, keys), inner)
        return (above * logs * weight).sum(*axes)

    def _named_by(self, second: Node) -> Sequence[Node]:
        """For `KL(N(mu, sigma^2) || p(z))` the second law names the variable."""
        if isinstance(second, Density):
            return second.left
        return (second.point,) if isinstance(second, Normal) and second.point is not None else ()

    def _second(self, second: Node, keys: Sequence[Key]) -> Node:
        if isinstance(second, Normal) and second.point is None:
            return replace(second, point=_symbol(keys[0], second.at))
        if isinstance(second, Density) and not second.left:
            law = self.law(second)
            if len(law.left) > 1:
                raise Unevaluated("Say of which variables the second law is meant.", second.at)
        return second

    def information(self, node: Information, env: Environment) -> Field:
        value = self._information(node, env)
        return self._in_bits(value) if self.convention.bits else value

    def _information(self, node: Information, env: Environment) -> Field:
        if node.kind == "I":
            return self._mutual(node, env)
        laws = [of for of in node.of if isinstance(of, Density | Normal)]
        if laws and len(laws) == len(node.of) <= 2:
            first, last = laws[0], laws[-1]
            keys, first_at = self._bound_by(first, (), env)
            inner, weight, axes = self.bound(keys, env, node.at)
            self._said_otherwise(first, keys, inner, env)
            above = self.value(first_at, inner)
            return -(
                above * self.logarithm(self._second(last, keys) if len(laws) > 1 else first_at, inner) * weight
            ).sum(*axes)
        return self._entropy(node, env)

    def _entropy(self, node: Information, env: Environment) -> Field:
        """`H(X, Y)`, `H(Y | X)`, `H(Y | X = x)`."""
        law = node.law if isinstance(node.law, Density) else None
        letter, label = (law.letter, law.label) if law is not None else next(iter(self.lexicon.laws))
        left = tuple(self._plain(of) for of in node.of)
        given = tuple(node.given)
        held = [of for of in given if isinstance(of, Where)]
        open_ = tuple(self._plain(of) for of in given if not isinstance(of, Where))
        keys = [key for of in (*left, *open_) for key in self.keys(of, env)]
        inner, weight, axes = self.bound(keys, env, node.at)
        conditional = Density(letter, label, left, given, at=node.at)
        joint = Density(letter, label, (*left, *open_), tuple(held), at=node.at)
        return -(self.value(joint, inner) * self.logarithm(conditional, inner) * weight).sum(*axes)

    def _mutual(self, node: Information, env: Environment) -> Field:
        if len(node.of) != 2 or node.given:
            raise Unevaluated("Mutual information is of two variables here.", node.at)
        first, second = (Information("H", (of,), at=node.at) for of in node.of)
        both = Information("H", node.of, at=node.at)
        return self._information(first, env) + self._information(second, env) - self._information(both, env)

    def _plain(self, node: Node) -> Node:
        node = node.variable if isinstance(node, Where) else node
        if not isinstance(node, Symbol | Slice):
            raise Unevaluated("An entropy is of variables or of laws.", node.at)
        return replace(node, name=node.name.lower()) if node.name.lower() in self.lexicon.vocabulary.variables else node


def _bare(node: Node) -> Node:
    return node


def _number(value: int) -> Number:
    from fractions import Fraction

    return Number(Fraction(value))


def _symbol(key: Key, at: Span) -> Symbol:
    return Symbol(str(key[0]), tuple(map(_number, key[1:])), at=at)


def _called(node: Density) -> str:
    return node.letter + (f"_{node.label}" if node.label else "")
