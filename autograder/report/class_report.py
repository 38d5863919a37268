"""One page for the instructor. It holds texts that are for staff: it is not for students."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from autograder.files import plain_name, write_whole
from autograder.report._pages import render
from autograder.report.figures import ClassFigures, MisconceptionFigures, by_student, class_figures, questions_of
from autograder.report.histogram import Histogram, histogram
from autograder.results import CheckResult, QuestionResult, SubmissionResult
from autograder.words import counted

if TYPE_CHECKING:
    from autograder.likeness import Alike

FEW = 8  # misconceptions that are shown however rare they are
MOST_COSTLY = 10  # notebooks that are listed with their time, or memory


@dataclass(frozen=True, slots=True)
class StaffNote:
    """What only staff may read of one check."""

    question: str
    check: CheckResult


@dataclass(frozen=True, slots=True)
class Row:
    """One student of the class; `answers` in the order of the columns."""

    result: SubmissionResult
    link: str
    answers: tuple[QuestionResult | None, ...]
    staff: tuple[StaffNote, ...]

    @property
    def was_stopped(self) -> bool:
        return bool(self.result.notes)


@dataclass(frozen=True, slots=True)
class Cost:
    """What the notebooks took: the middle one, all but one in twenty, and those that took most, in falling order."""

    median: float
    most: float
    first: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class ClassView:
    """All that the page shows.

    Args:
        undecided: by question, in its order, whose answers wait for a person.
        frequent, rare: misconceptions; of those that only one student has, as many are rare as would fill the page.
        chance: by how much a discrimination is off by chance in a class of this size.
        links: to each student's feedback page.
        time: in seconds.
        memory: in MiB.
    """

    week: str
    summary: str
    figures: ClassFigures
    questions: tuple[QuestionResult, ...]
    undecided: Mapping[str, Sequence[str]]
    rows: tuple[Row, ...]
    links: Mapping[str, str]
    scores: Histogram
    frequent: tuple[MisconceptionFigures, ...]
    rare: tuple[MisconceptionFigures, ...]
    chance: float
    alike: tuple[Alike, ...]
    seconds: float
    time: Cost
    memory: Cost


def class_report(results: Iterable[SubmissionResult], *, title: str, alike: Sequence[Alike] = ()) -> str:
    """HTML of one self-contained page about one week.

    Links to feedback pages are relative to `OUT/reports/`, where `write_class_report` puts it.

    Args:
        results: of the week, in any order.
        title: of the week, in words.
        alike: whose answers are equal in structure.
    """
    return render("class_report.html.j2", title=title, page=_view(by_student(results), alike))


def write_class_report(
    out: Path, results: Iterable[SubmissionResult], *, title: str = "", alike: Sequence[Alike] = ()
) -> Path:
    """Write `OUT/reports/WEEK.html` and return its path; `AutograderError` where there is nothing to report."""
    ordered = by_student(results)
    week = plain_name(ordered[0].week if ordered else "")
    path = out / "reports" / f"{week}.html"
    write_whole(path, class_report(ordered, title=title or week, alike=alike))
    return path


def _view(results: Sequence[SubmissionResult], alike: Sequence[Alike]) -> ClassView:
    questions = questions_of(results)
    figures = class_figures(results)
    undecided: dict[str, list[str]] = {}
    for student, question in figures.undecided:
        undecided.setdefault(question, []).append(student)
    shared = sum(len(item.students) > 1 for item in figures.misconceptions)
    shown = max(shared, FEW)  # the most frequent come first
    return ClassView(
        week=results[0].week if results else "",
        summary=_summary(results, figures),
        figures=figures,
        questions=tuple(questions),
        undecided={question.name: undecided[question.name] for question in questions if question.name in undecided},
        rows=tuple(_row(result, questions) for result in results),
        links={result.student: _link(result) for result in results},
        scores=histogram([100 * r.score / r.max_score for r in results if r.max_score > 0]),
        frequent=figures.misconceptions[:shown],
        rare=figures.misconceptions[shown:],
        chance=1 / math.sqrt(max(len(results), 1)),
        alike=tuple(alike),
        seconds=sum(result.seconds for result in results),
        time=_cost({result.student: result.seconds for result in results}),
        memory=_cost({result.student: result.peak_memory / 2**20 for result in results}),
    )


def _cost(taken: Mapping[str, float]) -> Cost:
    ordered = sorted(taken.values()) or [0.0]
    first = sorted(taken.items(), key=lambda item: (-item[1], item[0]))[:MOST_COSTLY]
    return Cost(statistics.median(ordered), ordered[min(len(ordered) * 19 // 20, len(ordered) - 1)], tuple(first))


def _row(result: SubmissionResult, questions: Sequence[QuestionResult]) -> Row:
    staff = tuple(
        StaffNote(question.name, check)
        for question in result.questions.values()
        for check in question.checks
        if check.staff and (not check.passed or check.undecided)
    )
    answers = tuple(result.questions.get(question.name) for question in questions)
    return Row(result, _link(result), answers, staff)


def _link(result: SubmissionResult) -> str:
    parts = (result.student, result.week, f"{result.week}.html")
    # A folder's name need not be text: its bytes are quoted, as a browser sends them back.
    return "../feedback/" + "/".join(
        quote_from_bytes(part.encode("utf-8", "surrogateescape"), safe="") for part in parts
    )


def _summary(results: Sequence[SubmissionResult], figures: ClassFigures) -> str:
    if not results:
        return "No submissions."
    parts = [counted(len(results), "submission")]
    if refused := sum(result.refused is not None for result in results):
        parts.append(f"{refused} refused")
    if repaired := sum(bool(result.repaired) for result in results):
        parts.append(f"{repaired} repaired")
    if figures.undecided:
        parts.append(f"{counted(len(figures.undecided), 'answer')} for a person to decide")
    if reused := sum(result.reused for result in results):
        parts.append(f"{reused} reused from unchanged receipts")
    return ", ".join(parts) + "."
