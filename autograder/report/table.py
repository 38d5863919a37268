"""The class at a terminal: one row a student, 120 columns wide with twelve questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from autograder.report.figures import by_student, questions_of
from autograder.results import QuestionResult, SubmissionResult, VerdictName
from autograder.words import one_line, points

# Sign and style of a verdict: the sign alone tells them apart.
SIGNS: dict[VerdictName, tuple[str, str]] = {
    "right": ("✔", "green"),
    "partial": ("◐", "yellow"),
    "wrong": ("✘", "red"),
    "undecided": ("?", "blue"),
    "missing": ("·", "dim"),
}
_LEGEND = "✔ right  ◐ partly right  ✘ wrong  · no answer  ? a person decides"


def class_table(results: Iterable[SubmissionResult], *, narrow: bool = False) -> Table:
    """A table of students and questions, with the columns' names in a legend below.

    `narrow` leaves the points of the single questions out, for a terminal of 80 columns.

    Names and messages are data: nothing in them is read as markup or sent to the terminal as a control sequence.
    """
    ordered = by_student(results)
    questions = questions_of(ordered)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), caption=_caption(questions))
    table.caption_justify, table.caption_style = "left", "dim"
    table.add_column("student", min_width=10, max_width=20, overflow="ellipsis", no_wrap=True)
    for number, question in enumerate([] if narrow else questions, start=1):
        table.add_column(Text(f"{number}\n/{points(question.max_points)}"), justify="right", no_wrap=True)
    table.add_column(Text("total", justify="right"), justify="right", no_wrap=True)
    table.add_column("what went wrong", ratio=1, min_width=24)
    for result in ordered:
        table.add_row(*_row(result, questions, narrow=narrow))
    return table


def _row(result: SubmissionResult, questions: Sequence[QuestionResult], *, narrow: bool) -> list[Text]:
    cells = [] if narrow else [_cell(result.questions.get(question.name)) for question in questions]
    total = Text(f"{points(result.score)}/{points(result.max_score)}", style="bold")
    return [Text(one_line(result.student)), *cells, total, _what_went_wrong(result)]


def _cell(question: QuestionResult | None) -> Text:
    if question is None:
        return Text("")
    sign, style = SIGNS[question.verdict]
    return Text(f"{question.points:.3g}{sign}", style=style)


def _caption(questions: Sequence[QuestionResult]) -> Text:
    names = "  ".join(
        f"{number}\N{NO-BREAK SPACE}{one_line(question.name)}" for number, question in enumerate(questions, start=1)
    )
    return Text(f"{names}\n{_LEGEND}")


def _what_went_wrong(result: SubmissionResult) -> Text:
    if result.refused is not None:
        return Text(f"refused: {one_line(result.refused)}", style="red")
    notes = " ".join(one_line(note) for note in result.notes)
    return Text(" ".join([notes, "; ".join(_lost(list(result.questions.values()), notes))]).strip())


def _lost(questions: Sequence[QuestionResult], notes: str) -> list[str]:
    """Each reason with the numbers of its columns, `3,7 noise-at-the-last-step`, but for what the notes tell."""
    reasons: dict[str, list[int]] = {}
    for number, question in enumerate(questions, start=1):
        if (reason := _reason(question)) and not re.search(rf"\b{re.escape(question.name)}\b", notes):
            reasons.setdefault(reason, []).append(number)
    return [f"{_ranges(numbers)} {reason}" for reason, numbers in reasons.items()]


def _reason(question: QuestionResult) -> str:
    if question.verdict in ("right", "missing", "undecided"):
        return {"right": "", "missing": "no answer", "undecided": "a person decides"}[question.verdict]
    if question.misconception is not None:
        return one_line(question.misconception)
    messages = [one_line(check.message) for check in question.checks if check.message]
    if not messages:
        return question.verdict
    if "outside the tolerance" in messages[0]:
        return "wrong values" if question.verdict == "wrong" else "some wrong values"
    return re.split("[;:]", messages[0])[0]


def _ranges(numbers: Sequence[int]) -> str:
    """`[1, 2, 3, 5]` is `1-3,5`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
