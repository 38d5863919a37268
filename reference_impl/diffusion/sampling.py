r"""Ancestral sampling where the best noise predictor is known in closed form, and the exact law of what it draws.

For scalar data $N(m, s^2)$ everything is jointly normal, so the predictor that a network would have to learn,
$E[\epsilon \mid x_t]$, is affine in $x_t$; so is each reverse step; so the chain's law is normal and its two moments
follow by recursion. That law is not quite $N(m, s^2)$: the chain starts from $N(0, 1)$ and not from $q(x_T)$, and
$\tilde\beta_t$ is the variance of $x_{t-1}$ when $x_0$ is known, less than it is when only $x_t$ is.

Shapes: n chains, T steps.
"""

from __future__ import annotations

import torch
from torch import Tensor

from reference_impl.laws import NormalLaw
from reference_impl.precision import keeps_dtype

from ._arguments import double, require_count
from .forward import posterior_variance, sample
from .reverse import step
from .schedule import Schedule


def expected_noise(xt: Tensor, t: Tensor, schedule: Schedule, mean: float, std: float) -> Tensor:
    r"""$E[\epsilon \mid x_t]$ for scalar data $x_0 \sim N(m, s^2)$.

    .. math::
        \frac{\sqrt{1 - \bar\alpha_t}}{\bar\alpha_t s^2 + 1 - \bar\alpha_t} \left(x_t - \sqrt{\bar\alpha_t}\,m\right)

    Args:
        xt: noised scalars, (B,).
        t: step of each, int64, (B,), in [0, T).
        schedule: T steps.
        mean: m.
        std: s.

    Reference: conditioning of the joint normal of $\epsilon$ and $x_t = \sqrt{\bar\alpha_t}\,x_0 +
    \sqrt{1 - \bar\alpha_t}\,\epsilon$.
    """
    kept, noise = schedule.alpha_bar[t], schedule.one_minus_alpha_bar[t]
    return noise.sqrt() / (kept * std**2 + noise) * (double(xt) - kept.sqrt() * mean)


@keeps_dtype
def ancestral_sample(n: int, betas: Tensor, mean: float, std: float, generator: torch.Generator | None) -> Tensor:
    r"""Draw $x_T \sim N(0, 1)$ and go through all reverse steps with the exact $E[\epsilon \mid x_t]$.

    Args:
        n: number of chains, at least 1.
        betas: (T,), on the device of `generator`.
        mean: of the data.
        std: of the data, 0 or more.
        generator: all randomness comes from it.

    Returns:
        (n,), in the dtype of betas.

    Reference: Ho et al. 2020 (arXiv:2006.11239), algorithm 2.
    """
    require_count(n=n)
    schedule = Schedule.from_betas(betas)

    def normal() -> Tensor:
        return torch.randn(n, dtype=torch.float64, device=betas.device, generator=generator)

    x = normal()
    for k in reversed(range(schedule.num_steps)):
        t = torch.full((n,), k, device=betas.device)
        eps_hat = expected_noise(x, t, schedule, float(mean), float(std))
        x = sample(step(x, t, eps_hat, schedule), normal())
    return x


def ancestral_law(n: int, betas: Tensor, mean: float, std: float, generator: object = None) -> NormalLaw:
    r"""The exact law of each of the draws of `ancestral_sample`; they are independent.

    With $v_t = \bar\alpha_t s^2 + 1 - \bar\alpha_t$ one reverse step takes x to
    $((1 - \beta_t / v_t)\,x + (\beta_t / v_t) \sqrt{\bar\alpha_t}\,m) / \sqrt{1 - \beta_t}$ and adds $\tilde\beta_t$
    to the variance.

    Args:
        n: number of chains, at least 1.
        betas: (T,).
        mean: of the data.
        std: of the data, 0 or more.
        generator: taken so that the arguments are those of `ancestral_sample`; not used.
    """
    require_count(n=n)
    schedule = Schedule.from_betas(betas)
    spread = schedule.alpha_bar * float(std) ** 2 + schedule.one_minus_alpha_bar
    pull = schedule.beta / spread
    root = (1 - schedule.beta).sqrt()
    factor, shift = (1 - pull) / root, pull * schedule.alpha_bar.sqrt() * float(mean) / root
    steps = torch.stack([factor, shift, posterior_variance(schedule)], dim=1).tolist()

    at, variance = 0.0, 1.0
    for a, b, added in reversed(steps):
        at, variance = a * at + b, a * a * variance + added
    return NormalLaw((n,), at, variance)
