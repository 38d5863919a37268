"""One page for the instructor. It holds texts that are for staff: it is not for students."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes

from autograder.files import plain_name, write_whole
from autograder.report._pages import render
from autograder.report.figures import ClassFigures, by_student, class_figures, questions_of
from autograder.report.histogram import Histogram, histogram
from autograder.results import CheckResult, QuestionResult, SubmissionResult
from autograder.words import counted


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
    def has_story(self) -> bool:
        return bool(self.result.refused or self.result.notes or self.result.repaired)


@dataclass(frozen=True, slots=True)
class ClassView:
    """All that the page shows."""

    week: str
    summary: str
    figures: ClassFigures
    questions: tuple[QuestionResult, ...]
    rows: tuple[Row, ...]
    scores: Histogram
    seconds: float
    peak_memory: int


def class_report(results: Iterable[SubmissionResult], *, title: str) -> str:
    """HTML of one self-contained page about one week.

    Links to feedback pages are relative to `OUT/reports/`, where `write_class_report` puts it.
    """
    return render("class_report.html.j2", title=title, page=_view(by_student(results)))


def write_class_report(out: Path, results: Iterable[SubmissionResult], *, title: str = "") -> Path:
    """Write `OUT/reports/WEEK.html` and return its path; `AutograderError` where there is nothing to report."""
    ordered = by_student(results)
    week = plain_name(ordered[0].week if ordered else "")
    path = out / "reports" / f"{week}.html"
    write_whole(path, class_report(ordered, title=title or week))
    return path


def _view(results: Sequence[SubmissionResult]) -> ClassView:
    questions = questions_of(results)
    figures = class_figures(results)
    return ClassView(
        week=results[0].week if results else "",
        summary=_summary(results, figures),
        figures=figures,
        questions=tuple(questions),
        rows=tuple(_row(result, questions) for result in results),
        scores=histogram([100 * r.score / r.max_score for r in results if r.max_score > 0]),
        seconds=sum(result.seconds for result in results),
        peak_memory=max((result.peak_memory for result in results), default=0),
    )


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
    if figures.undecided:
        parts.append(f"{counted(len(figures.undecided), 'answer')} for a person to decide")
    if reused := sum(result.reused for result in results):
        parts.append(f"{reused} reused from unchanged receipts")
    return ", ".join(parts) + "."
