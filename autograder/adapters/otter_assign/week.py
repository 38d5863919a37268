"""The files of an imported week: what `autograder new` lays out, and `solution.py`, the reference."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.errors import UsageError

from .checks import Asked, Noted, Translated, translate
from .source import Assignment, Cell, Task, read

_MARK = re.compile(r"[ \t]*#[ \t]*(BEGIN SOLUTION|END SOLUTION|SOLUTION|SEED|BEGIN PROMPT|END PROMPT).*$")
_PROMPT = re.compile(r"^[^\n]*# BEGIN PROMPT.*?# END PROMPT[^\n]*\n?", re.DOTALL | re.MULTILINE)
_READS = re.compile(r"\b(open|read_\w+|load\w*|genfromtxt|urlopen|get)\s*\(")
_OTTERS = re.compile(r"^\s*(import otter\b|from otter\b|grader\s*=)", re.MULTILINE)
LONGEST_TITLE = 60
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


@dataclass(frozen=True)
class Imported:
    """An assignment, translated. `files(week, title)` gives the texts of `solutions/WEEK` by name."""

    path: Path
    title: str | None
    assignment: Assignment
    asked: tuple[Asked, ...]
    noted: tuple[Noted, ...]

    @property
    def questions(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.asked if one.is_code or one.is_prose)

    def to_json(self) -> dict[str, Any]:
        return {
            "questions": [
                {"name": one.name, "otter": one.task.name, "points": one.points, "checks": len(one.checks)}
                for one in self.questions
            ],
            "not_translated": [item.to_json() for item in self.noted if item.left_out],
            "changed": [item.to_json() for item in self.noted if not item.left_out],
        }

    def files(self, week: str, title: str) -> dict[str, str]:
        return {
            "notebook.py": _notebook(self, week, title),
            "questions.py": _questions(self, week),
            "solution.py": _solution(self, week),
            "right.py": _right(self, week),
            "wrong.py": _WRONG.format(week=week),
            "design.md": _design(self, title),
        }


def import_assignment(path: Path) -> Imported:
    """Read and translate the notebook at `path`; nothing of it is executed, and nothing is written.

    Raises:
        UsageError: it is no such notebook, or nothing in it can be a question of a week.
    """
    assignment = read(path)
    taken: set[str] = set()
    asked = tuple(translate(task, taken) for task in assignment.tasks)
    noted = [*(item for one in asked for item in one.noted), *_noted_cells(assignment)]
    made = Imported(path, _title(assignment), assignment, asked, tuple(sorted(noted, key=lambda item: item.cell)))
    if not made.questions:
        reasons = "; ".join(f"cell {item.cell}, {item.question}: {item.reason}" for item in made.noted if item.question)
        raise UsageError(f"{path}: no question could be translated ({reasons}); nothing was written")
    return made


def _title(assignment: Assignment) -> str | None:
    name = str(assignment.config.get("name") or "").strip()
    headings = (m[1] for cell in assignment.cells if (m := re.search(r"^#+[ \t]+(.+)$", cell.source, re.MULTILINE)))
    title = name or next((text.strip() for text in headings), "")
    return title if title and title.isprintable() else None


def _noted_cells(assignment: Assignment) -> Iterator[Noted]:
    for cell in assignment.cells:
        if cell.kind == "code" and not _is_otters(cell) and (reason := _why_not_given(cell)):
            yield Noted(cell.number, "", f"it is shown, and not run when answers are graded: {reason}", left_out=False)
    if files := assignment.config.get("files"):
        yield Noted(
            1, "", f"files are not copied: put {files} into assignments/WEEK, and tell students", left_out=False
        )


def _is_otters(cell: Cell) -> bool:
    return cell.kind == "code" and _OTTERS.search(cell.source) is not None and "def " not in cell.source


def _why_not_given(cell: Cell) -> str:
    """Why a cell is not run with the answers; empty where it is: imports, definitions, values without files."""
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:
        return "it holds magics or is no plain Python"
    definitions = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    if not all(isinstance(node, definitions) or _is_text(node) for node in body):
        return "it does more than import, define and assign; tag it `given` if answers need it"
    if _READS.search(cell.source):
        return "it seems to read a file or the network, and there is neither"
    return ""


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


# ---------------------------------------------------------------- notebook.py


def _notebook(made: Imported, week: str, title: str) -> str:
    asked = {one.task.cell: one for one in made.asked}
    cells: list[NotebookNode] = []
    if not any(cell.kind == "markdown" for cell in made.assignment.cells[:1]):
        cells.append(_markdown(f"# {title}", "title"))
    graded = False
    for part in made.assignment.parts:
        if isinstance(part, Task):
            if not graded:
                cells.append(_grader(week))
                graded = True
            cells += _question_cells(asked[part.cell])
        elif not _is_otters(part):
            cells.append(_outside(part))
    notebook = new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    text: str = jupytext.writes(notebook, fmt="py:percent")
    return text[text.index("# %%") :]


def _grader(week: str) -> NotebookNode:
    return _code(f'import otter\n\ngrader = otter.Notebook("{week}.ipynb")', "grader", locked=True)


def _outside(cell: Cell) -> NotebookNode:
    if cell.kind != "code":
        return _markdown(cell.source, f"text_{cell.number}")
    if _why_not_given(cell):
        return _code(cell.source)
    return _code(cell.source, f"given_{cell.number}", locked=True, tags=["given"])


def _question_cells(one: Asked) -> Iterator[NotebookNode]:
    for i, cell in enumerate(one.task.text, 1):
        name = f"{one.name or 'task'}_text_{cell.number}_{i}"
        yield _markdown(cell.source, name) if cell.kind != "code" else _outside(cell)
    if one.is_prose:
        prompt = "\n\n".join(cell.source for cell in one.task.prompt) or "*Your answer.*"
        solution = "\n\n".join(cell.source for cell in one.task.solution) or "See design.md."
        yield _markdown(f"{prompt}\n\n{BEGIN}\n{solution}\n{END}", one.name, solution=True)
    elif one.is_code:
        yield _code(_answer(one), one.name, solution=True)
        yield _code(f'grader.check("{one.name}")', f"check_{one.name}", grade=True, locked=True)
    else:
        yield from (
            _code("# Your answer.") if c.kind == "code" else _markdown("*Your answer.*") for c in one.task.solution
        )


def _answer(one: Asked) -> str:
    """The solution's cells with nbgrader's marks, between which students find nothing."""
    source = "\n\n".join(cell.source for cell in one.task.solution if cell.kind == "code")
    lines, open_block = [], False
    for line in _PROMPT.sub("", source).split("\n"):
        mark = _MARK.search(line)
        indent = line[: len(line) - len(line.lstrip())]
        kind = mark[1] if mark else ""
        if kind == "BEGIN SOLUTION":
            open_block = True
            lines.append(f"{indent}{BEGIN}")
        elif kind == "END SOLUTION":
            open_block = False
            lines.append(f"{indent}{END}")
        elif kind and not open_block:
            lines += [f"{indent}{BEGIN}", _MARK.sub("", line), f"{indent}{END}"]
        else:
            lines.append(_MARK.sub("", line) if mark else line)
    text = re.sub(rf"\n[ \t]*{END}\n[ \t]*{BEGIN}(?=\n)", "", "\n".join(lines))
    return text if BEGIN in text else _body_hidden(text, one.name)


def _body_hidden(source: str, name: str) -> str:
    """A solution without marks: all of the function but its first line and its docstring is what is asked for."""
    function = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name)
    body = function.body[1:] if _is_text(function.body[0]) and len(function.body) > 1 else function.body
    first, last = body[0].lineno - 1, body[-1].end_lineno or 0
    lines = source.split("\n")
    indent = " " * body[0].col_offset
    return "\n".join([*lines[:first], f"{indent}{BEGIN}", *lines[first:last], f"{indent}{END}", *lines[last:]])


def _markdown(source: str, grade_id: str = "", *, solution: bool = False) -> NotebookNode:
    meta: dict[str, Any] = {"grade_id": grade_id} | ({"solution": True} if solution else {"locked": True})
    made: NotebookNode = new_markdown_cell(source, metadata={"nbgrader": meta} if grade_id else {})  # type: ignore[no-untyped-call]
    return made


def _code(source: str, grade_id: str = "", *, tags: Sequence[str] = (), **flags: bool) -> NotebookNode:
    metadata: dict[str, Any] = {"nbgrader": {"grade_id": grade_id} | flags} if grade_id else {}
    if tags:
        metadata["tags"] = list(tags)
    made: NotebookNode = new_code_cell(source, metadata=metadata)  # type: ignore[no-untyped-call]
    return made


# ---------------------------------------------------------------- the private files

_WRONG = '''"""What students really get wrong in {week}, what it loses, and what they are told.

None was imported, as otter keeps none. Write some: they prove the hidden tests, and explain a lost point.
"""

from autograder.authoring import WrongAnswers

WRONG_ANSWERS = WrongAnswers()
'''


def _questions(made: Imported, week: str) -> str:
    body = "".join(_question(one) for one in made.questions)
    uses = {
        "import numpy as np\n": "np." in body,
        "import torch\n": "torch." in body,
    }
    helpers = [name for name in ("exactly", "in_numpy", "numbers", "written_question") if f"{name}(" in body]
    asked = [name for name in ("Case", "Check", "Question", "Shown") if re.search(rf"\b{name}\b", body)]
    maths = "import math\n" if "math." in body else ""
    modules = "".join(line for line, used in uses.items() if used)
    lines = [f'"""The hidden tests of {week}, imported from {made.path.name}. design.md lists what was left out.\n']
    lines += [
        "Inputs are those of the original tests, the same for everybody: whoever has seen the tests knows them.\n"
    ]
    lines += ["Draw them instead where that matters (autograder.authoring.case).\n", '"""\n\n', maths and f"{maths}\n"]
    lines += [modules and f"{modules}\n"]
    lines += ["from autograder import compare\n" if "compare." in body else ""]
    lines += [f"from autograder.authoring import {', '.join(helpers)}\n"]
    lines += [f"from autograder.question import {', '.join(asked)}\n" if asked else ""]
    lines += ["from autograder.rubric import Criterion\n" if "Criterion(" in body else ""]
    lines += ["\nfrom . import solution\n" if "solution." in body else "", f"\nQUESTIONS = (\n{body})\n"]
    return "".join(lines)


def _question(one: Asked) -> str:
    title = _short(one.task)
    if one.is_prose:
        criterion = f"Criterion({title!r}, {one.points:g}, for_staff={_sample(one.task)!r})"
        return f"    written_question(\n        {one.name!r},\n        {title!r},\n        {criterion},\n    ),\n"
    checks = "".join(_check(check) for check in one.checks)
    return (
        f"    Question(\n        {one.name!r},\n        {title!r},\n        in_numpy(solution.{one.name}),\n"
        f"        (\n{checks}        ),\n    ),\n"
    )


def _sample(task: Task) -> str:
    text = " ".join(" ".join(cell.source.split()) for cell in task.solution)
    return f"A sample answer: {text}" if text else ""


def _check(check: Translated) -> str:
    tolerance = f"({check.rtol!r}, {check.atol!r})"
    cases = "".join(f"                    {_case(tried.label, tried.inputs)},\n" for tried in check.cases)
    hint = f"                hint={check.hint!r},\n" if check.hint else ""
    shown = "HIDDEN" if check.hidden else "PUBLIC"
    return (
        f"            Check(\n                {check.name!r},\n                {check.points!r},\n"
        f"                (\n{cases}                ),\n"
        f'                compare.tensor(float64={tolerance}, float32={tolerance}, dtype="any"),\n'
        f"                shown=Shown.{shown},\n{hint}            ),\n"
    )


def _case(label: str, inputs: Mapping[str, str]) -> str:
    arguments = ", ".join(f"{name}={text}" for name, text in inputs.items())
    return f"Case({label!r}, exactly({arguments}))"


def _short(task: Task) -> str:
    """A few words for tables: the first line of the question's text, else its name."""
    for cell in task.text:
        text = " ".join(re.sub(r"[#*`]", "", cell.source.strip().split("\n", 1)[0]).split())
        if cell.kind == "markdown" and 0 < len(text) <= LONGEST_TITLE and text.isprintable():
            return text
    return task.name


def _solution(made: Imported, week: str) -> str:
    """Imports, definitions and values of the notebook, then each solution: what is right, to be compared with.

    Those of questions that were left out too, as far as they define something: an answer may use them.
    """
    given = [
        c.source for c in made.assignment.cells if c.kind == "code" and not _is_otters(c) and not _why_not_given(c)
    ]
    answers = [text for one in made.asked if (text := _without_marks(one)) and (one.is_code or _defines(text))]
    head = f'"""The solutions of {week}: what is right. From {made.path.name}; keep it as notebook.py has it."""'
    return "\n\n\n".join([head, *given, *answers]) + "\n"


def _defines(source: str) -> bool:
    return not _why_not_given(Cell(0, "code", source))


def _without_marks(one: Asked) -> str:
    source = "\n\n".join(cell.source for cell in one.task.solution if cell.kind == "code")
    lines = [_MARK.sub("", line) for line in _PROMPT.sub("", source).split("\n")]
    return "\n".join(lines).strip("\n")


def _right(made: Imported, week: str) -> str:
    names = [one.name for one in made.questions if one.is_code]
    lines = [f'"""Honest variants of {week} that must earn every point. Only the imported solutions, so far."""', ""]
    lines += ["from autograder.authoring import RightAnswers", ""]
    lines += ["from . import solution", ""] if names else []
    lines += ["RIGHT_ANSWERS = RightAnswers()"]
    lines += [f'RIGHT_ANSWERS.add("{name}", "the imported solution", solution.{name})' for name in names]
    return "\n".join(lines) + "\n"


def _design(made: Imported, title: str) -> str:
    rows = "".join(f"| `{one.name}` | {one.task.name} | {one.points:g} | {_how(one)} |\n" for one in made.questions)
    parts = [
        f"# {title}: design\n\nFor authors; nothing of this is released. Imported from {made.path.name}.\n",
        f"## Questions\n\n| question | in otter | points | judged by |\n|---|---|--:|---|\n{rows}",
        f"## Not translated\n\n{_list(item for item in made.noted if item.left_out)}",
        f"## Translated, and not as it was\n\n{_list(item for item in made.noted if not item.left_out)}",
        "## Next\n\n"
        "- Draw inputs in the place of the fixed ones, so that nobody who has seen the old tests knows them.\n"
        "- Write wrong answers that students give (wrong.py): they prove the hidden tests.\n"
        "- `autograder validate` says what else is missing.\n",
    ]
    left = [one for one in made.asked if one not in made.questions]
    if left:
        parts.append("## Questions that are left out\n\n" + "\n".join(_left_out(one) for one in left))
    return "\n".join(parts)


def _how(one: Asked) -> str:
    return "a person" if one.is_prose else f"{len(one.checks)} checks, {sum(len(c.cases) for c in one.checks)} cases"


def _list(items: Iterator[Noted]) -> str:
    lines = []
    for item in items:
        about = f"cell {item.cell}" + (f", {item.question}" if item.question else "")
        lines.append(f"- {about}: {item.reason}" + (f"\n\n{_fenced(item.source)}" if item.source else ""))
    return ("\n".join(lines) or "Nothing.") + "\n"


def _left_out(one: Asked) -> str:
    """All of it, so that nothing of the notebook is lost."""
    sources = [cell.source for cell in one.task.solution] + [test.source for test in one.task.tests]
    return f"### {one.task.name}, cell {one.task.cell}\n\n" + "\n".join(_fenced(text, "") for text in sources)


def _fenced(source: str, indent: str = "  ") -> str:
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", source)), 3)
    lines = [f"{fence}python", *source.split("\n"), fence]
    return "\n".join(f"{indent}{line}" for line in lines) + "\n"


__all__ = ["Imported", "Noted", "import_assignment"]
