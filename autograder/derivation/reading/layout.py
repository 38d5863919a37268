"""A cell cut into rows, rows into statements, statements into sides and the relations between them.

Rules, in this order:

1. Rows end at `\\\\`, at the ends of displays, and, in a stretch without `\\\\`, at the ends of source lines. A line
   that begins with a relation begins a row everywhere, but for one whose left side stands alone on the line above.
2. A row that leaves a bracket open goes on in the next one. So does one that ends in a sign, or where the next begins
   with `+`.
3. What follows `&&`, a second `&` behind a relation, a wide space with words behind it, or words, is a remark.
4. A row without a relation belongs to the row before it; the first of all to the row after it.
5. Arrows cut a row into statements; relations outside of brackets cut a statement into sides. A statement that begins
   with a relation goes on from the last side above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .dress import Dressed, Label, undress
from .latex import Token, tokens
from .relate import (
    ARROWS,
    Arrow,
    Link,
    bracket,
    has_relation,
    in_script,
    relation_at,
    relations,
)
from .rows import rows as rows_of
from .source import Source, Span, Unreadable

MOST_ROWS = 200
LONGEST_ROW = 4000  # characters


@dataclass(frozen=True, slots=True)
class Side:
    """Tokens of one expression; none where the student left it out before the first relation."""

    tokens: tuple[Token, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Statement:
    """`sides[0] links[0] sides[1] links[1] …`, begun by `arrow`."""

    sides: tuple[Side, ...]
    links: tuple[Link, ...]
    arrow: Arrow = ""
    aside: bool = False  # stands behind another statement of the row
    told: bool = False  # led by words: a reason or a definition


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the student counts them.

    Attributes:
        number: from 1.
        line: of the source, from 1.
        at: all of it.
        statements: none where the row is words only.
        remark: words that were taken off.
    """

    number: int
    line: int
    at: Span
    statements: tuple[Statement, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    rows: tuple[Row, ...]
    labels: tuple[Label, ...] = ()


def lay_out(source: Source) -> Layout:
    """The rows of a cell.

    Raises:
        Unreadable: braces that do not pair, too many rows, a row too long, brackets that do not pair.
    """
    dressed = undress(tokens(source.text), source.text)
    raw = rows_of(dressed, source)
    if len(raw) > MOST_ROWS:
        raise Unreadable(f"The derivation has more than {MOST_ROWS} rows.", Span(0, 1), "fewer rows")
    rows = []
    for number, row in enumerate(raw, 1):
        at = row[0].at | row[-1].at
        if at.end - at.start > LONGEST_ROW:
            raise Unreadable(f"This row has more than {LONGEST_ROW} characters.", at, "shorter rows")
        rows.append(_row(number, row, at, dressed, source))
    return Layout(tuple(rows), dressed.labels)


# ---------------------------------------------------------------------------------------------------------- statements


def _row(number: int, row: list[Token], at: Span, dressed: Dressed, source: Source) -> Row:
    pieces, remark = _pieces(row, dressed.wide, source.text)
    statements = [
        replace(statement, aside=place > 0, told=told)
        for place, (piece, told) in enumerate(pieces)
        for statement in _statements(piece)
    ]
    return Row(number, source.line(at.start), at, tuple(statements), remark)


def _pieces(row: list[Token], wide: frozenset[int], text: str) -> tuple[list[tuple[list[Token], bool]], str]:
    """The statements side by side, without `&`, each with whether words lead it; and the remark's own text."""
    pieces: list[tuple[list[Token], bool]] = []
    kept: list[Token] = []
    depth, i, told = 0, 0, False
    last = _last_relation(row)
    remark = ""
    while i < len(row):
        token = row[i]
        if depth == 0 and kept and _ends_piece(row, i, kept, wide, last):
            rest = [entry for entry in row[i:] if not entry.character("&")]
            start = next((k for k, entry in enumerate(rest) if not _between(entry)), len(rest))
            if not has_relation(rest[start:]):
                remark = text[token.at.start : row[-1].at.end].lstrip("& ,")
                break
            pieces.append((kept, told))
            told = any(entry.kind == "remark" for entry in rest[:start])
            kept = []
            i = row.index(rest[start], i)
            continue
        depth += bracket(token)
        words_first = token.kind == "remark" and not kept
        if not token.character("&") and not words_first:
            kept.append(token)
        i += 1
    if kept:
        pieces.append((kept, told))
    return pieces, remark


def _between(token: Token) -> bool:
    return token.kind == "remark" or token.character("&", ",", ";", ":", ".")


def _last_relation(row: list[Token]) -> int:
    """The place behind which there is neither a relation nor an arrow."""
    arrows = (place for place, token in enumerate(row) if token.kind == "command" and token.text in ARROWS)
    return max((*(place for place, _, _ in relations(row)), *arrows), default=-1)


def _ends_piece(row: list[Token], i: int, kept: list[Token], wide: frozenset[int], last: int) -> bool:
    """Whether a remark or another statement begins at place `i`."""
    token = row[i]
    if token.kind == "remark":
        return True
    if not token.character("&", ",", ";") and not _behind_a_gap(row, i, wide):
        return False
    if not has_relation(kept):
        return False
    if token.character("&"):
        after = row[i + 1] if i + 1 < len(row) else None
        if after is not None and any(end == len(kept) for _, end, _ in relations(kept)):
            return after.character("&")  # `=&`: the `&` is set behind the relation
        return after is None or after.character("&") or relation_at(row, i + 1) is None
    if token.character(",", ";") and i + 1 < len(row):
        return (last > i and has_relation(row[i + 1 :])) or row[i + 1].kind == "remark"
    return _opens_statement(row[i:]) if last >= i else _is_comment(row[i:])


def _behind_a_gap(row: list[Token], i: int, wide: frozenset[int]) -> bool:
    before = row[i - 1].at.end if i else 0
    return any(before <= gap < row[i].at.start for gap in wide)


def _is_comment(rest: list[Token]) -> bool:
    r"""`(Jensen)`, or what is done to both sides: `| \cdot \sigma^2`."""
    if rest[0].character("|") or rest[0].command("mid", "vert"):
        return len(rest) > 1 and (
            rest[1].character("+", "-", "*", "/", ":") or rest[1].command("cdot", "times", "div", "log", "ln", "sqrt")
        )
    return rest[0].character("(")


def _opens_statement(rest: list[Token]) -> bool:
    """Whether what follows a wide space says something of its own and does not go on the formula before it."""
    if rest[0].character("+", "-", "/", "*") or relation_at(rest, 0) is not None or rest[0].command("cdot", "times"):
        return False
    return has_relation(rest)


def _statements(kept: list[Token]) -> Iterator[Statement]:
    start = 0
    arrow: Arrow = ""
    pieces: list[tuple[Arrow, list[Token]]] = []
    for i, token in enumerate(kept):
        if token.kind == "command" and token.text in ARROWS and _depth_zero(kept, i) and not in_script(kept, i):
            if i > start:
                pieces.append((arrow, kept[start:i]))
            arrow, start = ARROWS[token.text], i + 1
    if start < len(kept):
        pieces.append((arrow, kept[start:]))
    for arrow, piece in pieces:
        yield _statement(piece, arrow)


def _depth_zero(row: Sequence[Token], place: int) -> bool:
    return sum(bracket(token) for token in row[:place]) == 0


def _statement(piece: list[Token], arrow: Arrow) -> Statement:
    sides: list[Side] = []
    links: list[Link] = []
    start = 0
    for place, end, link in relations(piece):
        sides.append(_side(piece[start:place], link.at))
        links.append(link)
        start = end
    sides.append(_side(piece[start:], piece[-1].at))
    if len(sides) > 1 and not sides[-1].tokens:
        raise Unreadable("Nothing follows this relation.", links[-1].at, "an expression")
    for side, link in zip(sides[1:], links[1:], strict=False):
        if not side.tokens:
            raise Unreadable("Two relations stand here without an expression between them.", link.at, "an expression")
    return Statement(tuple(sides), tuple(links), arrow)


def _side(piece: list[Token], near: Span) -> Side:
    while piece and (
        piece[-1].character(".", ",", ";") or piece[-1].command("square", "blacksquare", "qed", "Box", "checkmark")
    ):
        piece = piece[:-1]
    while piece and piece[0].character(",", ";", ":"):
        piece = piece[1:]
    return Side(tuple(piece), piece[0].at | piece[-1].at if piece else near)
