"""Public checks of sampled answers: what is asked, and the law that the draws are tested against."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from autograder import compare
from autograder.collect.wire import Answer, Call
from autograder.compare import Verdict

from .checks import Case


@dataclass(frozen=True, kw_only=True)
class Sampled(Case):
    """`times` successive results on one generator, and one more from its first state.

    Args:
        times: number of successive results.
        false_alarm: probability with which a right answer fails.
    """

    times: int = 2
    false_alarm: float = 1e-6

    def call(self) -> Call:
        return Call(self.name, self.inputs, times=self.times, again=True)


@dataclass(frozen=True, kw_only=True)
class Reproducible(Sampled):
    """All randomness comes from the generator: same state, same draws; successive calls differ."""

    def judge(self, given: Answer) -> Verdict:
        return compare.reproducible()(given, None, "float64")


@dataclass(frozen=True, kw_only=True)
class NormalLaw(Sampled):
    """The draws are independent ones of N(mean, variance), in `shape`."""

    shape: tuple[int, ...]
    mean: Tensor
    variance: Tensor

    def judge(self, given: Answer) -> Verdict:
        return compare.normal_law(self.false_alarm)(given, self, "float64")


@dataclass(frozen=True, kw_only=True)
class MultivariateNormalLaw(Sampled):
    """The rows are `n` independent ones of N(mean, cov)."""

    n: int
    mean: Tensor
    cov: Tensor

    def judge(self, given: Answer) -> Verdict:
        return compare.multivariate_normal_law(self.false_alarm)(given, self, "float64")


@dataclass(frozen=True, kw_only=True)
class MixtureLaw(Sampled):
    """The rows are `n` independent ones of the mixture of N(means[k], covs[k]) with `weights`."""

    n: int
    weights: Tensor
    means: Tensor
    covs: Tensor

    def judge(self, given: Answer) -> Verdict:
        return compare.mixture_law(self.false_alarm)(given, self, "float64")


@dataclass(frozen=True, kw_only=True)
class CategoricalLaw(Sampled):
    """The draws are `n` independent indices with probabilities `p`."""

    n: int
    p: Tensor

    def judge(self, given: Answer) -> Verdict:
        return compare.categorical_law(self.false_alarm)(given, self, "float64")


@dataclass(frozen=True, kw_only=True)
class Estimates(Case):
    """`times` results for each value of an argument, on one generator, of expectation `mean`."""

    mean: Tensor
    times: int
    over: tuple[str, tuple[int, ...]]

    def call(self) -> Call:
        return Call(self.name, self.inputs, times=self.times, over=self.over)


@dataclass(frozen=True, kw_only=True)
class Unbiased(Estimates):
    """The mean of the results is `mean`, as far as chance allows; from one sample their deviation is `deviation`."""

    deviation: Tensor
    false_alarm: float = 1e-6

    def judge(self, given: Answer) -> Verdict:
        return compare.unbiased(self.over[1], self.false_alarm)(given, self, "float64")


@dataclass(frozen=True, kw_only=True)
class VarianceFalls(Estimates):
    """The variance of the results falls as it should with `by` times as many samples."""

    by: float

    def judge(self, given: Answer) -> Verdict:
        return compare.variance_falls(self.by)(given, self, "float64")
