"""Recognise a wrong answer that students are known to give, by what it returns on all hidden inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch

from autograder.collect.answer import answer as answer_call
from autograder.collect.wire import Answer, Array, Items
from autograder.compare import TensorComparator, UnchangedComparator, kinds
from autograder.question import Check, Draws, Question, Week, WrongAnswer
from autograder.results import CheckResult

from .truth import Truth


class Misconceptions:
    """The week's wrong answers, and what they return on the class's inputs (computed once)."""

    def __init__(self, week: Week, truth: Truth) -> None:
        self.week = week
        self.truth = truth
        self._answers: dict[tuple[str, str, Any], Answer] = {}

    def recognise(
        self, question: Question, answers: Mapping[tuple[str, Any], Answer], results: Sequence[CheckResult]
    ) -> WrongAnswer | None:
        """The wrong answer that loses the same checks and agrees with the student's on every input, if there is one."""
        lost = {result.name for result in results if not result.passed}
        for wrong in self.week.wrong_answers:
            if wrong.question == question.name and set(wrong.loses) == lost and self._agrees(question, wrong, answers):
                return wrong
        return None

    def _agrees(self, question: Question, wrong: WrongAnswer, answers: Mapping[tuple[str, Any], Answer]) -> bool:
        seen = set()
        for check in question.checks:
            for case in check.cases:
                if (case.label, check.ask) in seen or isinstance(check.compare, UnchangedComparator):
                    continue
                seen.add((case.label, check.ask))
                theirs = answers[case.label, check.ask]
                if not self._same(question, wrong, check, case, theirs):
                    return False
        return True

    def _same(self, question: Question, wrong: WrongAnswer, check: Check, case: Any, theirs: Answer) -> bool:
        precision = self.truth.precision(question, case)
        if isinstance(check.ask, Draws):
            # Draws agree in law, where the wrong law is known; else losing the same checks has to do.
            if wrong.reference is None:
                return True
            law = self.truth.evaluate(wrong.reference, self.truth.inputs(question, case), check.ask)
            return any(c.compare(theirs, law, precision).passed for c in question.checks if c.name in wrong.loses)
        ours = self._answer(question, wrong, check, case)
        if ours.outcome != "returned" or theirs.outcome != "returned":
            return ours.outcome == theirs.outcome
        if bool(ours.mutated) != bool(theirs.mutated):
            return False
        want = _as_want(ours.value)
        if want is None:
            return False
        if isinstance(check.compare, TensorComparator):
            # A wrong dtype may be the very misconception: only values count here.
            return replace(check.compare, dtype=None)(theirs, want, "float32").passed
        return check.compare(theirs, want, precision).passed

    def _answer(self, question: Question, wrong: WrongAnswer, check: Check, case: Any) -> Answer:
        key = (f"{question.name}/{wrong.name}", case.label, check.ask)
        if key not in self._answers:
            call = self.truth.call(question, check, case)
            self._answers[key] = answer_call({question.name: wrong.answer}, call)
        return self._answers[key]


def _as_want(value: Any) -> Any:
    """A wrong answer's value as something to compare with: float64 tensors."""
    match value:
        case Array(data):
            return data.to(torch.float64)
        case Items(items):
            wants = [_as_want(item) for item in items]
            return None if any(want is None for want in wants) else tuple(wants)
    tensor = kinds.as_tensor(value)
    return None if isinstance(tensor, str) else tensor.to(torch.float64)
