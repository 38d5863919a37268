"""A class in numbers: what the report and `summary_json` both say."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import AutograderError
from autograder.results import QuestionResult, SubmissionResult, VerdictName
from autograder.words import VERDICTS

LEAST_DISCRIMINATION = 0.1  # below which points in a question are nearly a matter of luck
# From the least value up, and the words for it.
DIFFICULTY = ((0.85, "easy"), (0.5, "medium"), (-math.inf, "hard"))
DISCRIMINATION = ((0.3, "separates"), (LEAST_DISCRIMINATION, "separates little"), (-math.inf, "look at it"))

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

    @property
    def difficulty(self) -> str:
        """In a word, "" where nothing counts."""
        return "" if self.mean_share is None else _word(self.mean_share, DIFFICULTY)

    @property
    def separates(self) -> str:
        """Whether who does well elsewhere does well here too, in a few words; "" where that cannot be had."""
        return "" if self.discrimination is None else _word(self.discrimination, DISCRIMINATION)

    @property
    def is_odd(self) -> bool:
        """Whether the question itself is to be looked at: it does not tell who knows more."""
        return self.discrimination is not None and self.discrimination < LEAST_DISCRIMINATION


@dataclass(frozen=True, slots=True)
class MisconceptionFigures:
    """A named misconception and who has it."""

    question: str
    name: str
    told: str
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One week over the class. What is said of the score counts refused notebooks as the 0 they are.

    `quartiles`: a quarter of the class is at or below the first, and a quarter at or above the second; None for one.
    """

    n: int
    max_score: float
    mean: float | None
    median: float | None
    quartiles: tuple[float, float] | None
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
        quartiles=_quartiles(scores),
        questions=tuple(_question(question, ordered) for question in questions_of(ordered)),
        misconceptions=_misconceptions(ordered),
        undecided=tuple(
            (result.student, name)
            for result in ordered
            for name, question in result.questions.items()
            if question.verdict == "undecided"
        ),
    )


def _quartiles(values: Sequence[float]) -> tuple[float, float] | None:
    if len(values) < 2:
        return None
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return first, third


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


def _word(value: float, words: Sequence[tuple[float, str]]) -> str:
    return next(word for least, word in words if value >= least)


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
