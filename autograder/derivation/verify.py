"""Judging a derivation: what follows, what is reached, what was seen on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator

from .crediting.credit import Credit
from .declaration import Derivation, Notation
from .judgement import Finding, Judgement, Problem, RowReading, RowVerdict
from .judging.document import Document, read_document
from .judging.linking import Judging
from .judging.outcome import Outcome
from .lexicon import Lexicon, lexicon
from .meaning.core import Convention
from .reading.source import Source, Unreadable
from .reading.tree import Density, Function, Mean, Node
from .words import in_words

SECONDS = 8.0  # of CPU, for one derivation


def read(text: str, notation: Notation) -> tuple[RowReading, ...]:
    """The rows of `text`, how each side was read, and what could not be read.

    Where rows cannot even be told apart, there is one row, with its problem.
    """
    words = lexicon(notation)
    try:
        document = read_document(text, words)
    except Unreadable as error:
        problem = _problem(error, Source(text))
        return (RowReading(1, problem.place.line, text, (), problem),)
    return tuple(_readings(document, words))


def judge(text: str, derivation: Derivation) -> Judgement:
    """Judge `text` against what was asked. Takes at most some `SECONDS` of CPU; what is not decided then stays
    undecided.
    """
    words = lexicon(derivation.notation)
    try:
        document = read_document(text, words)
    except Unreadable as error:
        return _nothing_read(error, Source(text), text, derivation)
    if not document.claims:
        return _nothing_claimed(document, words, derivation)
    judging = _best(document, words)
    rows = tuple(_verdicts(document, words, judging.outcomes))
    credit = Credit(judging, derivation)
    return Judgement(
        rows=rows,
        start=credit.start(),
        goal=credit.goal(),
        validity=_validity(rows),
        moves={move.name: credit.move(move) for move in derivation.moves},
    )


def _best(document: Document, words: Lexicon) -> Judging:
    """The document under the convention that makes most of it."""
    deadline = time.process_time() + SECONDS
    best: tuple[tuple[int, int, int], Judging] | None = None
    for convention in _conventions(document, words):
        judging = Judging(document, words, convention, deadline)
        outcomes = judging.run()
        invalid = [place for place, outcome in enumerate(outcomes) if outcome.verdict == "invalid"]
        undecided = sum(outcome.verdict == "undecided" for outcome in outcomes)
        score = (len(invalid), -(invalid[0] if invalid else 0), undecided)
        if best is None or score < best[0]:
            best = (score, judging)
        if score[0] == 0 and undecided == 0:
            break
    assert best is not None
    return best[1]


def _conventions(document: Document, words: Lexicon) -> Iterator[Convention]:
    """The plain one first."""
    nodes = [node for side in document.sides for tree in side.readings for node in tree.walk()]
    notation = words.notation
    bases = {node.name for node in nodes if isinstance(node, Function) and node.name.startswith("log")}
    bits = bases == {"log2"}
    bare_mean = any(isinstance(node, Mean) and not node.laws for node in nodes)
    bare_law = any(isinstance(node, Density) and not node.left for node in nodes)
    means = range(min(3, len(set(words.laws.values())))) if bare_mean else range(1)
    joints = (False, True) if notation.steps is not None and (bare_law or bare_mean) else (False,)
    estimates = (False, True) if _names_an_estimate(nodes, words) else (False,)
    for estimated in estimates:
        for joint in joints:
            for mean in means:
                yield Convention(mean=mean, joint=joint, estimated=estimated, bits=bits)


def _names_an_estimate(nodes: list[Node], words: Lexicon) -> bool:
    """Whether the text says of which estimate it speaks: a number is taken at its estimate only then."""
    estimates = {words.read(latex) for _, latex in words.notation.estimates}
    estimates |= {name for name, _, meaning in words.quantities if meaning in estimates}
    return any(node in estimates for node in nodes)


# ---------------------------------------------------------------------------------------------------------------- rows


def _problem(error: Unreadable, source: Source) -> Problem:
    return Problem(error.problem, error.expected, source.place(error.at))


def _readings(document: Document, words: Lexicon) -> Iterator[RowReading]:
    for row in document.layout.rows:
        sides = [side for side in document.sides if side.row == row.number]
        problem = next((side.problem for side in sides if side.problem is not None), None)
        yield RowReading(
            row.number,
            row.line,
            document.source.text[row.at.start : row.at.end].strip(),
            tuple(in_words(side.readings[0], words) for side in sides if side.readings),
            _problem(problem, document.source) if problem is not None else None,
        )


def _verdicts(document: Document, words: Lexicon, outcomes: list[Outcome]) -> Iterator[RowVerdict]:
    for reading in _readings(document, words):
        found = [
            outcome for claim, outcome in zip(document.claims, outcomes, strict=True) if claim.row == reading.number
        ]
        if reading.problem is not None:
            yield RowVerdict(reading, "unread", str(reading.problem))
            continue
        worst = next((outcome for outcome in found if outcome.verdict == "invalid"), None)
        worst = worst or next((outcome for outcome in found if outcome.verdict == "undecided"), None)
        if worst is None:
            remark = next((outcome.remark for outcome in found if outcome.remark), "")
            yield RowVerdict(reading, "valid", remark=remark)
        elif worst.verdict == "invalid":
            yield RowVerdict(reading, "invalid", worst.reason, worst.counterexample)
        else:
            yield RowVerdict(reading, "undecided", worst.reason)


def _validity(rows: tuple[RowVerdict, ...]) -> Finding:
    for row in rows:
        if row.verdict == "invalid":
            where = f"Row {row.reading.number} (line {row.reading.line})"
            return Finding("no", f"{where} does not follow from what stands before it. {row.reason}")
    for row in rows:
        if row.verdict in ("undecided", "unread"):
            where = f"row {row.reading.number} (line {row.reading.line})"
            return Finding("undecided", f"{where}: {row.reason}")
    return Finding("yes")


def _nothing_read(error: Unreadable, source: Source, text: str, derivation: Derivation) -> Judgement:
    problem = _problem(error, source)
    finding = Finding("undecided", str(problem))
    row = RowVerdict(RowReading(1, problem.place.line, text, (), problem), "unread", str(problem))
    moves = {move.name: finding for move in derivation.moves}
    return Judgement((row,), finding, finding, finding, moves, problem)


def _nothing_claimed(document: Document, words: Lexicon, derivation: Derivation) -> Judgement:
    """Words or a lone expression: nothing is said that could follow."""
    rows = tuple(
        RowVerdict(reading, "unread" if reading.problem else "valid") for reading in _readings(document, words)
    )
    if any(row.verdict == "unread" for row in rows):
        finding = Finding("undecided", "Some rows could not be read; a person looks at them.")
    else:
        finding = Finding("no", "No row says that one thing equals, or is at least, another.")
    return Judgement(rows, finding, finding, finding, {move.name: finding for move in derivation.moves})
