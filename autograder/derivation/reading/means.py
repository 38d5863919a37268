"""Means, divergences, entropies, and the laws that have a name of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from .cursor import DIVERGENCES, split, split_bars, split_double_bars
from .latex import Token
from .names import Names
from .scope import Scopes
from .source import Span, Unreadable
from .tree import Bernoulli, Density, Divergence, Information, Mean, Node, Normal, Symbol


class Means(Names, Scopes):
    def mean(self, kind: Literal["E", "Var", "Cov"]) -> Node:
        start = self.i
        self.i += 1
        laws: tuple[Node, ...] = ()
        variables: tuple[Node, ...] = ()
        while (token := self.peek()) is not None and token.character("_", "^"):
            self.i += 1
            inside, at = self.group("a law")
            laws, variables = self._law_subscript(inside, at)
        bracket = self.bracketed()
        if bracket is None:
            of: tuple[Node, ...] = (self.scope_of_mean(),)
            return Mean(kind, laws, variables, of, at=self.span(start))
        inside, at = bracket
        given: tuple[Node, ...] = ()
        parts = split_bars(inside)
        if len(parts) == 2 and parts[0] and self._all_variables(parts[1], at):
            inside, given = parts[0], self.entries(parts[1], at)
        if kind == "Cov":
            of = tuple(self.read(piece, at) for piece in split(inside, ","))
        else:
            of = (self.read(inside, at, "what the mean is of"),)
        return Mean(kind, laws, variables, of, given, at=self.span(start))

    def _all_variables(self, tokens: list[Token], at: Span) -> bool:
        try:
            return bool(tokens) and all(self.is_variable(node) for node in self.entries(tokens, at))
        except Unreadable:
            return False

    def _law_subscript(self, inside: list[Token], at: Span) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
        """The laws and the variables that a subscript names."""
        laws: list[Node] = []
        variables: list[Node] = []
        for piece in split(inside, ",", ";"):
            if not piece:
                continue
            sims = [place for place, token in enumerate(piece) if token.command("sim")]
            if sims:
                named = piece[: sims[0]]
                if len(named) > 2 and named[0].character("(") and named[-1].character(")"):  # `(x, y) \sim p`
                    named = named[1:-1]
                variables.extend(self.read(name, at, "a variable") for name in split(named, ","))
                laws.append(self.read(piece[sims[0] + 1 :], at, "a law"))
                continue
            node = self.read(piece, at, "a law or a variable")
            if isinstance(node, Density | Normal | Bernoulli):
                laws.append(node)
            else:
                variables.append(node)
        return tuple(laws), tuple(variables)

    def angles(self) -> Node:
        start = self.i
        depth = 0
        for place in range(self.i, len(self.tokens)):
            depth += self.tokens[place].command("langle") - self.tokens[place].command("rangle")
            if depth == 0:
                break
        else:
            raise Unreadable("`\\langle` is never closed.", self.tokens[start].at, "`\\rangle`")
        inside = self.tokens[self.i + 1 : place]
        self.i = place + 1
        laws: tuple[Node, ...] = ()
        variables: tuple[Node, ...] = ()
        if (token := self.peek()) is not None and token.character("_"):
            self.i += 1
            under, at = self.group("a law")
            laws, variables = self._law_subscript(under, at)
        return Mean("E", laws, variables, (self.read(inside, self.span(start)),), at=self.span(start))

    def divergence(self) -> Node:
        start = self.i
        token = self.next("a divergence")
        name = token.text
        while (token_ := self.peek()) is not None and token_.character("_"):
            self.i += 1
            inside, _ = self.group("KL")
            text = "".join(entry.text for entry in inside)
            name = text if text in DIVERGENCES else name
        kind = DIVERGENCES.get(name, "KL")
        bracket = self.bracketed()
        if bracket is None:
            raise Unreadable("A divergence is of two laws.", self.here, "`D_{KL}(q \\,\\|\\, p)`")
        inside, at = bracket
        parts = split_double_bars(inside)
        if len(parts) != 2:
            parts = split(inside, ",")
        if len(parts) != 2:
            parts = split_bars(inside)
        if len(parts) != 2:
            parts = split(inside, ";")
        if len(parts) != 2:
            raise Unreadable("A divergence is of two laws, with `\\|` between them.", at, "`D_{KL}(q \\,\\|\\, p)`")
        first, second = (self.read(part, at, "a law") for part in parts)
        return Divergence(kind, first, _of_the_same(first, second), at=self.span(start))

    def information(self, kind: Literal["H", "I"]) -> Node:
        start = self.i
        self.i += 1
        law: Node | None = None
        if (token := self.peek()) is not None and token.character("_"):
            self.i += 1
            inside, at = self.group("a law")
            law = self.read(inside, at, "a law")
        bracket = self.bracketed()
        if bracket is None:
            raise Unreadable("An entropy is of something.", self.here, "`H(X)` or `H(q)`")
        inside, at = bracket
        bars = split_bars(inside)
        if len(bars) > 2:
            raise Unreadable("Two bars stand here.", at, "one condition")
        given = self.entries(bars[1], at) if len(bars) == 2 else ()
        of = tuple(entry for part in split(bars[0], ";") for entry in self.entries(part, at))
        return Information(kind, of, given, law, at=self.span(start))

    def information_follows(self) -> bool:
        after = self.peek(1)
        return self.bracket_follows(1) or (after is not None and after.character("_"))

    def semicolon_inside(self, ahead: int) -> bool:
        end = self.partner(self.i + ahead)
        return any(token.character(";") for token in self.tokens[self.i + ahead : end])

    def normal(self) -> Node:
        start = self.i
        self.i += 1
        if (token := self.peek()) is not None and token.character("_"):
            self.i += 1
            self.group()  # the dimension
        bracket = self.bracketed()
        if bracket is None:
            raise Unreadable("A Gaussian has a mean and a variance.", self.here, "`\\mathcal{N}(x; \\mu, \\sigma^2)`")
        inside, at = bracket
        parts = split(inside, ";")
        if len(parts) == 1:
            parts = split_bars(inside)
        point = parts[0] if len(parts) == 2 else None
        moments = split(parts[-1], ",")
        if len(parts) > 2 or len(moments) != 2:
            if point is None and len(moments) == 3:  # `N(x, mu, sigma^2)`
                point, moments = moments[0], moments[1:]
            else:
                raise Unreadable("A Gaussian has a mean and a variance.", at, "`\\mathcal{N}(x; \\mu, \\sigma^2)`")
        at_point = self.read(point, at, "a variable") if point is not None else None
        if isinstance(at_point, Symbol) and at_point.name == "cdot":
            at_point = None
        mean, variance = (self.read(moment, at) for moment in moments)
        return Normal(at_point, mean, variance, at=self.span(start))

    def bernoulli(self) -> Node:
        start = self.i
        self.i += 1
        bracket = self.bracketed()
        if bracket is None:
            raise Unreadable("A Bernoulli law has a probability.", self.here, "`\\mathrm{Ber}(x; p)`")
        inside, at = bracket
        parts = split(inside, ";")
        if len(parts) == 1:
            parts = split_bars(inside)
        point = self.read(parts[0], at) if len(parts) == 2 else None
        return Bernoulli(point, self.read(parts[-1], at), at=self.span(start))


def _of_the_same(first: Node, second: Node) -> Node:
    r"""In `KL(q(z | x) || p(\cdot))` the dot is `z`."""
    if not isinstance(first, Density) or not isinstance(second, Density) or len(first.left) != 1:
        return second
    dot = len(second.left) == 1 and isinstance(second.left[0], Symbol) and second.left[0].name == "cdot"
    return replace(second, left=first.left) if dot else second
