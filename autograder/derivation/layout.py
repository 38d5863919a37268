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
from typing import Literal

from .dress import Dressed, Label, closing, undress
from .latex import Token, tokens
from .source import Source, Span, Unreadable

Relation = Literal["=", ">=", "<=", ">", "<", ":=", "~", "approx", "propto", "!="]
Arrow = Literal["=>", "<=>", ""]

MOST_ROWS = 200
LONGEST_ROW = 4000  # characters

RELATIONS: dict[str, Relation] = {
    "ge": ">=", "geq": ">=", "geqslant": ">=", "geqq": ">=", "gt": ">", "gg": ">", "gtrsim": ">=", "le": "<=",
    "leq": "<=", "leqslant": "<=", "leqq": "<=", "lt": "<", "ll": "<", "lesssim": "<=", "equiv": "=", "approx":
    "approx", "simeq": "approx", "cong": "approx", "propto": "propto", "varpropto": "propto", "sim": "~",
    "coloneqq": ":=", "coloneq": ":=", "triangleq": ":=", "eqqcolon": ":=", "doteq": ":=", "ne": "!=", "neq": "!=",
}  # fmt: skip
ARROWS: dict[str, Arrow] = {
    "Rightarrow": "=>", "implies": "=>", "Longrightarrow": "=>", "therefore": "=>", "iff": "<=>", "Leftrightarrow":
    "<=>", "Longleftrightarrow": "<=>", "because": "=>", "rightarrow": "=>", "longrightarrow": "=>", "to": "=>",
    "leadsto": "=>",
}  # fmt: skip
ABOVE = ("overset", "stackrel", "underset", "overunderset")
OPENING = {"(": ")", "[": "]"}
OPENING_COMMANDS = {
    "{": "}",
    "langle": "rangle",
    "lbrace": "rbrace",
    "lfloor": "rfloor",
    "lVert": "rVert",
    "lvert": "rvert",
}
DISPLAYS = frozenset({"align", "aligned", "alignat", "alignedat", "equation", "split", "gather", "gathered",
                      "eqnarray", "multline", "flalign", "displaymath", "math", "$$", "$", "\\[", "\\(", "cases",
                      "array", "subequations"})  # fmt: skip

WITH_COLUMNS = frozenset({"array", "alignat", "alignedat"})


@dataclass(frozen=True, slots=True)
class Side:
    """Tokens of one expression; none where the student left it out before the first relation."""

    tokens: tuple[Token, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Link:
    """A relation with the words above it, and where it stands."""

    relation: Relation
    at: Span
    note: str = ""


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
    raw = _joined(_raw_rows(dressed, source))
    if len(raw) > MOST_ROWS:
        raise Unreadable(f"The derivation has more than {MOST_ROWS} rows.", Span(0, 1), "fewer rows")
    rows = []
    for number, row in enumerate(raw, 1):
        at = row[0].at | row[-1].at
        if at.end - at.start > LONGEST_ROW:
            raise Unreadable(f"This row has more than {LONGEST_ROW} characters.", at, "shorter rows")
        rows.append(_row(number, row, at, dressed, source))
    return Layout(tuple(rows), dressed.labels)


# ---------------------------------------------------------------------------------------------------------------- rows


def _raw_rows(dressed: Dressed, source: Source) -> Iterator[list[Token]]:
    for stretch in _stretches(dressed.tokens, source):
        explicit = any(token.command("\\", "cr", "tabularnewline") for token in stretch)
        row: list[Token] = []
        depth = 0
        line = -1
        for i, token in enumerate(stretch):
            here = source.line(token.at.start)
            depth += _opens(token)
            new_line = here != line and depth == 0
            if token.command("\\", "cr", "tabularnewline") and depth == 0:
                yield row
                row = []
            elif row and new_line and (not explicit or (_begins_with_relation(stretch[i : i + 4]) and _is_whole(row))):
                yield row
                row = [token]
            elif not token.command("\\", "cr", "tabularnewline"):
                row.append(token)
            line = here
        yield row


def _is_whole(row: Sequence[Token]) -> bool:
    """Not only a left side, whose relation may stand on the next source line."""
    return _has_relation(row) or all(token.kind == "remark" or token.character("&") for token in row)


def _opens(token: Token) -> int:
    return (token.kind == "open") - (token.kind == "close")


def _stretches(given: Sequence[Token], source: Source) -> Iterator[list[Token]]:
    """The tokens between the begins and ends of displays.

    Where there are displays, what stands outside of them is prose unless it has a relation; where there are none, a
    source line is prose if it looks like it. A formula in the midst of prose counts if it has a relation.
    """
    displays = any(token.kind == "begin" for token in given)
    stretch: list[Token] = []
    opened: list[str] = []
    columns = 0  # where a group that only sets columns ends
    for place, token in enumerate(given):
        if place < columns:
            continue
        if token.kind in ("begin", "end"):
            if token.text.rstrip("*") not in DISPLAYS:
                raise Unreadable(
                    f"The environment {token.text} is not read here.", token.at, "align, aligned, or plain lines"
                )
            yield from _kept(stretch, source, inside=opened[-1] if opened else "", displays=displays)
            stretch = []
            if token.kind == "begin":
                opened.append(token.text)
                sets_columns = token.text.rstrip("*") in WITH_COLUMNS
                if sets_columns and place + 1 < len(given) and given[place + 1].kind == "open":
                    columns = closing(given, place + 1) + 1
            elif opened:
                opened.pop()
        else:
            stretch.append(token)
    yield from _kept(stretch, source, inside="", displays=displays)


def _kept(stretch: list[Token], source: Source, *, inside: str, displays: bool) -> Iterator[list[Token]]:
    if inside and inside not in ("$", "\\("):
        yield stretch
    elif inside:
        if _has_relation(stretch):
            yield stretch
    else:
        lines: dict[int, list[Token]] = {}
        for token in stretch:
            lines.setdefault(source.line(token.at.start), []).append(token)
        kept = [token for line in lines.values() if not _is_prose(line, displays=displays) for token in line]
        yield kept


def _is_prose(line: list[Token], *, displays: bool) -> bool:
    if _has_relation(line) or any(token.command(*ARROWS) for token in line):
        return False
    if displays:
        return True
    letters = "".join(token.text if token.letter else " " for token in line)
    words = [
        word
        for word in letters.split()
        if len(word) > 2 and word not in ("log", "exp", "ELBO", "JSD", "Var", "max", "min")
    ]
    return bool(words) and len(words) * 2 >= len(letters.split()) and not any(token.kind == "command" for token in line)


def _begins_with_relation(given: Sequence[Token]) -> bool:
    rest = [token for token in given[:4] if not token.character("&")]
    return bool(rest) and (_relation_at(rest, 0) is not None or rest[0].command(*ARROWS))


def _joined(raw: Iterator[list[Token]]) -> list[list[Token]]:
    """Rule 2 and rule 4."""
    rows: list[list[Token]] = []
    depth = 0  # of brackets that the last row leaves open
    for row in raw:
        bare = [token for token in row if not token.character("&")]
        if not bare:
            continue
        if rows and (depth > 0 or _goes_on(rows[-1], bare)):
            rows[-1] += _without_alignment(row)
        else:
            rows.append(list(row))
            depth = 0
        depth += sum(_bracket(token) for token in row)
    return _with_relations(rows)


def _without_alignment(row: list[Token]) -> list[Token]:
    """A continuation line is aligned by an `&` of its own, which separates nothing."""
    for place, token in enumerate(row):
        if not token.character("&"):
            return row[place:]
    return []


def _bracket(token: Token) -> int:
    if token.kind == "open" or token.character(*OPENING) or token.command("{", "langle", "lbrace"):
        return 1
    if token.kind == "close" or token.character(*OPENING.values()) or token.command("}", "rangle", "rbrace"):
        return -1
    return 0


def _goes_on(row: Sequence[Token], following: Sequence[Token]) -> bool:
    backwards = (token for token in reversed(row) if not token.character("&"))
    last, before = next(backwards, None), next(backwards, None)
    if last is None:
        return False
    if before is not None and before.character("^", "_"):  # the star of `y^*`
        return following[0].character("+", "/")
    if last.character("+", "-", "/", "*") or last.command("cdot", "times") or _relation_at([last], 0):
        return True
    if following[0].character("+", "/", "*") or following[0].command("cdot", "times"):
        return True
    return following[0].character("-") and not _has_relation(following)


def _has_relation(row: Sequence[Token]) -> bool:
    row = list(row)
    if any(True for _ in _relations(row)):
        return True
    return any(
        token.kind == "command"
        and ARROWS.get(token.text)
        and place
        and not _in_script(row, place)
        and token.text != "to"
        for place, token in enumerate(row)
    )


def _with_relations(rows: list[list[Token]]) -> list[list[Token]]:
    done: list[list[Token]] = []
    for row in rows:
        words_only = all(
            token.kind == "remark"
            or token.character("&", ".", ",", ":", ";")
            or token.command("vdots", "dots", "ldots")
            for token in row
        )
        if words_only:
            if done:
                done[-1] = done[-1] + row
            continue
        joins = done and (not _has_relation(row) or not _has_relation(done[-1])) and not _begins_anew(done[-1], row)
        if joins:
            done[-1] = done[-1] + (_without_alignment(row) if not _has_relation(row) else row)
        else:
            done.append(row)
    return done


def _begins_anew(before: Sequence[Token], row: Sequence[Token]) -> bool:
    """A first row without a relation is a start of its own only if the next does not begin with one."""
    return _has_relation(row) and not _begins_with_relation(row) and not _has_relation(before)


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
            if not _has_relation(rest[start:]):
                remark = text[token.at.start : row[-1].at.end].lstrip("& ,")
                break
            pieces.append((kept, told))
            told = any(entry.kind == "remark" for entry in rest[:start])
            kept = []
            i = row.index(rest[start], i)
            continue
        depth += _bracket(token)
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
    return max((*(place for place, _, _ in _relations(row)), *arrows), default=-1)


def _ends_piece(row: list[Token], i: int, kept: list[Token], wide: frozenset[int], last: int) -> bool:
    """Whether a remark or another statement begins at place `i`."""
    token = row[i]
    if token.kind == "remark":
        return True
    if not token.character("&", ",", ";") and not _behind_a_gap(row, i, wide):
        return False
    if not _has_relation(kept):
        return False
    if token.character("&"):
        after = row[i + 1] if i + 1 < len(row) else None
        if after is not None and any(end == len(kept) for _, end, _ in _relations(kept)):
            return after.character("&")  # `=&`: the `&` is set behind the relation
        return after is None or after.character("&") or _relation_at(row, i + 1) is None
    if token.character(",", ";") and i + 1 < len(row):
        return (last > i and _has_relation(row[i + 1 :])) or row[i + 1].kind == "remark"
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
    if rest[0].character("+", "-", "/", "*") or _relation_at(rest, 0) is not None or rest[0].command("cdot", "times"):
        return False
    return _has_relation(rest)


def _statements(kept: list[Token]) -> Iterator[Statement]:
    start = 0
    arrow: Arrow = ""
    pieces: list[tuple[Arrow, list[Token]]] = []
    for i, token in enumerate(kept):
        if token.kind == "command" and token.text in ARROWS and _depth_zero(kept, i) and not _in_script(kept, i):
            if i > start:
                pieces.append((arrow, kept[start:i]))
            arrow, start = ARROWS[token.text], i + 1
    if start < len(kept):
        pieces.append((arrow, kept[start:]))
    for arrow, piece in pieces:
        yield _statement(piece, arrow)


def _depth_zero(row: Sequence[Token], place: int) -> bool:
    return sum(_bracket(token) for token in row[:place]) == 0


def _in_script(row: Sequence[Token], place: int) -> bool:
    return place > 0 and row[place - 1].character("_", "^")


def _statement(piece: list[Token], arrow: Arrow) -> Statement:
    sides: list[Side] = []
    links: list[Link] = []
    start = 0
    for place, end, link in _relations(piece):
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


def _relations(piece: list[Token]) -> Iterator[tuple[int, int, Link]]:
    """Places, ends and meanings of the relations outside of brackets and scripts."""
    i = 0
    depth = 0
    while i < len(piece):
        found = _relation_at(piece, i) if depth == 0 and not _in_script(piece, i) else None
        if found is not None:
            end, link = found
            yield i, end, link
            i = end
            continue
        depth += _bracket(piece[i])
        i += 1


def leading_relation(tokens: Sequence[Token]) -> tuple[Relation | None, tuple[Token, ...]]:
    """The relation that a label begins with, or None, and the rest."""
    found = _relation_at(list(tokens), 0)
    return (None, tuple(tokens)) if found is None else (found[1].relation, tuple(tokens[found[0] :]))


def _relation_at(piece: list[Token], i: int) -> tuple[int, Link] | None:
    """The place after the relation that begins at `i`, and what it is."""
    if i >= len(piece):
        return None
    token = piece[i]
    after = piece[i + 1] if i + 1 < len(piece) else None
    if token.character(":") and after is not None and after.character("="):
        return i + 2, Link(":=", token.at | after.at)
    if token.character("=") and after is not None and after.character(":"):
        return i + 2, Link("=", token.at | after.at)
    if token.character(">", "<") and after is not None and after.character("="):
        return i + 2, Link(">=" if token.text == ">" else "<=", token.at | after.at)
    if token.character("=", "<", ">"):
        return i + 1, Link(token.text, token.at)  # type: ignore[arg-type]
    if token.kind == "command" and token.text in RELATIONS:
        return i + 1, Link(RELATIONS[token.text], token.at)
    if token.command(*ABOVE) and after is not None:
        return _with_note(piece, i)
    return None


def _with_note(piece: list[Token], i: int) -> tuple[int, Link] | None:
    r"""`\overset{note}{=}` and its kin."""
    if piece[i + 1].kind == "open":
        end = closing(piece, i + 1)
        note, place = piece[i + 2 : end], end + 1
    else:
        note, place = [piece[i + 1]], i + 2
    if place >= len(piece):
        return None
    if piece[place].kind == "open":
        end = closing(piece, place)
        inner, place = piece[place + 1 : end], end + 1
    else:
        inner, place = [piece[place]], place + 1
    found = _relation_at(inner, 0)
    if found is None or found[0] != len(inner):
        return None
    words = " ".join(token.text for token in note)
    return place, replace(found[1], at=piece[i].at | piece[place - 1].at, note=words)
