"""A question's notation, read: which letter is a law, a variable, a name; what each declared name means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .declaration import Law, Notation, Quantity
from .reading.dress import undress
from .reading.grammar import Vocabulary, readings
from .reading.latex import tokens
from .reading.source import Span
from .reading.tree import Call, Density, Node, Power, Symbol

LABELS = frozenset(
    {"theta", "phi", "psi", "omega", "lambda", "vartheta", "varphi", "w", "theta,phi", "eta"}
)  # of laws: parameters
INDICES = frozenset({"i", "j", "k", "l", "n", "m", "N", "t", "s", "T"})
PARAMETERS = frozenset({"theta", "phi", "psi", "lambda", "vartheta", "varphi", "omega", "G", "D", "eta"})
# What a student may put a name of his own to. `C` and `c` are constants where nothing else is said.
OWN = ("L", "J", "F", "S", "ell", "cal L", "cal J", "cal F", "f", "g", "h", "V", "w", "r", "R", "NLL", "ELBO", "A",
       "B", "K", "M", "Z", "Q", "u", "v", "m", "s", "ell", "cal V", "cal C")  # fmt: skip


@dataclass(frozen=True)
class Lexicon:
    """A notation and what reading it gave.

    Attributes:
        vocabulary: for the grammar.
        laws: by letter and label.
        quantities: each declared name as a tree (a `Symbol` or `Call`), with its quantity and its meaning.
        formulas: density of each law that is declared by a formula.
        unknowns: names under which the unknown may stand, as `Symbol`s without hats and stars.
    """

    notation: Notation
    vocabulary: Vocabulary
    laws: dict[tuple[str, str], Law]
    quantities: tuple[tuple[Node, Quantity, Node], ...]
    formulas: dict[Law, Node]

    def declares(self, law: Density) -> bool:
        """Whether the letter with its label is a law of the question's."""
        if (law.letter, law.label) in self.laws or law.label in LABELS:
            return True
        parts = [part for part in law.label if part.isalpha()]
        return bool(parts) and all(part.lower() in self.vocabulary.variables for part in parts)

    def read(self, latex: str) -> Node:
        """What the author wrote, by the rules; see `grammar.readings` for what is raised."""
        return read(latex, self.vocabulary)


@lru_cache(maxsize=1024)
def read(latex: str, vocabulary: Vocabulary) -> Node:
    """What the author wrote, by the rules."""
    dressed = undress(tokens(latex), latex)
    return readings(dressed.tokens, vocabulary, Span(0, len(latex)))[0]


@lru_cache(maxsize=64)
def lexicon(notation: Notation) -> Lexicon:
    """Read `notation` once."""
    bare = _vocabulary(notation, ())
    names = [read(name, _as_symbols(bare)) for quantity in notation.quantities for name in quantity.names]
    vocabulary = _vocabulary(notation, names)
    quantities = []
    for quantity in notation.quantities:
        meaning = read(quantity.meaning, vocabulary)
        quantities += [(read(name, _as_symbols(bare)), quantity, meaning) for name in quantity.names]
    laws: dict[tuple[str, str], Law] = {}
    for law in notation.laws:
        for name in law.names:
            density = read(name, Vocabulary(laws=vocabulary.laws))
            assert isinstance(density, Density), f"{name} does not read as a law"
            laws[density.letter, density.label] = law
    for (letter, label), law in list(laws.items()):
        laws.setdefault((letter.upper(), label), law)
    formulas = {law: read(law.formula, vocabulary) for law in notation.laws if law.formula}
    return Lexicon(notation, vocabulary, laws, tuple(quantities), formulas)


def _as_symbols(vocabulary: Vocabulary) -> Vocabulary:
    """Names of quantities are read as plain symbols."""
    return Vocabulary(frozenset(), frozenset(), vocabulary.variables, vocabulary.indices, vocabulary.symbols)


def _vocabulary(notation: Notation, names: Sequence[Node]) -> Vocabulary:
    written = {_letter(name) for law in notation.laws for name in law.names}
    letters = frozenset(written | {letter.upper() for letter in written})
    variables = {*notation.finite, *notation.line, *(name for law in notation.laws for name in law.left)}
    if notation.steps is not None:
        variables.add(notation.steps.name)
    if notation.data is not None:
        variables.add(notation.data.name)
    if notation.samples is not None:
        variables.add(notation.samples[0])
    declared = {name.name for name in names if isinstance(name, Symbol | Call)}
    wholes = {_letter(name): law.left for law in notation.laws for name in law.names}
    wholes |= {letter.upper(): left for letter, left in wholes.items()}
    called = {*notation.functions, *_called(notation, names)}
    if notation.unknown is not None:
        called |= {*notation.unknown.names}
    counted = set(notation.data.count) if notation.data is not None else set()
    reals = {real.name for real in notation.reals}
    return Vocabulary(
        laws=letters,
        functions=frozenset({*called, *OWN} - reals - variables - letters - counted),
        variables=frozenset(variables),
        wholes=() if notation.steps is not None else tuple(wholes.items()),
        indices=INDICES - letters - {name for name in declared if name in ("k", "s", "m")},
        symbols=frozenset({*reals, *declared, "d"} - {"d"} | reals | (set() if notation.relevant else {"C"})),
    )


def _called(notation: Notation, names: Sequence[Node]) -> set[str]:
    """Names of quantities that may have something in parentheses behind them; behind others it is a factor."""
    quantities = [quantity for quantity in notation.quantities for _ in quantity.names]
    return {
        name.name
        for name, quantity in zip(names, quantities, strict=False)
        if quantity.arguments and isinstance(name, Symbol | Call)
    }


def _letter(latex: str) -> str:
    found = read(latex, Vocabulary())
    if isinstance(found, Power):
        found = found.base
    assert isinstance(found, Symbol), f"{latex} does not begin with a letter"
    return found.name
