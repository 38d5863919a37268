"""A class of students: what each of them answers to the five questions.

Right, wrong, broken and blank, by a fixed seed. The answers come out of the week's own files: the right one of each
question stands in `notebook.py`, the wrong ones in `wrong.py`.
"""

from __future__ import annotations

import ast
import inspect
import random
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.authoring import UNCHANGED
from autograder.question import Week

BROKEN = ("raise NotImplementedError", "return None", "return something_undefined")
NO_SYNTAX = "return ((("
RIGHT, WRONG = 0.55, 0.85  # of a thousand answers 550 are right, 300 wrong, the others broken
BLANK, SYNTAX, DILIGENT = 19, 18, 3  # in each twenty: the one with no answer, the one with no Python, the first so many


@dataclass(frozen=True, slots=True)
class Student:
    """Sources of one student's answer cells by question, and what is meant to be wrong with each; "" where right."""

    name: str
    sources: Mapping[str, str]
    faults: Mapping[str, str]


def students(week: Week, solutions: Mapping[str, str], count: int) -> list[Student]:
    """The first `count` students of a class that has no end: a larger class begins with the smaller one.

    No two notebooks are the same, so that no grader gains from having seen one before.

    Args:
        week: questions and wrong answers.
        solutions: source of each answer cell with its solution, by question.
        count: at least 1.
    """
    wrong = _wrong_sources(week)
    return [_student(number, solutions, wrong) for number in range(count)]


def _student(number: int, solutions: Mapping[str, str], wrong: Mapping[str, list[tuple[str, str]]]) -> Student:
    draw = random.Random(f"student {number}")
    place = number % 20
    sources, faults = {}, {}
    for question, solution in solutions.items():
        head = solution.splitlines()[0]
        luck = draw.random()
        name, source = "", solution
        if place == BLANK:
            continue
        if place == SYNTAX and question == "gaussian_kl":
            name, source = "no Python", f"{head}\n    {NO_SYNTAX}"
        elif place >= DILIGENT and luck >= WRONG:
            body = draw.choice(BROKEN)
            name, source = body, f"{head}\n    {body}"
        elif place >= DILIGENT and luck >= RIGHT:
            name, source = draw.choice(wrong[question])
        sources[question] = f"{source}\n# attempt {draw.randrange(10**9)}"
        faults[question] = name
    return Student(f"student-{number + 1:05d}", sources, faults)


def _wrong_sources(week: Week) -> dict[str, list[tuple[str, str]]]:
    """Name and source of each question's wrong answers, but for those that only our own checks look at."""
    found: dict[str, list[tuple[str, str]]] = {question.name: [] for question in week.questions}
    for answer in week.wrong_answers:
        if answer.loses == (UNCHANGED,):
            continue
        definition = ast.parse(textwrap.dedent(inspect.getsource(answer.answer))).body[0]
        assert isinstance(definition, ast.FunctionDef)
        definition.name, definition.decorator_list = answer.question, []
        found[answer.question].append((answer.name, ast.unparse(definition)))
    return found
