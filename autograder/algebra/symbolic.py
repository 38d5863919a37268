"""What SymPy makes of trees: derivatives and sums evaluated, and proofs that two expressions are the same.

Symbols are made anew, so that a student's names and assumptions never meet SymPy: those of the domain are real, and
positive where the domain is; all others are numbered. A variable that an integral or a sum binds is one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sympy

from autograder.collect.formula import CONSTANTS, HEADS, Tree, constants, tree_of

Domain = Sequence[tuple[str, float, float]]

_CONSTANTS = {name: constants(sympy)[name] for name in CONSTANTS}
_HEADS = {name: getattr(sympy, name) for name in HEADS}
_BINDING = ("Sum", "Product", "Integral")

Names = Mapping[tuple[str, ...], Any]


class Builder:
    """Builds SymPy expressions whose symbols of one name are one symbol, over one domain."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.symbols = {name: _declared(name, low, high) for name, low, high in domain}

    def build(self, tree: Tree, names: Names | None = None) -> Any:
        """The expression of `tree`; `KeyError` or `ValueError` where there is none."""
        names = names or {}
        head, *parts = tree
        if head in ("Symbol", "Dummy"):
            return names.get(tuple(tree)) or self._free(parts[0])
        if head in _CONSTANTS:
            return _CONSTANTS[head]
        if head in _NUMBERS:
            return _NUMBERS[head](*parts)
        if head in _BINDING:
            return self._binding(head, parts, names)
        if head in ("Subs", "Limit"):
            return self._replacing(head, parts, names)
        return _HEADS[head](*(self.build(part, names) for part in parts))

    def _free(self, name: str) -> Any:
        if name not in self.symbols:
            self.symbols[name] = sympy.Symbol(f"other {len(self.symbols)}")
        return self.symbols[name]

    def _binding(self, head: str, parts: Sequence[Tree], names: Names) -> Any:
        function, *limits = parts
        built = []
        for _, variable, *bounds in reversed(limits):  # outermost first: inner bounds may name outer variables
            ends = [self.build(bound, names) for bound in bounds]
            if ends:
                bound = sympy.Dummy("bound", real=True, integer=True if head != "Integral" else None)
                names = {**names, tuple(variable): bound}
            built.append((self.build(variable, names), *ends))
        return _HEADS[head](self.build(function, names), *reversed(built))

    def _replacing(self, head: str, parts: Sequence[Tree], names: Names) -> Any:
        if head == "Limit":
            function, variable, point, direction = parts
            if direction[1] not in ("+", "-", "+-"):
                raise ValueError("a limit has no direction")
            dummy = sympy.Dummy("bound", real=True)
            inner = self.build(function, {**names, tuple(variable): dummy})
            return sympy.Limit(inner, dummy, self.build(point, names), direction[1])
        function, (_, *variables), (_, *points) = parts
        dummies = [sympy.Dummy("bound", real=True) for _ in variables]
        inner = {**names, **{tuple(name): dummy for name, dummy in zip(variables, dummies, strict=True)}}
        return sympy.Subs(self.build(function, inner), dummies, [self.build(point, names) for point in points])


def evaluated(tree: Tree, domain: Domain) -> Tree:
    """The tree with its derivatives, integrals, sums, products, limits and substitutions carried out, as far as
    SymPy can."""
    return tree_of(Builder(domain).build(tree).doit())


def proves(got: Tree, want: Tree, domain: Domain, *, hard: bool) -> bool:
    """Whether SymPy shows that the two are the same on the domain.

    Args:
        got: the student's.
        want: the reference's.
        domain: its assumptions are declared to SymPy.
        hard: try whatever SymPy has; else what is quick.
    """
    builder = Builder(domain)
    difference = builder.build(got).doit() - builder.build(want).doit()
    return any(step == 0 for step in _steps(difference, builder, hard=hard))


def _steps(difference: Any, builder: Builder, *, hard: bool) -> Iterator[Any]:
    yield difference
    yield sympy.expand(difference)
    # p in (0, 1) as p = t / (1 + t) with t > 0: then SymPy knows the sign of 1 - p too.
    wide = sympy.together(difference.subs(_widened(builder)))
    yield wide
    yield sympy.expand_log(sympy.factor_terms(wide))
    if hard:
        yield sympy.simplify(wide)
        yield sympy.simplify(sympy.expand_log(wide))
        yield sympy.simplify(difference)


def _widened(builder: Builder) -> dict[Any, Any]:
    widened = {}
    for name, low, high in builder.domain:
        t = sympy.Dummy(name, positive=True)
        low, high = sympy.nsimplify(low), sympy.nsimplify(high)
        if low.is_finite and high.is_finite:
            widened[builder.symbols[name]] = low + (high - low) * t / (1 + t)
        elif low.is_finite:
            widened[builder.symbols[name]] = low + t
        elif high.is_finite:
            widened[builder.symbols[name]] = high - t
    return widened


def _declared(name: str, low: float, high: float) -> Any:
    sign = {"positive": True} if low >= 0 else {"negative": True} if high <= 0 else {}
    return sympy.Symbol(name, real=True, **sign)


def _float(mantissa: str, exponent: str) -> Any:
    m = int(mantissa)
    return sympy.Float((int(m < 0), abs(m), int(exponent), abs(m).bit_length()), precision=60)


_NUMBERS: dict[str, Callable[..., Any]] = {
    "Integer": lambda digits: sympy.Integer(int(digits)),
    "Rational": lambda p, q: sympy.Rational(int(p), int(q)),
    "Float": _float,
}
