"""What the private files of every week share: collecting answers by decorator, naming cases, a common check."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from autograder import compare
from autograder.question import Ask, Case, Check, RightAnswer, Value, WrongAnswer

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
        """Add an answer that is no function: an expression."""
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
        """Add an answer that is no function: an expression."""
        self.append(WrongAnswer(question, name, told, loses, answer))


def case(label: str, draw: Function, **sizes: Any) -> Case:
    """A case that draws with `draw(generator, **sizes)`."""
    return Case(label, partial(draw, **sizes))


def and_unchanged(*checks: Check, ask: Ask = VALUE, points: float = 0.5) -> tuple[Check, ...]:
    """`checks`, and half a point more for leaving the arguments alone in every case, given the first check."""
    cases = tuple(dict.fromkeys(case for check in checks if check.ask == ask for case in check.cases))
    last = Check(
        UNCHANGED, points, cases, compare.unchanged(), ask=ask, requires=(checks[0].name,), hint=UNCHANGED_HINT
    )
    return (*checks, last)
