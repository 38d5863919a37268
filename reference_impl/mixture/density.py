r"""The density of a mixture of Gaussians, $p(x) = \sum_k \pi_k N(x; \mu_k, \Sigma_k)$, and whose point it is.

Shapes: N points in D dimensions, K components; x (N, D), weights (K,), means (K, D), covs (K, D, D) symmetric positive
definite. Computed in float64 and in logarithms throughout: far from every mean each density underflows, their
logarithms do not.

Source: Bishop, Pattern Recognition and Machine Learning (2006), section 9.2.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from reference_impl.precision import keeps_dtype

from ._arguments import require_mixture, require_same_dimension
from ._parts import parts_of, points_at_a_time


def log_joint(x: Tensor, weights: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    r"""$\log \pi_k N(x_i; \mu_k, \Sigma_k)$, (N, K), in the dtype of its arguments.

    With $\Sigma_k = L_k L_k^T$: the squared Mahalanobis distance is that of $L_k^{-1}(x_i - \mu_k)$ from 0, and
    $\log\det\Sigma_k$ is twice the sum of the logarithms of $L_k$'s diagonal.
    """
    require_mixture(weights, means, covs)
    require_same_dimension(x, means)
    factor: Tensor = torch.linalg.cholesky(covs)
    identity = torch.eye(means.shape[1], dtype=covs.dtype, device=covs.device)
    whitening: Tensor = torch.linalg.solve_triangular(factor, identity, upper=False).mT  # (K, D, D)
    parts = parts_of(x, points_at_a_time(x, len(means)))
    squared = torch.cat([((part - means[:, None]) @ whitening).square().sum(dim=2) for part in parts], dim=1)  # (K, N)
    log_det = 2 * factor.diagonal(dim1=-2, dim2=-1).log().sum(dim=-1)
    log_density = -0.5 * (squared + (log_det + means.shape[1] * math.log(2 * math.pi))[:, None])
    return (weights.log()[:, None] + log_density).mT


@keeps_dtype
def gmm_log_likelihood(x: Tensor, weights: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    r"""$\sum_i \log \sum_k \pi_k N(x_i; \mu_k, \Sigma_k)$.

    Args:
        x: (N, D).
        weights: (K,), positive, summing to 1.
        means: (K, D).
        covs: (K, D, D).

    Returns:
        ().

    Raises:
        ValueError: the shapes do not fit each other.

    Reference: Bishop 2006, eq. (9.14).
    """
    return log_joint(x, weights, means, covs).logsumexp(dim=1).sum()


@keeps_dtype
def responsibilities(x: Tensor, weights: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    r"""$r_{ik} = p(z_i = k \mid x_i)$, the posterior probability of component k at point i.

    Args:
        x: (N, D).
        weights: (K,), positive, summing to 1.
        means: (K, D).
        covs: (K, D, D).

    Returns:
        (N, K), rows summing to 1.

    Raises:
        ValueError: the shapes do not fit each other.

    Reference: Bishop 2006, eq. (9.13).
    """
    return log_joint(x, weights, means, covs).softmax(dim=1)


@keeps_dtype
def soft_kmeans_loss(means: Tensor, x: Tensor) -> Tensor:
    r"""$-\sum_i \log \frac1K \sum_k N(x_i; \mu_k, I)$: equal weights, unit covariances, only the means are free.

    Args:
        means: (K, D).
        x: (N, D).

    Returns:
        (), differentiable in both arguments.

    Raises:
        ValueError: the shapes do not fit each other.

    Reference: MacKay, Information Theory, Inference, and Learning Algorithms (2003), chapters 20 and 22
    (soft K-means).
    """
    require_same_dimension(x, means)
    squared = (x[:, None] - means).square().sum(dim=2)  # (N, K)
    constant = 0.5 * x.shape[1] * math.log(2 * math.pi) + math.log(len(means))
    return (constant - (-0.5 * squared).logsumexp(dim=1)).sum()
