"""What a line says, as a tree of frozen nodes. Two nodes are equal where they say the same, wherever they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any, Literal

from .source import Span

NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Where it stands does not count in a comparison."""

    at: Span = field(default=NOWHERE, compare=False, repr=False)

    def children(self) -> Iterator[Node]:
        for entry in fields(self):
            value = getattr(self, entry.name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                yield from (item for item in value if isinstance(item, Node))

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children():
            yield from child.walk()

    def mapped(self, change: Callable[[Node], Node]) -> Node:
        """A copy in which every node is `change` of what it was, the innermost first."""
        values = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        changed = {name: _mapped(value, change) for name, value in values.items()}
        differs = any(changed[name] is not values[name] for name in values)
        return change(replace(self, **changed) if differs else self)


def _mapped(value: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(value, Node):
        return value.mapped(change)
    if isinstance(value, tuple) and any(isinstance(entry, Node) for entry in value):
        entries = tuple(_mapped(entry, change) for entry in value)
        return value if all(a is b for a, b in zip(value, entries, strict=True)) else entries
    return value


@dataclass(frozen=True, slots=True)
class Number(Node):
    value: Fraction


@dataclass(frozen=True, slots=True)
class Symbol(Node):
    """A letter with its accents before it (`hat mu`), a label (`ML`, `data`), indices (`t - 1`), and a mark (`*`,
    `'`).
    """

    name: str
    index: tuple[Node, ...] = ()
    label: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Slice(Node):
    """`x_{first:last}`."""

    name: str
    first: Node
    last: Node


@dataclass(frozen=True, slots=True)
class Sum(Node):
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Product(Node):
    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negative(Node):
    of: Node


@dataclass(frozen=True, slots=True)
class Ratio(Node):
    above: Node
    below: Node


@dataclass(frozen=True, slots=True)
class Power(Node):
    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Function(Node):
    """`log`, `log2`, `exp`, `sqrt`, `abs`, `norm`, `sigmoid`, `sign`."""

    name: str
    of: Node


@dataclass(frozen=True, slots=True)
class Series(Node):
    """A sum or product over whole numbers, both ends included; an end that is None is the declared one."""

    operation: Literal["sum", "prod"]
    index: str
    first: Node | None
    last: Node | None
    of: Node


@dataclass(frozen=True, slots=True)
class Over(Node):
    """A sum or an integral over all values of variables; no variables: those that the context leaves."""

    operation: Literal["sum", "int", "prod"]
    variables: tuple[Node, ...]
    of: Node


@dataclass(frozen=True, slots=True)
class Mean(Node):
    """Mean, variance or covariance (`of` has two entries) under a law; the variables where the subscript names them."""

    kind: Literal["E", "Var", "Cov"]
    laws: tuple[Node, ...]
    variables: tuple[Node, ...]
    of: tuple[Node, ...]
    given: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Density(Node):
    """A law at arguments: `p_theta(left | given; parameters)`. A law without arguments has `left` empty."""

    letter: str
    label: str = ""
    left: tuple[Node, ...] = ()
    given: tuple[Node, ...] = ()
    parameters: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Normal(Node):
    """A Gaussian: its density where a point is given, else the law."""

    point: Node | None
    mean: Node
    variance: Node


@dataclass(frozen=True, slots=True)
class Bernoulli(Node):
    point: Node | None
    probability: Node


@dataclass(frozen=True, slots=True)
class Divergence(Node):
    kind: Literal["KL", "JSD"]
    first: Node
    second: Node


@dataclass(frozen=True, slots=True)
class Information(Node):
    """`H` of variables or of laws, or `I`; `given` are the variables behind a bar."""

    kind: Literal["H", "I"]
    of: tuple[Node, ...]
    given: tuple[Node, ...] = ()
    law: Node | None = None


@dataclass(frozen=True, slots=True)
class Derivative(Node):
    variable: Node
    order: int
    of: Node


@dataclass(frozen=True, slots=True)
class Extremum(Node):
    kind: Literal["argmin", "argmax", "min", "max", "sup", "inf"]
    variables: tuple[Node, ...]
    of: Node


@dataclass(frozen=True, slots=True)
class Where(Node):
    """`of` with a variable held at a value: `f |_{y = 1}`."""

    of: Node
    variable: Node
    value: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A declared quantity with its arguments."""

    name: str
    arguments: tuple[Node, ...]
    label: str = ""
    mark: str = ""
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """`const`, `C`, `C(x_t, x_0)`: some number, free of everything but its arguments."""

    name: str
    arguments: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Dots(Node):
    """`\\ldots`: whatever was left out."""
