"""Drawing from a mixture, and what a fitted one has to reach."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from reference_impl.laws import GaussianMixtureLaw
from reference_impl.precision import keeps_dtype

from ._arguments import require_count, require_mixture
from .density import gmm_log_likelihood
from .em import Mixture


@keeps_dtype
def sample_gmm(n: int, weights: Tensor, means: Tensor, covs: Tensor, generator: torch.Generator) -> Tensor:
    """`n` independent draws: first the component, then a point from it.

    Args:
        n: at least 1.
        weights: (K,), positive, summing to 1.
        means: (K, D).
        covs: (K, D, D).
        generator: on the device of the others.

    Returns:
        (n, D).

    Raises:
        ValueError: the shapes do not fit each other, or n is less than 1.

    Reference: Bishop 2006, section 9.2.
    """
    require_count(n=n)
    require_mixture(weights, means, covs)
    component = torch.multinomial(weights, n, replacement=True, generator=generator)
    noise = torch.randn(n, means.shape[1], 1, dtype=means.dtype, device=means.device, generator=generator)
    factor: Tensor = torch.linalg.cholesky(covs)
    return means[component] + (factor[component] @ noise).squeeze(-1)


def sample_gmm_law(
    n: int, weights: Tensor, means: Tensor, covs: Tensor, generator: torch.Generator
) -> GaussianMixtureLaw:
    """The law of `sample_gmm`, whatever the state of the generator."""
    return GaussianMixtureLaw(n, weights, means, covs)


@dataclass(frozen=True, slots=True, eq=False)
class FitTarget:
    """What a fit of K components to `x`, (N, D), has to reach.

    Args:
        x: the data.
        bar: the least that it may reach; of what, is the caller's choice.
        known: a fit that reaches it.
    """

    x: Tensor
    bar: float
    known: Mixture

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Of the three values that a fit returns."""
        return tuple(tuple(part.shape) for part in self.known)

    def draw(self, generator: torch.Generator) -> Mixture:
        """What a right answer might return: the known fit, its components in any order."""
        order = torch.randperm(len(self.known.weights), generator=generator)
        return Mixture(*(part[order] for part in self.known))


def mean_log_likelihood(x: Tensor, fitted: Mixture) -> float:
    """Per point. Source: Bishop 2006, eq. (9.14), over N."""
    return float(gmm_log_likelihood(x, *fitted)) / len(x)
