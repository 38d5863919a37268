"""Gradients that autograd took through the student's own code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from autograder.collect.wire import Answer, Items, ramp

from . import kinds
from .tensors import TensorComparator, Tolerance
from .verdict import Precision, Verdict, rejected

# `expected(result, weights, law)`: the gradients of the sum of weights * result, one for each argument asked.
Expected = Callable[[Tensor, Tensor, Any], tuple[Tensor, ...]]


@dataclass(frozen=True, slots=True)
class GradientComparator:
    """Accept the gradient where |got - want| <= atol + rtol * |want|, element by element, `want` from the reference."""

    float64: Tolerance
    float32: Tolerance

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        return _of_the_gradient(TensorComparator(self.float64, self.float32)(got, want, precision), got)


@dataclass(frozen=True, slots=True)
class PathwiseComparator:
    """Accept the gradient of a random result if it is what the result itself says: ask `Gradient(wrt, weighted=True)`.

    Args:
        expected: `(result, weights, law) -> gradients` of the sum of weights * result, float64; `law` is what the
            question's reference returned.
        float64: (rtol, atol).
        float32: (rtol, atol).
    """

    expected: Expected
    float64: Tolerance
    float32: Tolerance

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        if text := kinds.failure(got):
            return rejected(text)
        wanted = self._wanted(got, want)
        if isinstance(wanted, str):
            return rejected(wanted)
        return _of_the_gradient(TensorComparator(self.float64, self.float32)(_gradients(got), wanted, precision), got)

    def habits(self, got: Answer, want: Any) -> tuple[tuple[bool, bool], ...]:
        """For each gradient whether it is right, and whether it is 0: what tells one slip from another."""
        wanted = self._wanted(got, want)
        if isinstance(wanted, str):
            return ()
        given = [kinds.as_tensor(item) for item in _gradients(got).value.items]
        return tuple(
            (isinstance(g, Tensor) and torch.allclose(g.double(), w), isinstance(g, Tensor) and not g.any())
            for g, w in zip(given, wanted, strict=False)
        )

    def _wanted(self, got: Answer, want: Any) -> tuple[Tensor, ...] | str:
        """The gradients that go with the result that came back, or why there are none."""
        if not isinstance(got.value, Items) or len(got.value.items) < 2:
            return "expected a result and its gradients"
        result = kinds.as_tensor(got.value.items[0])
        if isinstance(result, str):
            return f"expected a tensor, {result}"
        if result.shape != tuple(want.shape):
            return f"expected shape {tuple(want.shape)}, got {kinds.shape(result, want.shape)}"
        return self.expected(result.to(torch.float64), ramp(result.shape).to(result.device), want)


def _gradients(got: Answer) -> Answer:
    """The answer without the result that came along."""
    return replace(got, value=Items(got.value.items[1:]))


def _of_the_gradient(verdict: Verdict, got: Answer) -> Verdict:
    if verdict.passed or got.outcome != "returned":
        return verdict
    return Verdict(
        passed=False,
        distance=verdict.distance,
        to_student=f"the gradient: {verdict.to_student}",
        to_staff=f"the gradient: {verdict.to_staff}",
    )
