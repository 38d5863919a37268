r"""Noise schedules: how much of the data is left after each step.

Notation follows Ho et al. 2020 (arXiv:2006.11239) with one change: steps count from 0, so `beta[t]` is the paper's
$\beta_{t+1}$ and `alpha_bar[t]` its $\bar\alpha_{t+1}$; before step 0 nothing has happened and $\bar\alpha$ is 1.

Shapes: T steps. Everything is computed and returned in float64, on the device of the arguments.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from reference_impl.precision import keeps_dtype

from ._arguments import double, require_betas, require_count

MAX_COSINE_BETA = 0.999  # Nichol & Dhariwal 2021, section 3.2: keeps the last steps from being singular


@dataclass(frozen=True, slots=True)
class Schedule:
    r"""What the formulas need to know of a schedule.

    `one_minus_alpha_bar` is a field because `1 - alpha_bar` has lost its digits where the betas are small.
    Make one with `from_betas` or `from_alpha_bar`.

    Args:
        beta: variance that each step adds, (T,), float64.
        alpha_bar: share of the data's variance that is left, (T,), float64.
        one_minus_alpha_bar: variance of the noise so far, (T,), float64.
    """

    beta: Tensor
    alpha_bar: Tensor
    one_minus_alpha_bar: Tensor

    @classmethod
    def from_betas(cls, betas: Tensor) -> Schedule:
        """Sum logarithms, so that both `alpha_bar` and `1 - alpha_bar` keep their relative precision."""
        require_betas(betas)
        beta = double(betas)
        log_alpha_bar = torch.log1p(-beta).cumsum(0)
        return cls(beta, log_alpha_bar.exp(), -torch.expm1(log_alpha_bar))

    @classmethod
    def from_alpha_bar(cls, betas: Tensor, alpha_bar: Tensor) -> Schedule:
        """Take somebody else's `alpha_bar`, (T,), as it is, whether or not it belongs to `betas`, (T,)."""
        require_betas(betas)
        if alpha_bar.shape != betas.shape:
            raise ValueError(f"expected alpha_bar of shape {tuple(betas.shape)}, got {tuple(alpha_bar.shape)}")
        return cls(double(betas), double(alpha_bar), 1 - double(alpha_bar))

    @property
    def num_steps(self) -> int:
        return len(self.beta)

    @property
    def alpha_bar_before(self) -> Tensor:
        """`alpha_bar` one step earlier, (T,): 1 before step 0."""
        return torch.cat([self.alpha_bar.new_ones(1), self.alpha_bar[:-1]])

    @property
    def one_minus_alpha_bar_before(self) -> Tensor:
        """`one_minus_alpha_bar` one step earlier, (T,): exactly 0 before step 0."""
        return torch.cat([self.one_minus_alpha_bar.new_zeros(1), self.one_minus_alpha_bar[:-1]])


def linear_betas(num_steps: int, beta_start: float, beta_end: float) -> Tensor:
    """Betas in equal steps from `beta_start` to `beta_end`, both included: (num_steps,), float64.

    One step alone has `beta_start`.

    Reference: Ho et al. 2020, section 4.
    """
    require_count(num_steps=num_steps)
    return torch.linspace(float(beta_start), float(beta_end), num_steps, dtype=torch.float64)


def cosine_betas(num_steps: int, s: float) -> Tensor:
    r"""Betas under which $\bar\alpha$ falls like a squared cosine: (num_steps,), float64.

    .. math::
        f(t) = \cos^2\left(\frac{t/T + s}{1 + s} \cdot \frac\pi2\right), \qquad
        \beta_t = \min\left(1 - \frac{f(t)}{f(t-1)},\ 0.999\right), \quad t = 1, \dots, T

    Computed as $\sin(b - a)\sin(b + a) / \cos^2 a$ for the angles a before and b after a step, which is the same
    and does not subtract nearly equal numbers.

    Reference: Nichol & Dhariwal 2021 (arXiv:2102.09672), eq. (17).
    """
    require_count(num_steps=num_steps)
    s = float(s)
    steps = torch.arange(num_steps, dtype=torch.float64)
    before = (steps / num_steps + s) / (1 + s) * (math.pi / 2)
    after = ((steps + 1) / num_steps + s) / (1 + s) * (math.pi / 2)
    width = math.pi / 2 / (num_steps * (1 + s))
    betas = math.sin(width) * torch.sin(before + after) / torch.cos(before) ** 2
    return betas.clamp(max=MAX_COSINE_BETA)


@keeps_dtype
def alpha_bar(betas: Tensor) -> Tensor:
    r"""The share of the data's variance left after each step, $\bar\alpha_t = \prod_{s \le t} (1 - \beta_s)$.

    Args:
        betas: (T,), in (0, 1).

    Returns:
        (T,), in the dtype of betas.

    Reference: Ho et al. 2020, eq. (4).
    """
    return Schedule.from_betas(betas).alpha_bar


def signal_to_noise(schedule: Schedule) -> Tensor:
    r"""$\bar\alpha_t / (1 - \bar\alpha_t)$, (T,). Reference: Kingma et al. 2021 (arXiv:2107.00630), section 3.1."""
    return schedule.alpha_bar / schedule.one_minus_alpha_bar


@keeps_dtype
def snr(betas: Tensor) -> Tensor:
    """`signal_to_noise` of a schedule given by its betas, (T,) -> (T,)."""
    return signal_to_noise(Schedule.from_betas(betas))
