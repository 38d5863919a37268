"""Derivations in LaTeX: read, verified line by line by their meaning, and credited in parts.

`source`, `latex`, `dress`, `layout`, `grammar`, `tree`: from text to rows of typed trees. `declaration`: what an author says
of a question. `fields`, `models`, `evaluate`: what a tree is worth. `relations`, `moves`, `verify`: whether a line follows,
and what is credited. `words`: a tree said in words.
"""

from .declaration import Derivation, Goal, Move, Notation
from .judgement import Finding, Judgement, RowVerdict
from .verify import judge, read

__all__ = ["Derivation", "Finding", "Goal", "Judgement", "Move", "Notation", "RowVerdict", "judge", "read"]
