"""What a student may read, as a record of its own.

A feedback page is written from a `StudentView` and from nothing else. It has no field for a text to staff, for a
distance or for what a secret check is called, so that no template can show one by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.results import CheckResult, QuestionResult, RowResult, SubmissionResult, VerdictName
from autograder.words import IN_WORDS, ROWS, counted, joined, points, spoken


@dataclass(frozen=True, slots=True)
class LostCheck:
    """A public or hidden check that was not passed."""

    name: str
    points: float
    max_points: float
    public: bool
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a derivation: the student's own text, and what was found. `mark` is the name of its sign."""

    line: int
    source: str
    mark: VerdictName
    in_words: str
    said: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question.

    `secret` is (points, of how many) over all secret checks, None where there are none; `rubric` is what a person looks
    for (title, points), and `comment` what a person wrote.
    """

    name: str
    title: str
    points: float
    max_points: float
    verdict: VerdictName
    in_words: str
    lead: str
    misconception: str
    told: str
    messages: tuple[str, ...]
    lost: tuple[LostCheck, ...]
    waiting: tuple[str, ...]
    waiting_points: float
    passed: tuple[str, ...]
    followed_through: bool
    secret: tuple[float, float] | None
    next_step: str
    rows: tuple[RowView, ...] = ()
    rubric: tuple[tuple[str, float], ...] = ()
    prose: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class StudentView:
    """One submission."""

    student: str
    week: str
    score: float
    max_score: float
    summary: str
    refused: str | None
    notes: tuple[str, ...]
    repaired: tuple[str, ...]
    questions: tuple[QuestionView, ...]


def student_view(result: SubmissionResult) -> StudentView:
    questions = tuple(_question(question, refused=result.refused is not None) for question in result.questions.values())
    return StudentView(
        student=result.student,
        week=result.week,
        score=result.score,
        max_score=result.max_score,
        summary=_summary(questions, refused=result.refused is not None),
        refused=result.refused,
        notes=result.notes,
        repaired=result.repaired,
        questions=questions,
    )


def _question(question: QuestionResult, *, refused: bool) -> QuestionView:
    shown = [check for check in question.checks if check.shown != "secret"]
    secret = [check for check in question.checks if check.shown == "secret"]
    lost = _lost_checks(shown)
    listed = [] if question.verdict == "missing" else shown
    waits = question.verdict == "undecided"
    told, messages = _messages(question, shown=listed, secret=secret)
    return QuestionView(
        name=question.name,
        title=question.title,
        points=question.points,
        max_points=question.max_points,
        verdict=question.verdict,
        in_words="Not graded" if refused else IN_WORDS[question.verdict],
        lead="" if refused else _lead(question, shown),
        misconception=spoken(question.misconception or ""),
        told=told,
        messages=() if refused else messages,
        lost=() if refused or question.verdict == "missing" else lost,
        waiting=tuple(_waiting(check, question) for check in shown if check.undecided and waits and not question.prose),
        waiting_points=sum(check.max_points for check in question.checks if check.undecided and waits),
        passed=tuple(check.name for check in shown if check.passed),
        followed_through=any(check.followed_through for check in shown if check.passed),
        secret=_total(secret),
        next_step="" if refused else _next_step(question, lost),
        rows=tuple(_row(row) for row in question.rows),
        rubric=() if refused else tuple((criterion.title, criterion.points) for criterion in question.rubric),
        prose=question.prose,
        comment=question.decision.comment if question.decision else "",
    )


def _waiting(check: CheckResult, question: QuestionResult) -> str:
    """Its name, and why, where that does not stand with a line."""
    told = any(row.verdict in ("undecided", "unread") for row in question.rows)
    return f"{check.name} ({check.message})" if check.message and not told else check.name


def _row(row: RowResult) -> RowView:
    mark, in_words = ROWS[row.verdict]
    return RowView(row.line, row.source.strip(), mark, in_words, row.said)


def _lost_checks(shown: list[CheckResult]) -> tuple[LostCheck, ...]:
    """What was lost; a reason or a hint that stands with an earlier check is not said again."""
    lost: list[LostCheck] = []
    said: set[str] = set()
    for check in shown:
        if check.passed or check.undecided:
            continue
        lost.append(
            LostCheck(
                name=check.name,
                points=check.points,
                max_points=check.max_points,
                public=check.shown == "public",
                message=_reason(check, said, first=not lost),
                hint="" if check.hint in said else check.hint,
            )
        )
        said |= {check.message, check.hint}
    return tuple(lost)


def _reason(check: CheckResult, said: set[str], *, first: bool) -> str:
    if not check.message:
        return "" if first else "No points: this one counts only together with an earlier check."
    return "For the same reason as above." if check.message in said else check.message


def _total(secret: list[CheckResult]) -> tuple[float, float] | None:
    if not secret:
        return None
    return sum(check.points for check in secret), sum(check.max_points for check in secret)


def _messages(
    question: QuestionResult, *, shown: list[CheckResult], secret: list[CheckResult]
) -> tuple[str, tuple[str, ...]]:
    """What is told of a misconception, and the other sentences that stand with no check already."""
    told, rest = "", question.messages
    if question.misconception is not None and rest:
        told, rest = rest[0], rest[1:]
    return told, tuple(text for text in dict.fromkeys(rest) if not _said(text, shown) and not _betrays(text, secret))


def _said(text: str, shown: Iterable[CheckResult]) -> bool:
    return any(
        text.startswith(f"{check.name}: ") or any(part and part in text for part in (check.hint, check.message))
        for check in shown
    )


def _betrays(text: str, secret: Iterable[CheckResult]) -> bool:
    """Whether a sentence repeats what only a secret check says, or its name."""
    words = [part for check in secret for part in (check.name, check.message, check.hint) if part]
    return any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text, re.IGNORECASE) for part in words)


def _lead(question: QuestionResult, shown: list[CheckResult]) -> str:
    passed = sum(check.passed for check in shown)
    if question.decision is not None and question.decision.points is not None:
        more = " It is looked at once more: what you handed in, or what was found of it, has changed since."
        return "A person has marked this answer." + (more if question.decision.again else "")
    match question.verdict:
        case "right":
            return "Every check passed. Well done."
        case "partial" if shown and passed == len(shown):
            return "Every check that is shown passed. What is missing was lost in secret checks."
        case "partial":
            return f"Part of this stands: {passed} of {counted(len(shown), 'check')} passed. Here is what is missing."
        case "wrong":
            return "This one is not right yet. Here is what the checks saw."
        case "undecided" if question.prose:
            return "A person reads this answer and marks it. Its points are still to come."
        case "undecided":
            return (
                "The program could not decide this answer. A person will look at it, and the points may still change."
            )
        case "missing":
            return "" if question.messages else f"No answer with the name `{question.name}` came out of your notebook."


def _next_step(question: QuestionResult, lost: tuple[LostCheck, ...]) -> str:
    """One thing to do, where no hint of the author's says it."""
    if question.verdict == "missing" and question.prose:
        return "Write your answer into its cell, in the place of what stands there, and save the notebook."
    if question.prose or (question.decision is not None and question.decision.points is not None):
        return ""
    if question.verdict == "missing":
        return (
            f"Define `{question.name}` in its answer cell, restart the kernel, run all cells, and see that none stops."
        )
    if question.verdict not in ("partial", "wrong") or any(check.hint for check in lost):
        return ""
    if question.rows:
        return f"Run the cell `%%derivation {question.name}` again: it shows how each line is read."
    if any(check.public for check in lost):
        return f'Run `grader.check("{question.name}")` in your notebook: a check that you lost runs there too.'
    return f"Try `{question.name}` on an input that is small enough to work out by hand, and compare."


def _summary(questions: tuple[QuestionView, ...], *, refused: bool) -> str:
    if refused:
        return "Your notebook could not be read, so no question was graded."
    counts = {word: [q for q in questions if q.verdict == verdict] for verdict, word in _SUMMARY.items()}
    if questions and len(counts["right"]) == len(questions):
        return "Every question is right. Excellent work."
    parts = [f"{len(found)} {word}" for word, found in counts.items() if found]
    waiting = sum(q.waiting_points for q in questions)
    more = f" Up to {points(waiting)} more points wait for a person." if waiting else ""
    return f"Of {counted(len(questions), 'question')}: {joined(parts)}.{more}"


_SUMMARY: dict[VerdictName, str] = {
    "right": "right",
    "partial": "partly right",
    "wrong": "not right yet",
    "missing": "without an answer",
    "undecided": "for a person to decide",
}
