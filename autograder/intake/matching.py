"""Which of the student's cells answers which of our names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.written import derivation_name

from .code import defined_names, defines_function, parses
from .reading import StudentCell
from .released import Release, ReleasedCell


@dataclass(slots=True)
class Matched:
    """What was found for each name.

    Args:
        cells: the cell that answers a name; a name that is not here has no cell of its own.
        elsewhere: names defined by the cell of another answer, and that answer's name.
        repaired: sentences about what was not where it belongs.
    """

    cells: dict[str, StudentCell] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    repaired: list[str] = field(default_factory=list)


def same_code(a: str, b: str) -> bool:
    """Equal up to whitespace."""
    return a == b or "".join(a.split()) == "".join(b.split())


def match(release: Release, cells: Sequence[StudentCell]) -> Matched:
    """Find the answers: by `grade_id` first, by the name that a cell defines where that fails."""
    found = Matched()
    for name, stub in release.stubs.items():
        own = _own_cell(name, stub, cells, found.repaired)
        if own is not None:
            found.cells[name] = own
    for name, stub in release.stubs.items():
        current = found.cells.get(name)
        if current is None or _says_nothing(name, stub, current.source):
            _look_elsewhere(name, release, cells, found)
    lost = [name for name in release.answers if name not in found.cells and name not in found.elsewhere]
    found.repaired += [f"{name}: its answer cell is missing." for name in lost]
    _report_order(release, found)
    return found


def _own_cell(name: str, stub: str, cells: Sequence[StudentCell], repaired: list[str]) -> StudentCell | None:
    """The cell with this `grade_id`; of several the last one that is filled in and, if one does, defines the name.

    Code comes before text: an earlier attempt that is kept in a text cell has the answer's `grade_id` too.
    """
    own = [cell for cell in cells if cell.name == name and (cell.kind == "code" or name in _names_of(cell, stub))]
    filled = [cell for cell in own if not same_code(cell.source, stub)]
    defining = [cell for cell in filled if _claims(name, cell.source)]
    code = [[cell for cell in group if cell.kind == "code"] for group in (defining, filled, own)]
    chosen = next((group[-1] for group in (code[0], defining, code[1], filled, code[2], own) if group), None)
    if chosen is None:
        return None
    if len(own) > 1:
        which = "code cell" if len(code[2]) < len(own) and chosen.kind == "code" else "one"
        repaired.append(
            f"{name}: {len(own)} cells claim to be its answer; the last {which} that is filled in was taken."
        )
    if chosen.kind != "code":
        repaired.append(f"{name}: its answer cell had been turned into a {_kind(chosen)} cell; it was read as code.")
    return chosen


def _names_of(cell: StudentCell, stub: str) -> frozenset[str]:
    """What the cell defines; one in the place of a derivation may have lost the line that names it."""
    return frozenset({cell.name}) if derivation_name(stub) is not None else defined_names(cell.source)


def _says_nothing(name: str, stub: str, source: str) -> bool:
    """Whether another cell may speak for `name`: its own is as released, or does not define it."""
    return same_code(source, stub) or not _claims(name, source)


def _claims(name: str, source: str) -> bool:
    """Whether the cell defines `name`, or tries to in code that does not parse."""
    if parses(source):
        return name in defined_names(source)
    return name in defined_names(source) or bool(
        re.search(rf"^[ \t]*(def|class)\s+{name}\b|^{name}[ \t]*=", source, re.M)
    )


def _look_elsewhere(name: str, release: Release, cells: Sequence[StudentCell], found: Matched) -> None:
    """Take the last other cell that defines `name`, a definition before a mere variable."""
    others = [cell for cell in cells if name in cell.source and name in defined_names(cell.source)]
    others = [cell for cell in others if not any(same_code(cell.source, ours.source) for ours in release.cells)]
    if name in release.written:  # by a cell of LaTeX, not by a variable of this name
        others = [cell for cell in others if derivation_name(cell.source) == name]
    functions = [cell for cell in others if defines_function(cell.source, name)]
    code = [cell for cell in others if cell.kind == "code"]
    # Code that was turned into a text cell counts where nothing else does, and only as a definition.
    ranked = ([cell for cell in functions if cell.kind == "code"], code, functions)
    chosen = next((group[-1] for group in ranked if group), None)
    if chosen is None:
        return
    owner = next((other for other, cell in found.cells.items() if cell.index == chosen.index), None)
    if owner is None:
        found.cells[name] = chosen
        found.repaired.append(f"{name}: its answer was found in a cell without its grade_id, by the name it defines.")
    else:
        found.cells.pop(name, None)
        found.elsewhere[name] = owner
        found.repaired.append(f"{name}: its answer was found in the answer cell of {owner}.")


def _report_order(release: Release, found: Matched) -> None:
    order = [found.cells[name].index for name in release.answers if name in found.cells]
    if order != sorted(order):
        found.repaired.append("Answer cells stood in another order; they were run in the order of the release.")


def report_locked(release: Release, cells: Sequence[StudentCell]) -> list[str]:
    """Sentences about cells of ours that the student changed or removed: the released ones are used."""
    theirs: dict[str, list[StudentCell]] = {}
    for cell in cells:
        theirs.setdefault(cell.name, []).append(cell)
    ours = [cell for cell in release.cells if cell.name and cell.role != "answer"]
    locked = [cell for cell in ours if cell.role != "prose"]
    changed = [cell.name for cell in locked if cell.name in theirs and not _as_released(cell, theirs[cell.name])]
    gone = [cell.name for cell in locked if cell.name not in theirs]
    points = [cell.name for cell in ours if any(_other_points(cell, own) for own in theirs.get(cell.name, []))]
    return [
        *_sentence(changed, "was changed", "were changed", "the released text is used"),
        *_sentence(points, "had other points", "had other points", "the released points are used"),
        *_sentence(gone, "was missing", "were missing", "the released text is used"),
    ]


def report_again(release: Release, cells: Sequence[StudentCell], matched: Matched) -> list[str]:
    """Sentences about cells of the student's own that define an answer anew, below the cell that answers it."""
    locked = {cell.name for cell in release.cells if cell.name}
    added = [cell for cell in cells if cell.kind == "code" and cell.name not in locked]
    known = {cell.source for cell in release.cells} | {cell.source for cell in matched.cells.values()}
    added = [cell for cell in added if cell.source not in known]
    names = []
    for name in release.answers:
        own = matched.cells.get(matched.elsewhere.get(name, name))
        if own and own.name and any(c.index > own.index and name in defined_names(c.source) for c in added):
            names.append(name)
    return [f"A cell that you added defines {name} again; the answer cell counts." for name in names]


def _as_released(ours: ReleasedCell, theirs: list[StudentCell]) -> bool:
    return any(same_code(cell.source, ours.source) for cell in theirs)


def _other_points(ours: ReleasedCell, own: StudentCell) -> bool:
    return ours.points is not None and own.points is not None and own.points != ours.points


def _sentence(names: list[str], one: str, many: str, used: str) -> list[str]:
    if not names:
        return []
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return [f"{listed} {one if len(names) == 1 else many}; {used}."]


def _kind(cell: StudentCell) -> str:
    return cell.kind if cell.kind in ("markdown", "raw") else "foreign"
