"""What several wrong answers share."""

from __future__ import annotations

import torch
from torch import Tensor


def alpha_bar(betas: Tensor) -> Tensor:
    """The right one, for slips that happen elsewhere."""
    return torch.cumprod(1 - betas, dim=0)


def shifted(betas: Tensor) -> Tensor:
    """The right one before each step."""
    return torch.cat([torch.ones_like(betas[:1]), alpha_bar(betas)[:-1]])


def column(values: Tensor, like: Tensor) -> Tensor:
    """(B,) to (B, 1, ..., 1)."""
    return values.reshape(-1, *[1] * (like.dim() - 1))


def image(values: Tensor) -> Tensor:
    """(B,) to (B, 1, 1, 1), whatever the data is."""
    return values[:, None, None, None]
