r"""The same functions for data far larger than any cache: each in one pass over it, by kernels that PyTorch compiles.

The plain functions are the mathematics, and the truth that answers are judged by. They make a pass over memory for each
operation, and memory is what large data wait for. Here whole formulas are compiled into one kernel each, float64 inside
and the arguments' precision outside, as there. The first call with new kinds of arguments takes seconds: it needs a C++
compiler, on a GPU Triton, and pays for arrays of millions of numbers only.

No formula stands here a second time. What is affine in its data gets its coefficients from the plain function, by what
that makes of zeros and ones.

`fused.q_posterior` and the others take and return what the plain functions do; values are checked where that needs no
pass over the data. Mixtures of Gaussians need nothing here: `mixture` works in batched matrix products, in parts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, reduce
from typing import Any

import torch
from torch import Tensor

from reference_impl import diffusion, divergence, variational
from reference_impl.diffusion._arguments import double, require_count, require_same_shape
from reference_impl.diffusion.forward import Moments, posterior_variance
from reference_impl.diffusion.reverse import step
from reference_impl.diffusion.sampling import expected_noise
from reference_impl.diffusion.schedule import Schedule

__all__ = [
    "ancestral_sample",
    "f_divergence",
    "gaussian_kl",
    "iwae_bound",
    "q_posterior",
    "q_sample",
]


@cache
def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """One graph, or an error: a part that is left to the interpreter would be a pass of its own."""
    return torch.compile(function, fullgraph=True)


def gaussian_kl(mu: Tensor, logvar: Tensor) -> Tensor:
    """`variational.gaussian_kl`: reads both once, writes one number for each row."""
    result: Tensor = _compiled(variational.gaussian_kl)(mu, logvar)
    return result


def iwae_bound(log_weights: Tensor) -> Tensor:
    """`variational.iwae_bound`. The largest weight of a row is found first; a row is read again from the cache."""
    result: Tensor = _compiled(variational.iwae_bound)(log_weights)
    return result


def f_divergence(p: Tensor, q: Tensor, name: str) -> Tensor:
    """`divergence.f_divergence`: reads both once, writes one number for each row."""
    result: Tensor = _compiled(divergence.f_divergence)(p, q, name)
    return result


def q_sample(x0: Tensor, t: Tensor, betas: Tensor, noise: Tensor) -> Tensor:
    """`diffusion.q_sample`: reads data and noise once, writes the result once."""
    require_same_shape(x0=x0, noise=noise)
    zero, one = _zeros_and_ones(x0)
    of_x0 = diffusion.q_sample(one, t, double(betas), zero)
    of_noise = diffusion.q_sample(zero, t, double(betas), one)
    return _mixed(of_x0, x0, of_noise, noise, like=(x0, betas, noise))


def q_posterior(x0: Tensor, xt: Tensor, t: Tensor, betas: Tensor) -> Moments:
    """`diffusion.q_posterior`: reads both once, writes the mean once."""
    require_same_shape(x0=x0, xt=xt)
    zero, one = _zeros_and_ones(x0)
    of_x0, variance = diffusion.q_posterior(one, zero, t, double(betas))
    of_xt = diffusion.q_posterior(zero, one, t, double(betas)).mean
    mean = _mixed(of_x0, x0, of_xt, xt, like=(x0, xt, betas))
    return Moments(mean, variance.to(mean.dtype))


def ancestral_sample(n: int, betas: Tensor, mean: float, std: float, generator: torch.Generator | None) -> Tensor:
    """`diffusion.ancestral_sample`, the same draws: a step reads states and noise once and writes states once."""
    require_count(n=n)
    schedule = Schedule.from_betas(betas)
    steps = torch.arange(schedule.num_steps, device=betas.device)

    def mean_after(x: Tensor) -> Tensor:
        return step(x, steps, expected_noise(x, steps, schedule, float(mean), float(std)), schedule).mean

    shift = mean_after(torch.zeros_like(schedule.beta))
    factor = mean_after(torch.ones_like(schedule.beta)) - shift
    spread = posterior_variance(schedule).sqrt()
    x = torch.randn(n, dtype=torch.float64, device=betas.device, generator=generator)
    for k in reversed(range(schedule.num_steps)):
        noise = torch.randn(n, dtype=torch.float64, device=betas.device, generator=generator)
        x = _compiled(_step)(x, noise, factor[k], shift[k], spread[k])
    return x.to(betas.dtype)


def _step(x: Tensor, noise: Tensor, factor: Tensor, shift: Tensor, spread: Tensor) -> Tensor:
    return factor * x + shift + spread * noise


def _zeros_and_ones(x: Tensor) -> tuple[Tensor, Tensor]:
    """(B,) each, float64, for data (B, *E)."""
    if x.ndim == 0:
        raise ValueError("expected a batch of shape (B, *E), got a 0-d tensor")
    zero = torch.zeros(len(x), dtype=torch.float64, device=x.device)
    return zero, zero + 1


def _mixed(a: Tensor, x: Tensor, b: Tensor, y: Tensor, *, like: tuple[Tensor, ...]) -> Tensor:
    """a x + b y for each example, (B,) and (B, *E), in the promoted dtype of `like`."""
    dtype: torch.dtype = reduce(torch.promote_types, (tensor.dtype for tensor in like))
    flat: Tensor = _compiled(_combination)(a[:, None], x.reshape(len(x), -1), b[:, None], y.reshape(len(y), -1), dtype)
    return flat.reshape(x.shape)


def _combination(a: Tensor, x: Tensor, b: Tensor, y: Tensor, dtype: torch.dtype) -> Tensor:
    return (a * double(x) + b * double(y)).to(dtype)
