"""What is found about a derivation: data for pages, tables and points."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from .reading.source import Place

State = Literal["yes", "no", "undecided"]
Verdict = Literal["valid", "invalid", "undecided", "unread"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A place that cannot be read.

    Attributes:
        said: what is wrong there, one sentence.
        expected: what would have been read, or "".
        place: line, column and text.
    """

    said: str
    expected: str
    place: Place

    def __str__(self) -> str:
        where = f"line {self.place.line}, column {self.place.column}"
        shown = (
            f" (`{self.place.text}`)"
            if self.place.text.isprintable() and 0 < len(self.place.text.strip()) <= 60
            else ""
        )
        return f"{where}{shown}: {self.said}" + (f" Expected: {self.expected}." if self.expected else "")


@dataclass(frozen=True, slots=True)
class RowReading:
    """One row as it was read.

    Attributes:
        number: as the student counts rows, from 1.
        line: of the cell, from 1, the line with `%%derivation` not counted.
        latex: the row's own source, fit to be typeset.
        words: how each side was read, one entry a side.
        problem: why it was not read, or None.
    """

    number: int
    line: int
    latex: str
    words: tuple[str, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """Whether a row follows from what stands before it.

    Attributes:
        reading: the row.
        verdict: "valid", "invalid", "undecided" or "unread".
        reason: why it is not valid, one sentence for the student; no numbers of a model stand in it.
        counterexample: the model's numbers and both sides' values; "" unless invalid.
        remark: what is worth saying of a valid row ("equality holds here").
    """

    reading: RowReading
    verdict: Verdict
    reason: str = ""
    counterexample: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether one part of the work is there, and why not."""

    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is found about one derivation.

    Attributes:
        rows: one verdict a row.
        start, goal, validity: those parts.
        moves: by the move's name.
        problem: why nothing could be read, or None.
    """

    rows: tuple[RowVerdict, ...]
    start: Finding
    goal: Finding
    validity: Finding
    moves: dict[str, Finding] = field(default_factory=dict)
    problem: Problem | None = None

    @property
    def first_bad(self) -> int | None:
        """Number of the first row that is invalid, or None."""
        return next((row.reading.number for row in self.rows if row.verdict == "invalid"), None)

    def to_json(self) -> dict[str, Any]:
        """Plain lists, strings and numbers."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Judgement:
        """What `to_json` gave."""

        def problem(told: dict[str, Any] | None) -> Problem | None:
            return None if told is None else Problem(told["said"], told["expected"], Place(**told["place"]))

        def row(told: dict[str, Any]) -> RowVerdict:
            reading = told["reading"]
            read = {**reading, "words": tuple(reading["words"]), "problem": problem(reading["problem"])}
            return RowVerdict(**{**told, "reading": RowReading(**read)})

        return cls(
            rows=tuple(map(row, given["rows"])),
            start=Finding(**given["start"]),
            goal=Finding(**given["goal"]),
            validity=Finding(**given["validity"]),
            moves={name: Finding(**told) for name, told in given["moves"].items()},
            problem=problem(given["problem"]),
        )

    def part(self, name: str) -> Finding:
        """`start`, `goal`, `validity`, or a move by its name."""
        if name in ("start", "goal", "validity"):
            found: Finding = getattr(self, name)
            return found
        return self.moves[name]
