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

from autograder.collect.wire import Answer, Items

from . import kinds
from .verdict import Precision, Verdict, rejected


@dataclass(frozen=True, slots=True)
class NormalLawComparator:
    """Test that draws are independent N(mean, variance); `want` has the fields `n`, `mean`, `variance`.

    On the draws of the first two calls: mean (normal) and shape (Kolmogorov-Smirnov), each neither too far off nor too
    good to be chance; variance (chi-squared); no repeated values; and no correlation (normal) of the two calls, of
    neighbours, of every other draw, of one half with the other in order and mirrored. The answer is a vector of float32
    or float64 as long as the law's field `n` says.

    Args:
        false_alarm: probability with which a right sampler is refused, all tests together.
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
                return rejected(f"expected shape {(want.n,)}, got {kinds.shape(draw, (want.n,))}")
        if bad := int((~first.isfinite()).sum() + (~second.isfinite()).sum()):
            return rejected(f"{bad} draws are NaN or infinite")
        scale = math.sqrt(want.variance)
        return self._test((first - want.mean) / scale, (second - want.mean) / scale)

    def _test(self, first: Tensor, second: Tensor) -> Verdict:
        """`first`, `second`: (n,), standard normal and independent under the hypothesis."""
        p_values = _p_values(first, second)
        threshold = self.false_alarm / len(p_values)
        name, p = min(p_values.items(), key=lambda item: item[1])
        distance = math.log(max(p, 1e-300)) / math.log(threshold)
        if p >= threshold:
            return Verdict(passed=True, distance=distance)
        seen = f"the draws are not independent draws from the law: {name} differs by more than chance allows"
        return Verdict(
            passed=False,
            distance=distance,
            to_student=f"{seen} (a right sampler is refused with probability {self.false_alarm:g})",
            to_staff=f"{seen} (p = {p:.3g}, threshold {threshold:.3g}; p-values {p_values})",
        )


def _p_values(first: Tensor, second: Tensor) -> dict[str, float]:
    """A p-value for each way in which draws that should be standard normal and independent can fail to be."""
    pooled = torch.cat([first, second])
    n, half = len(pooled), len(first) // 2
    shape = stats.kstest(pooled.numpy(), "norm")
    standard_mean = abs(float(pooled.mean())) * math.sqrt(n)
    pairs = {
        "the relation of two calls": (first, second),
        "the relation of neighbours": (first[:-1], first[1:]),
        "the relation of every other draw": (first[:-2], first[2:]),
        "the relation of the first half to the second": (first[:half], first[half : 2 * half]),
        "the relation of the first half to the second, mirrored": (first[:half], first.flip(0)[:half]),
    }
    return {
        "their mean": _two_sided(standard_mean),
        "their mean (it is too good)": float(2 * stats.norm.cdf(standard_mean) - 1),
        "their variance": _p_variance(pooled),
        "their shape": float(shape.pvalue),
        "their shape (it is too even)": float(stats.kstwo.cdf(shape.statistic, n)),
        # Ties have probability 0; float32 makes a few.
        "how many are equal": 0.0 if len(torch.unique(pooled)) < 0.98 * n else 1.0,
        **{name: _p_correlation(a, b) for name, (a, b) in pairs.items()},
    }


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
        if tensor.dtype not in (torch.float32, torch.float64):
            return f"expected dtype float32 or float64, got {str(tensor.dtype).removeprefix('torch.')}"
        tensors.append(tensor.to(torch.float64))
    return tensors[0], tensors[1]


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
