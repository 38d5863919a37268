"""What `ready` found, as text and as a table in the notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from . import session
from .readiness import QuestionReadiness, Readiness

HASH = "Each saving makes it another one."
UNSEEN = "What you typed since it was saved is not in the file, and cannot be seen from here: look at the time above."
CODE = "The same code stands on your feedback page. Saving again does not change it; changing a cell does."


class Shown:
    """A place in the notebook's output, written over as the work goes on; outside of a notebook plain text."""

    def __init__(self) -> None:
        self._place: Any = None

    def progress(self, text: str) -> None:
        if _in_notebook():
            self.message(text)

    def message(self, text: str) -> None:
        self._show({"text/plain": text, "text/html": f"<p>{escape(text)}</p>"})

    def result(self, found: Readiness, receipt: str, *, was_saved: bool) -> None:
        unseen = "" if was_saved else UNSEEN
        told = [text for text in (receipt, unseen) if text]
        self._show({"text/plain": as_text(found, told), "text/html": as_html(found, told)})

    def _show(self, data: dict[str, str]) -> None:
        if not _in_notebook():
            print(data["text/plain"])
        elif self._place is None:
            from IPython.display import display

            self._place = display(data, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._place.update(data, raw=True)


def _in_notebook() -> bool:
    return hasattr(session.shell(), "kernel")


def as_text(found: Readiness, told: Sequence[str] = ()) -> str:
    """For a terminal, or a notebook without HTML. `told` are sentences for the end."""
    return "\n".join([*_lines(found), *told])


def _lines(found: Readiness) -> Iterator[str]:
    yield _file(found)
    if found.fresh is not None:
        yield found.fresh.in_words
    if found.questions:
        yield ""
        width = max(len(question.name) for question in found.questions)
        yield from (
            f"  {_sign(question)} {question.name:<{width}}  {question.in_words}" for question in found.questions
        )
    for title, texts in (("Look at this:", found.problems()), ("Grading would put right:", found.repaired)):
        if texts:
            yield ""
            yield title
            yield from (f"  - {text}" for text in texts)
    yield ""
    yield found.verdict
    if found.hand_in_code:
        yield f"Hand-in code: {found.hand_in_code}"
        yield f"File as saved then: SHA-256 {found.submission}"


def as_html(found: Readiness, told: Sequence[str] = ()) -> str:
    """For the notebook. All text is escaped."""
    parts = [f"<p>{escape(_file(found))}" + (f"<br>{escape(found.fresh.in_words)}" if found.fresh else "") + "</p>"]
    if found.questions:
        rows = "".join(
            f'<tr><th scope="row" style="text-align: left"><code>{escape(question.name)}</code></th>'
            f'<td style="text-align: left">{_sign(question)} {escape(question.in_words)}</td></tr>'
            for question in found.questions
        )
        parts.append(f"<table><tbody>{rows}</tbody></table>")
    for title, texts in (("Look at this", found.problems()), ("Grading would put right", found.repaired)):
        if texts:
            parts.append(f"<p><strong>{title}</strong></p><ul>{''.join(f'<li>{escape(t)}</li>' for t in texts)}</ul>")
    parts.append(f"<p><strong>{escape(found.verdict)}</strong></p>")
    if found.hand_in_code:
        parts.append(
            f"<p>Hand-in code: <code>{escape(found.hand_in_code)}</code>. {CODE}"
            f"<br>The file as it was saved then: SHA-256 <code>{escape(found.submission)}</code>. {HASH}"
            f"{''.join(f'<br>{escape(text)}' for text in told)}</p>"
        )
    return "".join(parts)


def _file(found: Readiness) -> str:
    return f"{found.notebook.name}, saved {found.saved:%Y-%m-%d %H:%M:%S}"


def _sign(question: QuestionReadiness) -> str:
    return "✔" if question.in_order else "·" if question.state != "answered" else "✘"
