"""Are these independent standard normals? Every law of real numbers that is tested is brought to this question."""

from __future__ import annotations

import math
from collections.abc import Sequence

import scipy  # `scipy.stats` takes a second to import, and only some weeks need it
import torch
from torch import Tensor

Pairs = dict[str, tuple[Tensor, Tensor]]


MANY_CALLS = 10  # from which on the calls' means are tested too


def p_values(calls: Sequence[Tensor]) -> dict[str, float]:
    """A p-value for each way in which draws that should be independent standard normals can fail to be.

    Args:
        calls: the draws of two or more successive calls, each (n,) or (n, D).
    """
    first, second = calls[:2]
    pooled = torch.cat(list(calls))
    values = pooled.flatten()
    shape = scipy.stats.kstest(values.cpu().numpy(), "norm")
    standard_mean = abs(float(values.mean())) * math.sqrt(len(values))
    found = {
        "their mean": _two_sided(standard_mean),
        "their mean (it is too good)": float(2 * scipy.stats.norm.cdf(standard_mean) - 1),
        "their variance": _p_variance(values),
        "their shape": float(shape.pvalue),
        "their shape (it is too even)": float(scipy.stats.kstwo.cdf(shape.statistic, len(values))),
        # Ties have probability 0; float32 makes a few.
        "how many are equal": 0.0 if len(torch.unique(values)) < 0.98 * len(values) else 1.0,
    }
    found |= {name: _p_correlation(a, b) for name, (a, b) in _pairs(first.flatten(), second.flatten()).items()}
    if len(calls) >= MANY_CALLS:
        squares = len(first) * torch.stack([call.mean(0) for call in calls]).square().sum(0).reshape(-1)
        found["the spread from call to call"] = _least([_two_tails(float(s), len(calls)) for s in squares])
    if pooled.ndim > 1 and pooled.shape[1] > 1:
        found |= _of_columns(first, pooled)
    return found


def _pairs(first: Tensor, second: Tensor) -> Pairs:
    half = len(first) // 2
    return {
        "the relation of two calls": (first, second),
        "the relation of neighbours": (first[:-1], first[1:]),
        "the relation of every other draw": (first[:-2], first[2:]),
        "the relation of the first half to the second": (first[:half], first[half : 2 * half]),
        "the relation of the first half to the second, mirrored": (first[:half], first.flip(0)[:half]),
    }


def _of_columns(first: Tensor, pooled: Tensor) -> dict[str, float]:
    """Tests of each column and each pair of columns: of a kind the least p-value, times how many there are."""
    n, d = pooled.shape
    mean = float(pooled.mean(0).abs().max()) * math.sqrt(n)
    squares = (pooled - pooled.mean(0)).square().sum(0)
    law = scipy.stats.chi2(n - 1)
    variance = 2 * min(float(law.cdf(float(squares.min()))), float(law.sf(float(squares.max()))))
    related = torch.corrcoef(pooled.mT).fill_diagonal_(0.0).nan_to_num(nan=1.0).abs().max()
    found = {
        "the mean of a component": min(1.0, d * _two_sided(mean)),
        "the variance of a component": min(1.0, d * variance),
        "the correlation of two components": min(1.0, d * (d - 1) / 2 * _two_sided(float(related) * math.sqrt(n))),
    }
    if len(first) > 1:
        found["the relation of one row to the next"] = _p_correlation(first[:-1].flatten(), first[1:].flatten())
    return found


def _least(several: list[float]) -> float:
    """One p-value for several tests (Bonferroni)."""
    return min(1.0, len(several) * min(several))


def _p_variance(z: Tensor) -> float:
    return _two_tails(float((z - z.mean()).square().sum()), len(z) - 1)


def _two_tails(statistic: float, degrees: int) -> float:
    """Of chi-squared."""
    law = scipy.stats.chi2(degrees)
    return min(1.0, 2 * min(float(law.cdf(statistic)), float(law.sf(statistic))))


def _p_correlation(a: Tensor, b: Tensor) -> float:
    a, b = a - a.mean(), b - b.mean()
    scale = float(a.norm() * b.norm())
    if scale == 0:
        return 0.0
    # For n in the thousands the correlation of independent normals is N(0, 1/n) far beyond the tails used here.
    return _two_sided(float(a @ b) / scale * math.sqrt(len(a)))


def _two_sided(z: float) -> float:
    return float(2 * scipy.stats.norm.sf(abs(z)))
