"""Places in what a student wrote, and the error that points at one."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to before `end`, in characters of the source."""

    start: int
    end: int

    def __or__(self, other: Span) -> Span:
        return Span(min(self.start, other.start), max(self.end, other.end))


class Unreadable(ValueError):
    """A place that cannot be read: what is wrong there, and what was expected.

    Attributes:
        problem: one sentence.
        expected: what would have been read, or "".
        at: where.
    """

    def __init__(self, problem: str, at: Span, expected: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.expected = expected
        self.at = at


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, both counted from 1, and the text there."""

    line: int
    column: int
    text: str


class Source:
    """The text of a cell after its first line, with lines to count in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(i + 1 for i, character in enumerate(text) if character == "\n")]

    def line(self, at: int) -> int:
        return bisect_right(self._starts, at)

    def place(self, span: Span) -> Place:
        line = self.line(min(span.start, max(0, len(self.text) - 1)))
        return Place(line, span.start - self._starts[line - 1] + 1, self.text[span.start : span.end])
