"""Names: letters with accents, indices, labels and marks; laws at their arguments; calls; constants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .cursor import ACCENTS, GREEK, SPELLED, Cursor, split, split_bars
from .dress import closing
from .latex import Token
from .source import Span, Unreadable
from .tree import Call, Constant, Density, Dots, Node, Power, Slice, Symbol, Where


@dataclass(slots=True)
class _Scripts:
    """What stands below and above a letter. A mark is a star; primes are counted apart."""

    index: tuple[Node, ...] = ()
    label: str = ""
    mark: str = ""
    primes: int = 0
    power: Node | None = None
    slice: Slice | None = None


class Names(Cursor):
    def name(self, start: int) -> Node:
        """A letter with accents, subscripts and superscripts: a symbol, a law, a call."""
        name, scripts = self._bare_name()
        return self.named(name, start, scripts)

    def _bare_name(self) -> tuple[str, _Scripts]:
        """An accented letter. An index, a label or a power may stand inside the accent's braces."""
        token = self.next("a letter")
        if token.command(*ACCENTS):
            inside, at = self.group("a letter")
            reader = self.inner(inside, at)
            base: Node = reader.factor()
            power: Node | None = None
            if isinstance(base, Power):
                power, base = base.exponent, base.base
            if reader.peek() is not None or not isinstance(base, Symbol):
                raise Unreadable("An accent stands over one letter with its index.", at, "as in `\\bar{\\alpha}_t`")
            return f"{ACCENTS[token.text]} {base.name}", _Scripts(base.index, base.label, power=power)
        if token.kind == "command" and token.text in GREEK:
            return SPELLED.get(token.text, token.text), _Scripts()
        if token.kind == "word" or token.letter:
            return token.text, _Scripts()
        raise Unreadable(f"`{token}` was not expected here.", token.at, "a letter")

    def named(self, name: str, start: int, scripts: _Scripts | None = None) -> Node:
        """What `name` is with all that stands at it."""
        if self.i == start:
            self.i += 1
        scripts = self._scripts(name, scripts or _Scripts())
        if scripts.slice is not None:
            return replace(scripts.slice, at=self.span(start))
        vocabulary, label, primes = self.vocabulary, scripts.label, scripts.primes
        function = name in vocabulary.functions
        mark = scripts.mark + ("" if function else "'" * primes)
        if name in vocabulary.laws and (law := self._law(name, label, mark, start)) is not None:
            return law
        if function and (primes or self.bracket_follows(0)):
            arguments = self._arguments() if self.bracket_follows(0) else ()
            return Call(name, arguments, label=label, mark=mark, primes=primes, at=self.span(start))
        if name in ("C", "c") and name not in vocabulary.symbols and name not in vocabulary.variables:
            return self.constant(name, start)
        symbol: Node = Symbol(name, scripts.index, label, mark, at=self.span(start))
        return Power(symbol, scripts.power, at=self.span(start)) if scripts.power is not None else symbol

    def _scripts(self, name: str, found: _Scripts) -> _Scripts:
        """Adds to `found` what stands behind the letter."""
        while (token := self.peek()) is not None:
            if token.character("_") and not (found.index or found.label or found.slice):
                self.i += 1
                inside, at = self.group("an index")
                law = name in self.vocabulary.laws
                found.index, found.label, found.slice = self._subscript(name, inside, at, law=law)
            elif token.character("'"):
                self.i += 1
                found.primes += 1
            elif token.character("^") and (above := self._mark(self.i + 1)) is not None:
                mark, index, self.i = above
                if mark == "'":
                    found.primes += 1
                else:
                    found.mark += mark
                found.index = found.index or index
            elif token.character("^") and self._index_behind(name, found):  # `\sigma^2_{ML}`
                self.i += 1
                found.power = self.read(*self.group("an exponent"))
            else:
                break
        return found

    def _index_behind(self, name: str, found: _Scripts) -> bool:
        """Whether behind the power here a subscript follows that belongs to the letter before it."""
        if name in self.vocabulary.laws or name in self.vocabulary.functions:
            return False
        if found.index or found.label or found.power is not None or self.i + 1 >= len(self.tokens):
            return False
        end = closing(self.tokens, self.i + 1) + 1 if self.tokens[self.i + 1].kind == "open" else self.i + 2
        return end < len(self.tokens) and self.tokens[end].character("_")

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
        pieces = split(inside, ",")
        return tuple(self.read(piece, at, "an index") for piece in pieces), "", None

    def _law(self, name: str, label: str, mark: str, start: int) -> Node | None:
        """A law at its arguments, or alone; None where the bracket holds no arguments of a law."""
        label = label or mark.replace("'", "")
        if not self.bracket_follows(0) or (token := self.peek()) is None or not token.character("(", "["):
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
        if len(left) == 1 and isinstance(left[0], Symbol) and left[0].name == "cdot":
            known = {node.name.lower() for node in given if isinstance(node, Symbol)}
            rest = [entry for entry in dict(self.vocabulary.wholes).get(name, ()) if entry not in known]
            left = (Symbol(rest[0], at=left[0].at),) if len(rest) == 1 else left
        return Density(name, label, left, given, parameters, at=self.span(start))

    def _law_arguments(
        self, inside: list[Token], at: Span
    ) -> tuple[tuple[Node, ...], tuple[Node, ...], tuple[Node, ...]] | None:
        """What stands before the bar, behind it and behind `;`; None where these are no arguments of a law."""
        pieces = split(inside, ";")
        if not inside or len(pieces) > 2:
            return None
        parameters = self.entries(pieces[1], at) if len(pieces) == 2 else ()
        bars = split_bars(pieces[0])
        if len(bars) > 2 or not bars[0] or any(_is_compound(piece) for piece in split(bars[0], ",")):
            return None
        try:
            left = _through_dots(self.entries(bars[0], at))
            given = self.entries(bars[1], at) if len(bars) == 2 else ()
        except Unreadable:
            if len(bars) == 2:
                raise
            return None
        if not all(self.is_variable(node) for node in left):
            return None
        return left, given, parameters

    def is_variable(self, node: Node) -> bool:
        if isinstance(node, Slice | Where):
            return True
        return isinstance(node, Symbol) and (
            node.name == "cdot"
            or node.name in self.vocabulary.variables
            or node.name.lower() in self.vocabulary.variables
        )

    def entries(self, inside: list[Token], at: Span) -> tuple[Node, ...]:
        """Entries between commas; `X = x` is `x`."""
        entries: list[Node] = []
        for piece in split(inside, ","):
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
        pieces = [piece for part in split(inside, ";") for side in split_bars(part) for piece in split(side, ",")]
        return tuple(self.read(piece, at, "an argument") for piece in pieces if piece)

    def constant(self, name: str, start: int) -> Node:
        if name != "const" and not self.bracket_follows(0):
            return Constant(name, at=self.span(start))
        before = self.i
        found = self.bracketed()
        if found is None:
            return Constant(name, at=self.span(start))
        try:
            arguments = self.entries(found[0], found[1])
        except Unreadable:
            arguments = ()
        if arguments and all(isinstance(node, Symbol | Slice) for node in arguments):
            return Constant(name, arguments, at=self.span(start))
        self.i = before
        return Constant(name, at=self.span(start))


def _through_dots(entries: tuple[Node, ...]) -> tuple[Node, ...]:
    r"""`x_1, \dots, x_n` and `x_1, x_2, \dots, x_n` are `x_{1:n}`."""
    places = [place for place, entry in enumerate(entries) if isinstance(entry, Dots)]
    if len(places) != 1 or not 0 < places[0] < len(entries) - 1:
        return entries
    place = places[0]
    first, last = entries[0], entries[place + 1]
    alike = all(isinstance(entry, Symbol) and len(entry.index) == 1 for entry in (*entries[:place], last))
    if not alike or not isinstance(first, Symbol) or not isinstance(last, Symbol) or first.name != last.name:
        return entries
    return (Slice(first.name, first.index[0], last.index[0], at=first.at | last.at), *entries[place + 2 :])


def _is_compound(piece: Sequence[Token]) -> bool:
    """Whether a bracket stands here outside of braces: no variable has one, but a value may (`X = f(x)`)."""
    depth = 0
    for token in piece:
        depth += (token.kind == "open") - (token.kind == "close")
        if depth == 0 and token.character("="):
            return False
        if depth == 0 and token.character("(", "["):
            return True
    return False


def _label(inside: Sequence[Token]) -> str:
    return "".join(token.text for token in inside if not token.character(" "))
