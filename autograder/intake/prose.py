"""Answers in prose: text cells that a person reads. Found by `grade_id`, and where that is lost by where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .matching import same_code
from .reading import StudentCell
from .released import Release

MAX_PROSE = 100_000  # characters of one answer: a person reads it, and a page has to show it


@dataclass(slots=True)
class FoundProse:
    """The text of each answer that is there, by name, and sentences about what was not where it belongs."""

    texts: dict[str, str] = field(default_factory=dict)
    repaired: list[str] = field(default_factory=list)


def find_prose(release: Release, cells: Sequence[StudentCell]) -> FoundProse:
    """What the student wrote for each name: in the cells of this name, and in text cells of their own right below.

    A student who splits the cell, or writes in a new one beneath it, has answered well.
    """
    found = FoundProse()
    for name, stub in release.prose.items():
        named = [cell for cell in cells if cell.name == name]
        own = [cell for cell in named if cell.source.strip() and not same_code(cell.source, stub)]
        beside = list(_beside(name, release, cells))
        parts = sorted([*own, *beside], key=lambda cell: cell.index)
        text = "\n\n".join(cell.source.strip("\n") for cell in parts)
        if len(text) > MAX_PROSE:
            text = text[:MAX_PROSE]
            found.repaired.append(f"{name}: its answer is cut after {MAX_PROSE} characters.")
        if parts:
            found.texts[name] = text
        if told := _told(len(named), len(own), len(beside)):
            found.repaired.append(f"{name}: {told}")
    return found


def _beside(name: str, release: Release, cells: Sequence[StudentCell]) -> Iterator[StudentCell]:
    """Text cells of the student's own between the answer's place and the next cell of ours."""
    names = {cell.name for cell in release.cells if cell.name}
    texts = {_dense(cell.source) for cell in release.cells if cell.role != "prose"}
    stubs = {_dense(stub) for stub in release.prose.values()}  # hardly ever two that differ: they tell no place
    for cell in cells[_place(name, release, cells) :]:
        if cell.name in names or _dense(cell.source) in texts:
            return
        if cell.kind == "markdown" and cell.source.strip() and _dense(cell.source) not in stubs:
            yield cell


def _place(name: str, release: Release, cells: Sequence[StudentCell]) -> int:
    """Right behind the answer's own cell, or else the last cell of ours that stands before it; or the end."""
    at = {cell.name: index for index, cell in enumerate(cells) if cell.name}
    by_text = {_dense(cell.source): index for index, cell in enumerate(cells)}
    if name in at:
        return at[name] + 1
    position = next(index for index, cell in enumerate(release.cells) if cell.name == name)
    for ours in reversed(release.cells[:position]):
        found = at.get(ours.name) if ours.name in at else by_text.get(_dense(ours.source))
        if found is not None and ours.role != "prose":
            return found + 1
    return len(cells)


def _told(named: int, own: int, beside: int) -> str:
    if not named and not beside:
        return "its answer cell is missing."
    if beside:
        where = "goes on in" if own else "was found in"
        return f"its answer {where} {'a cell' if beside == 1 else 'cells'} below its place, and was taken from there."
    return f"{own} cells claim to be its answer; they were put together." if own > 1 else ""


def _dense(text: str) -> str:
    return "".join(text.split())


__all__ = ["MAX_PROSE", "FoundProse", "find_prose"]
