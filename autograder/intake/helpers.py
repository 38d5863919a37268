"""Carry over what an answer uses from cells that are not graded: a helper, an import, a constant.

A student who writes a helper in a cell of their own has answered well. A cell of theirs that supplies a name which an
answer needs is run whole and where it stands, since a value may be built in several steps; but for what would replace
something of ours or an answer. An import, or a line of our own cells that grading does not run, is taken by itself.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .code import at_once, defined_names, used_names
from .statements import Statement, imports, statements, without

MAX_CARRIED = 2000  # statements
MAX_STATEMENTS = 10_000  # that are looked at, in the notebook's order: each is parsed by itself

# What IPython itself defines, and what belongs to the notebook's own checks, which are not run when grading.
_NOT_CARRIED = frozenset(dir(builtins)) | {"get_ipython", "display", "In", "Out", "otter", "grader", "__name__"}


@dataclass(frozen=True, slots=True)
class Code:
    """Source, and where it stands in the student's notebook."""

    index: int
    source: str


@dataclass(frozen=True, slots=True)
class Helper:
    """Code to run.

    Args:
        before: the answer that it goes before; "" is first of all, None after all answers.
        source: what is run.
        names: what is used of it, for the student.
        user: the first answer that uses it; empty where it is not known.
    """

    before: str | None
    source: str
    names: tuple[str, ...]
    user: str


@dataclass(slots=True)
class _Cell:
    """A cell that may be carried: its statements, less those that may not be."""

    code: Code
    whole: bool  # all that the student wrote may be carried
    own: list[Statement] = field(default_factory=list)
    alone: set[int] = field(default_factory=set)  # ids of statements that are carried without the rest
    along: list[Statement] = field(default_factory=list)  # that rest


@dataclass(slots=True)
class _Carried:
    """What is taken of a cell."""

    taken: set[int] = field(default_factory=set)  # ids of statements
    names: set[str] = field(default_factory=set)
    user: str = ""
    place: int | None = None  # of the answer that needs it at once


class Pool:
    """Cells that are not graded, in the notebook's order, and what they supply."""

    def __init__(self, answers: Mapping[str, Code], given: Sequence[str], ours: Sequence[str], others: Sequence[Code]):
        """
        Args:
            answers: the source that is executed for each name.
            given: source of the given cells.
            ours: source of all other code that was released.
            others: code of the student's other cells, in their order.
        """
        texts = [*given, *(code.source for code in answers.values())]
        self.protected = {name for text in texts for name in defined_names(text)} | set(answers)
        ready = [s for text in texts for s in imports(text)]
        self.harmless, self.packages = {s.text for s in ready}, {s.module for s in ready}
        self._given = {_dense(s.text) for text in given for s in statements(text)}
        self._ours = {_dense(s.text) for text in ours for s in statements(text)}
        self._left = MAX_STATEMENTS
        self.cells = [self._cell(code) for code in others]
        self.supply: dict[str, list[tuple[int, Statement]]] = {}
        self._fill()

    def _cell(self, code: Code) -> _Cell:
        cell, found = _Cell(code, whole=True), statements(code.source, self._left)
        self._left -= len(found)
        for written in found:
            left = None if _dense(written.text) in self._given else without(written, self.protected, self.harmless)
            left = None if left and (left.module == "otter" or self._adds_nothing(left)) else left
            cell.whole = cell.whole and left is written
            if left:
                cell.own.append(left)
                if left.kind in ("import", "star") or _dense(left.text) in self._ours:
                    cell.alone.add(id(left))
        # A line of ours must be asked for by name; what else there is goes with the cell.
        cell.along = [s for s in cell.own if id(s) not in cell.alone or s.kind in ("import", "star")]
        return cell

    def _adds_nothing(self, statement: Statement) -> bool:
        return statement.dotted and statement.module in self.protected - self.packages

    def _fill(self) -> None:
        """By name, the statements that bind it, or that change what others than imports bind."""
        listed = [(number, s) for number, cell in enumerate(self.cells) for s in cell.own]
        built = {name for _, s in listed if s.kind != "import" for name in s.names}
        for number, s in listed:
            for name in s.names | (s.changes & built):
                self.supply.setdefault(name, []).append((number, s))

    def suppliers(self, name: str, index: int) -> Iterable[tuple[int, Statement]]:
        """Those that stand before `index`, as running from the top would find them; where there are none, all."""
        found = self.supply.get(name, [])
        if name in self.protected:  # nothing replaces it, but a submodule may be added to a package
            found = [(number, s) for number, s in found if s.dotted]
        elif name in _NOT_CARRIED:
            return []
        found = [(number, s) for number, s in found if self.cells[number].code.index < index] or found
        # One for each cell is enough, and an import need not be repeated.
        return {self._key(number, s): (number, s) for number, s in reversed(found)}.values()

    def alone(self, number: int, statement: Statement) -> int:
        """What is carried with the statement: itself, or (0) the rest of its cell."""
        return id(statement) if id(statement) in self.cells[number].alone else 0

    def _key(self, number: int, statement: Statement) -> object:
        return statement.text if statement.kind == "import" else (number, self.alone(number, statement))


class _Selection:
    """What is carried, as it grows from answer to answer."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.cells: dict[int, _Carried] = {}
        self.unknown = False  # some name is supplied by nothing that can be read
        self._size = 0

    def need(self, names: Iterable[str], user: str, index: int, place: int | None = None) -> None:
        """Take what supplies `names` to the answer `user`, and what that needs in turn."""
        seen: set[str] = set()
        done: set[object] = set()
        stack = [(name, index) for name in sorted(names)]
        while stack:
            name, limit = stack.pop()
            if name in seen:
                continue
            seen.add(name)
            found = self.pool.suppliers(name, limit)
            self.unknown = self.unknown or not (found or name in self.pool.protected or name in _NOT_CARRIED)
            for number, statement in found:
                key = (number, self.pool.alone(number, statement))
                taken = [] if key in done else self.take(number, statement, user, place)
                done.add(key)
                if number in self.cells:
                    self.cells[number].names.add(name)
                limit = max(index, self.pool.cells[number].code.index)
                stack += [(used, limit) for used in sorted({n for s in taken for n in s.uses} - seen)]

    def need_the_unknown(self) -> None:
        """Where some name is unknown, take what may bind any name."""
        for number, cell in enumerate(self.pool.cells):
            for statement in cell.own:
                if self.unknown and statement.kind in ("star", "blind"):
                    taken = self.take(number, statement, "", None)
                    self.need({n for s in taken for n in s.uses}, "", cell.code.index)

    def take(self, number: int, statement: Statement, user: str, place: int | None) -> Sequence[Statement]:
        """Carry a statement, with the rest of its cell unless it is one that is carried alone."""
        cell = self.pool.cells[number]
        taken = [statement] if id(statement) in cell.alone else cell.along
        carried = self.cells.get(number) or _Carried(user=user)
        new = {id(s) for s in taken} - carried.taken
        if self._size + len(new) > MAX_CARRIED:
            return []
        self._size += len(new)
        self.cells[number] = carried
        carried.taken |= new
        if place is not None:
            carried.place = place if carried.place is None else min(place, carried.place)
        return taken

    def taken(self, number: int) -> list[Statement]:
        return [s for s in self.pool.cells[number].own if id(s) in self.cells[number].taken]


def carry_over(
    answers: Mapping[str, Code], given: Sequence[str], ours: Sequence[str], others: Sequence[Code]
) -> list[Helper]:
    """Helpers to run, in order.

    Args:
        answers: what is executed for each name, in the order of execution.
        given: source of the given cells.
        ours: source of all other code that was released.
        others: code of the student's other cells, in their order.
    """
    pool = Pool(answers, given, ours, others)
    selection = _Selection(pool)
    for place, (name, code) in enumerate(answers.items()):
        selection.need(at_once(code.source), name, code.index, place)
        selection.need(used_names(code.source), name, code.index)
    selection.need_the_unknown()
    return [*_stars(selection), *_in_place(selection, answers)]


def _stars(selection: _Selection) -> Iterator[Helper]:
    """First of all, so that no star can replace a name of ours."""
    texts = {s.text: None for n in sorted(selection.cells) for s in selection.taken(n) if s.kind == "star"}
    if texts:
        yield Helper("", "\n".join(texts), tuple(texts), "")


def _in_place(selection: _Selection, answers: Mapping[str, Code]) -> Iterator[Helper]:
    """Each cell before the first answer that stands below it or needs it at once; never before a cell above it."""
    names, places = [*answers, None], {}
    last = len(answers)
    for number in sorted(selection.cells, reverse=True):
        index, sooner = selection.pool.cells[number].code.index, selection.cells[number].place
        below = next((i for i, code in enumerate(answers.values()) if code.index > index), len(answers))
        last = places[number] = min(last, below, len(answers) if sooner is None else sooner)
    for number in sorted(selection.cells):
        if source := _source(selection, number):
            carried = selection.cells[number]
            yield Helper(names[places[number]], source, tuple(sorted(carried.names)), carried.user)


def _source(selection: _Selection, number: int) -> str:
    """The cell as it was written where all of it is taken, else the statements that are."""
    cell, taken = selection.pool.cells[number], selection.taken(number)
    if cell.whole and len(taken) == len(cell.own) and not any(s.kind == "star" for s in taken):
        return cell.code.source
    return "\n".join(s.text for s in taken if s.kind != "star")


def _dense(text: str) -> str:
    return "".join(text.split())
