"""The rows of a cell: what ends one, what goes on in the next, what is prose. The rules are those of `layout`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .dress import Dressed, closing
from .latex import Token
from .relate import ARROWS, bracket, has_relation, relation_at
from .source import Source, Unreadable

DISPLAYS = frozenset({"align", "aligned", "alignat", "alignedat", "equation", "split", "gather", "gathered",
                      "eqnarray", "multline", "flalign", "displaymath", "math", "$$", "$", "\\[", "\\(", "cases",
                      "array", "subequations"})  # fmt: skip

WITH_COLUMNS = frozenset({"array", "alignat", "alignedat"})


def rows(dressed: Dressed, source: Source) -> list[list[Token]]:
    """The tokens of each row; none where a cell holds no formula."""
    return _joined(_raw_rows(dressed, source))


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
        depth += sum(bracket(token) for token in row)
    return _with_relations(rows)


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
    return has_relation(row) or all(token.kind == "remark" or token.character("&") for token in row)


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
        if has_relation(stretch):
            yield stretch
    else:
        lines: dict[int, list[Token]] = {}
        for token in stretch:
            lines.setdefault(source.line(token.at.start), []).append(token)
        kept = [token for line in lines.values() if not _is_prose(line, displays=displays) for token in line]
        yield kept


def _is_prose(line: list[Token], *, displays: bool) -> bool:
    if has_relation(line) or any(token.command(*ARROWS) for token in line):
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
    return bool(rest) and (relation_at(rest, 0) is not None or rest[0].command(*ARROWS))


def _without_alignment(row: list[Token]) -> list[Token]:
    """A continuation line is aligned by an `&` of its own, which separates nothing."""
    for place, token in enumerate(row):
        if not token.character("&"):
            return row[place:]
    return []


def _goes_on(row: Sequence[Token], following: Sequence[Token]) -> bool:
    backwards = (token for token in reversed(row) if not token.character("&"))
    last, before = next(backwards, None), next(backwards, None)
    if last is None:
        return False
    if before is not None and before.character("^", "_"):  # the star of `y^*`
        return following[0].character("+", "/")
    if last.character("+", "-", "/", "*") or last.command("cdot", "times") or relation_at([last], 0):
        return True
    if following[0].character("+", "/", "*") or following[0].command("cdot", "times"):
        return True
    return following[0].character("-") and not has_relation(following)


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
        joins = done and (not has_relation(row) or not has_relation(done[-1])) and not _begins_anew(done[-1], row)
        if joins:
            done[-1] = done[-1] + (_without_alignment(row) if not has_relation(row) else row)
        else:
            done.append(row)
    return done


def _begins_anew(before: Sequence[Token], row: Sequence[Token]) -> bool:
    """A first row without a relation is a start of its own only if the next does not begin with one."""
    return has_relation(row) and not _begins_with_relation(row) and not has_relation(before)
