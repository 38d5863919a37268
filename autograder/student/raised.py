"""What an answer raised, in one sentence. Inputs are public here, so its own text may be repeated."""

from __future__ import annotations

import re
import traceback

from autograder.collect.answer import CELL_FILES

MAX_TEXT = 200  # characters of an exception's text


def told(error: BaseException, name: str) -> str:
    """The exception's type, its text, and where in the notebook it was raised; of a stub, that it is one.

    Args:
        error: raised by a call of the answer.
        name: of the answer.
    """
    text = " ".join(str(error).split())
    place = _place(error)
    if isinstance(error, NotImplementedError) and not text:
        return f"Not answered yet: {_stub(place[0] if place else name, name)} raises NotImplementedError."
    where = f" in {place[0]}, line {place[1]} of its cell" if place else ""
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - 1] + "…"
    return f"the call raised {type(error).__name__}{where}{text and ': '}{text.rstrip('.')}."


def untagged(text: str) -> str:
    """Text that keeps its words where it is shown as HTML unescaped, as otter shows it: `<class 'int'>` has no tag."""
    return re.sub(r"<(?=[A-Za-z/!?])([^<>]*)(>?)", lambda found: f"‹{found[1]}{'›' if found[2] else ''}", text)


def _stub(function: str, name: str) -> str:
    return name if function == name else f"{function}, which {name} calls,"


def _place(error: BaseException) -> tuple[str, int] | None:
    """The last function of the notebook on the way to the error, and the line of its cell."""
    frames = [
        (frame.f_code.co_qualname.split(".<locals>")[0], line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if any(mark in frame.f_code.co_filename for mark in CELL_FILES)
    ]
    return frames[-1] if frames else None
