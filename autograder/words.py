"""Numbers and names as a reader wants them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.results import RowVerdictName, VerdictName

VERDICTS: tuple[VerdictName, ...] = ("right", "partial", "wrong", "undecided", "missing")

IN_WORDS: dict[VerdictName, str] = {
    "right": "Right",
    "partial": "Partly right",
    "wrong": "Not right yet",
    "undecided": "Waiting for a person",
    "missing": "No answer found",
}

# A sign that goes with what is said of a row of a derivation, and the words.
ROWS: dict[RowVerdictName, tuple[VerdictName, str]] = {
    "valid": ("right", "follows"),
    "invalid": ("wrong", "does not follow"),
    "undecided": ("undecided", "for a person to decide"),
    "unread": ("undecided", "could not be read"),
}

# Characters that a name from a student's folder could use to disturb a terminal or the direction of a page's text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The same text without control characters, bidirectional overrides and lone surrogates."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def points(value: float) -> str:
    """At most two decimals, none where none are needed: 2.6667 is 2.67, 5.0 is 5."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def counted(count: int, noun: str, plural: str = "") -> str:
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def counted_points(value: float) -> str:
    """`1 point`, `1.5 points`."""
    return f"{points(value)} point{'' if value == 1 else 's'}"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def spoken(slug: str) -> str:
    """A misconception's slug as words."""
    return slug.replace("-", " ").replace("_", " ")
