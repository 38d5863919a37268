"""Derivations: read and judged once for all their checks, each of which asks for one part."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from autograder.collect.wire import Answer
from autograder.derivation import Derivation, Finding, Judgement, RowVerdict, judge
from autograder.results import RowResult
from autograder.written import says_something

from .apart import Exhausted, apart
from .verdict import Precision, Verdict, rejected

SECONDS = 10  # of the processor, for one derivation
MOST_TOLD = 3  # lines that are named in one message
KEPT = 2048  # judgements

VALIDITY = "validity"

_TOO_LONG = "the derivation could not be judged in the time there is; a person will look at it"
_NOWHERE = "no line is wrong, but none is a step towards what was asked for"
_NOTHING = "there is no text below `%%derivation`"


@dataclass(frozen=True)
class DerivationComparator:
    """Accept a text in which one part of the `Derivation` that was asked for is there.

    What can be neither proved nor refuted, and what cannot be read, is undecided and for a person to judge.

    Args:
        part: "start", "goal", "validity" or the name of a move.
        seconds: of the processor, for the whole derivation.
    """

    part: str
    seconds: int = SECONDS

    def __call__(self, got: Answer, want: Derivation, precision: Precision) -> Verdict:
        if not isinstance(got.value, str) or not says_something(got.value):
            return rejected(_NOTHING)
        judgement = judgement_of(got.value, want, self.seconds)
        if judgement is None:
            return Verdict(passed=False, undecided=True, to_student=_TOO_LONG, to_staff=_TOO_LONG)
        return _verdict(judgement, judgement.part(self.part), self.part, witness=want.witness)

    def rows(self, got: Answer, want: Derivation) -> tuple[RowResult, ...]:
        """What is found about each row, for pages and tables; nothing where nothing was found."""
        if not isinstance(got.value, str) or not says_something(got.value):
            return ()
        judgement = judgement_of(got.value, want, self.seconds)
        return () if judgement is None else row_results(judgement, witness=want.witness)

    def alike(self, ours: Answer, theirs: Answer, want: Derivation) -> float:
        """1 for the same text, 0.5 where the first line that does not follow (else every line) is read the same; or 0.

        Blanks do not count.
        """
        if not isinstance(ours.value, str) or not isinstance(theirs.value, str):
            return 0.0
        if "".join(ours.value.split()) == "".join(theirs.value.split()):
            return 1.0
        a, b = (judgement_of(answer.value, want, self.seconds) for answer in (ours, theirs))
        if a is None or b is None:
            return 0.0
        mine, other = _mark(a), _mark(b)
        return 0.5 if mine and mine == other else 0.0


@lru_cache(maxsize=KEPT)
def judgement_of(text: str, derivation: Derivation, seconds: int = SECONDS) -> Judgement | None:
    """All that is found about `text`; None where that took too long.

    Raises:
        AutograderError: a fault of ours.
    """
    try:
        return Judgement.from_json(apart(lambda: judge(text, derivation).to_json(), seconds))
    except Exhausted:
        return None


def row_results(judgement: Judgement, *, witness: bool = False) -> tuple[RowResult, ...]:
    """The rows as records. With `witness` the student is told a counterexample's numbers."""
    return tuple(_row_result(row, witness=witness) for row in judgement.rows)


def _row_result(row: RowVerdict, *, witness: bool) -> RowResult:
    said = row.reason or (str(row.reading.problem) if row.reading.problem else row.remark)
    if witness and row.counterexample:
        said = f"{said} {row.counterexample}".strip()
    reading = row.reading
    return RowResult(reading.number, reading.line, reading.latex, row.verdict, said, row.counterexample)


def _verdict(judgement: Judgement, found: Finding, part: str, *, witness: bool) -> Verdict:
    if found.state == "yes" and not (part == VALIDITY and _leads_nowhere(judgement)):
        return Verdict(passed=True)
    told = _told(judgement, witness=witness) if part == VALIDITY else ""
    told = told or _fragment(found.reason or (str(judgement.problem) if judgement.problem else _NOWHERE))
    staff = "; ".join(filter(None, [told, *(_numbers(row) for row in judgement.rows if part == VALIDITY)]))
    if found.state == "undecided":
        return Verdict(passed=False, undecided=True, to_student=told, to_staff=staff)
    return Verdict(passed=False, distance=math.inf, to_student=told, to_staff=staff)


def _leads_nowhere(judgement: Judgement) -> bool:
    """Whether nothing of the way is there: that 0 = 0 is true and that a start equals itself are no marks."""
    wanted = (judgement.goal, *judgement.moves.values())
    return all(found.state == "no" for found in wanted)


def _told(judgement: Judgement, *, witness: bool) -> str:
    """Which lines do not follow, and why; where none is wrong, those that could not be judged."""
    bad = [row for row in judgement.rows if row.verdict == "invalid"]
    bad = bad or [row for row in judgement.rows if row.verdict in ("undecided", "unread")]
    lines = [_line(row, witness=witness) for row in bad[:MOST_TOLD]]
    more = [f"and {len(bad) - MOST_TOLD} more lines"] if len(bad) > MOST_TOLD else []
    return "; ".join(lines + more)


def _line(row: RowVerdict, *, witness: bool) -> str:
    result = _row_result(row, witness=witness)
    why = _fragment(result.said)
    if row.verdict == "unread":
        return why if row.reading.problem else f"{place(result)} could not be read: {why}"
    if row.verdict == "undecided":
        return f"{place(result)} could not be decided: {why}"
    return f"{place(result)} does not follow from what stands above it" + (f": {why}" if why else "")


def place(row: RowResult) -> str:
    """How a row is called: by its line, and by its number where that is another."""
    return f"line {row.line}" if row.line == row.number else f"row {row.number} (line {row.line})"


def _numbers(row: RowVerdict) -> str:
    if not row.counterexample:
        return ""
    source = " ".join(row.reading.latex.split()).replace("`", "'")
    return f"row {row.reading.number}, `{source}`, counterexample: {row.counterexample}"


def _fragment(sentence: str) -> str:
    """A sentence as a part of another one: without its full stop."""
    return sentence.strip().removesuffix(".")


def _mark(judgement: Judgement) -> tuple[tuple[str, ...], ...]:
    """How the first wrong row was read; where none is wrong, how all were."""
    bad = [row.reading.words for row in judgement.rows if row.verdict == "invalid"]
    return tuple(bad[:1]) if bad else tuple(row.reading.words for row in judgement.rows)
