"""A question's result in plain lines, for the gradebook's comment and the annotated notebook.

Built from `QuestionResult.messages` and from what checks may show; `CheckResult.staff` is never read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from autograder.results import CheckResult, QuestionResult, RowResult
from autograder.words import IN_WORDS, ROWS, one_line

NOT_GRADED: Final = "Not graded: "  # begins the comment to a submission that was refused, and no other


def headline(question: QuestionResult) -> str:
    words = IN_WORDS[question.verdict].lower()
    return f"{question.name}: {question.points:g} of {question.max_points:g} points, {words}"


def told(question: QuestionResult) -> list[str]:
    """What the student may read, one line each: the messages, the misconception's name, hints not yet said."""
    lines = [one_line(message) for message in question.messages]
    if question.misconception:
        lines.append(f"Recognised: {one_line(question.misconception)}")
    for check in question.checks:
        hint = one_line(check.hint)
        tried = question.verdict != "missing" and not check.passed
        if hint and tried and check.shown != "secret" and not _said(hint, lines):
            lines.append(f"Hint: {hint}")
    return lines


def shown_name(check: CheckResult) -> str:
    """A secret check shows its points only."""
    return "a further check" if check.shown == "secret" else one_line(check.name)


def outcome(check: CheckResult) -> str:
    if check.undecided:
        return "undecided"
    if not check.passed:
        return "lost"
    return "passed, with your earlier answer taken as it is" if check.followed_through else "passed"


def rows(question: QuestionResult) -> list[str]:
    """What was found about each row of a derivation, one line each."""
    return [f"line {row.line}: {one_line(row.source)}: {row_outcome(row)}" for row in question.rows]


def row_outcome(row: RowResult) -> str:
    found = ROWS[row.verdict][1]
    return f"{found}: {one_line(row.said)}" if row.said else found


def for_markdown(lines: Sequence[str]) -> str:
    """Lines as a comment that nbgrader renders as Markdown: nothing in them can become a tag or hide an address.

    Nothing else is escaped, because the formgrader shows the same text unrendered.
    """
    return "\n\n".join(_harmless(line) for line in lines)


def _harmless(line: str) -> str:
    if "<" in line or "](" in line:
        return line.replace("\\", "\\\\").replace("<", "\\<").replace("](", "]\\(")
    # Between backticks a backslash is one already. Only here: what a student wrote may pair backticks otherwise.
    parts = re.split(r"(`[^`]*`)", line)
    return "".join(part if part.startswith("`") else part.replace("\\", "\\\\") for part in parts)


def _said(hint: str, lines: Sequence[str]) -> bool:
    return any(hint in line for line in lines)
