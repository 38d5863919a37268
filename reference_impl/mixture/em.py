r"""Expectation maximisation for a mixture of Gaussians.

Sources: Dempster, Laird and Rubin, Maximum likelihood from incomplete data via the EM algorithm (JRSS B, 1977);
Bishop, Pattern Recognition and Machine Learning (2006), section 9.2.2.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from reference_impl.precision import keeps_dtype

from ._arguments import require_count, require_data, require_responsibilities
from ._parts import parts_of, points_at_a_time
from .density import gmm_log_likelihood, responsibilities

RESTARTS = 5


class Mixture(NamedTuple):
    """Parameters of a mixture of K Gaussians in D dimensions."""

    weights: Tensor  # (K,)
    means: Tensor  # (K, D)
    covs: Tensor  # (K, D, D)


@keeps_dtype
def m_step(x: Tensor, resp: Tensor) -> Mixture:
    r"""The maximiser of the expected complete-data log likelihood under the responsibilities `resp`.

    With $N_k = \sum_i r_{ik}$: $\pi_k = N_k / N$, $\mu_k = \frac1{N_k}\sum_i r_{ik} x_i$ and
    $\Sigma_k = \frac1{N_k} \sum_i r_{ik} (x_i - \mu_k)(x_i - \mu_k)^T$ with the new means.

    Args:
        x: (N, D).
        resp: (N, K), rows summing to 1, no column of zeros.

    Returns:
        weights (K,), means (K, D), covs (K, D, D).

    Raises:
        ValueError: the shapes do not fit each other.

    Reference: Bishop 2006, eqs. (9.24) to (9.27).
    """
    require_responsibilities(x, resp)
    counts = resp.sum(dim=0)
    means = resp.mT @ x / counts[:, None]
    size = points_at_a_time(x, len(means))
    parts = zip(parts_of(x, size), parts_of(resp, size), strict=True)
    scatter = torch.stack([_scatter(*part, means) for part in parts]).sum(dim=0)
    return Mixture(counts / len(x), means, scatter / counts[:, None, None])


def _scatter(x: Tensor, resp: Tensor, means: Tensor) -> Tensor:
    r"""$\sum_i r_{ik} (x_i - \mu_k)(x_i - \mu_k)^T$, (K, D, D): a batch of matrix products."""
    away = x - means[:, None]  # (K, N, D)
    return (resp.mT[:, :, None] * away).mT @ away


@keeps_dtype
def em_step(x: Tensor, weights: Tensor, means: Tensor, covs: Tensor) -> Mixture:
    """One E step and one M step; the likelihood does not fall.

    Args:
        x: (N, D).
        weights: (K,), positive, summing to 1.
        means: (K, D).
        covs: (K, D, D).

    Returns:
        weights (K,), means (K, D), covs (K, D, D).

    Raises:
        ValueError: the shapes do not fit each other.

    Reference: Bishop 2006, section 9.2.2.
    """
    return m_step(x, responsibilities(x, weights, means, covs))


@keeps_dtype
def fit_gmm(x: Tensor, num_components: int, num_steps: int, generator: torch.Generator) -> Mixture:
    """The best of some runs of EM from different data points.

    Args:
        x: (N, D).
        num_components: K, at most N.
        num_steps: of each run.
        generator: chooses the data points that the means start from.

    Returns:
        weights (K,), means (K, D), covs (K, D, D).

    Raises:
        ValueError: x has another shape, or there are more components than points.
    """
    require_data(x)
    require_count(num_components=num_components, num_steps=num_steps)
    if num_components > len(x):
        raise ValueError(f"{num_components} components need at least as many points, got {len(x)}")
    runs = [_run(x, start_at_points(x, num_components, generator), num_steps) for _ in range(RESTARTS)]
    return max(runs, key=lambda run: float(gmm_log_likelihood(x, *run)))


def start_at_points(x: Tensor, num_components: int, generator: torch.Generator) -> Mixture:
    """Equal weights, means at different random data points, each covariance that of all data."""
    chosen = torch.randperm(len(x), generator=generator, device=generator.device)[:num_components]
    away = x - x.mean(dim=0)
    spread = away.mT @ away / len(x)
    weights = torch.full((num_components,), 1 / num_components, dtype=x.dtype, device=x.device)
    return Mixture(weights, x[chosen], spread.expand(num_components, -1, -1).clone())


def _run(x: Tensor, start: Mixture, num_steps: int) -> Mixture:
    for _ in range(num_steps):
        start = em_step(x, *start)
    return start
