"""Recognise a wrong answer that students are known to give, by what it returns on all hidden inputs."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import scipy  # `scipy.stats` takes a second to import, and only some weeks need it
import torch

from autograder.collect.answer import answer as answer_call
from autograder.collect.wire import Answer, Array, Items
from autograder.compare import (
    Precision,
    TensorComparator,
    UnchangedComparator,
    derivation,
    expression,
    gradient,
    kinds,
    pathwise,
    reaches,
)
from autograder.question import Check, Draws, Question, Week, WrongAnswer
from autograder.results import CheckResult

from .truth import Truth

SAME_REACH = 0.2  # most by which the scores of two fits may differ that may be of one kind, in the score's unit
NAN_STANDS_FOR = 2.0**100  # no wrong idea gives this number
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
                # A wrong answer is a program such as a student's, and runs where these do: on the CPU.
                ours = self.truth.placed(check.ask, self._answer(question, wrong, check, case))
                theirs, want = self.truth.placed(check.ask, answers[key]), self.truth.want(question, check, case)
                if isinstance(check.compare, derivation):
                    tried[key] = check.compare.alike(ours, theirs, want)
                else:
                    tried[key] = _alike(check, ours, theirs, want, self.truth.precision(question, case))
                if not tried[key]:
                    return 0.0
        return min(tried.values(), default=0.0)

    def _answer(self, question: Question, wrong: WrongAnswer, check: Check, case: Any) -> Answer:
        key = (f"{question.name}/{wrong.name}", case.label, check.ask)
        with self._asking:
            if key not in self._answers and question.is_written:
                self._answers[key] = Answer("returned", wrong.answer)
            elif key not in self._answers:
                call = self.truth.call(question, check, case)
                self._answers[key] = answer_call({question.name: wrong.answer}, call)
            return self._answers[key]


def _alike(check: Check, ours: Answer, theirs: Answer, want: Any, precision: Precision) -> float:
    if ours.outcome != "returned" or theirs.outcome != "returned":
        return float(ours.outcome == theirs.outcome)
    if bool(ours.mutated) != bool(theirs.mutated):
        return 0.0
    if isinstance(check.compare, expression):
        return float(check.compare.alike(ours, theirs))
    if isinstance(check.compare, reaches):
        return _alike_in_reach(check.compare, ours, theirs, want)
    if isinstance(check.compare, pathwise):
        return float(check.compare.habits(ours, want) == check.compare.habits(theirs, want))
    if isinstance(check.ask, Draws):
        return _alike_in_law(check.ask, ours, theirs)
    if isinstance(check.compare, TensorComparator | gradient):
        ours, theirs = (replace(answer, value=_with_nan_as_a_number(answer.value)) for answer in (ours, theirs))
    as_want = _as_want(ours.value)
    if as_want is None:
        return 0.0
    if isinstance(check.compare, TensorComparator):
        # A wrong dtype may be the very misconception: only values count here.
        return float(replace(check.compare, dtype=None)(theirs, as_want, "float32").passed)
    return float(check.compare(theirs, as_want, precision).passed)


def _alike_in_reach(compare: reaches, ours: Answer, theirs: Answer, want: Any) -> float:
    """Fits that come equally far are alike: 1 for the same score, less for a different one."""
    a, b = (compare.best(answer, want) for answer in (ours, theirs))
    if isinstance(a, str) or isinstance(b, str):
        return float(isinstance(a, str) and isinstance(b, str))
    if a == b:
        return 1.0
    return math.exp(-abs(a - b)) if abs(a - b) < SAME_REACH else 0.0


def _alike_in_law(ask: Draws, ours: Answer, theirs: Answer) -> float:
    """The least p-value of two-sample Kolmogorov-Smirnov tests; 0 below `SAME_LAW`, or where their habits differ."""
    groups = [_groups(ask, answer) for answer in (ours, theirs)]
    if not all(groups) or any(bool(answer.moved) != bool(ours.moved) for answer in (ours, theirs)):
        return 0.0
    least = 1.0
    for a, b in zip(*groups, strict=True):
        sample, other = torch.cat(a), torch.cat(b)
        if _habits(ask, a) != _habits(ask, b) or not (sample.isfinite().all() and other.isfinite().all()):
            return 0.0
        least = min(
            least, float(scipy.stats.ks_2samp(sample.cpu().numpy(), other.cpu().numpy(), method="asymp").pvalue)
        )
    return least if least >= SAME_LAW else 0.0


def _groups(ask: Draws, answer: Answer) -> list[list[torch.Tensor]]:
    """The results of an answer, for each value that was swept over, flattened; empty where they cannot be read."""
    if not isinstance(answer.value, Items):
        return []
    groups = []
    for group in answer.value.items if ask.over else (answer.value,):
        draws = [kinds.as_tensor(item) for item in group.items] if isinstance(group, Items) else []
        # Rounded, for a law may be a single point, and its rounding errors are no law.
        tensors = [draw.double().flatten().round(decimals=6) for draw in draws if isinstance(draw, torch.Tensor)]
        if len(tensors) != ask.times + (not ask.over) or len(tensors) != len(draws):
            return []
        groups.append(tensors)
    return groups


def _habits(ask: Draws, results: list[torch.Tensor]) -> tuple[bool, ...]:
    """What an answer does beside its law: repeat itself always, or from the same state, where that was asked.

    Estimates from few samples of few points are equal by chance now and then, but not many in a row.
    """
    *calls, last = results
    always = all(torch.equal(calls[0], result) for result in calls[1:])
    return (always and torch.equal(calls[0], last),) if ask.over else (always, torch.equal(calls[0], last))


def _with_nan_as_a_number(value: Any) -> Any:
    """NaN where the wrong answer has NaN is agreement; a comparator would say that it agrees with nothing."""
    match value:
        case Array(data) if data.is_floating_point():
            return replace(value, data=torch.where(data.isnan(), NAN_STANDS_FOR, data))
        case Items(items):
            return Items(tuple(_with_nan_as_a_number(item) for item in items))
    return value


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
