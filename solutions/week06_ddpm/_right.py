"""What several right answers share. Nothing here uses the reference."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
import torch


class Gaussian(NamedTuple):
    mean: Any
    variance: Any


# Three ways to alpha_bar, and to what stood before each step.


def by_cumprod(betas):
    return torch.cumprod(1 - betas, dim=0)


def by_logarithms(betas):
    return torch.exp(torch.cumsum(torch.log1p(-betas), dim=0))


def by_loop(betas):
    left, out = torch.ones_like(betas[0]), []
    for beta in betas:
        left = left * (1 - beta)
        out.append(left)
    return torch.stack(out)


def before(left):
    return torch.nn.functional.pad(left[:-1], (1, 0), value=1.0)


def column(values, like):
    return values.view((-1,) + (1,) * (like.dim() - 1))


def numpy_alpha_bar(betas):
    return np.cumprod(1 - betas.numpy())


def numpy_column(values, like):
    return values.reshape((-1,) + (1,) * (like.ndim - 1))


def in_double(answer):
    """Compute in float64 whatever comes in, and return float64: more precision is never wrong."""

    @functools.wraps(answer)
    def doubled(*args):
        return answer(*(a.double() if torch.is_tensor(a) and a.is_floating_point() else a for a in args))

    return doubled


def posterior(x0, xt, t, betas, alpha_bar=by_cumprod):
    left = alpha_bar(betas)
    now, prev, beta = left[t], before(left)[t], betas[t]
    from_x0 = prev.sqrt() * beta / (1 - now)
    from_xt = (1 - beta).sqrt() * (1 - prev) / (1 - now)
    return column(from_x0, x0) * x0 + column(from_xt, x0) * xt, beta * (1 - prev) / (1 - now)
