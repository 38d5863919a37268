"""A class in numbers: what the report and `summary_json` both say."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import AutograderError
from autograder.results import QuestionResult, SubmissionResult, VerdictName
from autograder.words import VERDICTS

_SPREAD = 1e-9  # points; what varies less does not vary, it is rounding


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question over the class.

    Args:
        mean_share: mean of points / max_points, in [0, 1]: how easy it was. None where nothing counts.
        discrimination: correlation of its points with the points of all other questions (point-biserial where the
            points are all or nothing). None with fewer than three answers or where either does not vary.
        verdicts: how many answers of each kind, refused notebooks left out.
    """

    name: str
    title: str
    max_points: float
    mean_share: float | None
    discrimination: float | None
    verdicts: Mapping[VerdictName, int]


@dataclass(frozen=True, slots=True)
class MisconceptionFigures:
    """A named misconception and who has it."""

    question: str
    name: str
    told: str
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One week over the class. `mean` and `median` are of the score and count refused notebooks as the 0 they are."""

    n: int
    max_score: float
    mean: float | None
    median: float | None
    questions: tuple[QuestionFigures, ...]
    misconceptions: tuple[MisconceptionFigures, ...]
    undecided: tuple[tuple[str, str], ...]  # (student, question): a person decides these


def class_figures(results: Iterable[SubmissionResult]) -> ClassFigures:
    """Count and average.

    A question's own figures leave out refused notebooks and undecided answers: neither says how hard it is.
    """
    ordered = by_student(results)
    scores = [result.score for result in ordered]
    return ClassFigures(
        n=len(ordered),
        max_score=max((result.max_score for result in ordered), default=0.0),
        mean=statistics.fmean(scores) if scores else None,
        median=statistics.median(scores) if scores else None,
        questions=tuple(_question(question, ordered) for question in questions_of(ordered)),
        misconceptions=_misconceptions(ordered),
        undecided=tuple(
            (result.student, name)
            for result in ordered
            for name, question in result.questions.items()
            if question.verdict == "undecided"
        ),
    )


def by_student(results: Iterable[SubmissionResult]) -> list[SubmissionResult]:
    """In the order of the students' names, whatever order they were graded in; `AutograderError` on mixed weeks."""
    ordered = sorted(results, key=lambda result: result.student)
    weeks = sorted({result.week for result in ordered})
    if len(weeks) > 1:
        raise AutograderError(f"a report is about one week, got {', '.join(weeks)}. Report each of them by itself.")
    return ordered


def questions_of(results: Sequence[SubmissionResult]) -> list[QuestionResult]:
    """One of each name, in the notebook's order."""
    found: dict[str, QuestionResult] = {}
    for result in results:
        for name, question in result.questions.items():
            found.setdefault(name, question)
    return list(found.values())


def _question(question: QuestionResult, results: Sequence[SubmissionResult]) -> QuestionFigures:
    answers = [
        (answer, result.score - answer.points)
        for result in results
        if result.refused is None and (answer := result.questions.get(question.name))
    ]
    decided = [(answer.points, rest) for answer, rest in answers if answer.verdict != "undecided"]
    shares = [own / question.max_points for own, _ in decided if question.max_points > 0]
    return QuestionFigures(
        name=question.name,
        title=question.title,
        max_points=question.max_points,
        mean_share=statistics.fmean(shares) if shares else None,
        discrimination=_correlation([own for own, _ in decided], [rest for _, rest in decided]),
        verdicts={verdict: sum(answer.verdict == verdict for answer, _ in answers) for verdict in VERDICTS},
    )


def _correlation(own: list[float], rest: list[float]) -> float | None:
    if len(own) < 3 or min(statistics.pstdev(own), statistics.pstdev(rest)) < _SPREAD:
        return None
    return statistics.correlation(own, rest)


def _misconceptions(results: Sequence[SubmissionResult]) -> tuple[MisconceptionFigures, ...]:
    """The most frequent first."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for result in results:
        for question in result.questions.values():
            if question.misconception is not None:
                told = question.messages[0] if question.messages else ""
                found.setdefault((question.name, question.misconception), []).append((result.student, told))
    counted = [
        MisconceptionFigures(question, name, who[0][1], tuple(student for student, _ in who))
        for (question, name), who in found.items()
    ]
    return tuple(sorted(counted, key=lambda item: (-len(item.students), item.question, item.name)))
