"""What can be said of a tree without computing anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from autograder.collect.formula import CONSTANTS, HEADS, MAX_EXPONENT, Tree

_WHOLE = re.compile(r"-?[0-9]{1,1000}", re.ASCII)


def well_formed(tree: Tree) -> bool:
    """Whether a tree from the wire, whoever made it, has allowed heads only, and leaves that are what they say."""
    return all(_fits(node) for node in _nodes(tree))


def names(tree: Any) -> set[str]:
    """The names of all its symbols, bound ones too."""
    return {str(node[1]) for node in _nodes(tree) if node[0] in ("Symbol", "Dummy")}


def holds(tree: Any, heads: Collection[str]) -> bool:
    """Whether one of `heads` is in it."""
    return any(node[0] in heads for node in _nodes(tree))


def _nodes(tree: Any) -> Iterator[Sequence[Any]]:
    """Every head with its parts; `tree` may be of tuples or of lists."""
    yield tree
    for part in tree[1:]:
        if not isinstance(part, str):
            yield from _nodes(part)


def _fits(node: Sequence[Any]) -> bool:
    head, *parts = node
    if head in _LEAVES:
        return all(isinstance(part, str) for part in parts) and _LEAVES[head](parts)
    if head in CONSTANTS:
        return not parts
    return head in HEADS and bool(parts) and not any(isinstance(part, str) for part in parts)


def _whole(texts: Sequence[str], count: int) -> bool:
    return len(texts) == count and all(_WHOLE.fullmatch(text) for text in texts)


_LEAVES: dict[str, Callable[[list[str]], bool]] = {
    "Symbol": lambda parts: len(parts) == 1,
    "Dummy": lambda parts: len(parts) == 2,
    "Integer": lambda parts: _whole(parts, 1),
    "Rational": lambda parts: _whole(parts, 2) and int(parts[1]) > 0,
    "Float": lambda parts: _whole(parts, 2) and abs(int(parts[1])) <= MAX_EXPONENT,
}
