"""Recognise a wrong answer that students are known to give, by what it returns on all hidden inputs."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from scipy import stats

from autograder.collect.answer import answer as answer_call
from autograder.collect.wire import Answer, Array, Items
from autograder.compare import Precision, TensorComparator, UnchangedComparator, kinds
from autograder.question import Check, Draws, Question, Week, WrongAnswer
from autograder.results import CheckResult

from .truth import Truth

SAME_LAW = 1e-4  # least p-value of two samples that may be taken for draws from one law


class Misconceptions:
    """The week's wrong answers, and what they return on the class's inputs (computed once)."""

    def __init__(self, week: Week, truth: Truth) -> None:
        self.week = week
        self.truth = truth
        self._answers: dict[tuple[str, str, Any], Answer] = {}
        # What an answer does to the global random states is part of it: no two are asked at once.
        self._asking = threading.Lock()

    def recognise(
        self, question: Question, answers: Mapping[tuple[str, Any], Answer], results: Sequence[CheckResult]
    ) -> WrongAnswer | None:
        """The wrong answer that loses the same checks and agrees best on every input, if one does."""
        lost = {result.name for result in results if not result.passed}
        candidates = [w for w in self.week.wrong_answers if w.question == question.name and set(w.loses) == lost]
        likeness = {wrong.name: self._likeness(question, wrong, answers) for wrong in candidates}
        best = max(candidates, key=lambda wrong: likeness[wrong.name], default=None)
        return best if best is not None and likeness[best.name] > 0 else None

    def _likeness(self, question: Question, wrong: WrongAnswer, answers: Mapping[tuple[str, Any], Answer]) -> float:
        """0 where the two differ on any input; else 1, or for draws the least p-value of their being from one law."""
        tried: dict[tuple[str, Any], float] = {}
        for check in question.checks:
            for case in check.cases:
                key = (case.label, check.ask)
                if key in tried or isinstance(check.compare, UnchangedComparator):
                    continue
                ours, theirs = self._answer(question, wrong, check, case), answers[key]
                tried[key] = _alike(check, ours, theirs, self.truth.precision(question, case))
                if not tried[key]:
                    return 0.0
        return min(tried.values(), default=0.0)

    def _answer(self, question: Question, wrong: WrongAnswer, check: Check, case: Any) -> Answer:
        key = (f"{question.name}/{wrong.name}", case.label, check.ask)
        with self._asking:
            if key not in self._answers:
                call = self.truth.call(question, check, case)
                self._answers[key] = answer_call({question.name: wrong.answer}, call)
            return self._answers[key]


def _alike(check: Check, ours: Answer, theirs: Answer, precision: Precision) -> float:
    if ours.outcome != "returned" or theirs.outcome != "returned":
        return float(ours.outcome == theirs.outcome)
    if bool(ours.mutated) != bool(theirs.mutated):
        return 0.0
    if isinstance(check.ask, Draws):
        return _alike_in_law(ours, theirs)
    want = _as_want(ours.value)
    if want is None:
        return 0.0
    if isinstance(check.compare, TensorComparator):
        # A wrong dtype may be the very misconception: only values count here.
        return float(replace(check.compare, dtype=None)(theirs, want, "float32").passed)
    return float(check.compare(theirs, want, precision).passed)


def _alike_in_law(ours: Answer, theirs: Answer) -> float:
    """The p-value of a two-sample Kolmogorov-Smirnov test; 0 below `SAME_LAW`, or where their habits differ."""
    samples = []
    habits = []
    for answer in (ours, theirs):
        draws = [kinds.as_tensor(item) for item in answer.value.items] if isinstance(answer.value, Items) else []
        # Rounded, for a law may be a single point, and its rounding errors are no law.
        tensors = [draw.double().flatten().round(decimals=6) for draw in draws if isinstance(draw, torch.Tensor)]
        if len(tensors) < 3 or len(tensors) != len(draws):
            return 0.0
        *calls, again = tensors
        samples.append(torch.cat(calls))
        habits.append((torch.equal(calls[0], again), torch.equal(calls[0], calls[1]), bool(answer.moved)))
    if habits[0] != habits[1] or not all(sample.isfinite().all() for sample in samples):
        return 0.0
    p = float(stats.ks_2samp(samples[0].numpy(), samples[1].numpy(), method="asymp").pvalue)
    return p if p >= SAME_LAW else 0.0


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
