"""Derivations in LaTeX: read, verified line by line by their meaning, and credited in parts.

The way of a text through the modules:

- `source`, `latex`, `dress`: places, tokens, and what TeX needs for the eye only, taken off.
- `relate`, `rows`, `layout`: rows, statements, sides and the relations between them.
- `tree`; `cursor`, `scope`, `names`, `operators`, `means`, `derivatives`, `expressions`, `grammar`: a side to trees.
- `declaration`, `lexicon`: what an author says of a question, and that read. `document`: claims and own names.
- `fields`, `models`, `laws`, `core`, `densities`, `binders`, `measures`, `calculus`, `evaluate`: what a tree is worth.
- `values`, `relations`, `proportions`, `equations`, `noises`, `sums`, `scales`, `linking`: whether a claim holds.
- `forms`, `terms`, `parts`, `goal`, `credit`: what is earned. `verify`: all of it. `words`: a tree said in words.
"""

from .declaration import Derivation, Goal, Move, Notation
from .judgement import Finding, Judgement, RowVerdict
from .verify import judge, read

__all__ = ["Derivation", "Finding", "Goal", "Judgement", "Move", "Notation", "RowVerdict", "judge", "read"]
