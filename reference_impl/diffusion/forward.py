r"""The forward process, from data to noise, and its exact reversal where the data is known. Nothing here is learned.

Notation follows Ho et al. 2020 (arXiv:2006.11239) with steps counted from 0, see `schedule`.

Shapes: B examples, *E event axes (none included), T steps. Each function computes and returns float64 on the device
of its arguments, whatever the dtype of these: it is the truth that float32 answers are measured against.

For each formula there are two doors: on a `Schedule`, and, under the name the course gives it, on betas.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from reference_impl.precision import keeps_dtype

from ._arguments import double, per_example, require_same_shape, require_steps
from .schedule import Schedule


class Moments(NamedTuple):
    """An isotropic Gaussian for each example."""

    mean: Tensor  # (B, *E)
    variance: Tensor  # (B,)


def marginal(x0: Tensor, t: Tensor, schedule: Schedule) -> Moments:
    r"""Moments of $q(x_t \mid x_0) = N(\sqrt{\bar\alpha_t}\,x_0,\ (1 - \bar\alpha_t) I)$.

    Args:
        x0: clean data, (B, *E).
        t: step of each example, int64, (B,), in [0, T).
        schedule: T steps.

    Reference: Ho et al. 2020, eq. (4).
    """
    require_steps(t, examples=x0, num_steps=schedule.num_steps)
    mean = per_example(schedule.alpha_bar, t, like=x0).sqrt() * double(x0)
    return Moments(mean, schedule.one_minus_alpha_bar[t])


def sample(law: Moments, noise: Tensor) -> Tensor:
    """The draw from `law` that standard normal `noise`, (B, *E), stands for: mean + standard deviation * noise."""
    require_same_shape(mean=law.mean, noise=noise)
    std = law.variance.sqrt().reshape(-1, *[1] * (noise.ndim - 1))
    return law.mean + std * double(noise)


def posterior(x0: Tensor, xt: Tensor, t: Tensor, schedule: Schedule) -> Moments:
    r"""Moments of $q(x_{t-1} \mid x_t, x_0)$.

    .. math::
        \tilde\mu_t &= \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1 - \bar\alpha_t}\,x_0
                     + \frac{\sqrt{1 - \beta_t}\,(1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\,x_t \\
        \tilde\beta_t &= \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\,\beta_t

    At t = 0 it is the point mass on `x0`: the variance is exactly 0, the mean is `x0` up to rounding.

    Args:
        x0: clean data, (B, *E).
        xt: noised data, (B, *E).
        t: step of each example, int64, (B,), in [0, T).
        schedule: T steps.

    Reference: Ho et al. 2020, eqs. (6) and (7).
    """
    require_same_shape(x0=x0, xt=xt)
    require_steps(t, examples=x0, num_steps=schedule.num_steps)
    beta, noise_now, noise_before = schedule.beta, schedule.one_minus_alpha_bar, schedule.one_minus_alpha_bar_before

    from_x0 = schedule.alpha_bar_before.sqrt() * beta / noise_now
    from_xt = (1 - beta).sqrt() * noise_before / noise_now
    mean = per_example(from_x0, t, like=x0) * double(x0) + per_example(from_xt, t, like=x0) * double(xt)
    return Moments(mean, posterior_variance(schedule)[t])


def posterior_variance(schedule: Schedule) -> Tensor:
    r"""$\tilde\beta_t$ of every step, (T,). Reference: Ho et al. 2020, eq. (7)."""
    return schedule.beta * schedule.one_minus_alpha_bar_before / schedule.one_minus_alpha_bar


@keeps_dtype
def q_mean_variance(x0: Tensor, t: Tensor, betas: Tensor) -> Moments:
    """`marginal` under the schedule of `betas`, (T,)."""
    return marginal(x0, t, Schedule.from_betas(betas))


@keeps_dtype
def q_sample(x0: Tensor, t: Tensor, betas: Tensor, noise: Tensor) -> Tensor:
    r"""$x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1 - \bar\alpha_t}\,\epsilon$ for the given `noise`, (B, *E)."""
    return sample(q_mean_variance(x0, t, betas), noise)


@keeps_dtype
def q_posterior(x0: Tensor, xt: Tensor, t: Tensor, betas: Tensor) -> Moments:
    """`posterior` under the schedule of `betas`, (T,)."""
    return posterior(x0, xt, t, Schedule.from_betas(betas))
