"""Relations and arrows among tokens, outside of brackets and scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .dress import closing
from .latex import Token
from .source import Span

Relation = Literal["=", ">=", "<=", ">", "<", ":=", "~", "approx", "propto", "!="]
Arrow = Literal["=>", "<=>", ""]

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


@dataclass(frozen=True, slots=True)
class Link:
    """A relation with the words above it, and where it stands."""

    relation: Relation
    at: Span
    note: str = ""


def relations(piece: list[Token]) -> Iterator[tuple[int, int, Link]]:
    """Places, ends and meanings of the relations outside of brackets and scripts."""
    i = 0
    depth = 0
    while i < len(piece):
        found = relation_at(piece, i) if depth == 0 and not in_script(piece, i) else None
        if found is not None:
            end, link = found
            yield i, end, link
            i = end
            continue
        depth += bracket(piece[i])
        i += 1


def leading_relation(tokens: Sequence[Token]) -> tuple[Relation | None, tuple[Token, ...]]:
    """The relation that a label begins with, or None, and the rest."""
    found = relation_at(list(tokens), 0)
    return (None, tuple(tokens)) if found is None else (found[1].relation, tuple(tokens[found[0] :]))


def relation_at(piece: list[Token], i: int) -> tuple[int, Link] | None:
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
    found = relation_at(inner, 0)
    if found is None or found[0] != len(inner):
        return None
    words = " ".join(token.text for token in note)
    return place, replace(found[1], at=piece[i].at | piece[place - 1].at, note=words)


def has_relation(row: Sequence[Token]) -> bool:
    row = list(row)
    if any(True for _ in relations(row)):
        return True
    return any(
        token.kind == "command"
        and ARROWS.get(token.text)
        and place
        and not in_script(row, place)
        and token.text != "to"
        for place, token in enumerate(row)
    )


def bracket(token: Token) -> int:
    if token.kind == "open" or token.character(*OPENING) or token.command("{", "langle", "lbrace"):
        return 1
    if token.kind == "close" or token.character(*OPENING.values()) or token.command("}", "rangle", "rbrace"):
        return -1
    return 0


def in_script(row: Sequence[Token], place: int) -> bool:
    return place > 0 and row[place - 1].character("_", "^")
