"""Sampled answers: hypothesis tests with a stated false-alarm rate, and reproducibility.

A right sampler is refused with probability `false_alarm` at the most; the budget is split evenly over the tests that a
check makes (Bonferroni), each exact or conservative for the sizes used here. Draws of real numbers are brought to
standard normals first, by a map that is right for the law and for no other (Rosenblatt 1952): what is left to test is
whether these are independent standard normals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import scipy  # `scipy.stats` takes a second to import, and only some weeks need it
import torch
from torch import Tensor

from autograder.collect.wire import NO_RESULT, Answer, Items

from . import kinds
from .normality import p_values
from .verdict import Precision, Verdict, rejected

Sizes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NormalLawComparator:
    """Test that draws are independent N(mean, variance); `want` has the fields `shape`, `mean`, `variance`.

    On the draws of all calls: mean (normal) and shape (Kolmogorov-Smirnov), each neither too far off nor too
    good to be chance; variance (chi-squared); no repeated values; and no correlation (normal) of the two calls, of
    neighbours, of every other draw, of one half with the other in order and mirrored. In two dimensions also of rows
    and of columns; with ten calls or more also how their means spread. The answer has the law's shape and is float32
    or float64.

    Args:
        false_alarm: probability with which a right sampler is refused, all tests together.
    """

    false_alarm: float = 1e-6

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        draws = _real_draws(got, tuple(want.shape))
        if isinstance(draws, Verdict):
            return draws
        scale = torch.as_tensor(want.variance, dtype=torch.float64).sqrt()
        return decide(p_values([(draw - want.mean) / scale for draw in draws]), self.false_alarm)


@dataclass(frozen=True, slots=True)
class MultivariateNormalLawComparator:
    """Test that rows are independent N(mean, cov); `want` has the fields `n`, `mean` (D,), `cov` (D, D).

    As `NormalLawComparator`, on whitened rows: L^-1 (x - mean) with cov = L L^T.
    """

    false_alarm: float = 1e-6

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        draws = _real_draws(got, (want.n, len(want.mean)))
        if isinstance(draws, Verdict):
            return draws
        factor = torch.linalg.cholesky(want.cov)
        white = [torch.linalg.solve_triangular(factor, (x - want.mean).mT, upper=False).mT for x in draws]
        return decide(p_values(white), self.false_alarm)


@dataclass(frozen=True, slots=True)
class MixtureLawComparator:
    """Test that rows are independent draws of a Gaussian mixture; `want` has `n`, `weights`, `means`, `covs`.

    As `NormalLawComparator`, on Rosenblatt's map of the rows: the normal quantile of each coordinate's distribution
    function given the coordinates before it, which for a mixture is a mixture again.
    """

    false_alarm: float = 1e-6

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        draws = _real_draws(got, (want.n, want.means.shape[1]))
        if isinstance(draws, Verdict):
            return draws
        normal = [_rosenblatt(x, want.weights, want.means, want.covs) for x in draws]
        return decide(p_values(normal), self.false_alarm)


@dataclass(frozen=True, slots=True)
class CategoricalLawComparator:
    """Test that draws are independent indices with probabilities p; `want` has the fields `n`, `p` (K,).

    Nothing of probability 0 is drawn; counts (chi-squared, neither too far off nor too good to be chance; categories
    that are too rare for it are taken together); no correlation of the two calls, of neighbours, of every other draw,
    of the halves. The answer is a vector of int64.
    """

    false_alarm: float = 1e-6

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        draws = _draws(got, (want.n,), (torch.int64,))
        if isinstance(draws, Verdict):
            return draws
        pooled = torch.cat(draws)
        if bool(((pooled < 0) | (pooled >= len(want.p))).any()):
            return rejected("some draws are not an index of p: expected 0 to K - 1")
        if bool((want.p[pooled] == 0).any()):
            return rejected("a category of probability 0 was drawn")
        found = _p_counts(torch.bincount(pooled, minlength=len(want.p)), want.p)
        if int((want.p > 0).sum()) > 1:
            found |= _p_order(draws)
        return decide(found, self.false_alarm)


@dataclass(frozen=True, slots=True)
class ReproducibleComparator:
    """Accept an answer that takes all its randomness from the generator: see `autograder.question.Draws`.

    Of an answer that returns several values, all must differ from call to call and be the same from the same state.

    Args:
        may_repeat: whether successive calls may give the same, as those of a fit may, which ends at an optimum.
    """

    may_repeat: bool = False

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        if text := kinds.failure(got):
            return rejected(text)
        if not isinstance(got.value, Items) or len(got.value.items) < 3:
            return rejected("expected the draws of several calls")
        tensors = [_flat(item) for item in got.value.items]
        for tensor in tensors:
            if isinstance(tensor, str):
                return rejected(f"expected draws, {tensor}")
        draws = [tensor.cpu() for tensor in tensors if isinstance(tensor, Tensor)]
        return _judge_draws(draws, got.moved, may_repeat=self.may_repeat)


def decide(found: dict[str, float], false_alarm: float) -> Verdict:
    """Refuse where one of the p-values is below its even share of `false_alarm`."""
    threshold = false_alarm / len(found)
    name, p = min(found.items(), key=lambda item: item[1])
    distance = math.log(max(p, 1e-300)) / math.log(threshold)
    if p >= threshold:
        return Verdict(passed=True, distance=distance)
    seen = f"the draws are not independent draws from the law: {name} differs by more than chance allows"
    return Verdict(
        passed=False,
        distance=distance,
        to_student=f"{seen} (a right sampler is refused with probability {false_alarm:g})",
        to_staff=f"{seen} (p = {p:.3g}, threshold {threshold:.3g}; p-values {found})",
    )


def _flat(value: Any) -> Tensor | str:
    """All numbers of a value, those of a tuple one behind the other; none for a call that gave no result."""
    if value == NO_RESULT:
        return torch.empty(0)
    tensor = kinds.as_tensor(value)
    if isinstance(tensor, Tensor) or not isinstance(value, Items):
        return tensor if isinstance(tensor, str) else tensor.flatten()
    parts = [_flat(item) for item in value.items]
    tensors = [part for part in parts if isinstance(part, Tensor)]
    return torch.cat(tensors) if tensors and len(tensors) == len(parts) else tensor


def _judge_draws(draws: list[Tensor], moved: tuple[str, ...], *, may_repeat: bool) -> Verdict:
    *calls, again = draws
    if not torch.equal(calls[0], again):
        return rejected("the same generator state gave different draws; take all randomness from the generator")
    if not may_repeat and any(torch.equal(calls[0], other) for other in calls[1:]):
        return rejected("two successive calls gave the same draws; do not seed the generator yourself")
    if moved:
        return rejected("a global random state moved; take all randomness from the generator")
    return Verdict(passed=True)


def _real_draws(got: Answer, shape: Sizes) -> list[Tensor] | Verdict:
    draws = _draws(got, shape, (torch.float32, torch.float64))
    if isinstance(draws, Verdict):
        return draws
    if bad := sum(int((~draw.isfinite()).sum()) for draw in draws):
        return rejected(f"{bad} draws are NaN or infinite")
    return [draw.double() for draw in draws]


def _draws(got: Answer, shape: Sizes, dtypes: tuple[torch.dtype, ...]) -> list[Tensor] | Verdict:
    """The draws of the successive calls, or why there are none. The last result repeats the first and is left out."""
    if text := kinds.failure(got):
        return rejected(text)
    if not isinstance(got.value, Items) or len(got.value.items) < 3:
        return rejected(f"expected the draws of several calls, got {kinds.describe(got.value)}")
    tensors = []
    for item in got.value.items[:-1]:
        tensor = kinds.as_tensor(item)
        if isinstance(tensor, str):
            return rejected(f"expected a tensor of draws, {tensor}")
        if tensor.dtype not in dtypes:
            names = [str(dtype).removeprefix("torch.") for dtype in (*dtypes, tensor.dtype)]
            return rejected(f"expected dtype {' or '.join(names[:-1])}, got {names[-1]}")
        if tensor.shape != shape:
            return rejected(f"expected shape {shape}, got {kinds.shape(tensor, shape)}")
        tensors.append(tensor)
    return tensors


def _rosenblatt(x: Tensor, weights: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    """(n, D) draws of the mixture to (n, D) independent standard normals."""
    log_share = weights.log().expand(len(x), -1)  # (n, K), of each component given the coordinates so far
    factors = torch.linalg.cholesky(covs)  # (K, D, D)
    white = x.new_zeros(len(x), len(weights), 0)  # whitened coordinates so far, (n, K, d)
    columns = []
    for d in range(x.shape[1]):
        mean = means[:, d] + (white * factors[:, d, :d]).sum(-1)  # (n, K), given the coordinates so far
        z = (x[:, d, None] - mean) / factors[:, d, d]
        share = log_share.softmax(dim=1)
        below, above = (share * torch.special.ndtr(z)).sum(1), (share * torch.special.ndtr(-z)).sum(1)
        # The smaller tail is the one that has digits.
        tail = torch.special.ndtri(torch.minimum(below, above).clamp(min=1e-300))
        columns.append(torch.where(below < above, tail, -tail))
        white = torch.cat([white, z[..., None]], dim=2)
        log_share = log_share - z.square() / 2 - factors[:, d, d].log()
    return torch.stack(columns, dim=1)


def _p_counts(counts: Tensor, p: Tensor) -> dict[str, float]:
    """Chi-squared goodness of fit; categories are taken together until each is expected 10 times."""
    total = int(counts.sum())
    expected = total * p.double() / p.double().sum()
    common = expected >= 10
    seen = [*counts[common].tolist(), int(counts[~common].sum())]
    wanted = [*expected[common].tolist(), float(expected[~common].sum())]
    if wanted[-1] < 10:  # too rare even together: count them with the first
        seen, wanted = _joined(seen), _joined(wanted)
    if len(wanted) < 2:
        return {"how often each comes": 1.0}
    statistic = sum((s - w) ** 2 / w for s, w in zip(seen, wanted, strict=True))
    law = scipy.stats.chi2(len(wanted) - 1)
    return {
        "how often each comes": float(law.sf(statistic)),
        "how often each comes (it is too even)": float(law.cdf(statistic)) if statistic else 0.0,
    }


def _joined(values: list[Any]) -> list[Any]:
    *most, last = values
    return [most[0] + last, *most[1:]] if most else [last]


def _p_order(draws: Sequence[Tensor]) -> dict[str, float]:
    """The tests of independence of `p_values` alone: indices are no normals, but their correlations are."""
    found = p_values([draw.double() for draw in draws])
    return {name: p for name, p in found.items() if name.startswith("the relation")}
