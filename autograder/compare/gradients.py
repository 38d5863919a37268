"""Gradients that autograd took through the student's own code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.collect.wire import Answer

from .tensors import TensorComparator, Tolerance
from .verdict import Precision, Verdict


@dataclass(frozen=True, slots=True)
class GradientComparator:
    """Accept the gradient where |got - want| <= atol + rtol * |want|, element by element, `want` from the reference."""

    float64: Tolerance
    float32: Tolerance

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        verdict = TensorComparator(self.float64, self.float32)(got, want, precision)
        if verdict.passed or got.outcome != "returned":
            return verdict
        return Verdict(
            passed=False,
            distance=verdict.distance,
            to_student=f"the gradient: {verdict.to_student}",
            to_staff=f"the gradient: {verdict.to_staff}",
        )
