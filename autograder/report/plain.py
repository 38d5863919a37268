"""What the feedback page says, as plain text, for systems that show nothing else.

Written from a `StudentView` as the page is, so that nothing can stand here that may not stand there.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from autograder.report.student_view import LostCheck, QuestionView, StudentView
from autograder.words import points, printable

WIDTH = 100


def question_text(question: QuestionView) -> str:
    """The question's part of the page: its sentences, in its order."""
    return _filled(_of_question(question))


def notebook_text(view: StudentView) -> str:
    """What the page says of the notebook as a whole: the summary, and what happened while it ran."""
    return _filled([view.summary, *view.notes])


def reading_text(view: StudentView) -> str:
    """What was found when the notebook was read, before anything in it was run. Of no verdict."""
    if view.refused is not None:
        return _filled(["Your notebook could not be read, so no question was graded.", view.refused])
    lines = ["Your notebook could be read."]
    if view.repaired:
        lines += ["What was put right before grading (this cost you nothing):", *view.repaired]
    return _filled(lines)


def _of_question(question: QuestionView) -> Iterator[str]:
    yield f"{question.in_words}: {points(question.points)} of {points(question.max_points)} points."
    yield question.lead
    if question.misconception:
        yield f"A familiar mix-up: {question.misconception}"
        yield question.told
    yield from question.messages
    for row in question.rows:
        yield f"Line {row.line}: {row.in_words}. {row.said}"
    for check in question.lost:
        yield from _of_check(check)
    if question.next_step:
        yield f"Next: {question.next_step}"
    if question.followed_through:
        yield "Judged with your own earlier answer, so that one slip is not paid for twice."
    if question.waiting:
        yield f"For a person to decide: {' · '.join(question.waiting)}."
    if question.passed:
        yield f"Passed: {' · '.join(question.passed)}."
    if question.secret:
        yield f"Secret checks: {points(question.secret[0])} of {points(question.secret[1])} points."


def _of_check(check: LostCheck) -> Iterator[str]:
    kind = "public check" if check.public else "hidden check"
    yield f"✘ {check.name} ({kind}): {points(check.points)} of {points(check.max_points)}"
    if check.message:
        yield f"  {check.message}"
    if check.hint:
        yield f"  Hint: {check.hint}"


def _filled(lines: Iterator[str] | list[str]) -> str:
    """Each a paragraph of lines that are not too long; what is indented stays so."""
    paragraphs = []
    for line in lines:
        text = printable(line)
        indent = " " * (len(text) - len(text.lstrip(" ")))
        if text.strip():
            paragraphs.append(textwrap.fill(text.strip(), WIDTH, initial_indent=indent, subsequent_indent=indent))
    return "\n".join(paragraphs)
