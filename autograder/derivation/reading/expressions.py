"""Expressions, terms, factors, and which reader each token calls for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NoReturn

from .cursor import ACCENTS, BARS, DIVERGENCES, DOTS, DOUBLE_BARS, EXTREMA, FRACTIONS, FUNCTIONS, GREEK, split
from .derivatives import Derivatives
from .latex import Token
from .means import Means
from .operators import Operators
from .source import Span, Unreadable
from .tree import Dots, Function, Negative, Node, Number, Power, Product, Ratio, Sum, Symbol, Where

LONGEST_NUMBER = 12  # digits
VARIANCES = ("Var", "V", "bb V", "Cov", "var", "cov")


class Expressions(Operators, Means, Derivatives):
    def whole(self) -> Node:
        tree = self.expression()
        left = self.peek()
        if left is not None:
            raise Unreadable(
                f"`{left}` was not expected here.", left.at, "an operator, a factor or the end of the formula"
            )
        return tree

    def expression(self) -> Node:
        """Terms with their signs; rule 2's later terms are put where they belong."""
        start = self.i
        extremum = self.extremum()
        if extremum is not None:
            return extremum
        terms: list[Node] = []
        negative = False
        while True:
            sign = self.peek()
            if sign is not None and (sign.character("+", "-") or sign.command("pm", "mp")):
                if sign.kind == "command":
                    raise Unreadable("A double sign is not read here.", sign.at, "one row for each sign")
                self.i += 1
                negative = negative ^ (sign.text == "-")
                if self.at_sign():
                    continue
            place = self.i
            term = self.term()
            if negative:
                term = Negative(term, at=self.span(max(start, place - 1)))
            terms.append(term)
            negative = False
            following = self.peek()
            if following is None or not following.character("+", "-"):
                if following is not None and following.command("pm", "mp"):
                    raise Unreadable("A double sign is not read here.", following.at, "one row for each sign")
                break
        terms = self.scoped(terms)
        return terms[0] if len(terms) == 1 else Sum(tuple(terms), at=self.span(start))

    def term(self) -> Node:
        """Factors side by side."""
        start = self.i
        factors = [self.factor()]
        while True:
            token = self.peek()
            if token is None:
                break
            if token.command("cdot", "times", "ast", "odot") or token.character("*"):
                self.i += 1
                factors.append(self.factor())
            elif token.character("/"):
                self.i += 1
                below = self.denominator()
                above = factors[0] if len(factors) == 1 else Product(tuple(factors), at=self.span(start))
                factors = [Ratio(above, below, at=self.span(start))]
            elif self.starts_factor():
                factors.append(self.factor())
            else:
                break
        return factors[0] if len(factors) == 1 else Product(tuple(factors), at=self.span(start))

    def factor(self) -> Node:
        """An atom with what stands behind it: powers, primes, evaluation bars."""
        start = self.i
        base = self.atom()
        while True:
            token = self.peek()
            if token is None:
                return base
            if token.character("^"):
                self.i += 1
                inside, at = self.group("an exponent")
                if _is_transpose(inside):
                    continue
                base = Power(base, self.read(inside, at, "an exponent"), at=self.span(start))
            elif self._at_evaluation_bar():
                base = self._evaluated(base, start)
            else:
                return base

    def _at_evaluation_bar(self) -> bool:
        token, after = self.peek(), self.peek(1)
        bar = token is not None and (token.character("|") or token.command(*BARS) or token.character("]"))
        return bar and token is not None and not token.character("]") and after is not None and after.character("_")

    def _evaluated(self, base: Node, start: int) -> Node:
        self.i += 2
        inside, at = self.group("the value, as in `|_{y = 1}`")
        held = [_assignment(piece) for piece in split(inside, ",")]
        if held and all(held):
            for variable, value in filter(None, held):
                at_value = self.read(variable, at, "a variable"), self.read(value, at, "a value")
                base = Where(base, *at_value, at=self.span(start))
            return base
        raise Unreadable("The bar does not say what is held at which value.", at, "`|_{y = …}`")

    def atom(self) -> Node:
        token = self.peek()
        if token is None:
            raise Unreadable("The formula ends here.", self.here, "a number, a letter, a bracket or an operator")
        start = self.i
        self.spend(1)
        if token.kind == "open":
            inside, at = self.group()
            return self.read(inside, at) if inside else self._empty(at)
        if token.character("(", "[") or token.command("{", "lbrace"):
            found = self.bracketed()
            assert found is not None
            return replace(self.read(found[0], found[1]), at=found[1])
        if token.digit or (token.character(".") and (after := self.peek(1)) is not None and after.digit):
            return self.number()
        if token.character("|") or token.command("vert", "lvert"):
            return self._between_bars(start, double=False)
        if token.command(*DOUBLE_BARS):
            return self._between_bars(start, double=True)
        if token.kind == "word":
            return self._word(token)
        if token.kind == "command":
            return self._command(token)
        if token.letter:
            return self._letter(token)
        raise Unreadable(f"`{token}` was not expected here.", token.at, "a number, a letter, a bracket or an operator")

    def _empty(self, at: Span) -> Node:
        if self.starts_factor():
            return self.atom()
        raise Unreadable("Nothing stands between these braces.", at, "an expression")

    def number(self) -> Node:
        start = self.i
        digits = ""
        while (token := self.peek()) is not None and (
            token.digit or (token.character(".") and "." not in digits and self._digit_follows())
        ):
            digits += token.text
            self.i += 1
        if len(digits) > LONGEST_NUMBER:
            raise Unreadable(f"This number has more than {LONGEST_NUMBER} digits.", self.span(start), "a shorter one")
        return Number(Fraction(digits), at=self.span(start))

    def _digit_follows(self) -> bool:
        after = self.peek(1)
        return after is not None and after.digit

    def _between_bars(self, start: int, *, double: bool) -> Node:
        end = self.closing_bar(start, double=double)
        if end is None:
            raise Unreadable(
                "This bar has no partner.", self.tokens[start].at, "`|…|`, `\\|…\\|`, or a condition inside a law"
            )
        inside = self.tokens[start + 1 : end]
        self.i = end + 1
        of = self.read(inside, self.span(start))
        if double and (token := self.peek()) is not None and token.character("_"):
            self.i += 1
            self.group()  # which norm it is; for one number all are the same
        return Function("abs", of, at=self.span(start))

    # ------------------------------------------------------------------------------------------- commands and words

    def _command(self, token: Token) -> Node:
        start = self.i
        if token.text in EXTREMA or token.text in ("arg", "underset"):
            found = self.extremum() or self._mean_over(token)
            return found if found is not None else self._unknown(token)
        reader = _COMMANDS.get(token.text, Expressions._unread)
        return reader(self, token, start)

    def _mean_over(self, token: Token) -> Node | None:
        r"""`\underset{x \sim p}{\mathbb{E}}`, as `\mathbb{E}_{x \sim p}`."""
        start = self.i
        self.i += 1
        (below, at), (inside, over) = self.group("what varies"), self.group("an operator")
        if not (len(inside) == 1 and inside[0].text == "E"):
            self.i = start
            return None
        braces = (Token("open", "{", at), Token("close", "}", at))
        word = Token("word", "E", over)
        self.tokens[start : self.i] = [word, Token("character", "_", at), braces[0], *below, braces[1]]
        self.i = start
        return self.mean("E")

    def _log(self, token: Token, start: int) -> Node:
        self.i += 1
        return self.function(FUNCTIONS[token.text], start)

    def _dots(self, token: Token, start: int) -> Node:
        self.i += 1
        return Dots(at=token.at)

    def _dot(self, token: Token, start: int) -> Node:
        """The place of an argument, as in `p(\\cdot)`."""
        self.i += 1
        return Symbol("cdot", at=token.at)

    def _unread(self, token: Token, start: int) -> Node:
        if token.text == "infty":
            raise Unreadable("`\\infty` is read as the end of an integral only.", token.at, "a finite expression")
        return self._unknown(token)

    def _unknown(self, token: Token) -> NoReturn:
        raise Unreadable(
            f"`{token}` is not a command here.",
            token.at,
            "a command of the list in docs/derivations.md; a cell defines none of its own",
        )

    def _word(self, token: Token) -> Node:
        name, start = token.text, self.i
        if name in ("D", "bb D", "cal D") and self.divergence_follows(1):
            return self.divergence()
        if name in ("I", "bb I", "cal I") and self.bracket_follows(1):
            return self.information("I")
        if name in EXTREMA and (found := self.extremum()) is not None:
            return found
        if name in VARIANCES and name not in self.vocabulary.functions:
            return self.mean("Cov" if name.lower() == "cov" else "Var")
        if name in _WORDS:
            return _WORDS[name](self, token, start)
        return self.name(start)

    def _const(self, token: Token, start: int) -> Node:
        self.i += 1
        return self.constant("const", start)

    def _letter(self, token: Token) -> Node:
        start = self.i
        word = self.plain_word()
        if word:
            last = self.tokens[self.i + len(word) - 1]
            merged = Token("word", word, token.at | last.at)
            self.tokens[self.i : self.i + len(word)] = [merged]
            return self._word(merged)
        if self.plain_expectation():
            return self.mean("E")
        if token.text in ("D", "d") and self.divergence_follows(1):
            return self.divergence()
        if token.text == "N" and self.bracket_follows(1):
            return self.normal()
        if token.text == "H" and "H" not in self.vocabulary.symbols and self.information_follows():
            return self.information("H")
        if token.text == "I" and self.bracket_follows(1) and self.semicolon_inside(1):
            return self.information("I")
        if token.text == "e" and (after := self.peek(1)) is not None and after.character("^"):
            self.i += 2
            inside, at = self.group("an exponent")
            return Function("exp", self.read(inside, at), at=self.span(start))
        return self.name(start)


_Reader = Callable[[Expressions, Token, int], Node]
_COMMANDS: Mapping[str, _Reader] = {
    **dict.fromkeys(FRACTIONS, lambda reader, token, start: reader.fraction()),
    "sqrt": lambda reader, token, start: reader.root(),
    **dict.fromkeys(FUNCTIONS, Expressions._log),
    "sum": lambda reader, token, start: reader.series("sum"),
    "prod": lambda reader, token, start: reader.series("prod"),
    **dict.fromkeys(("int", "iint", "iiint", "idotsint", "oint"), lambda reader, token, start: reader.integral()),
    **dict.fromkeys(("partial", "nabla"), lambda reader, token, start: reader.derivative_sign()),
    **dict.fromkeys((*ACCENTS, *GREEK), lambda reader, token, start: reader.name(start)),
    **dict.fromkeys(DOTS, Expressions._dots),
    "langle": lambda reader, token, start: reader.angles(),
    "Pr": lambda reader, token, start: reader.named("P", start),
    "cdot": Expressions._dot,
}
_WORDS: Mapping[str, _Reader] = {
    **dict.fromkeys(("E", "bb E"), lambda reader, token, start: reader.mean("E")),
    **dict.fromkeys(DIVERGENCES, lambda reader, token, start: reader.divergence()),
    **dict.fromkeys(("normal", "Normal"), lambda reader, token, start: reader.normal()),
    **dict.fromkeys(("Ber", "Bern", "Bernoulli"), lambda reader, token, start: reader.bernoulli()),
    **dict.fromkeys(("H", "bb H", "cal H"), lambda reader, token, start: reader.information("H")),
    **dict.fromkeys(("const", "constant", "Const"), Expressions._const),
    **dict.fromkeys(("log", "ln", "exp", "sigmoid"), Expressions._log),
}


def _is_transpose(inside: Sequence[Token]) -> bool:
    return len(inside) == 1 and inside[0].command("top", "intercal", "transpose", "mathsf")


def _assignment(piece: list[Token]) -> tuple[list[Token], list[Token]] | None:
    """The tokens on both sides of the first `=`."""
    place = next((place for place, token in enumerate(piece) if token.character("=")), None)
    return None if place is None else (piece[:place], piece[place + 1 :])
