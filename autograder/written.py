"""Answers in writing: a cell whose first line is `%%derivation NAME`. Such a cell is read, and never executed."""

from __future__ import annotations

import re

# Blank lines and comments may stand before the magic, though IPython itself would not have it so.
_MAGIC = re.compile(r"(?:[ \t]*(?:(?:#|%(?!%)).*)?\n){0,200}?[ \t]*%%derivation\b(?:[ \t]+(?P<name>\w+))?.*(?:\n|\Z)")
_MARKS = re.compile(r"^[ \t]*#+ (?:BEGIN|END) SOLUTION[ \t]*$", re.MULTILINE)  # in our own notebooks
_COMMENT = re.compile(r"(?<!\\)%.*")


def derivation_name(source: str) -> str | None:
    """The name that the cell gives its derivation, "" where it gives none; None where it is no such cell."""
    found = _MAGIC.match(source)
    return (found["name"] or "") if found else None


def derivation_text(source: str) -> str:
    """What stands below the magic, line for line; the whole cell where there is none."""
    found = _MAGIC.match(source)
    return _MARKS.sub("", source[found.end() :] if found else source)


def says_something(text: str) -> bool:
    """Whether there is more in it than blanks and comments."""
    return bool(_COMMENT.sub("", text).strip())
