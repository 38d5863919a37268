"""Sampled answers: hypothesis tests with a stated false-alarm rate, and reproducibility.

A right sampler is refused with probability `false_alarm` at the most; the budget is split evenly over the tests that a
check makes (Bonferroni), each exact or conservative for the sizes used here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from scipy import stats
from torch import Tensor

from autograder.collect.wire import Answer, Array, Items

from . import kinds
from .verdict import Precision, Verdict, rejected


@dataclass(frozen=True, slots=True)
class NormalLawComparator:
    """Test that draws are independent N(mean, variance); `want` has the fields `n`, `mean`, `variance`.

    Five tests on the draws of the first two calls, pooled: the mean (normal), the variance (chi-squared), the shape
    (Kolmogorov-Smirnov), and the correlation of the two calls and of neighbours in a call (normal). The answer
    is a vector as long as the law's field `n` says.

    Args:
        false_alarm: probability with which a right sampler is refused, all five tests together.
    """

    false_alarm: float = 1e-6

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        if text := kinds.failure(got):
            return rejected(text)
        draws = _first_draws(got.value)
        if isinstance(draws, str):
            return rejected(draws)
        first, second = draws
        for draw in draws:
            if draw.shape != (want.n,):
                return rejected(f"expected shape {(want.n,)}, got {tuple(draw.shape)}")
        if bad := int((~first.isfinite()).sum() + (~second.isfinite()).sum()):
            return rejected(f"{bad} draws are NaN or infinite")
        scale = math.sqrt(want.variance)
        return self._test((first - want.mean) / scale, (second - want.mean) / scale)

    def _test(self, first: Tensor, second: Tensor) -> Verdict:
        """`first`, `second`: (n,), standard normal and independent under the hypothesis."""
        p_values = {
            "mean": _p_mean(torch.cat([first, second])),
            "variance": _p_variance(torch.cat([first, second])),
            "shape": float(stats.kstest(torch.cat([first, second]).numpy(), "norm").pvalue),
            "independence of two calls": _p_correlation(first, second),
            "independence of neighbours": _p_correlation(first[:-1], first[1:]),
        }
        threshold = self.false_alarm / len(p_values)
        name, p = min(p_values.items(), key=lambda item: item[1])
        distance = math.log(max(p, 1e-300)) / math.log(threshold)
        if p >= threshold:
            return Verdict(passed=True, distance=distance)
        seen = f"the draws do not follow the law: their {name} differs from it by more than chance allows"
        return Verdict(
            passed=False,
            distance=distance,
            to_student=f"{seen} (a right sampler is refused with probability {self.false_alarm:g})",
            to_staff=f"{seen} (p = {p:.3g}, threshold {threshold:.3g}; p-values {p_values})",
        )


@dataclass(frozen=True, slots=True)
class ReproducibleComparator:
    """Accept an answer that takes all its randomness from the generator: see `autograder.question.Draws`."""

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        if text := kinds.failure(got):
            return rejected(text)
        if not isinstance(got.value, Items) or len(got.value.items) < 3:
            return rejected("expected the draws of several calls")
        tensors = [kinds.as_tensor(item) for item in got.value.items]
        for tensor in tensors:
            if isinstance(tensor, str):
                return rejected(f"expected draws, {tensor}")
        return _judge_draws([tensor for tensor in tensors if isinstance(tensor, Tensor)], got.moved)


def _judge_draws(draws: list[Tensor], moved: tuple[str, ...]) -> Verdict:
    *calls, again = draws
    if not torch.equal(calls[0], again):
        return rejected("the same generator state gave different draws; take all randomness from the generator")
    if any(torch.equal(calls[0], other) for other in calls[1:]):
        return rejected("two successive calls gave the same draws; do not seed the generator yourself")
    if moved:
        return rejected("a global random state moved; take all randomness from the generator")
    return Verdict(passed=True)


def _first_draws(value: Any) -> tuple[Tensor, Tensor] | str:
    if not isinstance(value, Items) or len(value.items) < 2:
        return f"expected the draws of several calls, got {kinds.describe(value)}"
    tensors = []
    for item in value.items[:2]:
        tensor = kinds.as_tensor(item)
        if isinstance(tensor, str):
            return f"expected a tensor of draws, {tensor}"
        if isinstance(item, Array) and not tensor.is_floating_point():
            return f"expected a floating dtype, got {str(tensor.dtype).removeprefix('torch.')}"
        tensors.append(tensor.to(torch.float64))
    return tensors[0], tensors[1]


def _p_mean(z: Tensor) -> float:
    return _two_sided(float(z.mean()) * math.sqrt(len(z)))


def _p_variance(z: Tensor) -> float:
    statistic = float((z - z.mean()).square().sum())
    law = stats.chi2(len(z) - 1)
    return min(1.0, 2 * min(float(law.cdf(statistic)), float(law.sf(statistic))))


def _p_correlation(a: Tensor, b: Tensor) -> float:
    a, b = a - a.mean(), b - b.mean()
    scale = float(a.norm() * b.norm())
    if scale == 0:
        return 0.0
    # For n in the thousands the correlation of independent normals is N(0, 1/n) far beyond the tails used here.
    return _two_sided(float(a @ b) / scale * math.sqrt(len(a)))


def _two_sided(z: float) -> float:
    return float(2 * stats.norm.sf(abs(z)))
