r"""The tokens of one side to trees: what binds what, and what is in whose scope.

Where TeX leaves it open, these rules decide; students are told them (docs/derivations.md):

1. `\log` takes the factors that follow, up to `+`, `-`, the end, or the next `\log`, `\sum`, `\int`, `E`. Where a
   bracket follows at once, it takes the bracket only.
2. `\sum` and `\prod` take the term that follows; a later term of the same bracket that contains the bound index belongs
   to it too.
3. `\int` takes everything up to its `dv`; `\int dv` takes the term.
4. `E` takes its bracket; without one, what `\log` would take, a `\log` included.
5. `\frac{\partial}{\partial v}` takes a bracket that follows at once, else the term.
6. `a/b` takes one factor on its right.

Where a second reading is as natural, both are kept, at most `MOST_READINGS` a side, the one by the rules first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from .cursor import Choices, Effort, Vocabulary
from .expressions import Expressions
from .latex import Token
from .source import Span, Unreadable
from .tree import Node

MOST_READINGS = 8
DEEPEST_TREE = 50

__all__ = ["MOST_READINGS", "Vocabulary", "readings"]


def readings(tokens: Sequence[Token], vocabulary: Vocabulary, near: Span) -> list[Node]:
    """All readings of a side, the one by the rules first; at least one.

    Raises:
        Unreadable: where no reading succeeds; the place is that of the reading by the rules.
    """
    first_error: Unreadable | None = None
    found: list[Node] = []
    effort = Effort(len(tokens))
    for plan in _plans(tokens, vocabulary, near, effort):
        try:
            tree = Expressions(tokens, vocabulary, Choices(effort, plan), near).whole()
        except Unreadable as error:
            first_error = first_error or error
            continue
        except RecursionError:
            raise _too_deep(near) from None
        if _depth(tree) > DEEPEST_TREE:
            raise _too_deep(near)
        if tree not in found:
            found.append(tree)
        if len(found) == MOST_READINGS:
            break
    if not found:
        assert first_error is not None
        raise first_error
    return found


def _too_deep(near: Span) -> Unreadable:
    return Unreadable(f"More than {DEEPEST_TREE} operations stand inside each other here.", near, "a flatter formula")


def _depth(tree: Node) -> int:
    """Length of the longest way down, without recursion."""
    deepest = 0
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in node.children()]
    return deepest


def _plans(tokens: Sequence[Token], vocabulary: Vocabulary, near: Span, effort: Effort) -> Iterator[tuple[int, ...]]:
    """The rules everywhere; then the second reading at one place, at all places, at two neighbouring places."""
    yield ()
    choices = Choices(effort)
    with suppress(Unreadable, RecursionError):
        Expressions(tokens, vocabulary, choices, near).whole()
    count = choices.made
    for place in range(count):
        yield tuple(int(i == place) for i in range(count))
    if count > 1:
        yield (1,) * 64
    for place in range(count - 1):
        yield tuple(int(i in (place, place + 1)) for i in range(count))
