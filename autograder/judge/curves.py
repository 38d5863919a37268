"""Pictures: what an answer returns on inputs that are for everyone, beside what is right. They decide nothing.

They are asked in a request of their own, the first one, and drawn without the course's secret. What a student's code
returns later, when it holds hidden inputs, could spell them out in a picture; what it returned before cannot.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.collect.stored import Calls
from autograder.collect.wire import Answer, Call
from autograder.compare import kinds
from autograder.question import FEWEST_POINTS, MOST_POINTS, Curve, Inputs, Question, Value
from autograder.results import CurveResult
from autograder.seeds import case_generator

from .truth import call_for, plain, to_float64

DIGITS = 4  # more than a picture shows
LEAST_SEEN = 0.005  # of the picture's height


class Curves:
    """The pictures of one week: their calls and right values, made once for a class."""

    def __init__(self, week: str) -> None:
        self.week = week
        self._calls: dict[str, tuple[Call, ...]] = {}
        self._wants: dict[str, Tensor] = {}
        self._asked: dict[tuple[str, ...], Calls] = {}

    def calls(self, questions: Sequence[Question]) -> Calls:
        """Of all questions that have a picture; the same object for the same questions."""
        key = tuple(question.name for question in questions if question.curve is not None)
        if key not in self._asked:
            self._asked[key] = Calls(call for question in questions for call in self._calls_of(question))
        return self._asked[key]

    def drawn(self, questions: Sequence[Question], answers: Sequence[Answer]) -> dict[str, CurveResult]:
        """By name the picture of each answer that can be drawn and is not as it should be.

        Args:
            questions: those of `calls`.
            answers: to `calls(questions)`.
        """
        rest, found = list(answers), {}
        for question in questions:
            if question.curve is None:
                continue
            own, rest = rest[: len(question.curve.cases)], rest[len(question.curve.cases) :]
            want = self.want(question)
            got = _values(own, len(want))
            if got is not None and _can_be_seen(got, want, logarithmic=question.curve.logarithmic):
                found[question.name] = _result(question.curve, got, want)
        return found

    def want(self, question: Question) -> Tensor:
        """Right values, float64, (N,); `ValueError` where they are none that can be drawn."""
        if question.name not in self._wants:
            assert question.curve is not None
            self._wants[question.name] = self._right(question, question.curve)
        return self._wants[question.name]

    def _right(self, question: Question, curve: Curve) -> Tensor:
        values = []
        for inputs in self._inputs(question, curve):
            values.append(plain(question.reference(*(to_float64(part) for part in inputs.values()))))
        want = values[0] if len(values) == 1 else torch.stack([value.reshape(()) for value in values])
        if want.ndim != 1 or not FEWEST_POINTS <= len(want) <= MOST_POINTS or not bool(want.isfinite().all()):
            raise ValueError(
                f"the curve of {question.name!r}: expected {FEWEST_POINTS} to {MOST_POINTS} finite numbers in a row, "
                f"got shape {tuple(want.shape)}"
            )
        if curve.at and len(curve.at) != len(want):
            raise ValueError(f"the curve of {question.name!r} has {len(want)} points and {len(curve.at)} places")
        if curve.logarithmic and not bool((want > 0).all()):
            raise ValueError(f"the curve of {question.name!r} is logarithmic, and not all right values are positive")
        return want.double()

    def _calls_of(self, question: Question) -> tuple[Call, ...]:
        if question.curve is None:
            return ()
        if question.name not in self._calls:
            inputs = self._inputs(question, question.curve)
            self._calls[question.name] = tuple(call_for(question.name, given, Value()) for given in inputs)
        return self._calls[question.name]

    def _inputs(self, question: Question, curve: Curve) -> list[Inputs]:
        return [case.draw(case_generator(None, self.week, question.name, case.label)) for case in curve.cases]


def _values(answers: Sequence[Answer], count: int) -> Tensor | None:
    """What came back, float64, (count,); None where it is not as many real numbers."""
    tensors = [kinds.as_tensor(given.value) if given.outcome == "returned" else "" for given in answers]
    numbers = [tensor.double().flatten() for tensor in tensors if isinstance(tensor, Tensor) and tensor.ndim <= 1]
    if len(numbers) < len(answers) or sum(map(len, numbers)) != count:
        return None
    return torch.cat(numbers)


def _can_be_seen(got: Tensor, want: Tensor, *, logarithmic: bool) -> bool:
    """Whether the two differ by more than a line is thick. What is not finite, or has no logarithm, does."""
    if logarithmic:
        got, want = got.log(), want.log()
    span = float(want.max() - want.min()) or float(want.abs().max()) or 1.0
    return bool((~((got - want).abs() <= LEAST_SEEN * span)).any())


def _result(curve: Curve, got: Tensor, want: Tensor) -> CurveResult:
    return CurveResult(
        along=curve.along,
        of=curve.of,
        given=curve.given,
        at=tuple(map(_rounded, curve.at or range(len(want)))),
        want=tuple(map(_rounded, want.tolist())),
        got=tuple(_rounded(value) if math.isfinite(value) else None for value in got.tolist()),
        logarithmic=curve.logarithmic,
    )


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
