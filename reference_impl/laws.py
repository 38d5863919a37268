r"""The laws that sampled answers are tested against: what is true of draws, exactly, and a way to draw from it.

A law's `draw(generator)` gives what a right answer might return; nothing is tested against such draws, but they have
the outward form of an answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class NormalLaw:
    """Independent normals.

    Args:
        shape: of one answer.
        mean: a number or a tensor that broadcasts to `shape`.
        variance: likewise, 0 or more.
    """

    shape: tuple[int, ...]
    mean: float | Tensor
    variance: float | Tensor

    def draw(self, generator: torch.Generator) -> Tensor:
        noise = torch.randn(self.shape, dtype=torch.float64, generator=generator)
        return self.mean + torch.as_tensor(self.variance, dtype=torch.float64).sqrt() * noise


@dataclass(frozen=True, slots=True, eq=False)
class MultivariateNormalLaw:
    """`n` independent rows of N(mean, cov): mean (D,), cov (D, D), symmetric positive definite."""

    n: int
    mean: Tensor
    cov: Tensor

    def draw(self, generator: torch.Generator) -> Tensor:
        noise = torch.randn(self.n, len(self.mean), dtype=torch.float64, generator=generator)
        factor: Tensor = torch.linalg.cholesky(self.cov)
        return self.mean + noise @ factor.mT


@dataclass(frozen=True, slots=True, eq=False)
class GaussianMixtureLaw:
    """`n` independent rows of the mixture of N(means[k], covs[k]) with `weights`: (K,), (K, D), (K, D, D)."""

    n: int
    weights: Tensor
    means: Tensor
    covs: Tensor

    def draw(self, generator: torch.Generator) -> Tensor:
        k = torch.multinomial(self.weights, self.n, replacement=True, generator=generator)
        noise = torch.randn(self.n, self.means.shape[1], 1, dtype=torch.float64, generator=generator)
        factor: Tensor = torch.linalg.cholesky(self.covs)
        return self.means[k] + (factor[k] @ noise).squeeze(-1)


@dataclass(frozen=True, slots=True, eq=False)
class CategoricalLaw:
    """`n` independent indices with probabilities `p`, (K,)."""

    n: int
    p: Tensor

    def draw(self, generator: torch.Generator) -> Tensor:
        return torch.multinomial(self.p, self.n, replacement=True, generator=generator)


@dataclass(frozen=True, slots=True, eq=False)
class EstimatorLaw:
    """Results with expectation `mean`, element by element, and from one sample the standard deviation `deviation`, or
    less; nothing else is known of their law."""

    mean: Tensor
    deviation: Tensor

    def draw(self, generator: torch.Generator) -> Tensor:
        noise = torch.randn(self.mean.shape, dtype=torch.float64, generator=generator)
        return self.mean + self.deviation * noise
