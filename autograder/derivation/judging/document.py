"""A cell read: rows of claims between sides, each side with its readings, and the names that the student defined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..lexicon import Lexicon
from ..meaning.core import Definition, shown
from ..reading.dress import Label
from ..reading.grammar import Vocabulary, readings
from ..reading.layout import Layout, Row, Statement, lay_out
from ..reading.layout import Side as Written
from ..reading.relate import leading_relation
from ..reading.source import Source, Span, Unreadable
from ..reading.tree import (
    Call,
    Constant,
    Density,
    Dots,
    Extremum,
    Function,
    Mean,
    Negative,
    Node,
    Over,
    Power,
    Series,
    Symbol,
)

Own = tuple[str, str, str]


@dataclass(frozen=True)
class Side:
    """One expression.

    Attributes:
        row: number of its row.
        at: where it stands.
        readings: at least one, or none where it could not be read.
        problem: why not.
    """

    row: int
    at: Span
    readings: tuple[Node, ...]
    problem: Unreadable | None = None


@dataclass(frozen=True)
class Claim:
    """`left relation right`.

    Attributes:
        row: number of the row that the relation stands in.
        left, right: places in `Document.sides`.
        relation: as in the layout; `iff` between two optimisation problems.
        arrow: the arrow before the statement, where this is its first relation.
        own_left: whether the left side was written in this statement and not taken from above.
        defines: the name that this relation gives a meaning, or None.
        label: whether it was made by a label under a brace.
        note: words above the relation.
        earlier: the side at which the chain stood before names were defined, where this goes on from a definition.
    """

    row: int
    left: int
    right: int
    relation: str
    at: Span
    arrow: str = ""
    own_left: bool = True
    defines: Own | None = None
    label: bool = False
    note: str = ""
    earlier: int | None = None


@dataclass
class Document:
    """All that was read."""

    source: Source
    layout: Layout
    sides: list[Side] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    definitions: dict[Own, Definition] = field(default_factory=dict)

    def row(self, number: int) -> Row:
        return self.layout.rows[number - 1]


def read_document(text: str, lexicon: Lexicon) -> Document:
    """Read `text`.

    Raises:
        Unreadable: its rows cannot be told apart. A side that cannot be read is kept with its problem.
    """
    source = Source(text)
    document = Document(source, lay_out(source))
    reader = _Reading(document, lexicon)
    for row in document.layout.rows:
        for statement in row.statements:
            reader.statement(row, statement)
    for label in document.layout.labels:
        reader.label(label)
    reader.define()
    return document


class _Reading:
    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.document = document
        self.lexicon = lexicon
        self.last: int | None = None
        self.alone: int | None = None  # a side that stood on a row by itself
        self.told: set[int] = set()  # claims that words lead

    def statement(self, row: Row, statement: Statement) -> None:
        if statement.aside:
            self._aside(row, statement)
            return
        places = [self.side(row, side) if side.tokens else None for side in statement.sides]
        if not statement.links:
            self._alone(row, statement, places[0])
            return
        for number, link in enumerate(statement.links):
            left, right = places[number], places[number + 1]
            assert right is not None
            alone = left is None and self.last is not None and self.last == self.alone  # its own row above
            own_left = left is not None or alone
            if left is None or self._is_dots(left):
                left = self.last
            if left is None:
                raise Unreadable("Nothing stands before this relation.", link.at, "the quantity at which you start")
            if self._is_dots(right):  # what is left out claims nothing; the next side is compared with the one before
                self.last = left
                continue
            self.last = left
            first = own_left and number == 0
            arrow = statement.arrow if number == 0 else ""
            self._claim(Claim(row.number, left, right, link.relation, link.at, arrow, first, note=link.note))
        last = places[-1]
        if statement.links[-1].relation not in ("~", "!=") and last is not None and not self._is_dots(last):
            self.last = last

    def _is_dots(self, place: int) -> bool:
        readings_ = self.document.sides[place].readings
        return bool(readings_) and isinstance(readings_[0], Dots)

    def _claim(self, claim: Claim, *, told: bool = False) -> None:
        if told:
            self.told.add(len(self.document.claims))
        self.document.claims.append(claim)

    def label(self, label: Label) -> None:
        """What stands under a brace: a new name for what the brace spans, or another expression of it."""
        row = next((row for row in self.document.layout.rows if row.at.start <= label.span.start < row.at.end), None)
        relation, rest = leading_relation(label.tokens)
        if row is None or not rest or any(token.kind == "remark" for token in rest) or relation in ("~", "approx"):
            return
        try:
            of = tuple(readings(label.of, self._vocabulary(), label.span))
            said = tuple(readings(rest, self._vocabulary(), label.span))
        except Unreadable:
            return
        if len(self.document.sides) and not self._says_something(of[0], said[0], relation is not None):
            return
        places = []
        for trees in (said, of):
            self.document.sides.append(Side(row.number, label.span, trees))
            places.append(len(self.document.sides) - 1)
        flipped = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}.get(relation or "=", "=")
        name = self._definable(places[0], ":=")
        if relation is None and name is not None:
            self.document.definitions.setdefault(name, Definition((), of[0]))
            return
        self._claim(Claim(row.number, places[0], places[1], flipped, label.span, own_left=True, label=True))

    def _says_something(self, of: Node, said: Node, relation: bool) -> bool:
        """A lone word is a name; an expression is a claim if the brace spans a whole term."""
        if isinstance(said, Symbol | Call) or relation:
            return True
        return any(isinstance(node, Mean | Over | Series) for node in of.walk()) and not isinstance(said, Density)

    def define(self) -> None:
        """Find what gives a name its meaning: `:=` and what words lead first, then the first `name =`."""
        self._own_laws()
        claims = self.document.claims
        for sure in (True, False):
            for place, claim in enumerate(claims):
                if (claim.relation == ":=" or place in self.told) is sure and claim.defines is None:
                    defines = self._defined(claim.left, claim.right, claim.relation, claim.own_left)
                    claims[place] = replace(claim, defines=defines)
        # A reason in words ("since ... = 1") is no row of the derivation.
        self.document.claims = [
            claim for place, claim in enumerate(claims) if place not in self.told or claim.defines is not None
        ]
        self._go_back()

    def _own_laws(self) -> None:
        """`P = p_{data}` is another letter for a law; `p_m = (p + q) / 2` is a name of the student's own."""
        sides = self.document.sides
        own: dict[tuple[str, str], Node] = {}
        for claim in self.document.claims:
            left, right = sides[claim.left].readings, sides[claim.right].readings
            if not (claim.own_left and claim.relation in ("=", ":=") and left and right):
                continue
            name = left[0]
            if not isinstance(name, Density) or name.given or self.lexicon.declares(name):
                continue
            if not any(_is_law(node, name) for node in right[0].walk()):
                own.setdefault((name.letter, name.label), right[0])
        for place, side in enumerate(sides if own else ()):
            trees = tuple(tree.mapped(lambda node: _renamed(node, own)) for tree in side.readings)
            sides[place] = replace(side, readings=trees)

    def _go_back(self) -> None:
        """A row that begins with its relation may go on from the row before some definitions."""
        chain: int | None = None
        defined: set[int] = set()
        row = 0  # the last one that begins with a definition
        for place, claim in enumerate(self.document.claims):
            if claim.label:
                continue
            if chain is not None and (claim.defines is not None or claim.row == row):
                defined.add(claim.right)
                row = claim.row
            elif claim.left in defined and not claim.own_left:
                here = self.document.sides[claim.left].row != claim.row
                self.document.claims[place] = replace(claim, earlier=chain if here else None)
                defined.add(claim.right)
            elif claim.relation not in ("~", "!="):
                chain, defined = claim.right, set()

    def _aside(self, row: Row, statement: Statement) -> None:
        """A definition, or a claim; words that cannot be read are a remark."""
        if not statement.links or not all(side.tokens for side in statement.sides):
            return
        try:
            for side in statement.sides:
                readings(side.tokens, self._vocabulary(), side.at)
        except Unreadable:
            return
        places = [self.side(row, side) for side in statement.sides]
        for number, link in enumerate(statement.links):
            left, right = places[number], places[number + 1]
            claim = Claim(row.number, left, right, link.relation, link.at, statement.arrow, number == 0, note=link.note)
            self._claim(claim, told=statement.told)

    def _alone(self, row: Row, statement: Statement, place: int | None) -> None:
        """`\\min_\\theta f \\iff \\max_\\theta g`, or an expression that nothing is said of."""
        if place is None:
            return
        if statement.arrow and self.last is not None:
            before, here = self.document.sides[self.last].readings, self.document.sides[place].readings
            if before and here and isinstance(before[0], Extremum) and isinstance(here[0], Extremum):
                at = self.document.sides[place].at
                self.document.claims.append(Claim(row.number, self.last, place, "iff", at, statement.arrow))
        self.last = self.alone = place

    def side(self, row: Row, written: Written) -> int:
        problem: Unreadable | None = None
        trees: tuple[Node, ...] = ()
        try:
            trees = tuple(readings(written.tokens, self._vocabulary(), written.at))
        except Unreadable as error:
            problem = error
        self.document.sides.append(Side(row.number, written.at, trees, problem))
        return len(self.document.sides) - 1

    def _vocabulary(self) -> Vocabulary:
        return self.lexicon.vocabulary

    # ----------------------------------------------------------------------------------------------------- definitions

    def _defined(self, left: int, right: int, relation: str, first: bool) -> Own | None:
        """The name that `left = right` gives a meaning, for the first time."""
        if relation not in ("=", ":="):
            return None
        if first and (own := self._definable(left, relation)) is not None and self._keep(own, left, right):
            return own
        own = self._definable(right, relation)
        if own is not None and not self._is_quantity(own[0]) and self._keep(own, right, left):
            return own
        return None

    def _keep(self, own: Own, name: int, meaning: int) -> bool:
        sides = self.document.sides
        if own in self.document.definitions or not sides[meaning].readings:
            return False
        node, tree = _solved(sides[name].readings[0], sides[meaning].readings[0])
        names = ((inner.name, inner.label, inner.mark) for inner in tree.walk() if isinstance(inner, Symbol | Call))
        if own in names:
            return False  # it says something about the name, not what it is
        given = node.arguments if isinstance(node, Call) else ()
        arguments = tuple(
            entry.name if isinstance(entry, Symbol) and not entry.index and not entry.mark else "" for entry in given
        )
        self.document.definitions[own] = Definition(arguments, tree)
        return True

    def _definable(self, place: int, relation: str) -> Own | None:
        trees = self.document.sides[place].readings
        node = _solved(trees[0], trees[0])[0] if trees else None
        if isinstance(node, Power) and isinstance(node.base, Symbol):
            return None
        if isinstance(node, Constant) and not node.arguments and len(node.name) == 1:
            return node.name, "", ""
        if not isinstance(node, Symbol | Call) or (isinstance(node, Call) and node.primes):
            return None
        own: Own = (node.name, node.label, node.mark)
        if isinstance(node, Symbol) and node.index:
            own = (node.name, ",".join(shown(entry) for entry in node.index), node.mark)
        return None if self._is_declared(node, relation) else own

    def _is_declared(self, node: Symbol | Call, relation: str) -> bool:
        notation = self.lexicon.notation
        bare = node.name.split(" ")[-1]
        reals = {real.name for real in notation.reals}
        if node.name in self.lexicon.vocabulary.variables or node.name.lower() in self.lexicon.vocabulary.variables:
            return True
        dressed = bool(node.mark or node.label or " " in node.name)
        if node.name in reals and not dressed:
            return True
        if notation.data is not None and node.name.lower() == f"bar {notation.data.name}":
            return True
        if notation.unknown is not None and bare in (notation.unknown.name, *notation.unknown.names):
            return True
        counted = notation.data is not None or notation.steps is not None or notation.samples is not None
        indexed = isinstance(node, Symbol) and bool(node.index)  # `n_1`, the heads, is no count
        if counted and relation != ":=" and node.name in ("n", "N", "T", "t", "i") and not (dressed or indexed):
            return True
        if notation.steps is not None and bare in ("alpha", "beta", "epsilon"):
            return True
        return any(
            quantity.fixed for name, quantity, _ in self.lexicon.quantities if getattr(name, "name", "") == node.name
        )

    def _is_quantity(self, name: str) -> bool:
        return any(getattr(entry, "name", "") == name for entry, _, _ in self.lexicon.quantities)


def _is_law(node: Node, name: Density) -> bool:
    return isinstance(node, Density) and (node.letter, node.label) == (name.letter, name.label)


def _renamed(node: Node, own: Mapping[tuple[str, str], Node]) -> Node:
    """A law of the student's own as the law that it is, or as a name for what it is."""
    if not isinstance(node, Density) or (node.letter, node.label) not in own:
        return node
    meaning = own[node.letter, node.label]
    if isinstance(meaning, Density):
        return replace(node, letter=meaning.letter, label=meaning.label)
    if node.left:
        return Call(node.letter, node.left, label=node.label, at=node.at)
    return Symbol(node.letter, (), node.label, at=node.at)


def _solved(name: Node, meaning: Node) -> tuple[Node, Node]:
    r"""`\log L = f` gives `L` the meaning `\exp f`; likewise through a sign."""
    while True:
        match name:
            case Negative(of=of):
                name, meaning = of, Negative(meaning, at=meaning.at)
            case Function(name="log", of=of):
                name, meaning = of, Function("exp", meaning, at=meaning.at)
            case _:
                return name, meaning


__all__ = ["Claim", "Document", "Side", "read_document"]
