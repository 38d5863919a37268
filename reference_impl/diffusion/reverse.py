r"""The reverse process: what a prediction of the noise says of the data, and one step back.

Notation follows Ho et al. 2020 (arXiv:2006.11239) with steps counted from 0, see `schedule`.

Shapes: B examples, *E event axes (none included), T steps. Everything is computed in float64. For each
formula there are two doors: on a `Schedule`, and, under the name the course gives it, on betas.
"""

from __future__ import annotations

from torch import Tensor

from reference_impl.precision import keeps_dtype

from ._arguments import double, per_example, require_same_shape, require_steps
from .forward import Moments, posterior_variance, sample
from .schedule import Schedule


def clean(xt: Tensor, t: Tensor, eps: Tensor, schedule: Schedule) -> Tensor:
    r"""The data that noise `eps` turned into `xt`: $(x_t - \sqrt{1 - \bar\alpha_t}\,\epsilon) / \sqrt{\bar\alpha_t}$.

    Args:
        xt: noised data, (B, *E).
        t: step of each example, int64, (B,), in [0, T).
        eps: noise, or a prediction of it, (B, *E).
        schedule: T steps.

    Reference: Ho et al. 2020, eq. (4) solved for $x_0$; eq. (15).
    """
    require_same_shape(xt=xt, eps=eps)
    require_steps(t, examples=xt, num_steps=schedule.num_steps)
    noise = per_example(schedule.one_minus_alpha_bar, t, like=xt).sqrt() * double(eps)
    return (double(xt) - noise) / per_example(schedule.alpha_bar, t, like=xt).sqrt()


def score(eps: Tensor, t: Tensor, schedule: Schedule) -> Tensor:
    r"""$\nabla_{x_t} \log q(x_t \mid x_0) = -\epsilon / \sqrt{1 - \bar\alpha_t}$ at the $x_t$ that `eps` leads to.

    Args:
        eps: noise, (B, *E).
        t: step of each example, int64, (B,), in [0, T).
        schedule: T steps.

    Reference: Song et al. 2021 (arXiv:2011.13456), eq. (29) differentiated; Vincent 2011.
    """
    require_steps(t, examples=eps, num_steps=schedule.num_steps)
    return -double(eps) / per_example(schedule.one_minus_alpha_bar, t, like=eps).sqrt()


def step(xt: Tensor, t: Tensor, eps_hat: Tensor, schedule: Schedule) -> Moments:
    r"""Moments of $p(x_{t-1} \mid x_t)$ with the posterior's variance and no clipping.

    .. math::
        \mu = \frac{1}{\sqrt{1 - \beta_t}} \left(x_t - \frac{\beta_t}{\sqrt{1 - \bar\alpha_t}}\,\hat\epsilon\right),
        \qquad \sigma_t^2 = \tilde\beta_t

    The variance is exactly 0 at t = 0, so the last step adds no noise.

    Args:
        xt: where the chain is, (B, *E).
        t: step of each example, int64, (B,), in [0, T).
        eps_hat: predicted noise, (B, *E).
        schedule: T steps.

    Reference: Ho et al. 2020, eq. (11), algorithm 2, and eq. (7) for the variance.
    """
    require_same_shape(xt=xt, eps_hat=eps_hat)
    require_steps(t, examples=xt, num_steps=schedule.num_steps)
    from_eps = schedule.beta / schedule.one_minus_alpha_bar.sqrt()
    mean = double(xt) - per_example(from_eps, t, like=xt) * double(eps_hat)
    mean = mean / per_example(1 - schedule.beta, t, like=xt).sqrt()
    return Moments(mean, posterior_variance(schedule)[t])


@keeps_dtype
def predict_x0(xt: Tensor, t: Tensor, eps: Tensor, betas: Tensor) -> Tensor:
    """`clean` under the schedule of `betas`, (T,): the inverse of `q_sample` in its first argument."""
    return clean(xt, t, eps, Schedule.from_betas(betas))


@keeps_dtype
def score_from_eps(eps: Tensor, t: Tensor, betas: Tensor) -> Tensor:
    """`score` under the schedule of `betas`, (T,)."""
    return score(eps, t, Schedule.from_betas(betas))


@keeps_dtype
def p_sample(xt: Tensor, t: Tensor, eps_hat: Tensor, betas: Tensor, noise: Tensor) -> Tensor:
    """The draw from `step` that standard normal `noise`, (B, *E), stands for, under the schedule of `betas`, (T,)."""
    return sample(step(xt, t, eps_hat, Schedule.from_betas(betas)), noise)
