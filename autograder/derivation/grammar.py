r"""The tokens of one side to trees: what binds what, and what is in whose scope.

Where TeX leaves it open, these rules decide; students are told them (docs/derivations.md):

1. `\log` takes the factors that follow, up to `+`, `-`, the end, or the next `\log`, `\sum`, `\int`, `E`. Where a bracket
   follows at once, it takes the bracket only.
2. `\sum` and `\prod` take the term that follows; a later term of the same bracket that contains the bound index belongs to it too.
3. `\int` takes everything up to its `dv`; `\int dv` takes the term.
4. `E` takes its bracket; without one, what `\log` would take, a `\log` included.
5. `\frac{\partial}{\partial v}` takes a bracket that follows at once, else the term.
6. `a/b` takes one factor on its right.

Where a second reading is as natural, both are kept, at most `MOST_READINGS` a side, the one by the rules first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from .dress import closing
from .latex import Token
from .source import Span, Unreadable
from .tree import (
    Bernoulli,
    Call,
    Constant,
    Density,
    Derivative,
    Divergence,
    Dots,
    Extremum,
    Function,
    Information,
    Mean,
    Negative,
    Node,
    Normal,
    Number,
    Over,
    Power,
    Product,
    Ratio,
    Series,
    Slice,
    Sum,
    Symbol,
    Where,
)

MOST_READINGS = 8
DEEPEST = 60  # expressions in expressions
LONGEST_NUMBER = 12  # digits

GREEK = frozenset({"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi",
                   "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "Sigma", "Theta", "Phi", "Lambda", "Delta", "Pi",
                   "Psi", "Omega", "Gamma", "ell", "vartheta", "varphi", "varepsilon", "varsigma", "iota", "upsilon"})  # fmt: skip
SPELLED = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varsigma": "sigma"}
ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
           "dot": "dot", "check": "check"}  # fmt: skip
FUNCTIONS = {"log": "log", "ln": "log", "exp": "exp", "lg": "log2", "sigmoid": "sigmoid"}
BARS = ("mid", "vert", "lvert", "rvert")
DOUBLE_BARS = ("|", "Vert", "parallel", "lVert", "rVert", "Vert")
STARS = frozenset({"*", "star", "ast", "\\star", "\\ast"})
EXTREMA = frozenset({"argmin", "argmax", "min", "max", "sup", "inf"})
DIVERGENCES: dict[str, Literal["KL", "JSD"]] = {"KL": "KL", "JSD": "JSD", "JS": "JSD"}
CLOSERS = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the letters are. All else about a letter is decided by what stands around it.

    Attributes:
        laws: letters of laws.
        functions: names of declared quantities that may take arguments in parentheses (`V`, `D`, `ell`, `cal L`).
        variables: names that a law may be asked at.
        indices: letters that stand for whole numbers.
        symbols: every other name that means something.
    """

    laws: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    indices: frozenset[str] = frozenset()
    symbols: frozenset[str] = frozenset()


class _Choices:
    """Which of two natural readings is taken at each place where there are two."""

    def __init__(self, plan: Sequence[int] = ()) -> None:
        self.plan = tuple(plan)
        self.made = 0

    def second(self) -> bool:
        taken = self.plan[self.made] if self.made < len(self.plan) else 0
        self.made += 1
        return bool(taken)


def readings(tokens: Sequence[Token], vocabulary: Vocabulary, near: Span) -> list[Node]:
    """All readings of a side, the one by the rules first; at least one.

    Raises:
        Unreadable: where no reading succeeds; the place is that of the reading by the rules.
    """
    first_error: Unreadable | None = None
    found: list[Node] = []
    for plan in _plans(tokens, vocabulary, near):
        try:
            tree = _Reader(tokens, vocabulary, _Choices(plan), near).whole()
        except Unreadable as error:
            first_error = first_error or error
            continue
        if tree not in found:
            found.append(tree)
        if len(found) == MOST_READINGS:
            break
    if not found:
        assert first_error is not None
        raise first_error
    return found


def _plans(tokens: Sequence[Token], vocabulary: Vocabulary, near: Span) -> Iterator[tuple[int, ...]]:
    """The rules everywhere; then the second reading at one place, at all places, at two neighbouring places."""
    yield ()
    choices = _Choices()
    try:
        _Reader(tokens, vocabulary, choices, near).whole()
    except Unreadable:
        pass
    count = choices.made
    for place in range(count):
        yield tuple(int(i == place) for i in range(count))
    if count > 1:
        yield (1,) * 64
    for place in range(count - 1):
        yield tuple(int(i in (place, place + 1)) for i in range(count))


class _Reader:
    """Recursive descent over `tokens`."""

    def __init__(self, tokens: Sequence[Token], vocabulary: Vocabulary, choices: _Choices, near: Span, depth: int = 0) -> None:
        self.tokens = list(tokens)
        self.vocabulary = vocabulary
        self.choices = choices
        self.near = near
        self.depth = depth
        self.i = 0
        if depth > DEEPEST:
            raise Unreadable(f"More than {DEEPEST} expressions are nested here.", self.here, "a flatter formula")

    # ------------------------------------------------------------------------------------------------ moving along

    @property
    def here(self) -> Span:
        if self.i < len(self.tokens):
            return self.tokens[self.i].at
        return Span(self.near.end, self.near.end) if not self.tokens else Span(self.tokens[-1].at.end, self.tokens[-1].at.end)

    def peek(self, ahead: int = 0) -> Token | None:
        place = self.i + ahead
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def next(self, wanted: str) -> Token:
        token = self.peek()
        if token is None:
            raise Unreadable("The formula ends here.", self.here, wanted)
        self.i += 1
        return token

    def span(self, start: int) -> Span:
        """From the token at `start` to the one before the cursor."""
        if not self.tokens:
            return self.near
        last = max(start, self.i - 1)
        return self.tokens[min(start, len(self.tokens) - 1)].at | self.tokens[min(last, len(self.tokens) - 1)].at

    def inner(self, tokens: Sequence[Token], near: Span) -> _Reader:
        return _Reader(tokens, self.vocabulary, self.choices, near, self.depth + 1)

    def read(self, tokens: Sequence[Token], near: Span, wanted: str = "an expression") -> Node:
        if not tokens:
            raise Unreadable("Nothing stands here.", near, wanted)
        return self.inner(tokens, near).whole()

    def whole(self) -> Node:
        tree = self.expression()
        left = self.peek()
        if left is not None:
            raise Unreadable(f"`{left}` was not expected here.", left.at, "an operator, a factor or the end of the formula")
        return tree

    def group(self, wanted: str = "a group in braces") -> tuple[list[Token], Span]:
        """The tokens of a group, or one token."""
        token = self.next(wanted)
        if token.kind == "open":
            end = closing(self.tokens, self.i - 1)
            inside = self.tokens[self.i : end]
            self.i = end + 1
            return inside, token.at | self.tokens[end].at
        if token.command(*ACCENTS) or token.command("frac", "sqrt", "dfrac", "tfrac"):
            start = self.i - 1
            self.i -= 1
            self.atom()
            return self.tokens[start : self.i], self.span(start)
        return [token], token.at

    def bracketed(self) -> tuple[list[Token], Span] | None:
        """The tokens between the bracket here and its partner, or None where none opens here."""
        token = self.peek()
        if token is None:
            return None
        if token.character("(", "[") or token.command("{", "lbrace"):
            end = self._partner(self.i)
        else:
            return None
        inside = self.tokens[self.i + 1 : end]
        at = token.at | self.tokens[end].at
        self.i = end + 1
        return inside, at

    def _partner(self, opened: int) -> int:
        stack: list[str] = []
        i = opened
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.kind == "open":
                i = closing(self.tokens, i)
            elif token.character("(", "["):
                stack.append(token.text)
            elif token.command("{", "lbrace"):
                stack.append("\\{")
            elif token.character(")", "]") or token.command("}", "rbrace"):
                if not stack:
                    break
                stack.pop()  # `[0, 1)` and a typing error alike: a bracket is closed by any bracket
                if not stack:
                    return i
            i += 1
        raise Unreadable(f"`{self.tokens[opened]}` is never closed.", self.tokens[opened].at, "its partner in the same row")

    # -------------------------------------------------------------------------------------------------- expressions

    def expression(self) -> Node:
        """Terms with their signs; rule 2's later terms are put where they belong."""
        start = self.i
        extremum = self._extremum()
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
                if not terms or self._at_sign():
                    if self._at_sign():
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
        terms = self._scoped(terms)
        return terms[0] if len(terms) == 1 else Sum(tuple(terms), at=self.span(start))

    def _at_sign(self) -> bool:
        token = self.peek()
        return token is not None and token.character("+", "-")

    def _scoped(self, terms: list[Node]) -> list[Node]:
        """Rule 2: a later term that contains the index of a trailing sum belongs to that sum."""
        done: list[Node] = []
        i = 0
        while i < len(terms):
            term = terms[i]
            last = i
            for j in range(len(terms) - 1, i, -1):
                if _takes(term, terms[j]):
                    last = j
                    break
            if last > i and not self.choices.second():
                term = _extended(term, terms[i + 1 : last + 1])
                i = last
            done.append(term)
            i += 1
        return done

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
                below = self._denominator()
                above = factors[0] if len(factors) == 1 else Product(tuple(factors), at=self.span(start))
                factors = [Ratio(above, below, at=self.span(start))]
            elif self.starts_factor():
                factors.append(self.factor())
            else:
                break
        return factors[0] if len(factors) == 1 else Product(tuple(factors), at=self.span(start))

    def _denominator(self) -> Node:
        """Rule 6, or all factors that stand side by side (`1/2\\sigma^2`)."""
        start = self.i
        factors = [self.factor()]
        if self.starts_factor() and not self._at_prefix() and self.choices.second():
            while self.starts_factor() and not self._at_prefix():
                factors.append(self.factor())
        return factors[0] if len(factors) == 1 else Product(tuple(factors), at=self.span(start))

    def starts_factor(self) -> bool:
        token = self.peek()
        if token is None or token.kind in ("close", "begin", "end", "remark"):
            return False
        if token.kind == "character":
            if token.text == "|":
                return self._closing_bar(self.i, double=False) is not None
            return token.letter or token.digit or token.text in "(["
        if token.command(*DOUBLE_BARS):
            return self._closing_bar(self.i, double=True) is not None
        if token.kind == "command":
            return token.text in _STARTERS
        return True

    def _at_prefix(self) -> bool:
        """At an operator that ends the argument of a logarithm (rule 1)."""
        token = self.peek()
        if token is None:
            return False
        if token.command("log", "ln", "lg", "sum", "int", "iint", "iiint", "langle", "max", "min", "arg"):
            return True
        if token.kind == "word" and token.text in ("E", "Var", "Cov", "log", "ln"):
            return True
        return self._plain_word() in ("log", "ln") or self._plain_expectation()

    # ------------------------------------------------------------------------------------------------------ factors

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
        for place, token in enumerate(inside):
            if token.character("="):
                variable = self.read(inside[:place], at, "a variable")
                value = self.read(inside[place + 1 :], at, "a value")
                return Where(base, variable, value, at=self.span(start))
        raise Unreadable("The bar does not say what is held at which value.", at, "`|_{y = …}`")

    def atom(self) -> Node:
        token = self.peek()
        if token is None:
            raise Unreadable("The formula ends here.", self.here, "a number, a letter, a bracket or an operator")
        start = self.i
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

    def _closing_bar(self, opened: int, *, double: bool) -> int | None:
        depth = 0
        for place in range(opened + 1, len(self.tokens)):
            token = self.tokens[place]
            if token.kind in ("open", "close"):
                depth += 1 if token.kind == "open" else -1
            elif token.character("(", "["):
                depth += 1
            elif token.character(")", "]"):
                depth -= 1
            bar = token.command(*DOUBLE_BARS) if double else token.character("|") or token.command("vert", "rvert")
            if depth == 0 and bar:
                after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
                return None if after is not None and after.character("_") and not double else place
            if depth < 0:
                return None
        return None

    def _between_bars(self, start: int, *, double: bool) -> Node:
        end = self._closing_bar(start, double=double)
        if end is None:
            raise Unreadable("This bar has no partner.", self.tokens[start].at, "`|…|`, `\\|…\\|`, or a condition inside a law")
        inside = self.tokens[start + 1 : end]
        self.i = end + 1
        of = self.read(inside, self.span(start))
        if double and (token := self.peek()) is not None and token.character("_"):
            self.i += 1
            self.group()  # which norm it is; for one number all are the same
        return Function("abs", of, at=self.span(start))

    # ------------------------------------------------------------------------------------------- commands and words

    def _command(self, token: Token) -> Node:
        name = token.text
        start = self.i
        if name in ("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"):
            return self._fraction()
        if name == "sqrt":
            return self._root()
        if name in FUNCTIONS:
            self.i += 1
            return self._function(FUNCTIONS[name], start)
        if name in ("sum", "prod"):
            return self._series("sum" if name == "sum" else "prod")
        if name in ("int", "iint", "iiint", "idotsint", "oint"):
            return self._integral()
        if name in ("partial", "nabla"):
            return self._derivative_sign()
        if name in ACCENTS:
            return self._name(start)
        if name in GREEK:
            return self._name(start)
        if name in ("ldots", "cdots", "dots", "dotsc", "dotsb", "dotsm", "vdots", "hdots"):
            self.i += 1
            return Dots(at=token.at)
        if name == "langle":
            return self._angles()
        if name in ("Pr", "det"):
            return self._named("P", start) if name == "Pr" else self._unknown(token)
        if name in ("max", "min", "arg", "sup", "inf", "underset", "argmax", "argmin"):
            found = self._extremum()
            if found is not None:
                return found
        if name == "cdot":
            self.i += 1
            return Symbol("cdot", at=token.at)
        if name in ("infty",):
            raise Unreadable("`\\infty` is read as the end of an integral only.", token.at, "a finite expression")
        return self._unknown(token)

    def _unknown(self, token: Token) -> Node:
        raise Unreadable(
            f"`{token}` is not a command here.", token.at, "the commands of the list in docs/derivations.md; a cell defines none of its own"
        )

    def _word(self, token: Token) -> Node:
        name = token.text
        start = self.i
        if name in ("E", "bb E"):
            return self._mean("E")
        if name in ("Var", "V", "bb V", "Cov", "var", "cov") and name not in self.vocabulary.functions:
            return self._mean("Cov" if name.lower() == "cov" else "Var")
        if name in DIVERGENCES or (name in ("D", "bb D", "cal D") and self._divergence_follows(1)):
            return self._divergence()
        if name == "normal":
            return self._normal()
        if name in ("Ber", "Bern", "Bernoulli"):
            return self._bernoulli()
        if name in ("H", "bb H", "cal H"):
            return self._information("H")
        if name in ("I", "bb I", "cal I") and self._bracket_follows(1):
            return self._information("I")
        if name in ("const", "constant", "Const"):
            self.i += 1
            return self._constant("const", start)
        if name in EXTREMA:
            found = self._extremum()
            assert found is not None
            return found
        if name in ("log", "ln", "exp", "sigmoid"):
            self.i += 1
            return self._function(FUNCTIONS[name], start)
        return self._name(start)

    def _plain_word(self) -> str:
        """`log` and its like typed without a backslash."""
        for word in ("argmax", "argmin", "const", "ELBO", "exp", "log", "JSD", "Var", "Cov", "min", "max", "KL", "JS", "ln"):
            place = self.i
            if place + len(word) <= len(self.tokens) and all(
                self.tokens[place + k].character(letter) for k, letter in enumerate(word)
            ):
                adjacent = all(
                    self.tokens[place + k].at.end == self.tokens[place + k + 1].at.start for k in range(len(word) - 1)
                )
                if adjacent:
                    return word
        return ""

    def _plain_expectation(self) -> bool:
        token, after = self.peek(), self.peek(1)
        if token is None or not token.character("E") or "E" in self.vocabulary.symbols:
            return False
        prefix = ("{", "lbrace", "log", "ln", "frac", "dfrac", "tfrac", "sum", "langle")
        return after is not None and (after.character("_", "[", "(") or after.command(*prefix))

    def _letter(self, token: Token) -> Node:
        start = self.i
        word = self._plain_word()
        if word:
            last = self.tokens[self.i + len(word) - 1]
            merged = Token("word", word, token.at | last.at)
            self.tokens[self.i : self.i + len(word)] = [merged]
            return self._word(merged)
        if self._plain_expectation():
            return self._mean("E")
        if token.text in ("D", "d") and self._divergence_follows(1):
            return self._divergence()
        if token.text == "N" and self._bracket_follows(1):
            return self._normal()
        if token.text == "H" and "H" not in self.vocabulary.symbols and self._information_follows():
            return self._information("H")
        if token.text == "I" and self._bracket_follows(1) and self._semicolon_inside(1):
            return self._information("I")
        if token.text == "e" and (after := self.peek(1)) is not None and after.character("^"):
            self.i += 2
            inside, at = self.group("an exponent")
            return Function("exp", self.read(inside, at), at=self.span(start))
        return self._name(start)

    def _bracket_follows(self, ahead: int) -> bool:
        token = self.peek(ahead)
        return token is not None and (token.character("(", "[") or token.command("{", "lbrace"))

    def _information_follows(self) -> bool:
        after = self.peek(1)
        return self._bracket_follows(1) or (after is not None and after.character("_"))

    def _semicolon_inside(self, ahead: int) -> bool:
        end = self._partner(self.i + ahead)
        return any(token.character(";") for token in self.tokens[self.i + ahead : end])

    # ---------------------------------------------------------------------------------------- names, laws and calls

    def _name(self, start: int) -> Node:
        """A letter with accents, subscripts and superscripts: a symbol, a law, a call."""
        name, index, label = self._bare_name()
        return self._named(name, start, index, label)

    def _bare_name(self) -> tuple[str, tuple[Node, ...], str]:
        """An accented letter. An index or label may stand inside the accent's braces."""
        token = self.next("a letter")
        if token.command(*ACCENTS):
            inside, at = self.group("a letter")
            reader = self.inner(inside, at)
            base = reader.factor() if inside else reader.atom()
            power: Node | None = None
            if isinstance(base, Power):
                base, power = base.base, base.exponent
            if reader.peek() is not None or not isinstance(base, Symbol):
                raise Unreadable("An accent stands over one letter with its index.", at, "as in `\\bar{\\alpha}_t`")
            if power is not None:
                self._pending_power = power
            return f"{ACCENTS[token.text]} {base.name}", base.index, base.label
        if token.kind == "command" and token.text in GREEK:
            return SPELLED.get(token.text, token.text), (), ""
        if token.kind == "word" or token.letter:
            return token.text, (), ""
        raise Unreadable(f"`{token}` was not expected here.", token.at, "a letter")

    _pending_power: Node | None = None

    def _named(self, name: str, start: int, index: tuple[Node, ...] = (), label: str = "") -> Node:
        if self.i == start:
            self.i += 1
        power, self._pending_power = self._pending_power, None
        mark = ""
        primes = 0
        law = name in self.vocabulary.laws
        slice_: Slice | None = None
        while (token := self.peek()) is not None:
            if token.character("_") and not (index or label or slice_):
                self.i += 1
                inside, at = self.group("an index")
                index, label, slice_ = self._subscript(name, inside, at, law=law)
            elif token.character("'"):
                self.i += 1
                primes += 1
            elif token.character("^"):
                found = self._mark(self.i + 1)
                if found is None:
                    break
                mark_here, index_here, self.i = found
                if mark_here == "'":
                    primes += 1
                else:
                    mark += mark_here
                index = index or index_here
            else:
                break
        mark += "'" * primes if name not in self.vocabulary.functions else ""
        if slice_ is not None:
            return replace(slice_, at=self.span(start))
        if law and (found_law := self._law(name, label, mark, start)) is not None:
            return found_law
        if name in self.vocabulary.functions and self._bracket_follows(0):
            arguments = self._arguments()
            return Call(name, arguments, label=label, mark=mark, primes=primes, at=self.span(start))
        if name in ("C", "c") and name not in self.vocabulary.symbols and name not in self.vocabulary.variables:
            return self._constant(name, start)
        if primes and name in self.vocabulary.functions:
            return Call(name, (), label=label, mark=mark, primes=primes, at=self.span(start))
        symbol: Node = Symbol(name, index, label, mark, at=self.span(start))
        return Power(symbol, power, at=self.span(start)) if power is not None else symbol

    def _mark(self, place: int) -> tuple[str, tuple[Node, ...], int] | None:
        """A star, a prime or `(i)` above a letter; None where a power stands there."""
        if place >= len(self.tokens):
            return None
        if self.tokens[place].kind == "open":
            end = closing(self.tokens, place)
            inside, after = self.tokens[place + 1 : end], end + 1
        else:
            inside, after = [self.tokens[place]], place + 1
        texts = [token.text for token in inside]
        if texts in (["*"], ["star"], ["ast"]):
            return "*", (), after
        if texts and all(text in ("prime", "'") for text in texts):
            return "'", (), after
        if len(texts) > 2 and texts[0] == "(" and texts[-1] == ")":
            return "", (self.read(inside[1:-1], inside[0].at | inside[-1].at),), after
        if inside and all(token.kind in ("word", "remark") for token in inside):
            return "", (), after
        return None

    def _subscript(
        self, name: str, inside: list[Token], at: Span, *, law: bool
    ) -> tuple[tuple[Node, ...], str, Slice | None]:
        """Indices, a label, or a slice."""
        if not inside:
            return (), "", None
        for place, token in enumerate(inside):
            if token.character(":") and not law:
                first = self.read(inside[:place], at, "the first index")
                last = self.read(inside[place + 1 :], at, "the last index")
                return (), "", Slice(name, first, last)
        if law or all(token.kind in ("word", "remark") for token in inside):
            return (), _label(inside), None
        letters = [token for token in inside if token.letter]
        if len(letters) == len(inside) > 1 and not all(token.text in self.vocabulary.indices for token in inside):
            return (), _label(inside), None
        if len(inside) == 1 and not inside[0].digit and inside[0].text not in self.vocabulary.indices:
            return (), _label(inside), None
        pieces = _split(inside, ",")
        return tuple(self.read(piece, at, "an index") for piece in pieces), "", None

    def _law(self, name: str, label: str, mark: str, start: int) -> Node | None:
        """A law at its arguments, or alone; None where the bracket holds no arguments of a law."""
        label = label or mark.replace("'", "")
        if not self._bracket_follows(0) or (token := self.peek()) is None or not token.character("(", "["):
            if name in self.vocabulary.variables or name in self.vocabulary.symbols:
                return None
            return Density(name, label, at=self.span(start))
        before = self.i
        found = self.bracketed()
        assert found is not None
        inside, at = found
        parts = self._law_arguments(inside, at)
        if parts is None:
            self.i = before
            if name in self.vocabulary.variables or name in self.vocabulary.symbols:
                return None
            return Density(name, label, at=self.span(start))
        left, given, parameters = parts
        return Density(name, label, left, given, parameters, at=self.span(start))

    def _law_arguments(
        self, inside: list[Token], at: Span
    ) -> tuple[tuple[Node, ...], tuple[Node, ...], tuple[Node, ...]] | None:
        """What stands before the bar, behind it and behind `;`; None where these are no arguments of a law."""
        pieces = _split(inside, ";")
        if not inside or len(pieces) > 2:
            return None
        parameters = self._entries(pieces[1], at) if len(pieces) == 2 else ()
        bars = _split_bars(pieces[0])
        if len(bars) > 2 or not bars[0]:
            return None
        try:
            left = self._entries(bars[0], at)
            given = self._entries(bars[1], at) if len(bars) == 2 else ()
        except Unreadable:
            if len(bars) == 2:
                raise
            return None
        if not all(self._is_variable(node) for node in left):
            return None
        return left, given, parameters

    def _is_variable(self, node: Node) -> bool:
        if isinstance(node, Slice) or (isinstance(node, Number) and True):
            return isinstance(node, Slice)
        if isinstance(node, Where):
            return True
        return isinstance(node, Symbol) and (
            node.name == "cdot" or node.name in self.vocabulary.variables or node.name.lower() in self.vocabulary.variables
        )

    def _entries(self, inside: list[Token], at: Span) -> tuple[Node, ...]:
        """Entries between commas; `X = x` is `x`."""
        entries = []
        for piece in _split(inside, ","):
            equals = [place for place, token in enumerate(piece) if token.character("=")]
            if equals:
                variable = self.read(piece[: equals[0]], at, "a variable")
                value = self.read(piece[equals[0] + 1 :], at, "a value")
                entries.append(Where(variable, variable, value, at=at))
            else:
                entries.append(self.read(piece, at, "a variable"))
        return tuple(entries)

    def _arguments(self) -> tuple[Node, ...]:
        found = self.bracketed()
        assert found is not None
        inside, at = found
        pieces = [piece for part in _split(inside, ";") for side in _split_bars(part) for piece in _split(side, ",")]
        return tuple(self.read(piece, at, "an argument") for piece in pieces if piece)

    def _constant(self, name: str, start: int) -> Node:
        if name != "const" and not self._bracket_follows(0):
            return Constant(name, at=self.span(start))
        before = self.i
        found = self.bracketed()
        if found is None:
            return Constant(name, at=self.span(start))
        try:
            arguments = self._entries(found[0], found[1])
        except Unreadable:
            arguments = ()
        if arguments and all(isinstance(node, Symbol | Slice) for node in arguments):
            return Constant(name, arguments, at=self.span(start))
        self.i = before
        return Constant(name, at=self.span(start))

    # --------------------------------------------------------------------------------------------------- functions

    def _fraction(self) -> Node:
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

    def _root(self) -> Node:
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

    def _function(self, name: str, start: int) -> Node:
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

    def scope_of_logarithm(self) -> Node:
        """Rule 1."""
        start = self.i
        if self._bracket_follows(0):
            bracket = self.factor_of_bracket()
            if not self._goes_on() or not self.choices.second():
                return bracket
            return self._rest_of_product([bracket], start)
        if self._at_sign():
            sign = self.next("an argument")
            of = self.factor()
            return Negative(of, at=self.span(start)) if sign.text == "-" else of
        first = self.factor()
        if not self._goes_on() or self._at_prefix():
            if self._at_prefix() and self.choices.second():
                return self._rest_of_product([first], start)
            return first
        if self.choices.second():
            return first
        return self._rest_of_product([first], start)

    def factor_of_bracket(self) -> Node:
        """A bracket that an operator takes whole; a power behind it belongs to it."""
        return self.factor()

    def _goes_on(self) -> bool:
        token = self.peek()
        return token is not None and (
            self.starts_factor() or token.character("/", "*") or token.command("cdot", "times", "ast")
        )

    def _rest_of_product(self, factors: list[Node], start: int) -> Node:
        """Factors up to the next prefix operator."""
        first = True
        while (token := self.peek()) is not None:
            if self._at_prefix() and not first:
                break
            if token.command("cdot", "times", "ast") or token.character("*"):
                if (after := self.peek(1)) is not None and self._prefix_at(after) and not first:
                    break
                self.i += 1
                factors.append(self.factor())
            elif token.character("/"):
                self.i += 1
                below = self._denominator()
                above = factors[0] if len(factors) == 1 else Product(tuple(factors), at=self.span(start))
                factors = [Ratio(above, below, at=self.span(start))]
            elif self.starts_factor():
                factors.append(self.factor())
            else:
                break
            first = False
        return factors[0] if len(factors) == 1 else Product(tuple(factors), at=self.span(start))

    def _prefix_at(self, token: Token) -> bool:
        return token.command("log", "ln", "sum", "int") or (token.kind == "word" and token.text in ("E", "log", "ln"))

    # --------------------------------------------------------------------------------------- sums, products, integrals

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

    def _series(self, operation: Literal["sum", "prod"]) -> Node:
        start = self.i
        self.i += 1
        below, above, at = self._limits()
        make = self._range(operation, below, above, at)
        of = self.term_of_series()
        return replace(make(of), at=self.span(start))

    def term_of_series(self) -> Node:
        return self.term()

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
        names = self._entries(below, at)
        if len(names) == 1 and isinstance(names[0], Symbol) and names[0].name in self.vocabulary.indices and not names[0].index:
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

    def _integral(self) -> Node:
        start = self.i
        signs = 0
        below: list[Token] | None = None
        while (token := self.peek()) is not None and token.command("int", "iint", "iiint", "oint", "idotsint"):
            signs += {"int": 1, "iint": 2, "iiint": 3}.get(token.text, 1)
            self.i += 1
            limits, _, _ = self._limits()
            below = below or limits
            following = self.peek()
            if following is not None and following.command("int") and self._own_differential():
                break
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

    def _own_differential(self) -> bool:
        return False

    def _named_below(self, below: list[Token] | None) -> tuple[Node, ...]:
        if not below:
            return ()
        for place, token in enumerate(below):
            if token.command("in"):
                below = below[:place]
                break
        try:
            names = self._entries(below, below[0].at)
        except Unreadable:
            return ()
        return tuple(name for name in names if isinstance(name, Symbol | Slice) and self._is_variable(name))

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
        """The place of the differential of the integral that began before the cursor; inner integrals take theirs first."""
        depth = 0
        open_integrals = 0
        place = self.i
        while place < len(self.tokens):
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
                    following += 2 if self.tokens[following + 1 : following + 2] and self.tokens[
                        following + 1
                    ].kind != "open" else closing(self.tokens, following + 1) - following + 1
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
                found.append(self._name(start))
            finally:
                self.vocabulary = saved
            dots = self.peek()
            if dots is not None and dots.command("cdots", "ldots", "dots") and self._differential_at(self.i + 1):
                self.i += 1
                last_start = self.i + 1
                self.i += 1
                last = self._name(last_start)
                first = found.pop()
                if isinstance(first, Symbol) and isinstance(last, Symbol) and first.index and last.index:
                    found.append(Slice(first.name, first.index[0], last.index[0]))
        return tuple(found)

    # -------------------------------------------------------------------------------------------- means, laws, divergences

    def _mean(self, kind: Literal["E", "Var", "Cov"]) -> Node:
        start = self.i
        self.i += 1
        laws: tuple[Node, ...] = ()
        variables: tuple[Node, ...] = ()
        while (token := self.peek()) is not None and token.character("_", "^"):
            self.i += 1
            inside, at = self.group("a law")
            laws, variables = self._law_subscript(inside, at)
        bracket = self.bracketed() if not self._round_is_product() else None
        if bracket is None:
            of: tuple[Node, ...] = (self.scope_of_mean(),)
            return Mean(kind, laws, variables, of, at=self.span(start))
        inside, at = bracket
        given: tuple[Node, ...] = ()
        parts = _split_bars(inside)
        if len(parts) == 2 and parts[0] and self._all_variables(parts[1], at):
            inside, given = parts[0], self._entries(parts[1], at)
        if kind == "Cov":
            of = tuple(self.read(piece, at) for piece in _split(inside, ","))
        else:
            of = (self.read(inside, at, "what the mean is of"),)
        result: Node = Mean(kind, laws, variables, of, given, at=self.span(start))
        return result

    def _round_is_product(self) -> bool:
        return False

    def _all_variables(self, tokens: list[Token], at: Span) -> bool:
        try:
            return bool(tokens) and all(self._is_variable(node) for node in self._entries(tokens, at))
        except Unreadable:
            return False

    def scope_of_mean(self) -> Node:
        """Rule 4: one prefix expression, or a product up to the next one."""
        start = self.i
        if self._at_prefix():
            return self.factor()
        first = self.factor()
        if self._goes_on() and not self._at_prefix():
            return self._rest_of_product([first], start)
        if self._at_prefix():  # `E q log p`
            return Product((first, self.factor()), at=self.span(start))
        return first

    def _law_subscript(self, inside: list[Token], at: Span) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
        """The laws and the variables that a subscript names."""
        laws: list[Node] = []
        variables: list[Node] = []
        for piece in _split(inside, ",", ";"):
            if not piece:
                continue
            sims = [place for place, token in enumerate(piece) if token.command("sim")]
            if sims:
                variables.append(self.read(piece[: sims[0]], at, "a variable"))
                laws.append(self.read(piece[sims[0] + 1 :], at, "a law"))
                continue
            node = self.read(piece, at, "a law or a variable")
            if isinstance(node, Density | Normal | Bernoulli):
                laws.append(node)
            else:
                variables.append(node)
        return tuple(laws), tuple(variables)

    def _angles(self) -> Node:
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

    def _divergence_follows(self, ahead: int) -> bool:
        """`D_{KL}(`, `D_{JS}(`, or `D(p || q)`."""
        token = self.peek(ahead)
        if token is None:
            return False
        if token.character("_"):
            place = self.i + ahead + 1
            if place >= len(self.tokens):
                return False
            self._join_word(place)
            if self.tokens[place].kind == "open":
                end = closing(self.tokens, place)
                texts = "".join(entry.text for entry in self.tokens[place + 1 : end])
            else:
                texts = self.tokens[place].text
            return texts in DIVERGENCES
        if not self._bracket_follows(ahead):
            return False
        end = self._partner(self.i + ahead)
        inside = self.tokens[self.i + ahead + 1 : end]
        return len(_split_double_bars(inside)) == 2

    def _join_word(self, place: int) -> None:
        """`D_KL` typed without braces: the letters are one word."""
        for word in ("KL", "JSD", "JS"):
            letters = self.tokens[place : place + len(word)]
            if len(letters) == len(word) and all(t.character(c) for t, c in zip(letters, word, strict=True)):
                self.tokens[place : place + len(word)] = [Token("word", word, letters[0].at | letters[-1].at)]
                return

    def _divergence(self) -> Node:
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
        parts = _split_double_bars(inside)
        if len(parts) != 2:
            parts = _split(inside, ",")
        if len(parts) != 2:
            parts = _split_bars(inside)
        if len(parts) != 2:
            parts = _split(inside, ";")
        if len(parts) != 2:
            raise Unreadable("A divergence is of two laws, with `\\|` between them.", at, "`D_{KL}(q \\,\\|\\, p)`")
        first, second = (self.read(part, at, "a law") for part in parts)
        return Divergence(kind, first, second, at=self.span(start))

    def _information(self, kind: Literal["H", "I"]) -> Node:
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
        bars = _split_bars(inside)
        if len(bars) > 2:
            raise Unreadable("Two bars stand here.", at, "one condition")
        given = self._entries(bars[1], at) if len(bars) == 2 else ()
        of = tuple(entry for part in _split(bars[0], ";") for entry in self._entries(part, at))
        return Information(kind, of, given, law, at=self.span(start))

    def _normal(self) -> Node:
        start = self.i
        self.i += 1
        if (token := self.peek()) is not None and token.character("_"):
            self.i += 1
            self.group()  # the dimension
        bracket = self.bracketed()
        if bracket is None:
            raise Unreadable("A Gaussian has a mean and a variance.", self.here, "`\\mathcal{N}(x; \\mu, \\sigma^2)`")
        inside, at = bracket
        parts = _split(inside, ";")
        if len(parts) == 1:
            parts = _split_bars(inside)
        point = parts[0] if len(parts) == 2 else None
        moments = _split(parts[-1], ",")
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

    def _bernoulli(self) -> Node:
        start = self.i
        self.i += 1
        bracket = self.bracketed()
        if bracket is None:
            raise Unreadable("A Bernoulli law has a probability.", self.here, "`\\mathrm{Ber}(x; p)`")
        inside, at = bracket
        parts = _split(inside, ";")
        if len(parts) == 1:
            parts = _split_bars(inside)
        point = self.read(parts[0], at) if len(parts) == 2 else None
        return Bernoulli(point, self.read(parts[-1], at), at=self.span(start))

    # -------------------------------------------------------------------------------------------- extrema, derivatives

    def _extremum(self) -> Node | None:
        r"""`\arg\max_\theta`, `\underset{\theta}{\arg\min}`, `\max_D`; it takes all that follows."""
        start = self.i
        token = self.peek()
        if token is None:
            return None
        below: list[Token] = []
        if token.command("underset") and self.peek(1) is not None:
            self.i += 1
            below, _ = self.group("what varies")
            inside, _ = self.group("`\\arg\\max`")
            kind = "".join(entry.text for entry in inside)
            if kind not in EXTREMA:
                self.i = start
                return None
        elif token.command("arg"):
            after = self.peek(1)
            if after is None or not (after.command("max", "min") or (after.kind == "word" and after.text in ("max", "min"))):
                return None
            kind = f"arg{after.text}"
            self.i += 2
        elif token.command(*EXTREMA) or (token.kind == "word" and token.text in EXTREMA):
            kind = token.text
            self.i += 1
        elif self._plain_word() in EXTREMA:
            kind = self._plain_word()
            self.i += len(kind)
        else:
            return None
        while (sub := self.peek()) is not None and sub.character("_"):
            self.i += 1
            below, _ = self.group("what varies")
        for place, entry in enumerate(below):
            if entry.command("in"):
                below = below[:place]
                break
        variables = self._entries(below, self.span(start)) if below else ()
        of = self.expression()
        return Extremum(kind, variables, of, at=self.span(start))  # type: ignore[arg-type]

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
            exponent, _ = reader.group("the order")
            order = _order(exponent, above_at)
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
            base = variable.base
            return base
        if order == 2 and isinstance(variable, Product) and len(set(variable.factors)) == 1:
            return variable.factors[0]
        if isinstance(variable, Symbol | Call) or (isinstance(variable, Power) and isinstance(variable.base, Symbol)):
            return variable
        raise Unreadable("A derivative is by one variable.", at, "`\\partial \\mu` or `\\partial \\sigma^2`")

    def _derivative_sign(self) -> Node:
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
        raise Unreadable("The derivative does not say by what.", sign.at, "`\\frac{\\partial}{\\partial \\mu}` or `\\partial_\\mu`")

    def scope_of_derivative(self) -> Node:
        """Rule 5."""
        if self._bracket_follows(0):
            bracket = self.factor()
            if not self._goes_on() or not self.choices.second():
                return bracket
            return Product((bracket, self.term()))
        return self.term()


# --------------------------------------------------------------------------------------------------------------- helpers

_STARTERS = frozenset({"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac", "sqrt", *FUNCTIONS, "sum", "prod", "int", "iint", "iiint",
                       "oint", "partial", "nabla", *ACCENTS, *GREEK, "ldots", "cdots", "dots", "langle", "Pr", "max", "min", "arg",
                       "{", "lbrace", "underset"})  # fmt: skip


def _is_d(token: Token) -> bool:
    return token.command("partial") or token.character("d") or (token.kind == "word" and token.text == "d")


def _is_transpose(inside: Sequence[Token]) -> bool:
    return len(inside) == 1 and inside[0].command("top", "intercal", "transpose", "mathsf")


def _order(exponent: Sequence[Token], at: Span) -> int:
    text = "".join(token.text for token in exponent)
    if text in ("1", "2"):
        return int(text)
    raise Unreadable("Only first and second derivatives are read.", at, "`\\partial^2`")


def _label(inside: Sequence[Token]) -> str:
    return "".join(token.text for token in inside if not token.character(" "))


def _split(given: Sequence[Token], *at: str) -> list[list[Token]]:
    """Pieces between the characters `at` outside of brackets."""
    return _pieces(given, lambda tokens, i: 1 if tokens[i].character(*at) else 0)


def _split_bars(given: Sequence[Token]) -> list[list[Token]]:
    def bar(tokens: Sequence[Token], i: int) -> int:
        token = tokens[i]
        if not (token.character("|") or token.command(*BARS)):
            return 0
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        return 0 if after is not None and after.character("_") else 1

    return _pieces(given, bar)


def _split_double_bars(given: Sequence[Token]) -> list[list[Token]]:
    def bars(tokens: Sequence[Token], i: int) -> int:
        if tokens[i].command(*DOUBLE_BARS):
            return 1
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        single = tokens[i].character("|") or tokens[i].command(*BARS)
        return 2 if single and after is not None and (after.character("|") or after.command(*BARS)) else 0

    return _pieces(given, bars)


def _pieces(given: Sequence[Token], separator: Callable[[Sequence[Token], int], int]) -> list[list[Token]]:
    pieces: list[list[Token]] = [[]]
    depth = 0
    i = 0
    while i < len(given):
        token = given[i]
        if token.kind == "open" or token.character("(", "[") or token.command("{", "lbrace", "langle"):
            depth += 1
        elif token.kind == "close" or token.character(")", "]") or token.command("}", "rbrace", "rangle"):
            depth -= 1
        width = separator(given, i) if depth == 0 else 0
        if width:
            pieces.append([])
            i += width
            continue
        pieces[-1].append(token)
        i += 1
    return pieces


def _takes(term: Node, later: Node) -> bool:
    return _trailing(term, later) is not None


def _trailing(term: Node, later: Node) -> Node | None:
    """The innermost sum at the end of `term` whose index stands in `later`."""
    if isinstance(term, Negative):
        return _trailing(term.of, later)
    if isinstance(term, Product):
        return _trailing(term.factors[-1], later)
    if isinstance(term, Series) and term.operation == "sum":
        return _trailing(term.of, later) or (term if _mentions(later, term.index) else None)
    if isinstance(term, Over) and term.operation == "sum":
        inner = _trailing(term.of, later)
        if inner is not None:
            return inner
        names = [variable.name for variable in term.variables if isinstance(variable, Symbol | Slice)]
        return term if any(_mentions(later, name) for name in names) else None
    return None


def _mentions(tree: Node, name: str) -> bool:
    """Whether `name` stands in `tree` unbound."""
    if isinstance(tree, Symbol):
        return tree.name == name or any(_mentions(index, name) for index in tree.index)
    if isinstance(tree, Series) and tree.index == name:
        return False
    if isinstance(tree, Over | Mean) and any(isinstance(v, Symbol) and v.name == name for v in tree.variables):
        return False
    return any(_mentions(child, name) for child in tree.children())


def _extended(term: Node, later: Sequence[Node]) -> Node:
    target = _trailing(term, later[-1])
    assert isinstance(target, Series | Over)
    terms = target.of.terms if isinstance(target.of, Sum) else (target.of,)
    return _replaced(term, target, replace(target, of=Sum((*terms, *later), at=target.of.at | later[-1].at)))


def _replaced(tree: Node, old: Node, new: Node) -> Node:
    if tree is old:
        return new
    if isinstance(tree, Negative):
        return replace(tree, of=_replaced(tree.of, old, new))
    if isinstance(tree, Product):
        return replace(tree, factors=(*tree.factors[:-1], _replaced(tree.factors[-1], old, new)))
    if isinstance(tree, Series | Over):
        return replace(tree, of=_replaced(tree.of, old, new))
    return tree


__all__ = ["MOST_READINGS", "Vocabulary", "readings"]

_ = (Mapping, field)
