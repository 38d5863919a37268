"""Stochastic estimators: is the expectation right, and does the variance fall as it should?

A mean says nothing where the results scatter without bounds: noise that is wide enough has any expectation. So an
estimate may scatter as the reference's does, and somewhat more.

Both look at many independent results (`Draws(times, over=...)`), each element of a result by itself: what the elements
of one result have to do with one another is the answer's own business.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import scipy  # `scipy.stats` takes a second to import, and only some weeks need it
import torch
from torch import Tensor

from autograder.collect.wire import Answer, Items

from . import kinds
from .verdict import Precision, Verdict, rejected

WIDE = 1.5  # how much more than the reference an estimate may scatter: of the weeks' right answers none does by 1.1
SKEW = 10  # by how much less than its share each t-test gets of the false alarms


@dataclass(frozen=True, slots=True)
class UnbiasedComparator:
    """Test that results have the expectation `want.mean`, element by element (Student's t, Bonferroni).

    Results that do not vary at all must be the expectation itself, up to 1e-9 of it. With S samples their standard
    deviation must be no more than `WIDE` times `want.deviation` over the root of S.

    Args:
        samples: S for each value that is swept over: how many samples a result must be worth.
        false_alarm: bound on the probability with which a right estimator is refused, all tests together. The t-test is
            exact for normal results only; for some hundred results as skewed as the weeks' are it errs up to five times
            as often as it should (simulated, see their `design.md`), and `SKEW` allows for twice that.
    """

    samples: tuple[int, ...]
    false_alarm: float = 1e-6

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        swept = _results(got, tuple(want.mean.shape))
        if isinstance(swept, Verdict):
            return swept
        widths = [_width(results, want, S) for results, S in zip(swept, self.samples, strict=True)]
        if not all(width <= WIDE for width in widths):
            seen = "the results scatter far more than those of a mean over the samples"
            return rejected(seen, staff=f"{seen}: by {', '.join(f'{width:.3g}' for width in widths)}")
        threshold = self.false_alarm / (SKEW * len(swept) * want.mean.numel())
        p = min(_p_mean(results, want.mean) for results in swept)
        distance = math.log(max(p, 1e-300)) / math.log(threshold)
        if p >= threshold:
            return Verdict(passed=True, distance=distance)
        seen = "the mean of many results is not what it should be: the estimate is biased"
        off = "; ".join(_deviation(results, want.mean) for results in swept)
        return Verdict(
            passed=False,
            distance=distance,
            to_student=f"{seen} (a right estimator is refused with probability {self.false_alarm:g})",
            to_staff=f"{seen} (p = {p:.3g}, threshold {threshold:.3g}; {off})",
        )


@dataclass(frozen=True, slots=True)
class VarianceFallsComparator:
    """Test that the variance falls as 1/S with S samples: ask `Draws(times, over=(name, (few, many)))`.

    The variance with few samples over that with many, summed over the elements, must be more than `share` times `by`;
    and it must not be 0 with few, for then nothing is estimated. Falling faster is no fault.

    Args:
        by: many / few.
        share: of the fall of independent samples that is enough.
        false_alarm: bound on the probability with which a right estimator is refused: for some hundred results with
            light tails the logarithm of a ratio of two variances has a standard deviation of 0.2 at the most, and a
            quarter is 6.9 of these away (measured, see the weeks' `design.md`).
    """

    by: float
    share: float = 0.25
    false_alarm: float = 1e-6

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        swept = _results(got, tuple(want.mean.shape))
        if isinstance(swept, Verdict):
            return swept
        few, many = (float(results.var(0).sum()) for results in (swept[0], swept[-1]))
        scale = float(want.mean.square().sum())
        if few <= 1e-18 * scale:
            return rejected("all results are the same: an estimate is made from random draws")
        needed = self.share * self.by
        distance = needed * many / few
        if distance <= 1:
            return Verdict(passed=True, distance=distance)
        seen = f"the variance does not fall as it should when {self.by:g} times as many samples are taken"
        return Verdict(
            passed=False,
            distance=distance,
            to_student=seen,
            to_staff=f"{seen}: from {few:.4g} to {many:.4g}, by {few / many:.3g}; wanted is {needed:.3g} at least",
        )


def _results(got: Answer, shape: tuple[int, ...]) -> list[Tensor] | Verdict:
    """For each value that was swept over, the results, float64, (times, *shape)."""
    if text := kinds.failure(got):
        return rejected(text)
    if not isinstance(got.value, Items) or not got.value.items:
        return rejected(f"expected the results of several calls, got {kinds.describe(got.value)}")
    swept = []
    for group in got.value.items:
        results = _group(group, shape)
        if isinstance(results, str):
            return rejected(results)
        swept.append(results)
    return swept


def _group(group: Any, shape: tuple[int, ...]) -> Tensor | str:
    if not isinstance(group, Items) or len(group.items) < 2:
        return f"expected the results of several calls, got {kinds.describe(group)}"
    rows = []
    for item in group.items:
        tensor = kinds.as_tensor(item)
        if isinstance(tensor, str):
            return f"expected a tensor of shape {shape}, {tensor}"
        if tensor.shape != shape:
            return f"expected shape {shape}, got {kinds.shape(tensor, shape)}"
        if tensor.dtype not in (torch.float32, torch.float64):
            return f"expected dtype float32 or float64, got {str(tensor.dtype).removeprefix('torch.')}"
        rows.append(tensor.double())
    results = torch.stack(rows)
    if bad := int((~results.isfinite()).sum()):
        return f"{bad} of {results.numel()} results are NaN or infinite"
    return results


def _width(results: Tensor, want: Any, samples: int) -> float:
    """The largest standard deviation, in units of that of the reference's results."""
    allowed = want.deviation / math.sqrt(samples) + 1e-6 * want.mean.abs() + 1e-12  # float32 rounds
    return float((results.std(0) / allowed).max())


def _p_mean(results: Tensor, mean: Tensor) -> float:
    """The least p-value over the elements."""
    off = (results.mean(0) - mean).abs()
    error = results.std(0) / math.sqrt(len(results))
    exact = off <= 1e-9 * mean.abs() + 1e-12
    t = torch.where(exact, 0.0, off / error).nan_to_num(nan=0.0, posinf=1e300)
    return float(min(2 * scipy.stats.t.sf(float(t.max()), len(results) - 1), 1.0))


def _deviation(results: Tensor, mean: Tensor) -> str:
    worst = int((results.mean(0) - mean).abs().argmax())
    return (
        f"element {worst}: mean {results.mean(0).flatten()[worst]:.5g} of {len(results)} results, "
        f"want {mean.flatten()[worst]:.5g}, standard deviation {results.std(0).flatten()[worst]:.3g}"
    )
