"""Search what is released for anything that only the course may know.

Code is compared by its expressions, not by its lines: whitespace, comments and the names on the left of an assignment
do not hide a copied formula.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.question import Shown, Week

from .leaks_written import written_leaks
from .prose import private_prose
from .source import nbgrader_metadata

MIN_EXPRESSION = 16  # characters, blanks left out: shorter expressions are anybody's
MIN_OPERATIONS = 2  # calls, operators and subscripts: fewer are anybody's too, and so are calls without arithmetic ...
LONG_EXPRESSION = 40  # ... unless they are this long
MIN_LABEL = 12  # characters of a label or a name, for it to be telling

_FORBIDDEN = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS", "reference_impl")
_ARITHMETIC = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp)
_OPERATIONS = (*_ARITHMETIC, ast.Call, ast.Subscript)


@dataclass(frozen=True, slots=True)
class Leak:
    """Something private in a released file."""

    file: str
    kind: str  # what it belongs to: "solution of q_sample", "reference of q_sample", ...
    text: str  # the private text, as found

    def __str__(self) -> str:
        return f"{self.file} holds the {self.kind}: {self.text}"


def find_leaks(week: Week, source: NotebookNode, released: Mapping[str, str]) -> tuple[Leak, ...]:
    """Everything private that the released files hold.

    Args:
        week: its private data.
        source: the source notebook, solutions included, as `read_source` gives it.
        released: text by path, as `released_files` gives it.
    """
    secrets = _secret_expressions(week, source)
    for text in _given_texts(source):
        given = _squeezed(text)
        secrets = {needle: kind for needle, kind in secrets.items() if needle not in given}
    found = []
    for file, text in released.items():
        parts = _code_and_text(file, text)
        hay = _squeezed("\n".join(parts)) + "".join(_expressions("\n\n".join(parts[:1])))
        found += [Leak(file, kind, needle) for needle, kind in secrets.items() if needle in hay]
        words = " ".join("\n".join(parts).split())
        found += [Leak(file, kind, needle) for needle, kind in _secret_words(week, file) if needle in words]
        found += [Leak(file, kind, needle) for needle, kind in private_prose(week, source) if needle in words]
        found += [Leak(file, "marker or private name", word) for word in _FORBIDDEN if word in words]
        found += [Leak(file, kind, needle) for kind, needle in written_leaks(week, source, file, text)]
    return tuple(found)


def _secret_expressions(week: Week, source: NotebookNode) -> dict[str, str]:
    """Squeezed expressions of solutions, references and wrong answers, and what each belongs to."""
    secrets: dict[str, str] = {}
    for question in week.questions:
        for needle in _function_expressions(question.reference):
            secrets.setdefault(needle, f"reference of {question.name}")
    for wrong in week.wrong_answers:
        for needle in _function_expressions(wrong.answer):
            secrets.setdefault(needle, f"wrong answer {wrong.name} of {wrong.question}")
    for cell in source.cells:
        for needle in _expressions("\n".join(_solution_regions(cell.source))):
            secrets[needle] = f"solution of {nbgrader_metadata(cell).get('grade_id', 'a cell')}"
    return secrets


def _secret_words(week: Week, file: str) -> Iterator[tuple[str, str]]:
    """Texts that stand for hidden things; short ones are looked for only where no prose can hold them by chance."""
    in_tests = file.startswith("tests/")
    for wrong in week.wrong_answers:
        yield " ".join(wrong.told.split()), f"text of wrong answer {wrong.name}"
    for question in week.questions:
        public_hints = {check.hint for check in question.checks if check.shown is Shown.PUBLIC}
        for check in question.checks:
            if check.shown is Shown.PUBLIC:
                continue
            if check.hint and check.hint not in public_hints:
                yield " ".join(check.hint.split()), f"hint of hidden check {check.name!r} of {question.name}"
            if check.shown is Shown.SECRET and (in_tests or len(check.name) >= MIN_LABEL):
                yield check.name, f"name of a secret check of {question.name}"
            if in_tests:
                labels = [case.label for case in check.cases if len(case.label) >= MIN_LABEL]
                yield from ((label, f"label of a hidden case of {question.name}") for label in labels)


def _given_texts(source: NotebookNode) -> Iterator[str]:
    """Given cells: what the author hands out on purpose is no secret."""
    for cell in source.cells:
        if "given" in cell.metadata.get("tags", []):
            yield cell.source


def _code_and_text(file: str, text: str) -> tuple[str, str]:
    """A released file's code (as far as it parses) and its other text."""
    if not file.endswith(".ipynb"):
        return "", text
    cells: list[dict[str, Any]] = json.loads(text)["cells"]
    sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    code = [source for kind, source in sources if kind == "code" and _parses(source)]
    return "\n\n".join(code), "\n\n".join(source for _, source in sources)


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _solution_regions(source: str) -> list[str]:
    pattern = r"^[^\n]*BEGIN SOLUTION[^\n]*\n(.*?)^[^\n]*END SOLUTION"
    return [textwrap.dedent(region) for region in re.findall(pattern, source, re.DOTALL | re.MULTILINE)]


def _function_expressions(function: Callable[..., Any]) -> Iterable[str]:
    try:
        text = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
    except (OSError, TypeError):  # a builtin, a partial, something made on the fly: it has no text that could leak
        return []
    return _expressions(text)


def _expressions(text: str) -> list[str]:
    """The telling right-hand sides, results and conditions of `text`, blanks left out; none where it does not parse."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return []
    values = [value for node in ast.walk(tree) for value in _values(node)]
    return [_squeezed(ast.unparse(value)) for value in values if _telling(value)]


def _values(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Assign(value=value) | ast.AugAssign(value=value):
            return [value]
        case ast.AnnAssign(value=ast.expr() as value) | ast.Return(value=ast.expr() as value):
            return list(value.elts) if isinstance(value, ast.Tuple) else [value]
        case ast.Expr(value=value) if not isinstance(value, ast.Constant):
            return [value]
    return []


def _telling(value: ast.expr) -> bool:
    nodes = list(ast.walk(value))
    length = len(_squeezed(ast.unparse(value)))
    if sum(isinstance(node, _OPERATIONS) for node in nodes) < MIN_OPERATIONS:
        return length >= LONG_EXPRESSION
    return length >= (MIN_EXPRESSION if any(isinstance(node, _ARITHMETIC) for node in nodes) else LONG_EXPRESSION)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s#]+", "", text).replace("'", '"')
