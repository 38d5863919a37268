"""A tree said in words: every bracket that a rule of scope decided stands there, and names are resolved.

`log[ E over z of q(z|x) [ p(x,z) / q(z|x) ] ]`. Square brackets are an operator's scope, round ones only keep together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum
from functools import singledispatchmethod

from .lexicon import Lexicon
from .reading.tree import (
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

ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "check": "\u030c"}
ALPHABETS = {"cal": "SCRIPT", "bb": "DOUBLE-STRUCK"}
GREEK = {"lambda": "lamda", "epsilon": "epsilon"}  # as Unicode spells them
FUNCTIONS = {"abs": "absolute value of ", "norm": "norm of ", "sqrt": "√", "log2": "log to base 2 of ",
             "log10": "log to base 10 of "}  # fmt: skip
EXTREMA = {"argmin": "arg min", "argmax": "arg max"}
SINGLE = (
    Number,
    Symbol,
    Slice,
    Density,
    Call,
    Constant,
    Normal,
    Bernoulli,
    Dots,
)  # nothing in them could stand outside
ORDERS = {1: "derivative", 2: "second derivative"}


class Tied(IntEnum):
    """How firmly what is said holds together; what is looser than its place allows is put into round brackets."""

    SUM = 0
    OPEN = 1  # words without an end of their own: `log p(x)`, `KL of q from p`
    PRODUCT = 2
    RATIO = 3
    CLOSED = 4  # words that end in a bracket
    POWER = 5
    ATOM = 6


def in_words(tree: Node, words: Lexicon) -> str:
    """How a side was read."""
    return _Speaker(words).say(tree)[0]


def name(spelled: str) -> str:
    """A name as it is printed: `hat mu` is `μ̂`, `cal L` is `ℒ`; a name that is no letter stays."""
    if spelled == "cdot":
        return "·"
    *before, letter = spelled.split(" ")
    letter = _greek(letter)
    for word in reversed(before):
        letter = letter + ACCENTS[word] if word in ACCENTS else _styled(word, letter)
    return unicodedata.normalize("NFC", letter)


def _greek(letter: str) -> str:
    if len(letter) < 2:
        return letter
    case = "CAPITAL" if letter[0].isupper() else "SMALL"
    try:
        return (
            "ℓ" if letter == "ell" else unicodedata.lookup(f"GREEK {case} LETTER {GREEK.get(letter.lower(), letter)}")
        )
    except KeyError:
        return letter


def _styled(style: str, letter: str) -> str:
    for prefix in ("MATHEMATICAL ", ""):
        try:
            return unicodedata.lookup(f"{prefix}{ALPHABETS[style]} CAPITAL {letter}")
        except KeyError:
            continue
    return f"{style} {letter}"


class _Speaker:
    """Says trees in one question's notation."""

    def __init__(self, words: Lexicon) -> None:
        self.words = words

    def say(self, tree: Node) -> tuple[str, Tied]:
        """The words, and how firmly they hold together."""
        return self._said(tree)

    def part(self, tree: Node, least: Tied) -> str:
        """`tree` where something stands beside it."""
        said, tied = self.say(tree)
        return said if tied >= least else f"({said})"

    def scope(self, tree: Node) -> str:
        return f"[ {self.say(tree)[0]} ]"

    def several(self, trees: Sequence[Node], between: str = ",") -> str:
        return between.join(self.say(tree)[0] for tree in trees)

    # -------------------------------------------------------------------------------------------------- arithmetic

    @singledispatchmethod
    def _said(self, tree: Node) -> tuple[str, Tied]:
        raise TypeError(f"{type(tree).__name__} is not said")

    @_said.register
    def _(self, tree: Number) -> tuple[str, Tied]:
        whole, rest = divmod(tree.value.numerator, tree.value.denominator)
        if not rest:
            return str(whole), Tied.ATOM
        return f"{float(tree.value):.12g}", Tied.ATOM

    @_said.register
    def _(self, tree: Symbol) -> tuple[str, Tied]:
        return self._worn(tree.name, tree.label, tree.mark, tree.index), Tied.ATOM

    @_said.register
    def _(self, tree: Slice) -> tuple[str, Tied]:
        ends = f"{self.say(tree.first)[0]}:{self.say(tree.last)[0]}".replace(" ", "")
        return f"{name(tree.name)}_{{{ends}}}", Tied.ATOM

    @_said.register
    def _(self, tree: Sum) -> tuple[str, Tied]:
        said = ""
        for term in tree.terms:
            negative = isinstance(term, Negative)
            words = self.part(term.of if isinstance(term, Negative) else term, Tied.OPEN)
            said += (" - " if negative else " + ") + words if said else ("-" if negative else "") + words
        return said, Tied.SUM

    @_said.register
    def _(self, tree: Negative) -> tuple[str, Tied]:
        return f"-{self.part(tree.of, Tied.OPEN)}", Tied.SUM

    @_said.register
    def _(self, tree: Product) -> tuple[str, Tied]:
        *before, last = tree.factors
        numeric = bool(before) and isinstance(before[0], Ratio) and _plain(before[0].above) and _plain(before[0].below)
        said = [
            self.part(factor, Tied.RATIO if not place and numeric else Tied.CLOSED)
            for place, factor in enumerate(before)
        ]
        words, tied = self.say(last)
        said.append(words if tied >= Tied.CLOSED or tied == Tied.OPEN else f"({words})")
        return " · ".join(said), Tied.OPEN if tied == Tied.OPEN else Tied.PRODUCT

    @_said.register
    def _(self, tree: Ratio) -> tuple[str, Tied]:
        slash = "/" if _plain(tree.above) and _plain(tree.below) else " / "
        return f"{self.part(tree.above, Tied.POWER)}{slash}{self.part(tree.below, Tied.POWER)}", Tied.RATIO

    @_said.register
    def _(self, tree: Power) -> tuple[str, Tied]:
        return f"{self.part(tree.base, Tied.ATOM)}^{self.part(tree.exponent, Tied.ATOM)}", Tied.POWER

    # ------------------------------------------------------------------------------- operators, each with its scope

    @_said.register
    def _(self, tree: Function) -> tuple[str, Tied]:
        if isinstance(tree.of, SINGLE) and tree.name not in FUNCTIONS:
            return f"{tree.name} {self.say(tree.of)[0]}", Tied.OPEN
        tied = Tied.CLOSED if FUNCTIONS.get(tree.name, "").endswith(" ") else Tied.ATOM
        return f"{FUNCTIONS.get(tree.name, tree.name)}{self.scope(tree.of)}", tied

    @_said.register
    def _(self, tree: Series) -> tuple[str, Tied]:
        ends = f" from {self.say(tree.first)[0]}" if tree.first is not None else ""
        ends += f" to {self.say(tree.last)[0]}" if tree.last is not None else " on" if ends else ""
        return f"{_operation(tree.operation)} over {name(tree.index)}{ends} of {self.scope(tree.of)}", Tied.CLOSED

    @_said.register
    def _(self, tree: Over) -> tuple[str, Tied]:
        over = self.several(tree.variables, ", ") or "all that is free"
        return f"{_operation(tree.operation)} over {over} of {self.scope(tree.of)}", Tied.CLOSED

    @_said.register
    def _(self, tree: Mean) -> tuple[str, Tied]:
        laws = [self.resolved(law) for law in tree.laws]
        variables = tree.variables or tuple(entry for law in laws for entry in _bound(law))
        over = f" over {self.several(variables, ', ')}" if variables else ""
        under = f" {'of' if variables else 'under'} {self.several(laws, ' and ')}" if laws else ""
        given = f" given {self.several(tree.given, ', ')}" if tree.given else ""
        inside = " [ " + self.several(tree.of, ", ") + " ]"
        return f"{tree.kind}{over}{under}{given}{inside}", Tied.CLOSED

    @_said.register
    def _(self, tree: Derivative) -> tuple[str, Tied]:
        return f"{ORDERS[tree.order]} by {self.say(tree.variable)[0]} of {self.scope(tree.of)}", Tied.CLOSED

    @_said.register
    def _(self, tree: Extremum) -> tuple[str, Tied]:
        over = f" over {self.several(tree.variables, ', ')}" if tree.variables else ""
        return f"{EXTREMA.get(tree.kind, tree.kind)}{over} of {self.scope(tree.of)}", Tied.CLOSED

    @_said.register
    def _(self, tree: Where) -> tuple[str, Tied]:
        value = self.part(tree.value, Tied.POWER)
        if tree.of == tree.variable:  # an argument: `X = x`
            return f"{self.say(tree.variable)[0]} = {value}", Tied.SUM
        return f"{self.scope(tree.of)} at {self.say(tree.variable)[0]} = {value}", Tied.OPEN

    # ------------------------------------------------------------------------------------------------ laws and names

    @_said.register
    def _(self, tree: Density) -> tuple[str, Tied]:
        law = name(tree.letter) + _below(self._label(tree))
        if not tree.left:
            return law, Tied.ATOM
        given = f"|{self.several(tree.given)}" if tree.given else ""
        parameters = f"; {self.several(tree.parameters)}" if tree.parameters else ""
        return f"{law}({self.several(tree.left)}{given}{parameters})", Tied.ATOM

    @_said.register
    def _(self, tree: Normal) -> tuple[str, Tied]:
        point = f"{self.say(tree.point)[0]}; " if tree.point is not None else ""
        moments = f"mean {self.say(tree.mean)[0]}, variance {self.say(tree.variance)[0]}"
        return f"Normal({point}{moments})", Tied.ATOM

    @_said.register
    def _(self, tree: Bernoulli) -> tuple[str, Tied]:
        point = f"{self.say(tree.point)[0]}; " if tree.point is not None else ""
        return f"Bernoulli({point}probability {self.say(tree.probability)[0]})", Tied.ATOM

    @_said.register
    def _(self, tree: Divergence) -> tuple[str, Tied]:
        first, second = (self.part(self.resolved(law), Tied.ATOM) for law in (tree.first, tree.second))
        return f"{tree.kind} of {first} {'from' if tree.kind == 'KL' else 'and'} {second}", Tied.OPEN

    @_said.register
    def _(self, tree: Information) -> tuple[str, Tied]:
        kind, between = ("entropy", ", ") if tree.kind == "H" else ("mutual information", " and ")
        of = between.join(self.part(self.resolved(entry), Tied.ATOM) for entry in tree.of)
        given = f" given {self.several(tree.given, ', ')}" if tree.given else ""
        law = f" under {self.part(self.resolved(tree.law), Tied.ATOM)}" if tree.law is not None else ""
        return f"{kind} of {of}{given}{law}", Tied.OPEN

    @_said.register
    def _(self, tree: Call) -> tuple[str, Tied]:
        arguments = f"({self.several(tree.arguments, ', ')})" if tree.arguments else ""
        return self._worn(tree.name, tree.label, tree.mark + "'" * tree.primes) + arguments, Tied.ATOM

    @_said.register
    def _(self, tree: Constant) -> tuple[str, Tied]:
        arguments = f"({self.several(tree.arguments, ', ')})" if tree.arguments else ""
        return ("constant" if tree.name == "const" else f"constant {name(tree.name)}") + arguments, Tied.ATOM

    @_said.register
    def _(self, tree: Dots) -> tuple[str, Tied]:
        return "…", Tied.ATOM

    # ------------------------------------------------------------------------------------------------------- names

    def resolved(self, tree: Node) -> Node:
        """A bare law with its arguments, where the notation leaves no choice of them."""
        if not isinstance(tree, Density) or tree.left:
            return tree
        law = self.words.laws.get((tree.letter, tree.label))
        if law is None or self.words.notation.steps is not None or not (law.given or len(law.left) == 1):
            return tree
        left, given = (tuple(Symbol(variable) for variable in names) for names in (law.left, law.given))
        return replace(tree, left=left, given=given)

    def _label(self, tree: Density) -> str:
        """The law's label, left out where the bare letter is the same law."""
        laws = self.words.laws
        bare = laws.get((tree.letter, ""))
        return "" if bare is not None and laws.get((tree.letter, tree.label)) is bare else tree.label

    def _worn(self, spelled: str, label: str, mark: str, index: Sequence[Node] = ()) -> str:
        if not index:
            return name(spelled) + mark + _below(label)
        inside = self.several(index).replace(" ", "")
        single = len(index) == 1 and isinstance(index[0], Number | Symbol) and len(inside) == 1
        return name(spelled) + mark + (f"_{inside}" if single else f"_{{{inside}}}")


def _plain(tree: Node) -> bool:
    return isinstance(tree, Number | Symbol)


def _operation(operation: str) -> str:
    return {"sum": "sum", "prod": "product", "int": "integral"}[operation]


def _bound(law: Node) -> tuple[Node, ...]:
    """The variables that a mean under `law` runs over."""
    if isinstance(law, Density):
        return law.left
    return (law.point,) if isinstance(law, Normal | Bernoulli) and law.point is not None else ()


def _below(label: str) -> str:
    """A label as an index; Greek words in it as letters."""
    if not label:
        return ""
    said = re.sub("[A-Za-z]+", lambda word: _greek(word.group()), label)
    return f"_{said}" if said.isalnum() else f"_{{{said}}}"
