"""Derivations in LaTeX: read, verified line by line by their meaning, and credited in parts.

`declaration`, `forms`: what an author says of a question; `lexicon`: that, read. The way of a text is `reading` (to
typed trees), `judging` (claim by claim, by what `meaning` says that a tree is worth), `crediting`. `verify` does
all of it, `judgement` is what comes of it, and `words` says a tree in words.
"""

from .declaration import Derivation, Goal, Move, Notation
from .judgement import Finding, Judgement, RowVerdict
from .verify import judge, read

__all__ = ["Derivation", "Finding", "Goal", "Judgement", "Move", "Notation", "RowVerdict", "judge", "read"]
