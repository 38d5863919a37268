"""Fitted models: judged by what they reach, not by their parameters, which may be permuted or lie elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from autograder.collect.wire import Answer, Items

from . import kinds
from .verdict import Precision, Verdict, rejected

# `score(parts, want)`: how good a fit is, larger is better; -inf for what is no model at all.
Score = Callable[[tuple[Tensor, ...], Any], float]


@dataclass(frozen=True, slots=True)
class ReachesComparator:
    """Accept an answer whose best fit of several (`Draws(times)`) scores at least `want.bar`.

    Each fit is a sequence of parts in the shapes `want.shapes`, finite numbers; what is not counts as no fit at all.

    Args:
        score: of one fit, in the unit of `want.bar`.
        false_alarm: measured bound on the probability with which a right answer stays below the bar.
    """

    score: Score
    false_alarm: float = 1e-3

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        best = self.best(got, want)
        if isinstance(best, str):
            return rejected(best)
        distance = math.exp(min(want.bar - best, 700.0))
        if best >= want.bar:
            return Verdict(passed=True, distance=distance)
        seen = "the fit is not as good as it should be, also the best of several"
        return Verdict(
            passed=False,
            distance=distance,
            to_student="what was returned is no model of this kind" if best == -math.inf else seen,
            to_staff=f"{seen}: the best reaches {best:.6g}, wanted is {want.bar:.6g} at least",
        )

    def best(self, got: Answer, want: Any) -> float | str:
        """The best score of the answer's fits, or why there is none."""
        if text := kinds.failure(got):
            return text
        if not isinstance(got.value, Items) or not got.value.items:
            return f"expected the fits of several calls, got {kinds.describe(got.value)}"
        fits = [_parts(item, want.shapes) for item in got.value.items]
        scores = [self._score(fit, want) for fit in fits if not isinstance(fit, str)]
        return max(scores) if scores else next(fit for fit in fits if isinstance(fit, str))

    def _score(self, fit: tuple[Tensor, ...], want: Any) -> float:
        score = self.score(fit, want)
        return -math.inf if math.isnan(score) else score


def _parts(value: Any, shapes: tuple[tuple[int, ...], ...]) -> tuple[Tensor, ...] | str:
    values = kinds.parts(value, len(shapes))
    if isinstance(values, str):
        return values
    tensors = []
    for item, shape in zip(values, shapes, strict=True):
        tensor = kinds.as_tensor(item)
        if isinstance(tensor, str):
            return f"expected a tensor of shape {shape}, {tensor}"
        if tensor.shape != shape:
            return f"expected shape {shape}, got {kinds.shape(tensor, shape)}"
        if not tensor.isfinite().all():
            return "some entries are NaN or infinite"
        tensors.append(tensor.to(torch.float64))
    return tuple(tensors)
