"""The same assignment for nbgrader and for otter-grader: made of the week's own files, handed in by the same students.

Each question has a visible test of one point, in which expected values stand as numbers, and a hidden test of two
points, which computes them with the reference. That is how both are commonly used. What our checks ask of values and
gradients is asked there too, on inputs of the same sizes and with the same tolerances; seeds stand in the tests.
"""

from __future__ import annotations

import ast
import inspect
import json
import sqlite3
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import torch
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from autograder.compare import gradients, tensors
from autograder.question import Case, Check, Gradient, Question, Shown
from autograder.seeds import case_generator, case_seed

from .meter import Usage, measure
from .workplace import BIN, WEEK, Workplace, environment, hand_in

VISIBLE, HIDDEN = 1, 2  # points
Points = dict[str, dict[str, float]]  # by student and question

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
OTTER_CONFIG = """# ASSIGNMENT CONFIG
name: {name}
init_cell: true
export_cell: false
generate:
    show_stdout: false
    pdf: false
"""


# ---------------------------------------------------------------------- tests as both of them have them


def visible_test(question: Question) -> str:
    """What a student sees: inputs and the numbers that should come out."""
    lines = []
    for check in _asked(question, public=True):
        (case,) = check.cases
        want = question.reference(*case.draw(case_generator(None, WEEK, question.name, case.label)).values())
        lines += [_source(case.draw.func), _inputs(question, case), _same(question, check, _literal(want))]  # type: ignore[attr-defined]
    return "\n".join(lines)


def hidden_test(question: Question) -> str:
    """What stays on the grading machine."""
    checks = _asked(question, public=False)
    lines = [_source(function) for function in dict.fromkeys(check.cases[0].draw.func for check in checks)]  # type: ignore[attr-defined]
    lines.append(_source(question.reference))
    for check in checks:
        (case,) = check.cases
        right = f"_{question.name}"
        lines.append(_inputs(question, case))
        if isinstance(check.ask, Gradient):
            lines.append(f"_wrt = [_drawn[name].requires_grad_() for name in {check.ask.wrt}]")
            want = f"torch.autograd.grad({right}(*_drawn.values()), _wrt)"
        else:
            want = f"{right}(*_drawn.values())"
        lines.append(_same(question, check, want))
    return "\n".join(lines)


def _asked(question: Question, *, public: bool) -> list[Check]:
    comparators = (tensors.TensorComparator, gradients.GradientComparator)
    return [
        check
        for check in question.checks
        if isinstance(check.compare, comparators) and (check.shown is Shown.PUBLIC) == public
    ]


def _inputs(question: Question, case: Case) -> str:
    seed = case_seed(None, WEEK, question.name, case.label)
    draw: Any = case.draw
    sizes = ", ".join(f"{name}={value!r}" for name, value in draw.keywords.items())
    return f"_drawn = _{draw.func.__name__}(torch.Generator().manual_seed({seed}), {sizes})"


def _same(question: Question, check: Check, want: str) -> str:
    compare: Any = check.compare
    rtol, atol = compare.float64
    got = f"{question.name}(*_drawn.values())"
    if isinstance(check.ask, Gradient):
        got = f"torch.autograd.grad({got}, _wrt)"
    return f"torch.testing.assert_close({got}, {want}, rtol={rtol}, atol={atol})"


def _literal(value: Any) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))})"
    assert value.dtype == torch.float64
    return f"torch.tensor({value.tolist()}, dtype=torch.float64)"


def _source(function: Callable[..., Any]) -> str:
    """Of a function that stands alone, under a name that no student has."""
    definition = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(definition, ast.FunctionDef)
    definition.name = f"_{definition.name}"
    if ast.get_docstring(definition) is not None:
        definition.body = definition.body[1:]
    return ast.unparse(definition)


# ---------------------------------------------------------------------- nbgrader


class NbGrader:
    """A course of nbgrader's own. `autograde` is one command for all."""

    name, program = "nbgrader autograde", "nbgrader"

    def __init__(self, work: Workplace) -> None:
        self.work = work
        self.root = work.root / "nbgrader"

    def build(self, count: int) -> None:
        source = self.root / "source" / WEEK
        source.mkdir(parents=True)
        (self.root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'benchmark'\n")
        cells = _given(self.work)
        for question, text, answer in _parts(self.work):
            name = question.name
            cells += [
                text,
                new_code_cell(answer, metadata=_metadata(name, solution=True)),
                new_code_cell(visible_test(question), metadata=_metadata(f"{name}_visible", points=VISIBLE)),
                new_code_cell(
                    f"### BEGIN HIDDEN TESTS\n{hidden_test(question)}\n### END HIDDEN TESTS",
                    metadata=_metadata(f"{name}_hidden", points=HIDDEN),
                ),
            ]
        nbformat.write(new_notebook(cells=cells, metadata=KERNEL), source / f"{WEEK}.ipynb")
        _quietly([BIN / "nbgrader", "generate_assignment", WEEK, "--create"], self.root)
        released = self.root / "release" / WEEK / f"{WEEK}.ipynb"
        submitted = self.root / "submitted"
        hand_in(self.work.students(count), released, lambda one: submitted / one.name / WEEK / f"{WEEK}.ipynb")

    def grade(self) -> Usage:
        """All who handed in."""
        return measure([BIN / "nbgrader", "autograde", WEEK], cwd=self.root, env=environment())

    def grade_one(self, student: str) -> Usage:
        """A student who was graded before, again."""
        command = [BIN / "nbgrader", "autograde", WEEK, "--student", student, "--force"]
        return measure(command, cwd=self.root, env=environment())

    def points(self) -> Points:
        rows = sqlite3.connect(self.root / "gradebook.db").execute(
            """SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score FROM grade
            JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
            JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
            JOIN base_cell ON grade.cell_id = base_cell.id"""
        )
        found: Points = {}
        for student, cell, points in rows:
            of = found.setdefault(student, {})
            question = cell.rpartition("_")[0]
            of[question] = of.get(question, 0.0) + (points or 0.0)
        return found


def _metadata(grade_id: str, *, solution: bool = False, points: int | None = None) -> dict[str, Any]:
    graded = {} if points is None else {"points": points}
    flags = {"grade": points is not None, "solution": solution, "locked": not solution, "task": False}
    return {"nbgrader": {"grade_id": grade_id, "schema_version": 3, **flags, **graded}}


# ---------------------------------------------------------------------- otter-grader


class Otter:
    """An assignment of otter's own. `otter run` grades one notebook where it is called, in no container."""

    name, program = "otter run", "otter-grader"

    def __init__(self, work: Workplace) -> None:
        self.work = work
        self.root = work.root / "otter"

    def build(self, count: int) -> None:
        self.root.mkdir(parents=True)
        cells = [new_raw_cell(OTTER_CONFIG.format(name=WEEK)), *_given(self.work)]
        for question, text, answer in _parts(self.work):
            cells += [
                new_raw_cell(f"# BEGIN QUESTION\nname: {question.name}"),
                text,
                new_raw_cell("# BEGIN SOLUTION"),
                new_code_cell(answer.replace("### BEGIN", "# BEGIN").replace("### END", "# END")),
                new_raw_cell("# END SOLUTION"),
                new_raw_cell("# BEGIN TESTS"),
                new_code_cell(_configured(visible_test(question), f"points: {VISIBLE}")),
                new_code_cell(_configured(hidden_test(question), f"hidden: true\npoints: {HIDDEN}")),
                new_raw_cell("# END TESTS"),
                new_raw_cell("# END QUESTION"),
            ]
        nbformat.write(new_notebook(cells=cells, metadata=KERNEL), self.root / f"{WEEK}.ipynb")
        _quietly([BIN / "otter", "assign", f"{WEEK}.ipynb", "dist"], self.root)
        released = self.root / "dist" / "student" / f"{WEEK}.ipynb"
        self.students = [one.name for one in self.work.students(count)]
        hand_in(self.work.students(count), released, lambda one: self.root / "submitted" / f"{one.name}.ipynb")

    def grade_one(self, student: str) -> Usage:
        (archive,) = (self.root / "dist" / "autograder").glob("*.zip")
        out = self.root / "out" / student
        out.mkdir(parents=True, exist_ok=True)
        notebook = self.root / "submitted" / f"{student}.ipynb"
        return measure([BIN / "otter", "run", "-a", archive, "-o", out, notebook], cwd=self.root, env=environment())

    def points(self) -> Points:
        return {student: self._points(self.root / "out" / student / "results.json") for student in self.students}

    def _points(self, path: Path) -> dict[str, float]:
        found = {question.name: 0.0 for question in self.work.week.questions}
        for test in json.loads(path.read_text())["tests"]:
            question = test["name"].split(" ")[0]
            if question in found:
                found[question] += test.get("score", 0.0)
        return found


def _configured(test: str, config: str) -> str:
    return f'""" # BEGIN TEST CONFIG\n{config}\n""" # END TEST CONFIG\n{test}'


# ---------------------------------------------------------------------- what both share


def _given(work: Workplace) -> list[NotebookNode]:
    given = (cell for cell in work.source.cells if "given" in cell.metadata.get("tags", []))
    return [new_code_cell(cell.source) for cell in given]


def _parts(work: Workplace) -> list[tuple[Question, NotebookNode, str]]:
    """Each question with its text and its answer cell, solution and all."""
    cells = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in work.source.cells if "nbgrader" in cell.metadata}
    return [
        (question, new_markdown_cell(cells[f"{question.name}_text"].source), cells[question.name].source)
        for question in work.week.questions
    ]


def _quietly(command: list[str | Path], folder: Path) -> None:
    measure(command, cwd=folder, env=environment())
