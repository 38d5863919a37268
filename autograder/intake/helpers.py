"""Carry over what an answer uses from cells that are not graded: a helper, an import, a constant.

A student who writes a helper in a cell of their own has answered well; only the statements that an answer needs are
taken, and never one that would replace something of ours or another answer.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from .code import Statement, defined_names, statements, used_names

MAX_CARRIED = 200  # statements for one answer

# What IPython itself defines, and what belongs to the notebook's own checks, which are not run when grading.
_NOT_CARRIED = frozenset(dir(builtins)) | {"get_ipython", "display", "In", "Out", "otter", "grader", "__name__"}


@dataclass(frozen=True, slots=True)
class Helper:
    """Code to run before the answer `before`."""

    before: str
    source: str
    names: tuple[str, ...]


class Pool:
    """Statements of cells that are not graded, in the notebook's order."""

    def __init__(self, sources: Sequence[str], protected: Set[str], given: Sequence[str]) -> None:
        """
        Args:
            sources: the cells' code.
            protected: names that answers and given cells define.
            given: source of the given cells.
        """
        found = [(i, statement) for i, source in enumerate(sources) for statement in statements(source)]
        found = [(i, statement) for i, statement in found if statement.module != "otter"]
        self.protected = protected
        self.ordered = [statement for _, statement in found]
        self.origin = {id(statement): i for i, statement in found}
        self.stars = _once(statement for statement in self.ordered if statement.kind == "star")
        imported = {s.module for source in given for s in statements(source) if s.kind == "import"}
        self.submodules = [s for s in self.ordered if s.dotted and (s.module in imported or s.module not in protected)]

    def needed_by(self, names: Set[str], taken: Set[int]) -> list[Statement]:
        """The statements that define `names`, and what those use in turn; `taken` holds those already carried."""
        wanted, seen = sorted(names - self.protected - _NOT_CARRIED), set(names)
        chosen = {id(s): s for s in self.submodules if s.module in names}
        while wanted and len(chosen) < MAX_CARRIED:
            for statement in self._defining(wanted.pop()):
                chosen[id(statement)] = statement
                wanted += sorted(statement.uses - seen - self.protected - _NOT_CARRIED)
                seen |= statement.uses
        return [s for s in self.ordered if id(s) in chosen and id(s) not in taken]

    def _defining(self, name: str) -> list[Statement]:
        """The last definition of `name`; of a variable all assignments, since the last may build on the first."""
        found = [s for s in self.ordered if name in s.names and not s.names & self.protected]
        return found if found and found[-1].kind == "assign" else found[-1:]


def carry_over(answers: Mapping[str, str], given: Sequence[str], others: Sequence[str]) -> list[Helper]:
    """Helpers to run, in order; those with an empty `before` go first of all.

    Args:
        answers: the source that is executed for each name, in the order of execution.
        given: source of the given cells.
        others: code of all other cells, in the student's order.
    """
    protected = {name for source in (*answers.values(), *given) for name in defined_names(source)} | set(answers)
    pool = Pool(others, protected, given)
    helpers: list[Helper] = []
    taken: set[int] = set()
    unresolved: set[str] = set()
    for name, source in answers.items():
        used = used_names(source)
        carried = pool.needed_by(used, taken)
        taken |= {id(statement) for statement in carried}
        helpers += _by_cell(name, carried, pool)
        unresolved |= used - protected - _NOT_CARRIED - {n for s in pool.ordered for n in s.names}
    if unresolved and pool.stars:
        # First of all, so that no star can replace a name of ours.
        helpers.insert(0, Helper("", "\n".join(s.text for s in pool.stars), tuple(s.text for s in pool.stars)))
    return helpers


def _by_cell(name: str, carried: Sequence[Statement], pool: Pool) -> Iterator[Helper]:
    """One helper for each cell of origin: where a statement fails, those of other cells still run."""
    for cell in sorted({pool.origin[id(statement)] for statement in carried}):
        own = [statement for statement in carried if pool.origin[id(statement)] == cell]
        names = tuple(sorted({n for statement in own for n in statement.names}))
        yield Helper(name, "\n".join(statement.text for statement in own), names)


def _once(found: Iterator[Statement]) -> list[Statement]:
    return list({statement.text: statement for statement in found}.values())
