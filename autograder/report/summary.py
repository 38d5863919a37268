"""The class in numbers, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from autograder.report.figures import ClassFigures, QuestionFigures, by_student, class_figures
from autograder.results import SubmissionResult

if TYPE_CHECKING:
    from autograder.likeness import Alike


def summary_json(results: Iterable[SubmissionResult], alike: Sequence[Alike] = ()) -> dict[str, Any]:
    """What `autograder report --json` prints; plain data, the same for the same results in any order.

    Shape::

        {"week": str | null, "n": int, "max_score": float, "mean": float | null, "median": float | null,
         "quartiles": [float, float] | null,
         "questions": {NAME: {"title": str, "max_points": float, "mean_share": float | null,
                              "discrimination": float | null, "verdicts": {VERDICT: int}}},
         "misconceptions": [{"question": NAME, "misconception": str, "count": int, "students": [str]}],
         "undecided": [{"student": str, "question": NAME}],
         "refused": {STUDENT: str}, "repaired": {STUDENT: [str]}, "notes": {STUDENT: [str]},
         "alike": [{"students": [str], "answers": [{"question": NAME, "students": [str], "others": int}]}],
         "seconds": float, "peak_memory": int}

    `mean_share` is in [0, 1]; see `QuestionFigures` for what counts. `seconds` is the sum over submissions,
    `peak_memory` the largest, in bytes.
    """
    ordered = by_student(results)
    figures = class_figures(ordered)
    return {
        "week": ordered[0].week if ordered else None,
        "n": figures.n,
        "max_score": figures.max_score,
        "mean": figures.mean,
        "median": figures.median,
        "quartiles": list(figures.quartiles) if figures.quartiles else None,
        "questions": {question.name: _question(question) for question in figures.questions},
        "misconceptions": _misconceptions(figures),
        "undecided": [{"student": student, "question": question} for student, question in figures.undecided],
        "refused": {result.student: result.refused for result in ordered if result.refused is not None},
        "repaired": {result.student: list(result.repaired) for result in ordered if result.repaired},
        "notes": {result.student: list(result.notes) for result in ordered if result.notes},
        "alike": [group.to_json() for group in alike],
        "seconds": sum(result.seconds for result in ordered),
        "peak_memory": max((result.peak_memory for result in ordered), default=0),
    }


def _question(question: QuestionFigures) -> dict[str, Any]:
    return {
        "title": question.title,
        "max_points": question.max_points,
        "mean_share": question.mean_share,
        "discrimination": question.discrimination,
        "verdicts": dict(question.verdicts),
    }


def _misconceptions(figures: ClassFigures) -> list[dict[str, Any]]:
    return [
        {
            "question": item.question,
            "misconception": item.name,
            "count": len(item.students),
            "students": list(item.students),
        }
        for item in figures.misconceptions
    ]
