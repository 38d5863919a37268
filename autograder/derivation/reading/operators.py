"""Roots, logarithms, sums, products and integrals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from .cursor import GREEK, SPELLED
from .dress import closing
from .latex import Token
from .names import Names
from .scope import Scopes
from .source import Span, Unreadable
from .tree import Function, Negative, Node, Number, Over, Power, Ratio, Series, Slice, Sum, Symbol


class Operators(Names, Scopes):
    def root(self) -> Node:
        start = self.i
        self.i += 1
        order: Node | None = None
        if (token := self.peek()) is not None and token.character("["):
            found = self.bracketed()
            assert found is not None
            order = self.read(found[0], found[1], "the root's order")
        inside, at = self.group("what the root is of")
        of = self.read(inside, at)
        if order is not None:
            return Power(of, Ratio(Number(Fraction(1)), order), at=self.span(start))
        return Function("sqrt", of, at=self.span(start))

    def function(self, name: str, start: int) -> Node:
        token = self.peek()
        if token is not None and token.character("_"):
            self.i += 1
            base, at = self.group("the base of the logarithm")
            texts = "".join(entry.text for entry in base)
            if name != "log" or texts not in ("2", "e", "10"):
                raise Unreadable("This base is not read.", at, "`\\log`, `\\ln` or `\\log_2`")
            name = {"2": "log2", "e": "log", "10": "log10"}[texts]
        power: Node | None = None
        token = self.peek()
        if token is not None and token.character("^"):
            self.i += 1
            inside, at = self.group("an exponent")
            power = self.read(inside, at)
        of = self.scope_of_logarithm()
        result: Node = Function(name, of, at=self.span(start))
        return Power(result, power, at=self.span(start)) if power is not None else result

    def _limits(self) -> tuple[list[Token] | None, list[Token] | None, Span]:
        below = above = None
        start = self.i - 1
        while (token := self.peek()) is not None and token.character("_", "^"):
            self.i += 1
            inside, _ = self.group("a limit")
            if token.text == "_" and below is None:
                below = inside
            elif token.text == "^" and above is None:
                above = inside
            else:
                raise Unreadable("This operator has two limits on the same side.", token.at, "one below, one above")
        return below, above, self.span(start)

    def series(self, operation: Literal["sum", "prod"]) -> Node:
        start = self.i
        self.i += 1
        below, above, at = self._limits()
        make = self._range(operation, below, above, at)
        sign = self.peek()
        if sign is not None and sign.character("+", "-"):  # `\\sum_i -x_i`: of the negative term
            self.i += 1
            term = self.term()
            return replace(make(Negative(term, at=term.at) if sign.text == "-" else term), at=self.span(start))
        return replace(make(self.term()), at=self.span(start))

    def _range(
        self, operation: Literal["sum", "prod"], below: list[Token] | None, above: list[Token] | None, at: Span
    ) -> Callable[[Node], Node]:
        """What a sum runs over."""
        last = self.read(above, at, "the last index") if above else None
        if not below:
            return lambda of: Over(operation, (), of)
        for place, token in enumerate(below):
            strict = token.character("<", ">")
            if token.character("=") or strict or token.command("ge", "geq", "le", "leq", "geqslant", "leqslant"):
                return self._series_between(operation, below, place, last, at)
            if token.command("in", "neq", "ne"):
                if token.text != "in":
                    raise Unreadable("A sum over all but one is not read here.", token.at, "a sum over a range")
                below = below[:place]
                break
        names = self.entries(below, at)
        if (
            len(names) == 1
            and isinstance(names[0], Symbol)
            and names[0].name in self.vocabulary.indices
            and not names[0].index
        ):
            name = names[0].name
            return lambda of: Series(operation, name, None, last, of)
        return lambda of: Over(operation, names, of)

    def _series_between(
        self, operation: Literal["sum", "prod"], below: list[Token], place: int, last: Node | None, at: Span
    ) -> Callable[[Node], Node]:
        relation = below[place]
        variable = self.read(below[:place], at, "an index")
        bound = self.read(below[place + 1 :], at, "the first index")
        if not isinstance(variable, Symbol) or variable.index:
            raise Unreadable("A sum runs over one letter.", at, "as in `\\sum_{i=1}^n`")
        name = variable.name
        one = Number(Fraction(1))
        if relation.character("="):
            return lambda of: Series(operation, name, bound, last, of)
        if relation.character(">") or relation.command("ge", "geq", "geqslant"):
            first = Sum((bound, one)) if relation.text == ">" else bound
            return lambda of: Series(operation, name, first, last, of)
        end = Sum((bound, Negative(one))) if relation.text == "<" else bound
        return lambda of: Series(operation, name, None, end, of)

    def integral(self) -> Node:
        start = self.i
        signs = 0
        below: list[Token] | None = None
        while (token := self.peek()) is not None and token.command("int", "iint", "iiint", "oint", "idotsint"):
            signs += {"int": 1, "iint": 2, "iiint": 3}.get(token.text, 1)
            self.i += 1
            limits, _, _ = self._limits()
            below = below or limits
        variables = self._differentials()
        if variables:  # `\int dz f`
            of = self.term()
            return Over("int", variables, of, at=self.span(start))
        end = self._differential_of(signs)
        if end is None:
            named = self._named_below(below)
            of = self.term()
            return Over("int", named, of, at=self.span(start))
        inside = self.tokens[self.i : end]
        at = self.span(start)
        self.i = end
        variables = self._differentials()
        of = self.read(inside, at) if inside else Number(Fraction(1))
        return Over("int", variables, of, at=self.span(start))

    def _named_below(self, below: list[Token] | None) -> tuple[Node, ...]:
        if not below:
            return ()
        for place, token in enumerate(below):
            if token.command("in"):
                below = below[:place]
                break
        try:
            names = self.entries(below, below[0].at)
        except Unreadable:
            return ()
        return tuple(name for name in names if isinstance(name, Symbol | Slice) and self.is_variable(name))

    def _differential_at(self, place: int) -> bool:
        """Whether `d` and a variable stand here."""
        if place + 1 >= len(self.tokens):
            return False
        token, after = self.tokens[place], self.tokens[place + 1]
        d = token.character("d") or (token.kind == "word" and token.text == "d")
        if not d:
            return False
        if place > 0 and self.tokens[place - 1].character("_", "^"):
            return False
        name = after.text
        if after.kind == "command" and name in GREEK:
            return SPELLED.get(name, name) in self.vocabulary.variables
        return after.letter and (name in self.vocabulary.variables or name.lower() in self.vocabulary.variables)

    def _differential_of(self, signs: int) -> int | None:
        """The place of the differential of the integral before the cursor; inner integrals take theirs first."""
        depth = 0
        open_integrals = 0
        place = self.i
        while place < len(self.tokens):
            self.spend(1)
            token = self.tokens[place]
            if token.kind == "open" or token.character("(", "[") or token.command("{", "langle"):
                depth += 1
            elif token.kind == "close" or token.character(")", "]") or token.command("}", "rangle"):
                depth -= 1
                if depth < 0:
                    return None
            elif depth == 0 and token.command("int", "iint"):
                following = place + 1
                while following < len(self.tokens) and self.tokens[following].character("_", "^"):
                    following += (
                        2
                        if self.tokens[following + 1 : following + 2] and self.tokens[following + 1].kind != "open"
                        else closing(self.tokens, following + 1) - following + 1
                    )
                if not self._differential_at(following):
                    open_integrals += 1
                else:
                    place = following + 1
            elif depth == 0 and self._differential_at(place):
                if open_integrals == 0:
                    return place
                open_integrals -= 1
            place += 1
        return None

    def _differentials(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while self._differential_at(self.i):
            self.i += 1
            start = self.i
            saved, self.vocabulary = self.vocabulary, replace(self.vocabulary, laws=frozenset(), functions=frozenset())
            try:
                found.append(self.name(start))
            finally:
                self.vocabulary = saved
            dots = self.peek()
            if dots is not None and dots.command("cdots", "ldots", "dots") and self._differential_at(self.i + 1):
                self.i += 1
                last_start = self.i + 1
                self.i += 1
                last = self.name(last_start)
                first = found.pop()
                if isinstance(first, Symbol) and isinstance(last, Symbol) and first.index and last.index:
                    found.append(Slice(first.name, first.index[0], last.index[0]))
        return tuple(found)
