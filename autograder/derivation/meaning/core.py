"""What every part of the evaluator rests on: the world, the names that are bound in it, whole numbers."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import mpmath
import numpy as np

from ..lexicon import Lexicon
from ..reading.source import Span
from ..reading.tree import Call, Density, Negative, Node, Number, Product, Sum, Symbol
from .fields import Field, constant
from .laws import Unevaluated
from .models import Key, Model

Environment = Mapping[Any, Any]  # Key -> Field; a str -> a whole number; ("call", name) -> Node
MOST_STEPS = 200_000  # nodes looked at for one side


@dataclass(frozen=True)
class Convention:
    """What a document leaves to its reader, the same from its first row to its last.

    Attributes:
        mean: place among the candidates of the law under which a mean without a law is taken.
        joint: whether a chain's law without arguments is that of all steps, the first included.
        estimated: whether numbers are taken at their estimates.
        constant: what a constant is worth while a side is evaluated.
        bits: whether entropies and divergences are in bits, as where all logarithms are to the base 2.
    """

    mean: int = 0
    joint: bool = False
    estimated: bool = False
    constant: float = 0.0
    bits: bool = False


@dataclass(frozen=True)
class Definition:
    """A name that the student gives: its arguments' names, and what it means."""

    arguments: tuple[str, ...]
    meaning: Node


Definitions = Mapping[tuple[str, str, str], Definition]  # by name, label and mark


@dataclass
class Budget:
    steps: int = MOST_STEPS
    deadline: float = float("inf")  # of `time.process_time()`

    def take(self, at: Span) -> None:
        self.steps -= 1
        if self.steps < 0 or (self.steps % 64 == 0 and time.process_time() > self.deadline):
            raise Unevaluated("This takes too many steps to evaluate.", at)


@dataclass
class Core(ABC):
    """One world, under one convention, with the student's definitions.

    Attributes:
        lexicon: what the letters are.
        model: what they are worth.
        definitions: names that the student gave.
        convention: what the document leaves to its reader.
        budget: how much may still be looked at.
        fresh: axes made so far.
        nested: derivatives and optima that are being evaluated inside each other.
        defining: definitions that are being opened, against circles.
    """

    lexicon: Lexicon
    model: Model
    definitions: Definitions = field(default_factory=dict)
    convention: Convention = Convention()
    budget: Budget = field(default_factory=Budget)
    fresh: int = 0
    nested: int = 0
    defining: tuple[tuple[str, str, str], ...] = ()

    @abstractmethod
    def value(self, node: Node, env: Environment) -> Field:
        """The value of `node`.

        Raises:
            Unevaluated: it has none here.
        """

    @abstractmethod
    def logarithm(self, node: Node, env: Environment) -> Field:
        """The logarithm of `node`."""

    @property
    def exact(self) -> bool:
        """Whether values are mpmath's."""
        return self.model.nodes[0].dtype == object

    def as_field(self, value: int) -> Field:
        return Field((), np.asarray(mpmath.mpf(value), dtype=object)) if self.exact else constant(float(value))

    def variable(self, key: Key, env: Environment, at: Span) -> Field:
        if key in env:
            found: Field = env[key]
            return found
        if key in self.model.values:
            return self.model.values[key]
        raise Unevaluated(f"`{key[0]}` is not declared.", at)

    def key(self, node: Symbol, env: Environment) -> Key:
        return (node.name + node.mark, *(self.whole(index, env) for index in node.index))

    def whole(self, node: Node, env: Environment) -> Any:
        """The whole number that an index is; its name where it is none.

        Raises:
            Unevaluated: it is an expression that is no whole number.
        """
        match node:
            case Number(value=value) if value.denominator == 1 and abs(value) < 10**6:
                return int(value)
            case Symbol(name=name, index=()):
                if isinstance(env.get(name), int):
                    return env[name]
                return self.model.counts.get(name, name)
            case Sum(terms=terms):
                return self.only_whole(sum(self.only_whole(self.whole(term, env), term) for term in terms), node)
            case Negative(of=of):
                return -self.only_whole(self.whole(of, env), of)
            case Product(factors=factors):
                total = 1
                for factor in factors:
                    total *= self.only_whole(self.whole(factor, env), factor)
                return total
        raise Unevaluated("This index is no whole number here.", node.at)

    def only_whole(self, value: Any, node: Node) -> int:
        if isinstance(value, int):
            return value
        raise Unevaluated("This index is no whole number here.", node.at)

    def label_of(self, node: Symbol, env: Environment) -> str:
        """A label, or the index of a name that the student defined for one index (`C_1`)."""
        if node.index:
            return ",".join(shown(entry) for entry in node.index)
        return node.label


def shown(node: Node) -> str:
    """A name as it is said in a message."""
    match node:
        case Symbol():
            index = "_" + ",".join(shown(entry) for entry in node.index) if node.index else ""
            return node.name + (f"_{node.label}" if node.label else "") + index + node.mark
        case Call():
            return node.name
        case Number(value=value):
            return str(value)
        case Sum(terms=terms):
            return "+".join(map(shown, terms)).replace("+-", "-")
        case Negative(of=of):
            return f"-{shown(of)}"
        case Density():
            return node.letter + (f"_{node.label}" if node.label else "")
    return "this"
