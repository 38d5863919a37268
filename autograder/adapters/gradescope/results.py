"""`results.json`, as Gradescope's specification has it.

What is visible at once says only whether the notebook could be read. Verdicts are of a visibility that the instructor
chose; they are the feedback page's sentences. What is printed is for staff, and `stdout_visibility` keeps it so.
"""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

from autograder.report.plain import notebook_text, question_text, reading_text
from autograder.report.student_view import QuestionView, StudentView, student_view
from autograder.results import SubmissionResult

Visibility = Literal["visible", "after_due_date", "after_published"]
VISIBILITIES: Final[tuple[Visibility, ...]] = get_args(Visibility)

LATER: Final[dict[Visibility, str]] = {
    "visible": "",
    "after_due_date": "\nWhat was found is shown after the due date.",
    "after_published": "\nWhat was found is shown when your instructor publishes the grades.",
}
OURS = (
    "Your notebook was not graded: the grader failed, not you. There is no score, and none is lost. "
    "Tell your instructor, who can have it graded again; you need not hand in anew."
)


def results(result: SubmissionResult, show: Visibility, digest: str) -> dict[str, Any]:
    """What Gradescope is told of a submission that was graded, or that could not be read.

    Args:
        result: of the judge.
        show: when students see verdicts.
        digest: sha256 of the file that was handed in.
    """
    view = student_view(result)
    waiting = [question.name for question in view.questions if question.waiting_points]
    return {
        "score": result.score,
        "output": reading_text(view) + LATER[show],
        "visibility": show,
        "stdout_visibility": "hidden",
        "tests": [_whole(view, show), *(_test(question, view, show) for question in view.questions)],
        "extra_data": {"week": result.week, "submission_sha256": digest, "for_a_person": waiting},
    }


def failure() -> dict[str, Any]:
    """Neither a score nor tests: Gradescope takes that for an autograder that failed, and not for 0 points."""
    return {"output": OURS, "visibility": "hidden", "stdout_visibility": "hidden"}


def _whole(view: StudentView, show: Visibility) -> dict[str, Any]:
    """Summary and notes: a test of 0 points, as Gradescope has no other place that is shown as late as the others."""
    text = reading_text(view) if view.refused is not None else notebook_text(view)
    return {"name": "Your notebook", "score": 0.0, "max_score": 0.0, "output": text, "visibility": show}


def _test(question: QuestionView, view: StudentView, show: Visibility) -> dict[str, Any]:
    text = "Not graded." if view.refused is not None else question_text(question)
    return {
        "name": f"{question.title} ({question.name})",
        "score": question.points,
        "max_score": question.max_points,
        "output": text,
        "visibility": show,
    }
