"""Values of trees at points, with mpmath. SymPy is not asked, so nothing is expanded, simplified or believed.

Functions take their principal branches, as SymPy's do. A value is found at two precisions; where they disagree, at two
higher ones; where those disagree too, it is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import mpmath

from autograder.collect.formula import Tree

from .trees import holds

DIGITS = ((30, 60), (120, 240))  # two attempts, each at two precisions
DIGITS_OF_INTEGRALS = ((20, 32),)  # each of which is computed from many values
AGREE = 1e-13  # relative difference of a value at two precisions up to which it is known
NOTHING = 1e-25  # absolute size below which a value is 0 up to rounding
LARGEST = 10**5  # exponents of e beyond which a power counts as infinite: writing it out would take for ever
MOST_TERMS = 2000  # of a sum or a product

mp = mpmath.mp


class Undefined(Exception):
    """There is no such value: a pole, 0/0, a piecewise function outside its pieces, an order of complex numbers."""


class Unknown(Exception):
    """There may be a value, but this module cannot find it."""


# By name, or by name and number where one is a dummy: the value of each symbol.
Values = Mapping[tuple[str, ...], Any]


def value_at(tree: Tree, point: Mapping[str, Fraction]) -> complex | None:
    """The value of `tree`, or None where it has none. Raises `Unknown`.

    Args:
        tree: an expression.
        point: a value for each symbol, by name.
    """
    for few, many in DIGITS_OF_INTEGRALS if holds(tree, ("Integral",)) else DIGITS:
        first, second = (_at(tree, point, digits) for digits in (few, many))
        if first is None or second is None:
            if first is second:
                return None
        elif mpmath.isinf(first) and mpmath.isinf(second):
            return None
        elif abs(first - second) <= max(AGREE * abs(second), NOTHING):
            return complex(second)
    raise Unknown


def _at(tree: Tree, point: Mapping[str, Fraction], digits: int) -> Any:
    with mp.workdps(digits):
        values: Values = {("Symbol", name): mp.mpf(at.numerator) / at.denominator for name, at in point.items()}
        try:
            found = _Evaluator().value(tree, values)
        except (Undefined, ZeroDivisionError):
            return None
        return None if mpmath.isnan(found) else +found


class _Evaluator:
    """One evaluation at one precision."""

    def __init__(self) -> None:
        self.overflowed = False

    def value(self, tree: Tree, values: Values) -> Any:
        found = self._value(tree, values)
        if isinstance(found, bool):
            raise Undefined
        if mpmath.isnan(found):
            # What overflowed was cut off here, and may cancel.
            raise Unknown if self.overflowed else Undefined
        return _chopped(found)

    def _value(self, tree: Tree, values: Values) -> Any:
        head, *parts = tree
        if head in _LEAVES:
            return _LEAVES[head](*parts)
        if head in ("Symbol", "Dummy"):
            return _symbol(tree, values)
        if head in _LAZY:
            return _LAZY[head](self, parts, values)
        if head not in FUNCTIONS:
            raise Unknown
        arguments = [self.value(part, values) for part in parts]
        if any(abs(argument) > _REACH.get(head, _FAR) and not mpmath.isinf(argument) for argument in arguments):
            raise Unknown
        try:
            return FUNCTIONS[head](*arguments)
        except ValueError:  # so mpmath says that there is a pole
            raise Undefined from None
        except (TypeError, NotImplementedError, mpmath.NoConvergence):
            raise Unknown from None

    # ------------------------------------------------------------------ conditions

    def truth(self, tree: Tree, values: Values) -> bool:
        head, *parts = tree
        if head in ("true", "false"):
            return bool(head == "true")
        if head == "Not":
            return not self.truth(parts[0], values)
        if head in ("And", "Or"):
            return (all if head == "And" else any)(self.truth(part, values) for part in parts)
        if head in _RELATIONS:
            left, right = (self.value(part, values) for part in parts)
            if head not in ("Eq", "Ne"):
                left, right = _real(left), _real(right)
            return bool(_RELATIONS[head](left, right))
        raise Unknown

    def piecewise(self, parts: Sequence[Tree], values: Values) -> Any:
        for _, expression, condition in parts:
            if self.truth(condition, values):
                return self.value(expression, values)
        raise Undefined

    # ------------------------------------------------------------------ powers

    def power(self, parts: Sequence[Tree], values: Values) -> Any:
        base, exponent = (self.value(part, values) for part in parts)
        if base == 0:
            return self._power_of_zero(exponent)
        if mpmath.isinf(base) or mpmath.isinf(exponent):
            return mp.power(base, exponent)
        if mp.re(base) < 0 or mp.im(base):
            if abs(exponent * mp.log(base)) > LARGEST:
                raise Unknown
            return mp.power(base, exponent)
        return self._exp_of(exponent * mp.log(base), lambda: mp.power(base, exponent))

    def exp(self, parts: Sequence[Tree], values: Values) -> Any:
        argument = self.value(parts[0], values)
        return mp.exp(argument) if mpmath.isinf(argument) else self._exp_of(argument, lambda: mp.exp(argument))

    def _exp_of(self, exponent: Any, compute: Callable[[], Any]) -> Any:
        if abs(exponent) <= LARGEST:
            return compute()
        self.overflowed = True
        return mp.inf if mp.re(exponent) > 0 else mp.mpf(0)

    def _power_of_zero(self, exponent: Any) -> Any:
        if exponent == 0:
            return mp.mpf(1)
        if mp.re(exponent) <= 0:
            raise Undefined
        return mp.mpf(0)

    # ------------------------------------------------------------------ calculus

    def series(self, parts: Sequence[Tree], values: Values, start: int, combine: Callable[[Any, Any], Any]) -> Any:
        function, *limits = parts
        if not limits:
            return self.value(function, values)
        _, variable, *bounds = limits[-1]  # the outermost
        low, high = (_integer(self.value(bound, values)) for bound in bounds)
        if high - low >= MOST_TERMS:
            raise Unknown
        total = mp.mpf(start)
        for index in range(low, high + 1):
            inner = {**values, tuple(variable): mp.mpf(index)}
            total = combine(total, self.series([function, *limits[:-1]], inner, start, combine))
        return total

    def integral(self, parts: Sequence[Tree], values: Values) -> Any:
        function, *limits = parts
        if not limits:
            return self.value(function, values)
        _, variable, *bounds = limits[-1]
        if len(bounds) != 2 or len(limits) > 2:
            raise Unknown
        ends = [_real(self.value(bound, values)) for bound in bounds]

        def inner(at: Any) -> Any:
            return self.integral([function, *limits[:-1]], {**values, tuple(variable): at})

        found, error = mp.quad(inner, ends, error=True)
        if not error <= 1e-12 * abs(found) + 1e-20:
            raise Unknown
        return found

    def derivative(self, parts: Sequence[Tree], values: Values) -> Any:
        function, *orders = parts
        if not orders:
            return self.value(function, values)
        _, variable, order = orders[-1]
        times = _integer(self.value(order, values))
        if not 0 <= times <= 6:
            raise Unknown
        at = _symbol(variable, values)
        return mp.diff(lambda x: self.derivative([function, *orders[:-1]], {**values, tuple(variable): x}), at, times)

    def substituted(self, parts: Sequence[Tree], values: Values) -> Any:
        function, (_, *variables), (_, *points) = parts
        put = {tuple(name): self.value(point, values) for name, point in zip(variables, points, strict=True)}
        return self.value(function, {**values, **put})


def _symbol(tree: Tree, values: Values) -> Any:
    """A bound dummy's own value; a free one counts by its name."""
    for key in (tuple(tree), ("Symbol", tree[1])):
        if key in values:
            return values[key]
    raise Unknown


def _chopped(found: Any) -> Any:
    """Without an imaginary part that is rounding: it would choose a branch."""
    if isinstance(found, mpmath.mpc) and abs(found.imag) <= abs(found.real) * mp.mpf(10) ** (8 - mp.dps):
        return found.real
    return found


def _real(value: Any) -> Any:
    if isinstance(value, mpmath.mpc) and value.imag:
        raise Undefined
    return value.real if isinstance(value, mpmath.mpc) else value


def _integer(value: Any) -> int:
    if mpmath.isinf(value) or mpmath.isnan(value) or _real(value) != mp.floor(_real(value)) or abs(value) > 1e9:
        raise Unknown
    return int(_real(value))


def _undefined(*_: Any) -> Any:
    raise Undefined


def _heaviside(x: Any, at_zero: Any = 0.5) -> Any:
    return at_zero if _real(x) == 0 else mp.mpf(int(_real(x) > 0))


def _real_only(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: function(*(_real(argument) for argument in arguments))


def _logarithm(x: Any, base: Any = None) -> Any:
    if x == 0:
        raise Undefined
    return mp.log(x) if base is None else mp.log(x) / mp.log(base)


def _polygamma(order: Any, x: Any) -> Any:
    if not 0 <= _integer(order) <= 50:
        raise Unknown
    return mp.psi(_integer(order), x)


_LEAVES: dict[str, Callable[..., Any]] = {
    "Integer": lambda digits: mp.mpf(int(digits)),
    "Rational": lambda p, q: mp.mpf(int(p)) / int(q),
    "Float": lambda m, e: mp.ldexp(mp.mpf(int(m)), int(e)),
    "pi": lambda: +mp.pi,
    "E": lambda: +mp.e,
    "I": lambda: mp.mpc(0, 1),
    "EulerGamma": lambda: +mp.euler,
    "GoldenRatio": lambda: +mp.phi,
    "Catalan": lambda: +mp.catalan,
    "oo": lambda: mp.inf,
    "-oo": lambda: -mp.inf,
    "zoo": _undefined,
    "nan": _undefined,
}

_RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "Eq": lambda a, b: a == b,
    "Ne": lambda a, b: a != b,
    "Lt": lambda a, b: a < b,
    "Le": lambda a, b: a <= b,
    "Gt": lambda a, b: a > b,
    "Ge": lambda a, b: a >= b,
}

_LAZY: dict[str, Callable[[_Evaluator, list[Tree], Values], Any]] = {
    "Pow": _Evaluator.power,
    "exp": _Evaluator.exp,
    "Piecewise": _Evaluator.piecewise,
    "Sum": lambda self, parts, values: self.series(parts, values, 0, lambda a, b: a + b),
    "Product": lambda self, parts, values: self.series(parts, values, 1, lambda a, b: a * b),
    "Integral": _Evaluator.integral,
    "Derivative": _Evaluator.derivative,
    "Subs": _Evaluator.substituted,
}

# Those whose name in mpmath is SymPy's.
_SAME = """
sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh acoth asech acsch
erf erfc erfi gamma loggamma beta factorial binomial harmonic zeta Ei:ei li Si:si Ci:ci sign re im arg
conjugate:conj floor ceiling:ceil digamma frac
"""
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name.split(":")[0]: getattr(mp, name.split(":")[-1]) for name in _SAME.split()},
    "Add": lambda *terms: mp.fsum(terms),
    "Mul": lambda *factors: mp.fprod(factors),
    "Mod": _real_only(lambda x, y: x - y * mp.floor(x / y)),
    "log": _logarithm,
    "Abs": abs,
    "Max": _real_only(max),
    "Min": _real_only(min),
    "floor": _real_only(mp.floor),
    "ceiling": _real_only(mp.ceil),
    "frac": _real_only(lambda x: x - mp.floor(x)),
    "atan2": _real_only(mp.atan2),
    "sinc": lambda x: mp.mpf(1) if x == 0 else mp.sin(x) / x,
    "erfinv": _real_only(mp.erfinv),
    "trigamma": lambda x: mp.psi(1, x),
    "polygamma": _polygamma,
    "lowergamma": lambda s, x: mp.gammainc(s, 0, x),
    "uppergamma": lambda s, x: mp.gammainc(s, x),
    "LambertW": lambda x, branch=0: mp.lambertw(x, _integer(mp.mpf(branch))),
    "Heaviside": _heaviside,
    "UnevaluatedExpr": lambda x: x,
}

# Arguments beyond which a function is not computed: it would take long, or its value would not fit.
_FAR = 10**12
_REACH = dict.fromkeys(("sinh", "cosh", "erfi", "Ei", "lowergamma", "uppergamma", "polygamma", "erf", "erfc"), 10**5)
_ANYWHERE = ("Add", "Mul", "Abs", "sign", "Max", "Min", "re", "im", "conjugate", "arg", "log", "UnevaluatedExpr")
_REACH |= dict.fromkeys(_ANYWHERE, mp.inf)
