"""What a derivation's cell shows: each line typeset, how it was read, and a caret under what cannot be read.

No colour carries a meaning, and all text is in the notebook's own, so that it reads in light and dark themes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import zip_longest

from autograder.derivation import RowVerdict
from autograder.derivation.judgement import Problem, RowReading

NARROW = "padding: .35em .8em .35em 0; text-align: left; vertical-align: top"
SOURCE = "margin: .3em 0 0; white-space: pre; overflow-x: auto"
WORDS = {
    "valid": "✓ follows",
    "invalid": "✗ does not follow",
    "undecided": "? could not be decided",
    "unread": "? could not be read",
}
_COMMENT = re.compile(r"(?<!\\)%.*")
_DOLLAR = re.compile(r"(?<!\\)\$")


def shown(text: str, rows: Sequence[RowReading], verdicts: Sequence[RowVerdict] = ()) -> str:
    """HTML of one block.

    Args:
        text: below `%%derivation`.
        rows: how it was read.
        verdicts: of the rows, in their order; none where they are not public.
    """
    if not rows:
        return "<p>There is nothing to read yet: write one step a line.</p>"
    body = "".join(_row(text, row, verdict) for row, verdict in zip_longest(rows, verdicts[: len(rows)]))
    head = "".join(f'<th scope="col" style="{NARROW}">{name}</th>' for name in ("line", "your text", "read as"))
    return f'<table style="border-collapse: collapse"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def plain(text: str, rows: Sequence[RowReading], verdicts: Sequence[RowVerdict] = ()) -> str:
    """The same without HTML."""
    lines = []
    for row, verdict in zip_longest(rows, verdicts[: len(rows)]):
        lines.append(f"{row.line}: " + (" | ".join(row.words) or row.latex.strip()))
        if row.problem is not None:
            lines += [caret(text, row.problem), str(row.problem)]
        if verdict is not None:
            lines.append(f"   {_follows(verdict)}")
    return "\n".join(lines) or "There is nothing to read yet: write one step a line."


def caret(text: str, problem: Problem) -> str:
    """The source line with carets under the place."""
    lines = text.split("\n")
    place = problem.place
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    width = max(1, min(len(place.text.split("\n")[0]), len(line) - place.column + 1))
    return f"{line.expandtabs(1)}\n{' ' * (place.column - 1)}{'^' * width}"


def _row(text: str, row: RowReading, verdict: RowVerdict | None) -> str:
    if row.problem is not None:
        read = (
            f'<p style="margin: 0"><strong>✗ cannot be read.</strong> {escape(str(row.problem))}</p>'
            f'<pre style="{SOURCE}">{escape(caret(text, row.problem))}</pre>'
        )
        typeset = f"<code>{escape(row.latex.strip())}</code>"
    else:
        read = "".join(f'<div style="margin: 0">{escape(words)}</div>' for words in row.words)
        typeset = f"${escape(math(row.latex), quote=False)}$"
    if verdict is not None:
        read += f'<p style="margin: .3em 0 0"><strong>{escape(_follows(verdict))}</strong></p>'
    number = f'<th scope="row" style="{NARROW}">{row.line}</th>'
    return f'<tr>{number}<td style="{NARROW}">{typeset}</td><td style="{NARROW}">{read}</td></tr>'


def math(latex: str) -> str:
    """A row as MathJax takes it within one pair of `$`: on one line, without comments, column marks and `$`."""
    text = " ".join(_COMMENT.sub("", line) for line in latex.split("\n"))
    text = re.sub(r"(?<!\\)&&", r" \\qquad ", text)  # a remark stands apart
    text = _DOLLAR.sub("", re.sub(r"(?<!\\)&", " ", text))
    text = re.sub(r"\\\\(?:\[[^\]]*\])?\s*$", "", text.strip()).strip()
    # One brace too few, and MathJax would not typeset the row at all.
    open_braces = len(re.findall(r"(?<!\\)\{", text)) - len(re.findall(r"(?<!\\)\}", text))
    return r"\displaystyle " + text + "}" * max(0, open_braces)


def _follows(verdict: RowVerdict) -> str:
    return WORDS[verdict.verdict] + (
        f": {verdict.reason or verdict.remark}" if verdict.reason or verdict.remark else ""
    )
