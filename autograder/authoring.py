"""What the private files of every week share: collecting answers by decorator, naming cases, a common check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import torch

from autograder import compare
from autograder.derivation import Derivation
from autograder.question import (
    Ask,
    Case,
    Check,
    Draw,
    Numbers,
    Prose,
    Question,
    RightAnswer,
    Value,
    Written,
    WrongAnswer,
)
from autograder.rubric import Criterion

Function = Callable[..., Any]
VALUE = Value()

UNCHANGED = "inputs unchanged"
UNCHANGED_HINT = (
    "Operators with an equals sign (x *= 2), x[...] = 0 and methods that end in an underscore change x itself."
)


class RightAnswers(list[RightAnswer]):
    """The right answers of a file, in the order in which they stand there."""

    def of(self, question: str, name: str) -> Callable[[Function], Function]:
        """Decorate an answer as a student would have it."""

        def keep(answer: Function) -> Function:
            self.add(question, name, answer)
            return answer

        return keep

    def add(self, question: str, name: str, answer: Any) -> None:
        """Add an answer that is no function: an expression, or the text of a derivation."""
        self.append(RightAnswer(question, name, answer))


class WrongAnswers(list[WrongAnswer]):
    """The wrong answers of a file, in the order in which they stand there."""

    def of(self, question: str, name: str, told: str, loses: tuple[str, ...]) -> Callable[[Function], Function]:
        """Decorate a wrong answer as a student would have it; see `WrongAnswer`."""

        def keep(answer: Function) -> Function:
            self.add(question, name, told, loses, answer)
            return answer

        return keep

    def add(self, question: str, name: str, told: str, loses: tuple[str, ...], answer: Any) -> None:
        """Add an answer that is no function: an expression, or the text of a derivation."""
        self.append(WrongAnswer(question, name, told, loses, answer))


def case(label: str, draw: Function, **sizes: Any) -> Case:
    """A case that draws with `draw(generator, **sizes)`."""
    return Case(label, partial(draw, **sizes))


def exactly(**inputs: Any) -> Draw:
    """Draws nothing: the arguments are these."""
    return lambda generator: inputs


def numbers(value: Any) -> Numbers:
    """A list of numbers (or of such lists) or a NumPy array, to be handed over as what it is."""
    data = torch.as_tensor(np.array(value))
    return Numbers(data, "list" if isinstance(value, list) else "array")


def in_numpy(function: Function) -> Function:
    """A reference that is written in NumPy or plain Python: what it returns becomes float64 tensors."""

    def reference(*args: Any) -> Any:
        return _as_tensors(function(*args))

    return reference


def _as_tensors(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_as_tensors(item) for item in value)
    return torch.as_tensor(np.asarray(value)).to(torch.float64)


def and_unchanged(*checks: Check, ask: Ask = VALUE, points: float = 0.5) -> tuple[Check, ...]:
    """`checks`, and half a point more for leaving the arguments alone in every case, given the first check."""
    cases = tuple(dict.fromkeys(case for check in checks if check.ask == ask for case in check.cases))
    last = Check(
        UNCHANGED, points, cases, compare.unchanged(), ask=ask, requires=(checks[0].name,), hint=UNCHANGED_HINT
    )
    return (*checks, last)


START, GOAL, VALIDITY = "start", "goal", "validity"
_TEXT = Case("the text", lambda generator: {})


def derivation_question(
    name: str,
    title: str,
    derivation: Derivation,
    points: Mapping[str, float] | None = None,
    hints: Mapping[str, str] | None = None,
    rubric: tuple[Criterion, ...] = (),
) -> Question:
    """A question that is answered by a derivation in LaTeX; for the other arguments see `derivation_checks`.

    `rubric` is for the person who reads what the program cannot decide.
    """

    def asked() -> Derivation:
        return derivation

    return Question(name, title, asked, derivation_checks(derivation, points, hints), rubric=rubric)


def derivation_checks(
    derivation: Derivation, points: Mapping[str, float] | None = None, hints: Mapping[str, str] | None = None
) -> tuple[Check, ...]:
    """A check for the start, each move, the goal, and for that every line follows.

    Args:
        derivation: what is asked for.
        points: of `start`, `goal`, `validity` and moves by name; what is left out has 1, `validity` 2.
        hints: by the same names.

    Raises:
        ValueError: points or hints for something that the derivation does not have.
    """
    parts = [START, *(move.name for move in derivation.moves), GOAL, VALIDITY]
    if len(set(parts)) < len(parts):
        raise ValueError(f"each part of a derivation needs a name of its own, got {parts}")
    if unknown := sorted(({*(points or ()), *(hints or ())}) - set(parts)):
        raise ValueError(f"expected points and hints for {parts}, got some for {unknown}")
    worth = {part: 1.0 for part in parts} | {VALIDITY: 2.0} | dict(points or {})
    return tuple(
        Check(part, worth[part], (_TEXT,), compare.derivation(part), ask=Written(), hint=(hints or {}).get(part, ""))
        for part in parts
    )


def written_question(name: str, title: str, *rubric: Criterion) -> Question:
    """A question that is answered in prose, and marked by a person in the formgrader.

    Args:
        name: `grade_id` of the answer cell, which is a text cell.
        title: a few words for tables and pages.
        rubric: what is looked for; each criterion is a check of this name, which the program leaves to a person.
    """
    if not rubric:
        raise ValueError(f"question {name!r}: a person needs a rubric to mark it by, got no criterion")
    checks = (Check(one.title, one.points, (_TEXT,), compare.by_a_person(), ask=Prose()) for one in rubric)
    return Question(name, title, _nothing, tuple(checks), rubric=rubric)


def _nothing() -> None:
    """No answer is known beforehand."""
