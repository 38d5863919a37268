r"""Normal distributions with diagonal covariance, given by their means and the logarithms of their variances.

Shapes: D coordinates on the last axis, any number of batch axes before it. Everything is computed in float64 and
returned in the dtype of the arguments, on their device.
"""

from __future__ import annotations

import sympy
import torch
from torch import Tensor

from reference_impl.laws import NormalLaw
from reference_impl.precision import keeps_dtype

from ._arguments import require_axes, require_same_shape


@keeps_dtype
def gaussian_kl(mu: Tensor, logvar: Tensor) -> Tensor:
    r"""$KL(N(\mu, \mathrm{diag}\,e^{v}) \| N(0, I)) = \frac12 \sum_d (\mu_d^2 + e^{v_d} - 1 - v_d)$.

    Args:
        mu: means, (..., D).
        logvar: logarithms of the variances, (..., D).

    Returns:
        (...), never negative. `expm1` keeps the digits where the two distributions are nearly the same.

    Reference: Kingma & Welling 2014 (arXiv:1312.6114), appendix B, with the sign turned.
    """
    require_axes(1, mu=mu)
    require_same_shape(mu=mu, logvar=logvar)
    return 0.5 * (mu.square() + torch.expm1(logvar) - logvar).sum(-1)


@keeps_dtype
def gaussian_kl_between(mu_q: Tensor, logvar_q: Tensor, mu_p: Tensor, logvar_p: Tensor) -> Tensor:
    r"""$KL(q \| p)$ of two normals with diagonal covariance.

    .. math:: \frac12 \sum_d \left(\frac{(\mu_q - \mu_p)^2}{e^{v_p}} + e^{v_q - v_p} - 1 - (v_q - v_p)\right)_d

    Args:
        mu_q, logvar_q: of q, (..., D).
        mu_p, logvar_p: of p, (..., D).

    Returns:
        (...).

    Reference: Rasmussen & Williams 2006, Gaussian processes for machine learning, eq. (A.23), for diagonal matrices.
    """
    require_axes(1, mu_q=mu_q)
    require_same_shape(mu_q=mu_q, logvar_q=logvar_q, mu_p=mu_p, logvar_p=logvar_p)
    ratio = logvar_q - logvar_p
    distance = (mu_q - mu_p).square() * torch.exp(-logvar_p)
    return 0.5 * (distance + torch.expm1(ratio) - ratio).sum(-1)


@keeps_dtype
def reparameterize(mu: Tensor, logvar: Tensor, generator: torch.Generator | None) -> Tensor:
    r"""A draw $\mu + e^{v/2} \odot \epsilon$ with $\epsilon \sim N(0, I)$, differentiable in `mu` and `logvar`.

    Args:
        mu: means, any shape.
        logvar: logarithms of the variances, the same shape.
        generator: all randomness comes from it; on the device of `mu`.

    Returns:
        The shape of `mu`.

    Reference: Kingma & Welling 2014 (arXiv:1312.6114), section 2.4.
    """
    require_same_shape(mu=mu, logvar=logvar)
    noise = torch.randn(mu.shape, dtype=mu.dtype, device=mu.device, generator=generator)
    return mu + torch.exp(0.5 * logvar) * noise


def reparameterize_law(mu: Tensor, logvar: Tensor, generator: object = None) -> NormalLaw:
    """The exact law of `reparameterize`: independent normals in the shape of `mu`. `generator` is not used."""
    require_same_shape(mu=mu, logvar=logvar)
    return NormalLaw(tuple(mu.shape), mu.to(torch.float64), logvar.to(torch.float64).exp())


def kl_slope() -> sympy.Expr:
    r"""$\frac{d}{d\sigma} KL(N(\mu, \sigma^2) \| N(0, 1)) = \sigma - 1/\sigma$, in the symbol `sigma`, positive.

    Reference: the derivative of Kingma & Welling 2014, appendix B, for one coordinate.
    """
    sigma = sympy.Symbol("sigma", positive=True)
    return sigma - 1 / sigma
