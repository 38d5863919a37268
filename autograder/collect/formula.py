"""SymPy objects as plain trees. Runs beside the student's code and decides nothing; our own processes use it too.

A tree is a tuple: the name of its head, then its parts, which are trees. The leaves hold text: `("Symbol", name)`,
`("Dummy", name, number)`, `("Integer", digits)`, `("Rational", digits, digits)`, `("Float", m, e)` for m * 2**e, and
constants such as `("pi",)`. Nothing but these classes of SymPy's own is read, each by its exact type.
"""

from __future__ import annotations

import sys
from typing import Any

Tree = tuple[Any, ...]

MAX_PARTS = 4000  # nodes of a tree
MAX_DEPTH = 80  # heads within heads
MAX_BITS = 3300  # of an integer: under a thousand digits
MAX_EXPONENT = 10**6  # of a float's power of two
MAX_NAME = 100  # characters of a symbol's name: no question declares a longer one

# Heads whose parts are trees, by the name that `sympy` exports them under.
_HEADS = """
Add Mul Pow Mod exp log Abs sign Max Min floor ceiling frac Heaviside re im conjugate arg
sin cos tan cot sec csc asin acos atan acot asec acsc atan2 sinc
sinh cosh tanh coth sech csch asinh acosh atanh acoth asech acsch
erf erfc erfi erfinv gamma loggamma digamma trigamma polygamma beta lowergamma uppergamma factorial binomial
harmonic zeta LambertW Ei li Si Ci
Piecewise And Or Not Eq Ne Lt Le Gt Ge
Derivative Integral Sum Product Subs Limit Tuple UnevaluatedExpr
"""
HEADS = tuple(_HEADS.split())
CONSTANTS = ("pi", "E", "I", "oo", "-oo", "zoo", "nan", "EulerGamma", "GoldenRatio", "Catalan", "true", "false")
CALCULUS = ("Derivative", "Integral", "Sum", "Product", "Subs", "Limit")


class NoTree(Exception):
    """A SymPy object that is no expression, or one with parts that have no tree. `kind` says which."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def is_sympy(value: object) -> bool:
    """Whether `value` is an object of SymPy; False without an import where SymPy has not been imported."""
    sympy = sys.modules.get("sympy")
    # The type is asked, not `isinstance`, which believes what an object says of its class.
    return sympy is not None and issubclass(type(value), (sympy.Basic, sympy.MatrixBase))


def tree_of(value: Any) -> Tree:
    """The tree of a SymPy expression, or `NoTree`."""
    sympy = sys.modules["sympy"]
    if not issubclass(type(value), sympy.Expr) or issubclass(type(value), sympy.MatrixBase):
        raise NoTree(_kind(value, sympy))
    try:
        return _Describer(sympy).tree(value, 0)
    except RecursionError:
        raise NoTree("SymPy expression that is too large") from None


class _Describer:
    """Walks one expression and counts: what is shared in memory may be without bound when it is written out."""

    def __init__(self, sympy: Any) -> None:
        self.sympy = sympy
        self.heads = {getattr(sympy, name): name for name in HEADS}
        self.heads[sympy.functions.elementary.piecewise.ExprCondPair] = "Tuple"
        self.constants = {type(value): name for name, value in constants(sympy).items()}
        self.parts = 0

    def tree(self, value: Any, depth: int) -> Tree:
        self.parts += 1
        if self.parts > MAX_PARTS or depth > MAX_DEPTH:
            raise NoTree("SymPy expression that is too large")
        kind = type(value)
        if kind in self.heads:
            return (self.heads[kind], *[self.tree(part, depth + 1) for part in value.args])
        if kind in self.constants:
            return (self.constants[kind],)
        return self._leaf(value, kind)

    def _leaf(self, value: Any, kind: type) -> Tree:
        sympy = self.sympy
        if kind is sympy.Symbol:
            return ("Symbol", value.name[:MAX_NAME])
        if kind is sympy.Dummy:
            return ("Dummy", value.name[:MAX_NAME], str(value.dummy_index))
        if kind.__module__ == "sympy.core.numbers":
            if issubclass(kind, sympy.Integer):
                return ("Integer", _digits(value.p))
            if issubclass(kind, sympy.Rational):
                return ("Rational", _digits(value.p), _digits(value.q))
            if kind is sympy.Float:
                return _float(value)
        raise NoTree(_kind(value, sympy))


def constants(sympy: Any) -> dict[str, Any]:
    """SymPy's objects for `CONSTANTS`."""
    own = {"-oo": sympy.S.NegativeInfinity, "true": sympy.true, "false": sympy.false}
    return {name: own[name] if name in own else getattr(sympy, name) for name in CONSTANTS}


def number_tree(value: float) -> Tree:
    """The tree of a Python number."""
    if isinstance(value, int):
        return ("Integer", _digits(int(value)))
    if value != value:
        return ("nan",)
    if value in (float("inf"), float("-inf")):
        return ("oo",) if value > 0 else ("-oo",)
    numerator, denominator = value.as_integer_ratio()
    return ("Float", str(numerator), str(1 - denominator.bit_length()))


def _digits(value: int) -> str:
    if value.bit_length() > MAX_BITS:
        raise NoTree("SymPy expression that is too large")
    return str(value)


def _float(value: Any) -> Tree:
    sign, mantissa, exponent, _ = value._mpf_
    if abs(exponent) > MAX_EXPONENT:
        raise NoTree("SymPy expression that is too large")
    return ("Float", _digits(-int(mantissa) if sign else int(mantissa)), str(int(exponent)))


def _kind(value: Any, sympy: Any) -> str:
    """A kind of our own words, whatever the object calls itself."""
    kind = type(value)
    named = (
        (sympy.MatrixBase, "SymPy matrix"),
        (sympy.MatrixExpr, "SymPy matrix"),
        (sympy.Lambda, "SymPy Lambda"),
        (sympy.Equality, "SymPy equation"),
        (sympy.logic.boolalg.Boolean, "SymPy condition"),
        (sympy.Set, "SymPy set"),
        (sympy.Tuple, "SymPy Tuple"),
        (sympy.core.function.AppliedUndef, "SymPy undefined function"),
    )
    for base, name in named:
        if issubclass(kind, base) and not issubclass(kind, sympy.Symbol):
            return name
    return "SymPy expression with other parts" if issubclass(kind, sympy.Expr) else "SymPy object"
