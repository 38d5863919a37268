"""A density by change of variables."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from reference_impl.precision import keeps_dtype


@keeps_dtype
def lognormal_log_prob(y: Tensor, mu: Tensor | float, sigma: Tensor | float) -> Tensor:
    r"""Log density of $Y = e^X$ with $X \sim N(\mu, \sigma^2)$; $-\infty$ for $y \le 0$.

    .. math::
        \log p_Y(y) = \log N(\log y;\ \mu, \sigma^2) + \log \left| \frac{d \log y}{d y} \right|
                    = -\log y - \log \sigma - \tfrac12 \log 2\pi - \frac{(\log y - \mu)^2}{2 \sigma^2}

    Args:
        y: where, any shape and sign.
        mu: mean of X; broadcasts against y.
        sigma: standard deviation of X, more than 0; broadcasts against y.

    Returns:
        The shape that the three broadcast to. Its gradient is 0 where the result is -inf.

    Reference: change of variables, Bishop, Pattern Recognition and Machine Learning (2006), eq. (1.27).
    """
    mu = torch.as_tensor(mu, dtype=torch.float64, device=y.device)
    sigma = torch.as_tensor(sigma, dtype=torch.float64, device=y.device)
    inside = y > 0
    # A logarithm of 1 in the place of one that does not exist: `where` cannot keep a nan out of a gradient.
    log_y = torch.where(inside, y, 1.0).log()
    log_density = -log_y - sigma.log() - 0.5 * math.log(2 * math.pi) - 0.5 * ((log_y - mu) / sigma).square()
    return torch.where(inside, log_density, -math.inf)
