"""SymPy expressions: the same structure, the same by SymPy's proof, or the same at points of a domain.

An expression is a tree of allowed heads by the time that it comes here, and whatever is done with it is done in a
process of its own, under limits of time and memory: see `autograder.algebra`.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any

import torch

from autograder.algebra import clerk
from autograder.algebra.points import Domain, Point, points
from autograder.algebra.trees import names, well_formed
from autograder.algebra.values import Clock, Value, values_of
from autograder.collect.formula import NoTree, Tree, number_tree, tree_of
from autograder.collect.wire import Answer, Array, Formula, Opaque

from . import kinds
from .verdict import Precision, Verdict, rejected

RTOL = 1e-9  # relative difference of two values that count as one: floats stand for constants in many a right answer
ATOL = 1e-12  # the same where a value is near 0, in units of the median of their sizes
FEWEST = 12  # points at which the reference must have a value

# What is an expression, but beyond what is compared by machine.
_BEYOND = ("SymPy expression that is too large", "SymPy expression with other parts")
_INSTEAD = {
    "str": "a str: write it without quotes",
    "function": "a function: bind the expression itself to the name",
    "FunctionClass": "a function of SymPy: apply it to a symbol",
    "ellipsis": "an ellipsis: put your expression in its place",
    "NoneType": "None",
    "int beyond 64 bits": "a number that is too large",
    "SymPy object": "an object of SymPy that is no expression",
    "SymPy undefined function": "one with a function that is not defined",
}
_UNDECIDED = Verdict(
    passed=False,
    undecided=True,
    to_student="the expression could not be compared by machine; a person will look at it",
    to_staff="neither SymPy nor values at points could tell, in the time there was, whether the expression is right",
)


@dataclass(frozen=True)
class ExpressionComparator:
    """Accept an expression that is the same as `want`, a SymPy expression, on a domain.

    In this order: the same structure; SymPy carries out what is unevaluated and shows, quickly, that the difference is
    0; values at random rational points, in high precision. All agree: right. One certainly disagrees, or there is no
    value anywhere: wrong. Where the points do not decide, SymPy tries harder; what is then still open, or takes too
    long, is undecided and for a person to judge. Symbols count by name; a number is the constant expression that it is.

    Args:
        domain: the open interval of each symbol that the question names; SymPy is told that the symbol is real, and
            positive where the interval is. An answer that depends on any other symbol is wrong.
        seconds: for all of this together.
    """

    domain: Mapping[str, tuple[float, float]] | Domain
    seconds: float = 12.0

    def __post_init__(self) -> None:
        given = self.domain
        rows = [(name, *ends) for name, ends in given.items()] if isinstance(given, Mapping) else list(given)
        domain = tuple((str(name), float(low), float(high)) for name, low, high in rows)
        for name, low, high in domain:
            if not low < high:
                raise ValueError(f"the domain of {name} must be an interval (low, high) with low < high")
        object.__setattr__(self, "domain", domain)

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        if text := kinds.failure(got):
            return rejected(text)
        tree = _tree(got.value)
        return tree if isinstance(tree, Verdict) else _judged(tree, expression_tree(want), self._domain, self.seconds)

    def alike(self, a: Answer, b: Answer) -> bool:
        """Whether two answers are one wrong answer: expressions that agree at every point, or the same other thing."""
        if a.outcome != "returned" or b.outcome != "returned":
            return a.outcome == b.outcome
        first, second = (_tree(answer.value) for answer in (a, b))
        if isinstance(first, Verdict) or isinstance(second, Verdict):
            return first == second
        return first == second or _agree_everywhere(first, second, self._domain, self.seconds)

    @property
    def _domain(self) -> Domain:
        assert isinstance(self.domain, tuple)
        return self.domain


@dataclass(frozen=True)
class ValuesComparator:
    """Accept an expression whose values at `points` are `want`: what a student's own notebook can check.

    Args:
        symbols: that the question names.
        points: of each, a value for every symbol in their order.
        seconds: for all of this together.
    """

    symbols: tuple[str, ...]
    points: tuple[tuple[float, ...], ...]
    seconds: float = 12.0

    def __call__(self, got: Answer, want: Sequence[float], precision: Precision) -> Verdict:
        if text := kinds.failure(got):
            return rejected(text)
        tree = _tree(got.value)
        if isinstance(tree, Verdict):
            return tree
        domain = _anywhere(self.symbols)
        asked = partial(values_of, tree, domain, Clock(self.seconds), places=self.points)
        at = [_place(dict(zip(self.symbols, map(Fraction, point), strict=True))) for point in self.points]
        found = _Found(asked(), [complex(value) for value in want], at)
        return _settled(found, tree, domain, asked) or _UNDECIDED


def expression_tree(want: Any) -> Tree:
    """The tree of an expression of our own; `ValueError` where it has none."""
    if isinstance(want, Formula):
        return want.tree
    try:
        return number_tree(want) if isinstance(want, int | float) else tree_of(want)
    except NoTree as error:
        raise ValueError(f"the reference's expression cannot be compared: it is a {error.kind}") from None


def expression_values(want: Any, symbols: Sequence[str], places: Sequence[Sequence[float]]) -> list[float]:
    """Values of an expression of our own; `ValueError` where it has no real one at some place.

    Args:
        want: a SymPy expression.
        symbols: in it.
        places: of each, a value for every symbol in their order.
    """
    values = values_of(expression_tree(want), _anywhere(symbols), Clock(60.0), places=places)
    real = [value.real for value in values if isinstance(value, complex) and _is_real(value)]
    if len(real) != len(places):
        raise ValueError("the reference's expression has no real value at some of the places of its public check")
    return real


def _anywhere(symbols: Sequence[str]) -> Domain:
    return tuple((name, -math.inf, math.inf) for name in symbols)


def _tree(value: Any) -> Tree | Verdict:
    """The expression that an answer's value stands for, or why there is none."""
    match value:
        case Formula(tree) if well_formed(tree):
            return tree
        case Formula():
            return rejected("expected a SymPy expression, got something that cannot be read as one")
        case Array(data) if not data.ndim and data.dtype != torch.bool:
            return number_tree(data.item())
        case Array(data) if not data.ndim:
            return rejected("expected a SymPy expression, got a truth value")
        case Opaque(kind) if kind in _BEYOND:
            return _UNDECIDED
        case Opaque(kind) if kind in _INSTEAD:
            return rejected(f"expected a SymPy expression, got {_INSTEAD[kind]}")
    return rejected(f"expected a SymPy expression, got {kinds.describe(value)}")


@lru_cache(maxsize=1024)
def _judged(got: Tree, want: Tree, domain: Domain, seconds: float) -> Verdict:
    clock = Clock(seconds)
    if got == want or _proved(got, want, domain, clock, hard=False):
        return Verdict(passed=True)
    salt, wants = _salted_wants(got, want, domain)
    places = [_place(point) for point in points(domain, salt=salt)]
    asked = partial(values_of, got, domain, clock, salt=salt)
    if verdict := _settled(_Found(asked(), wants, places), got, domain, asked):
        return verdict
    return Verdict(passed=True) if _proved(got, want, domain, clock, hard=True) else _UNDECIDED


def _proved(got: Tree, want: Tree, domain: Domain, clock: Clock, *, hard: bool) -> bool:
    seconds = clock.part(0.5 if hard else 0.25)
    return clerk.ask("proves", seconds, got=got, want=want, domain=domain, hard=hard) is True


def _salted_wants(got: Tree, want: Tree, domain: Domain) -> tuple[str, tuple[complex | None, ...]]:
    """Points that nobody can know before the answer is written, and the reference's values there.

    At points that are known a polynomial can have all the right values, and be wrong everywhere else.
    """
    salt = sha256(repr(got).encode()).hexdigest()
    salted = _wants(want, domain, salt)
    return (salt, salted) if _are_enough(salted) else ("", _wants(want, domain, ""))


@lru_cache(maxsize=256)
def _wants(want: Tree, domain: Domain, salt: str) -> tuple[complex | None, ...]:
    """The reference's values at the domain's points; None where it has no real one."""
    values = values_of(want, domain, Clock(60.0), salt=salt)
    real = tuple(value if isinstance(value, complex) and _is_real(value) else None for value in values)
    if not salt and not _are_enough(real):
        raise ValueError("the reference's expression has real values at too few points of its domain")
    return real


def _are_enough(values: Sequence[complex | None]) -> bool:
    return sum(value is not None for value in values) >= FEWEST


def _agree_everywhere(a: Tree, b: Tree, domain: Domain, seconds: float) -> bool:
    clock = Clock(seconds)
    first, second = (values_of(tree, domain, clock) for tree in (a, b))
    found = [abs(value) for value in first if isinstance(value, complex)]
    near = ATOL * (statistics.median(found) if found else 0.0)
    return all(x == y if x is None or y is None else _agrees(x, y, near) for x, y in zip(first, second, strict=True))


class _Found:
    """Values of an expression at points, beside those that are wanted."""

    def __init__(self, got: Sequence[Value], want: Sequence[complex | None], places: Sequence[str]) -> None:
        self.rows = [(g, w, place) for g, w, place in zip(got, want, places, strict=True) if w is not None]
        self.near = ATOL * (statistics.median(abs(w) for _, w, _ in self.rows) or 1.0)
        self.differing = [row for row in self.rows if not self.agrees(row[0], row[1])]
        self.certain = [(g, w, place) for g, w, place in self.differing if isinstance(g, complex)]

    def agrees(self, got: Value, want: complex) -> bool:
        return _agrees(got, want, self.near)

    def distance(self, got: complex, want: complex) -> float:
        """In units of the tolerance."""
        off = abs(got - want) / (RTOL * abs(want) + self.near)
        return off if math.isfinite(off) else math.inf

    def pattern(self) -> str:
        """A word for a slip that shows at every point."""
        if len(self.certain) < len(self.rows) or len({w for _, w, _ in self.rows}) == 1:
            return ""
        g, w, _ = self.rows[0]
        assert isinstance(g, complex)
        if all(self.agrees(got, -want) for got, want, _ in self.certain):
            return "; the sign is the other way round"
        if g and w and all(self.agrees(got, want * g / w) for got, want, _ in self.certain):
            return "; it is off by a constant factor"
        if all(self.agrees(got, want + g - w) for got, want, _ in self.certain):
            return "; it is off by a constant addend"
        return ""


def _settled(found: _Found, tree: Tree, domain: Domain, asked: Callable[..., list[Value]]) -> Verdict | None:
    """Right or wrong, where the values at the points say which. `asked(stream=...)` gives them again."""
    if not found.differing:
        return Verdict(passed=True)
    if all(got is None for got, _, _ in found.rows):
        return rejected("the expression has no value anywhere on its domain")
    if not found.certain:
        return None
    distance, worst = max((found.distance(got, want), i) for i, (got, want, _) in enumerate(found.certain))
    got, want, place = found.certain[worst]
    seen = _seen(found, tree, domain, asked)
    return Verdict(
        passed=False,
        distance=distance,
        to_student=seen,
        to_staff=f"{seen}: at {place or 'any point'}, got {_number(got)}, want {_number(want)}",
    )


def _seen(found: _Found, tree: Tree, domain: Domain, asked: Callable[..., list[Value]]) -> str:
    declared = [name for name, _, _ in domain]
    if names(tree) - set(declared):
        pairs = zip(asked(), asked(stream=1), strict=True)
        if any(isinstance(a, complex) and isinstance(b, complex) and not _agrees(a, b, 0.0) for a, b in pairs):
            return f"the expression depends on a symbol other than {' and '.join(declared) or 'those of the question'}"
    where = f"at {len(found.differing)} of {len(found.rows)} points of its domain"
    if all(not _is_real(got) for got, _, _ in found.certain):
        return f"the expression is no finite real number {where}"
    return f"the expression differs from the right one {where}{found.pattern()}"


def _agrees(got: Value, want: Value, near: float) -> bool:
    return isinstance(got, complex) and isinstance(want, complex) and abs(got - want) <= RTOL * abs(want) + near


def _is_real(value: Value) -> bool:
    return isinstance(value, complex) and math.isfinite(value.real) and abs(value.imag) <= RTOL * abs(value.real)


def _place(point: Point) -> str:
    return ", ".join(f"{name} = {float(value):.6g}" for name, value in point.items())


def _number(value: complex) -> str:
    return f"{value.real:.10g}" if _is_real(value) else f"{value:.10g}"
