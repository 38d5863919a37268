"""A student's feedback in a few lines of HTML, for the comment that an LMS shows beside a grade."""

from __future__ import annotations

import html
from collections.abc import Sequence

from autograder.gradebook.remarks import Remark
from autograder.report.standing import lateness
from autograder.standing import Item
from autograder.words import points

MOST_LINES = 6  # of one question; a page says the rest
OURS = '<div class="autograder">'  # how a comment begins that we may replace


def comment(remarks: Sequence[Remark], item: Item, *, raw: bool) -> str:
    """What each question gained and why, and what lateness cost.

    Every word is escaped: an LMS takes the text as HTML, and a student's own words may be among ours.

    Args:
        remarks: of the student's questions.
        item: how the submission stands.
        raw: the deduction is not taken off, and not spoken of.
    """
    parts = [_question(remark) for remark in remarks]
    if item.deduction_percent and not raw:
        parts.append(
            f"<p>Handed in {lateness(item.late)} late: {points(item.deduction_percent)} % of the points are taken off, "
            f"which leaves {points(item.counted_points or 0)}.</p>"
        )
    return f"{OURS}{''.join(parts)}</div>"


def _question(remark: Remark) -> str:
    head = f"{points(remark.points)} of {points(remark.max_points)} points"
    if remark.question:
        head = f"<b>{html.escape(remark.question)}</b>: {head}"
    lines = [html.escape(line) for line in remark.lines if line.strip()]
    more = ["..."] if len(lines) > MOST_LINES else []
    return f"<p>{'<br>'.join([head, *lines[:MOST_LINES], *more])}</p>"
