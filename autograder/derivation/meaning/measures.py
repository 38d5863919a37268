"""Divergences and entropies.

Sources: Cover and Thomas, Elements of Information Theory, 2nd ed., chapter 2; Goodfellow et al., Generative Adversarial
Nets, 2014, equation 5 (the Jensen-Shannon divergence as it is used there).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..reading.source import Span
from ..reading.tree import (
    Density,
    Divergence,
    Information,
    Node,
    Normal,
    Product,
    Ratio,
    Slice,
    Sum,
    Symbol,
    Where,
)
from . import fields
from .binders import Binders
from .core import Environment
from .densities import symbol_of, whole_number
from .fields import Field
from .laws import Unevaluated
from .models import Key


class Measures(Binders):
    """Divergences, entropies and mutual information."""

    @staticmethod
    def methods() -> dict[type, Any]:
        return {**Binders.methods(), Divergence: Measures.divergence, Information: Measures.information}

    def divergence(self, node: Divergence, env: Environment) -> Field:
        value = self._divergence(node, env)
        return self._in_bits(value) if self.convention.bits else value

    def _in_bits(self, nats: Field) -> Field:
        return nats / fields.log(self.as_field(2))

    def _divergence(self, node: Divergence, env: Environment) -> Field:
        first, second = node.first, node.second
        if node.kind == "KL":
            return self._kl(first, second, env, node.at)
        half = Ratio(whole_number(1), whole_number(2))
        mixture = Product((half, Sum((first, second))))
        left = self._kl(first, mixture, env, node.at)
        right = self._kl(second, mixture, env, node.at)
        return (left + right) * 0.5

    def _kl(self, first: Node, second: Node, env: Environment, at: Span) -> Field:
        keys, first_at = self.bound_by(first, self._named_by(second), env)
        inner, weight, axes = self.bound(keys, env, at)
        self.said_otherwise(first, keys, inner, env)
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
            return replace(second, point=symbol_of(keys[0], second.at))
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
            keys, first_at = self.bound_by(first, (), env)
            inner, weight, axes = self.bound(keys, env, node.at)
            self.said_otherwise(first, keys, inner, env)
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
