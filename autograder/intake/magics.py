"""A cell as Python, line for line: what only IPython understands is blanked, or shown as the code that it runs.

Lines keep their numbers, so that whatever is found in the Python can be taken from the cell as it was written; and a
cell is scanned once, however it is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PYTHON_CELL_MAGICS = re.compile(r"%%(?:time|capture|timeit|prun)\b(?:[ \t]+(?P<kept>[^\W\d]\w*)[ \t]*$)?")
# %time and %prun run their line in the notebook, so that it binds names there.
_RUN = re.compile(r"^(?P<before>[ \t]*+(?:[\w,.\[\]][\w ,.\[\]]*+=[ \t]*+)?)%(?:time|prun)[ \t]+(?P<code>[^-\s].*)$")
# A line that only IPython understands: a magic, a shell command, a question. A comment may end in a question mark too.
_LINE = re.compile(r"^(?P<indent>[ \t]*+)(?:[%!?].*|[^#'\"]*\?[ \t]*+)$")
_VALUE = re.compile(r"^(?P<before>[ \t]*+[\w,.\[\]][\w ,.\[\]]*+=[ \t]*+)[%!].*$")
_TOKEN = re.compile(r"'''|\"\"\"|'(?:\\.|[^'\\])*'?|\"(?:\\.|[^\"\\])*\"?|#.*|[()\[\]{}]|\\.?")


def without_magics(source: str) -> str | None:
    """The cell as Python, as far as can be told; None for a cell magic whose body is no Python."""
    lines = _dedented(source.split("\n"))
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    for i in range(first, len(lines)):
        if not lines[i].startswith("%%"):
            break
        if not (magic := _PYTHON_CELL_MAGICS.match(lines[i])):
            return None
        lines[i] = f"{magic['kept']} = None" if magic["kept"] and "capture" in lines[i] else ""
    return "\n".join(_plain(lines))


def _dedented(lines: list[str]) -> list[str]:
    """As IPython does: without the indentation of the first line."""
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines] if indent else lines


def _plain(lines: list[str]) -> Iterator[str]:
    place = _Place()
    goes_on = False  # a magic that a backslash carries to the next line
    for line in lines:
        if goes_on:
            goes_on = line.endswith("\\")
            yield ""
        elif not place.starts_statement:
            yield place.after(line)
        elif run := _RUN.match(line):
            yield place.after(run["before"] + run["code"])
        elif value := _VALUE.match(line):
            goes_on = line.endswith("\\")
            yield f"{value['before']}None"
        elif magic := _LINE.match(line):
            goes_on = line.endswith("\\")
            yield f"{magic['indent']}pass"
        else:
            yield place.after(line)


class _Place:
    """Whether a line stands inside brackets, inside a long string, or behind a backslash."""

    def __init__(self) -> None:
        self.depth = 0
        self.quote = ""
        self.continued = False

    @property
    def starts_statement(self) -> bool:
        return not (self.depth or self.quote or self.continued)

    def after(self, line: str) -> str:
        """Go over `line`, which is given back."""
        at = 0
        while at < len(line):
            at = self._end_of_string(line, at) if self.quote else self._next(line, at)
        self.continued = not self.quote and line.endswith("\\")
        return line

    def _end_of_string(self, line: str, at: int) -> int:
        while (end := re.compile(rf"\\.|{self.quote}").search(line, at)) and end[0] != self.quote:
            at = end.end()
        if end is None:
            return len(line)
        self.quote = ""
        return end.end()

    def _next(self, line: str, at: int) -> int:
        token = _TOKEN.search(line, at)
        if token is None:
            return len(line)
        if token[0] in ("'''", '"""'):
            self.quote = token[0]
        elif token[0] in "([{":
            self.depth += 1
        elif token[0] in ")]}":
            self.depth = max(0, self.depth - 1)
        return token.end()
