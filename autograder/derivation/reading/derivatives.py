"""Fractions, which may be derivatives; derivatives by their signs; optimisation."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, cast

from .cursor import EXTREMA
from .dress import closing
from .latex import Token
from .names import Names
from .scope import Scopes
from .source import Span, Unreadable
from .tree import Call, Derivative, Extremum, Node, Number, Power, Product, Ratio, Symbol

Kind = Literal["argmin", "argmax", "min", "max", "sup", "inf"]


class Derivatives(Names, Scopes):
    def extremum(self) -> Node | None:
        r"""`\arg\max_\theta`, `\underset{\theta}{\arg\min}`, `\max_D`; it takes all that follows."""
        start = self.i
        below: list[Token] = []
        if (token := self.peek()) is not None and token.command("underset") and self.peek(1) is not None:
            self.i += 1
            below, _ = self.group("what varies")
            inside, _ = self.group("`\\arg\\max`")
            kind = "".join(entry.text for entry in inside)
        else:
            kind = self._which_extremum()
        if kind not in EXTREMA:
            self.i = start
            return None
        while (sub := self.peek()) is not None and sub.character("_"):
            self.i += 1
            below, _ = self.group("what varies")
        for place, entry in enumerate(below):
            if entry.command("in"):
                below = below[:place]
                break
        variables = self.entries(below, self.span(start)) if below else ()
        return Extremum(cast(Kind, kind), variables, self.expression(), at=self.span(start))

    def _which_extremum(self) -> str:
        """Steps over the operator that stands here; "" where none does."""
        token, after = self.peek(), self.peek(1)
        if token is None:
            return ""
        if token.command("arg"):
            if after is None or not (
                after.command("max", "min") or (after.kind == "word" and after.text in ("max", "min"))
            ):
                return ""
            self.i += 2
            return f"arg{after.text}"
        if token.command(*EXTREMA) or (token.kind == "word" and token.text in EXTREMA):
            self.i += 1
            return token.text
        word = self.plain_word()
        if word in EXTREMA:
            self.i += len(word)
        return word

    def fraction(self) -> Node:
        start = self.i
        self.i += 1
        above, above_at = self.group("a numerator")
        below, below_at = self.group("a denominator")
        derivative = self._as_derivative(above, below, above_at, below_at, start)
        if derivative is not None:
            return derivative
        return Ratio(
            self.read(above, above_at, "a numerator"), self.read(below, below_at, "a denominator"), at=self.span(start)
        )

    def _as_derivative(
        self, above: list[Token], below: list[Token], above_at: Span, below_at: Span, start: int
    ) -> Node | None:
        r"""`\frac{\partial F}{\partial v}` and its kin, or None for a fraction."""
        sign = above[0] if above else None
        if sign is None or not below or not _is_d(sign) or not _is_d(below[0]):
            return None
        if not sign.command("partial") and not self._plain_d(above, below):
            return None
        rest, order = above[1:], 1
        if rest and rest[0].character("^"):
            reader = self.inner(rest, above_at)
            reader.i = 1
            exponent, exponent_at = reader.group("the order")
            order = _order(exponent, exponent_at)
            rest = rest[reader.i :]
        variable = self._differentiated(below, below_at, order)
        if rest:
            return Derivative(variable, order, self.read(rest, above_at), at=self.span(start))
        return Derivative(variable, order, self.scope_of_derivative(), at=self.span(start))

    def _plain_d(self, above: list[Token], below: list[Token]) -> bool:
        """`\\frac{d …}{d v}` is a derivative unless `d` is a declared letter."""
        return "d" not in self.vocabulary.symbols and len(below) > 1

    def _differentiated(self, below: list[Token], at: Span, order: int) -> Node:
        inside = below[1:]
        if not inside:
            raise Unreadable("The derivative does not say by what.", at, "`\\partial \\mu` below")
        if inside[0].kind == "open" and closing(inside, 0) == len(inside) - 1:
            inside = inside[1:-1]
        variable = self.read([token for token in inside if not _is_d(token)], at, "a variable")
        if order == 2 and isinstance(variable, Power) and variable.exponent == Number(Fraction(2)):
            return variable.base
        if order == 2 and isinstance(variable, Product) and len(set(variable.factors)) == 1:
            return variable.factors[0]
        if isinstance(variable, Symbol | Call) or (isinstance(variable, Power) and isinstance(variable.base, Symbol)):
            return variable
        raise Unreadable("A derivative is by one variable.", at, "`\\partial \\mu` or `\\partial \\sigma^2`")

    def derivative_sign(self) -> Node:
        r"""`\partial_\mu f`, `\nabla_\theta f`, `\partial f / \partial \mu`."""
        start = self.i
        sign = self.next("a derivative")
        token = self.peek()
        if token is not None and token.character("_"):
            self.i += 1
            inside, at = self.group("a variable")
            variable = self.read(inside, at, "a variable")
            order = 1
            if (token := self.peek()) is not None and token.character("^"):
                self.i += 1
                exponent, exponent_at = self.group("the order")
                order = _order(exponent, exponent_at)
            return Derivative(variable, order, self.scope_of_derivative(), at=self.span(start))
        if sign.text == "nabla":
            variable = Symbol("theta")
            return Derivative(variable, 1, self.scope_of_derivative(), at=self.span(start))
        slash = next((k for k in range(self.i, len(self.tokens)) if self.tokens[k].character("/")), None)
        if slash is not None and slash + 1 < len(self.tokens) and self.tokens[slash + 1].command("partial"):
            above = self.tokens[self.i : slash]
            self.i = slash + 2
            variable = self.factor()
            if above:
                return Derivative(variable, 1, self.read(above, self.span(start)), at=self.span(start))
            return Derivative(variable, 1, self.scope_of_derivative(), at=self.span(start))
        raise Unreadable(
            "The derivative does not say by what.", sign.at, "`\\frac{\\partial}{\\partial \\mu}` or `\\partial_\\mu`"
        )


def _is_d(token: Token) -> bool:
    return token.command("partial") or token.character("d") or (token.kind == "word" and token.text == "d")


def _order(exponent: Sequence[Token], at: Span) -> int:
    text = "".join(token.text for token in exponent)
    if text in ("1", "2"):
        return int(text)
    raise Unreadable("Only first and second derivatives are read.", at, "`\\partial^2`")
