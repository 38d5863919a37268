r"""The normal law: the likelihood of its parameters, their maximum-likelihood estimate, and draws from the fitted law.

Shapes: N observations of D dimensions, after any number of batch axes `(…)`. Computed in float64.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from reference_impl.laws import MultivariateNormalLaw
from reference_impl.precision import keeps_dtype


class Gaussian(NamedTuple):
    mean: Tensor  # (…, D)
    cov: Tensor  # (…, D, D)


@keeps_dtype
def gaussian_nll(x: Tensor, mu: float | Tensor, sigma: float | Tensor) -> Tensor:
    r"""The negative log likelihood $-\sum_i \log N(x_i; \mu, \sigma^2)$.

    .. math::
        \frac N2 \log 2\pi + N \log \sigma + \frac{1}{2\sigma^2} \sum_i (x_i - \mu)^2

    Args:
        x: observations, (…, N).
        mu: mean, a float or (…).
        sigma: standard deviation, positive, a float or (…).

    Returns:
        (…), differentiable in all arguments.

    Raises:
        ValueError: x has no axis of observations.

    Reference: Bishop 2006, eq. (1.54).
    """
    if x.ndim == 0:
        raise ValueError("expected observations of shape (…, N), got a 0-d tensor")
    mu, sigma = (torch.as_tensor(value, dtype=torch.float64, device=x.device) for value in (mu, sigma))
    deviations = (x - mu.unsqueeze(-1)) / sigma.unsqueeze(-1)
    return x.shape[-1] * (0.5 * math.log(2 * math.pi) + sigma.log()) + 0.5 * deviations.square().sum(-1)


@keeps_dtype
def gaussian_mle(x: Tensor) -> Gaussian:
    r"""The mean and the covariance that maximise the likelihood.

    .. math::
        \hat\mu = \frac1N \sum_i x_i, \qquad
        \hat\Sigma = \frac1N \sum_i (x_i - \hat\mu)(x_i - \hat\mu)^\top

    Where the observations lie in a plane (always for N <= D) the covariance is singular and the likelihood of the
    normal law is not bounded.

    Args:
        x: observations, (…, N, D).

    Returns:
        mean (…, D) and covariance (…, D, D).

    Raises:
        ValueError: x is no matrix of observations.

    Reference: Bishop 2006, eqs. (2.121) and (2.122).
    """
    _require_observations(x)
    mean = x.mean(-2)
    centred = x - mean.unsqueeze(-2)
    return Gaussian(mean, centred.mT @ centred / x.shape[-2])


@keeps_dtype
def sample_fitted_gaussian(x: Tensor, n: int, generator: torch.Generator | None) -> Tensor:
    r"""Independent draws from the normal law of `gaussian_mle(x)`.

    With the QR decomposition $(x - \hat\mu) / \sqrt N = QR$ the covariance is $R^\top R$, so $\hat\mu + R^\top z$ has
    the law for standard normal z. Nothing is factorised that could be singular.

    Args:
        x: observations, (N, D).
        n: number of draws, at least 1.
        generator: all randomness comes from it; on the device of x.

    Returns:
        (n, D).

    Raises:
        ValueError: x is no matrix of observations, or n is less than 1.

    Reference: Bishop 2006, section 11.1.1 (with a Cholesky factor in the place of R).
    """
    _require_observations(x, batched=False)
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
    mean = x.mean(0)
    factor: Tensor = torch.linalg.qr((x - mean) / math.sqrt(len(x))).R
    noise = torch.randn(n, len(factor), dtype=torch.float64, device=x.device, generator=generator)
    return mean + noise @ factor


def fitted_gaussian_law(x: Tensor, n: int, generator: object = None) -> MultivariateNormalLaw:
    """The exact law of `sample_fitted_gaussian`, whose arguments it takes; `generator` is not used."""
    _require_observations(x, batched=False)
    mean, cov = gaussian_mle(x.to(torch.float64))
    return MultivariateNormalLaw(n, mean, cov)


def _require_observations(x: Tensor, *, batched: bool = True) -> None:
    if x.ndim < 2 or (x.ndim > 2 and not batched) or x.shape[-2] == 0:
        wanted = "(…, N, D)" if batched else "(N, D)"
        raise ValueError(f"expected observations of shape {wanted} with N >= 1, got {tuple(x.shape)}")
