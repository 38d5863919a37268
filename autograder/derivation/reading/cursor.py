"""Moving along the tokens of one side: groups, brackets, what stands ahead."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from .dress import closing
from .latex import Token
from .source import Span, Unreadable
from .tree import Node

DEEPEST = 60  # expressions in expressions
EFFORT = 3_000  # tokens that are looked at for one side, and for each token of it; real rows need 20 a token
EFFORT_A_TOKEN = 50

GREEK = frozenset({"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
                   "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
                   "omega", "Gamma", "Delta", "Theta", "Lambda", "Pi", "Sigma", "Phi", "Psi", "Omega", "ell",
                   "vartheta", "varphi", "varepsilon", "varsigma"})  # fmt: skip
SPELLED = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varsigma": "sigma"}
ACCENTS = {
    "widehat": "hat",
    "overline": "bar",
    "widetilde": "tilde",
    **{name: name for name in ("hat", "bar", "tilde", "dot", "check")},
}
FRACTIONS = ("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac")
FUNCTIONS = {"log": "log", "ln": "log", "exp": "exp", "lg": "log2", "sigmoid": "sigmoid"}
DOTS = ("ldots", "cdots", "dots", "dotsc", "dotsb", "dotsm", "vdots", "hdots")
BARS = ("mid", "vert", "lvert", "rvert")
DOUBLE_BARS = ("|", "Vert", "parallel", "lVert", "rVert")
EXTREMA = frozenset({"argmin", "argmax", "min", "max", "sup", "inf"})
DIVERGENCES: dict[str, Literal["KL", "JSD"]] = {"KL": "KL", "JSD": "JSD", "JS": "JSD"}
# Words that are read without a backslash, the longer ones first.
TYPED = ("argmax", "argmin", "const", "ELBO", "exp", "log", "JSD", "Var", "Cov", "min", "max", "KL", "JS", "ln")
FIRST_TYPED = {word[0] for word in TYPED}
STARTERS = frozenset({*FRACTIONS, *FUNCTIONS, *ACCENTS, *GREEK, "sqrt", "sum", "prod", "int", "iint", "iiint", "oint",
                      "partial", "nabla", "ldots", "cdots", "dots", "langle", "Pr", "max", "min", "arg", "underset",
                      "{", "lbrace"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the letters are. All else about a letter is decided by what stands around it.

    Attributes:
        laws: letters of laws.
        functions: names of declared quantities that may take arguments in parentheses (`V`, `D`, `ell`, `cal L`).
        variables: names that a law may be asked at.
        indices: letters that stand for whole numbers.
        symbols: every other name that means something.
        wholes: the variables of each letter's law, for `p(\\cdot | x)`.
    """

    laws: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    indices: frozenset[str] = frozenset()
    symbols: frozenset[str] = frozenset()
    wholes: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Effort:
    """What may still be spent on all readings of one side, in tokens looked at."""

    def __init__(self, tokens: int) -> None:
        self.left = EFFORT + EFFORT_A_TOKEN * tokens


class Choices:
    """Which of two natural readings is taken at each place where there are two."""

    def __init__(self, effort: Effort, plan: Sequence[int] = ()) -> None:
        self.effort = effort
        self.plan = tuple(plan)
        self.made = 0

    def second(self) -> bool:
        taken = self.plan[self.made] if self.made < len(self.plan) else 0
        self.made += 1
        return bool(taken)


class Cursor(ABC):
    """A place among tokens. The parts of the grammar are mixins over it that call each other through the five below."""

    @abstractmethod
    def whole(self) -> Node:
        """All that is left."""

    @abstractmethod
    def expression(self) -> Node:
        """Terms with their signs."""

    @abstractmethod
    def term(self) -> Node:
        """Factors side by side."""

    @abstractmethod
    def factor(self) -> Node:
        """An atom with its powers."""

    @abstractmethod
    def atom(self) -> Node:
        """A number, a name, a bracket, or an operator with its scope."""

    # ------------------------------------------------------------------------------------------------ moving along

    def __init__(
        self, tokens: Sequence[Token], vocabulary: Vocabulary, choices: Choices, near: Span, depth: int = 0
    ) -> None:
        self.tokens = list(tokens)
        self.vocabulary = vocabulary
        self.choices = choices
        self.near = near
        self.depth = depth
        self.i = 0
        if depth > DEEPEST:
            raise Unreadable(f"More than {DEEPEST} expressions are nested here.", self.here, "a flatter formula")
        self.spend(len(self.tokens))

    def spend(self, tokens: int) -> None:
        """Count what is looked at; a formula that brackets make ambiguous again and again is not read to the end."""
        self.choices.effort.left -= tokens
        if self.choices.effort.left < 0:
            raise Unreadable("This formula takes too long to read.", self.near, "fewer brackets, or shorter rows")

    @property
    def here(self) -> Span:
        if self.i < len(self.tokens):
            return self.tokens[self.i].at
        return (
            Span(self.near.end, self.near.end)
            if not self.tokens
            else Span(self.tokens[-1].at.end, self.tokens[-1].at.end)
        )

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

    def inner(self, tokens: Sequence[Token], near: Span) -> Self:
        return type(self)(tokens, self.vocabulary, self.choices, near, self.depth + 1)

    def read(self, tokens: Sequence[Token], near: Span, wanted: str = "an expression") -> Node:
        if not tokens:
            raise Unreadable("Nothing stands here.", near, wanted)
        return self.inner(tokens, near).whole()

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
        if not (token.character("(", "[") or token.command("{", "lbrace")):
            return None
        end = self.partner(self.i)
        inside = self.tokens[self.i + 1 : end]
        at = token.at | self.tokens[end].at
        self.i = end + 1
        return inside, at

    def partner(self, opened: int) -> int:
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
                    self.spend(i - opened)
                    return i
            i += 1
        raise Unreadable(
            f"`{self.tokens[opened]}` is never closed.", self.tokens[opened].at, "its partner in the same row"
        )

    # --------------------------------------------------------------------------------------------- what stands ahead

    def at_sign(self) -> bool:
        token = self.peek()
        return token is not None and token.character("+", "-")

    def starts_factor(self) -> bool:
        token = self.peek()
        if token is None or token.kind in ("close", "begin", "end", "remark"):
            return False
        if token.kind == "character":
            if token.text == "|":
                return self.closing_bar(self.i, double=False) is not None
            return token.letter or token.digit or token.text in "(["
        if token.command(*DOUBLE_BARS):
            return self.closing_bar(self.i, double=True) is not None
        if token.kind == "command":
            return token.text in STARTERS
        return True

    def at_prefix(self) -> bool:
        """At an operator that ends the argument of a logarithm (rule 1)."""
        token = self.peek()
        if token is None:
            return False
        if token.command("log", "ln", "lg", "sum", "int", "iint", "iiint", "langle", "max", "min", "arg"):
            return True
        if token.kind == "word" and token.text in ("E", "Var", "Cov", "log", "ln"):
            return True
        return self.plain_word() in ("log", "ln") or self.plain_expectation()

    def prefix_at(self, token: Token) -> bool:
        return token.command("log", "ln", "sum", "int") or (token.kind == "word" and token.text in ("E", "log", "ln"))

    def goes_on(self) -> bool:
        token = self.peek()
        return token is not None and (
            self.starts_factor() or token.character("/", "*") or token.command("cdot", "times", "ast")
        )

    def bracket_follows(self, ahead: int) -> bool:
        token = self.peek(ahead)
        return token is not None and (token.character("(", "[") or token.command("{", "lbrace"))

    def closing_bar(self, opened: int, *, double: bool) -> int | None:
        depth = 0
        for place in range(opened + 1, len(self.tokens)):
            self.spend(1)
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

    def plain_word(self) -> str:
        """`log` and its like typed without a backslash."""
        token = self.peek()
        if token is None or not token.character(*FIRST_TYPED):
            return ""
        for word in TYPED:
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

    def plain_expectation(self) -> bool:
        token, after = self.peek(), self.peek(1)
        if token is None or not token.character("E") or "E" in self.vocabulary.symbols:
            return False
        prefix = ("{", "lbrace", "log", "ln", "frac", "dfrac", "tfrac", "sum", "langle")
        return after is not None and (after.character("_", "[", "(") or after.command(*prefix))

    def divergence_follows(self, ahead: int) -> bool:
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
        if not self.bracket_follows(ahead):
            return False
        end = self.partner(self.i + ahead)
        inside = self.tokens[self.i + ahead + 1 : end]
        return len(split_double_bars(inside)) == 2

    def _join_word(self, place: int) -> None:
        """`D_KL` typed without braces: the letters are one word."""
        for word in ("KL", "JSD", "JS"):
            letters = self.tokens[place : place + len(word)]
            if len(letters) == len(word) and all(t.character(c) for t, c in zip(letters, word, strict=True)):
                self.tokens[place : place + len(word)] = [Token("word", word, letters[0].at | letters[-1].at)]
                return


# -------------------------------------------------------------------------------------------------------------- pieces


def split(given: Sequence[Token], *at: str) -> list[list[Token]]:
    """Pieces between the characters `at` outside of brackets."""
    return _pieces(given, lambda tokens, i: 1 if tokens[i].character(*at) else 0)


def split_bars(given: Sequence[Token]) -> list[list[Token]]:
    def bar(tokens: Sequence[Token], i: int) -> int:
        token = tokens[i]
        if not (token.character("|") or token.command(*BARS)):
            return 0
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        return 0 if after is not None and after.character("_") else 1

    return _pieces(given, bar)


def split_double_bars(given: Sequence[Token]) -> list[list[Token]]:
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
