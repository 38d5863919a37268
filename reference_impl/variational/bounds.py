r"""Lower bounds on the log likelihood of the small VAE, and the exact value of what they estimate.

Shapes: B examples of D binary pixels, L latent coordinates, S samples, K importance samples. Computed in float64,
returned in the dtype of the arguments, on their device.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import softplus

from reference_impl.laws import EstimatorLaw
from reference_impl.precision import keeps_dtype

from ._arguments import require_axes, require_count, require_same_shape
from .gaussian import gaussian_kl, reparameterize
from .vae import Params, decode, encode

STEP = 0.1  # of the quadrature, in standard deviations
REACH = 8.5  # how far it goes; what lies beyond has probability 2e-17


@keeps_dtype
def bernoulli_recon(x: Tensor, logits: Tensor) -> Tensor:
    r"""$\log p(x \mid z) = \sum_d \log \mathrm{Bernoulli}(x_d; \mathrm{sigmoid}(\ell_d))$ for binary `x`.

    Each pixel gives $-\log(1 + e^{-\ell})$ where it is 1 and $-\log(1 + e^{\ell})$ where it is 0, so that no
    probability is rounded to 0 or 1 on the way.

    Args:
        x: 0 or 1, of any dtype, (..., D).
        logits: (..., D).

    Returns:
        (...).

    Reference: Kingma & Welling 2014 (arXiv:1312.6114), appendix C.1.
    """
    require_axes(1, x=x)
    require_same_shape(x=x, logits=logits)
    return -softplus(torch.where(x > 0.5, -logits, logits)).sum(-1)


@keeps_dtype
def elbo(x: Tensor, params: Params, num_samples: int, generator: torch.Generator | None) -> Tensor:
    r"""An unbiased estimate of $E_{q(z|x)}[\log p(x \mid z)] - KL(q(z \mid x) \| N(0, I))$ for each example.

    The divergence in closed form, the expectation by the mean over `num_samples` draws of z for each example.

    Args:
        x: 0 or 1, of any dtype, (B, D).
        params: of `encode` and `decode`.
        num_samples: S, at least 1.
        generator: all randomness comes from it; on the device of `params`.

    Returns:
        (B,).

    Reference: Kingma & Welling 2014 (arXiv:1312.6114), eq. (7).
    """
    require_axes(2, x=x)
    require_count(num_samples=num_samples)
    mu, logvar = encode(params, x)
    z = reparameterize(mu.expand(num_samples, *mu.shape), logvar.expand(num_samples, *mu.shape), generator)
    logits = decode(params, z)
    return bernoulli_recon(x.expand_as(logits), logits).mean(0) - gaussian_kl(mu, logvar)


def elbo_law(
    x: Tensor,
    params: Params,
    num_samples: int = 1,
    generator: object = None,
    *,
    recon: Callable[[Tensor, Tensor], Tensor] = bernoulli_recon,
    kl: Callable[[Tensor, Tensor], Tensor] = gaussian_kl,
    step: float = STEP,
) -> EstimatorLaw:
    r"""The exact expectation of `elbo`, whatever `num_samples`, by the trapezoidal rule over the latent axes.

    The divergence may be estimated too, by $\log q(z \mid x) - \log p(z)$ at the same draws: the deviation given is the
    sum of those of both terms, so that no estimate of either kind has a larger one.

    For an integrand that is analytic within d of the real axis, the rule with steps of h is off by about
    $e^{-2 \pi d / h}$. With weights of ordinary size that leaves nine digits or more, where a Gauss-Hermite rule of
    as many points leaves four.

    Args:
        x: 0 or 1, of any dtype, (B, D).
        params: of `encode` and `decode`.
        num_samples, generator: taken so that the arguments are those of `elbo`; not used.
        recon: `(N, D), (N, D) -> (N,)`, somebody else's reconstruction term in the place of the right one.
        kl: `(B, L), (B, L) -> (B,)`, somebody else's divergence.
        step: of the quadrature, in standard deviations.

    Reference: Trefethen & Weideman 2014, The exponentially convergent trapezoidal rule, SIAM Review 56, section 5.
    """
    require_axes(2, x=x)
    params = {name: value.to(torch.float64) for name, value in params.items()}
    mu, logvar = encode(params, x)
    points, weights = _normal_quadrature(mu.shape[-1], step, like=mu)
    z = mu + torch.exp(0.5 * logvar) * points[:, None, :]  # (N, B, L)
    logits = decode(params, z)
    flat = logits.reshape(-1, logits.shape[-1])
    pixels = x.expand(len(points), *x.shape).reshape(flat.shape)
    terms = recon(pixels, flat).to(torch.float64).reshape(len(points), -1)
    ratios = 0.5 * (z.square() - points[:, None, :].square() - logvar).sum(-1)
    expected = weights @ terms
    return EstimatorLaw(expected - kl(mu, logvar), _deviation(terms, weights) + _deviation(ratios, weights))


def _deviation(values: Tensor, weights: Tensor) -> Tensor:
    """(N, B), (N,) -> (B,): standard deviations under `weights`."""
    return (weights @ (values - weights @ values).square()).sqrt()


def _normal_quadrature(axes: int, step: float, *, like: Tensor) -> tuple[Tensor, Tensor]:
    """Points (N, axes) and weights (N,) for expectations under N(0, I), on the device of `like`."""
    count = round(REACH / step)
    at = step * torch.arange(-count, count + 1, dtype=torch.float64, device=like.device)
    weight = torch.exp(-0.5 * at.square()) * (step / math.sqrt(2 * math.pi))
    grid = torch.cartesian_prod(*[at] * axes).reshape(-1, axes)
    return grid, torch.cartesian_prod(*[weight] * axes).reshape(-1, axes).prod(-1)


@keeps_dtype
def iwae_bound(log_weights: Tensor) -> Tensor:
    r"""$\log \frac1K \sum_k e^{w_k}$ without leaving the logarithms.

    Args:
        log_weights: $\log p(x, z_k) - \log q(z_k \mid x)$, (..., K).

    Returns:
        (...).

    Reference: Burda et al. 2016 (arXiv:1509.00519), section 3.
    """
    require_axes(1, log_weights=log_weights)
    return torch.logsumexp(log_weights, dim=-1) - math.log(log_weights.shape[-1])
