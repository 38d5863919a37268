"""Draws from a table of probabilities, by inversion of the distribution function."""

from __future__ import annotations

import torch
from torch import Tensor

from reference_impl.laws import CategoricalLaw

from ._arguments import require_vector


def sample_categorical(p: Tensor, n: int, generator: torch.Generator | None) -> Tensor:
    r"""`n` independent indices, k with probability $p_k$.

    With $F_k = p_0 + \dots + p_k$ and U uniform in [0, 1), the draw is the first k with $F_k > U$. An outcome with
    $p_k = 0$ has $F_k = F_{k-1}$ and is never the first. F is divided by its last value, so that probabilities
    which add up to 1 only up to rounding leave no gap at the end.

    Args:
        p: probabilities, (K,), on the device of `generator`.
        n: number of draws, at least 1.
        generator: all randomness comes from it.

    Returns:
        int64, (n,).

    Reference: Devroye, Non-Uniform Random Variate Generation (1986), section III.2.
    """
    require_vector(p=p)
    _require_draws(n)
    below = p.to(torch.float64).cumsum(dim=0)
    uniform = torch.rand(n, dtype=torch.float64, device=p.device, generator=generator)
    return torch.searchsorted(below / below[-1], uniform, right=True)


def categorical_law(p: Tensor, n: int, generator: object = None) -> CategoricalLaw:
    """The exact law of `sample_categorical`.

    Args:
        p: probabilities, (K,); what they lack to 1 by rounding is spread in proportion.
        n: number of draws, at least 1.
        generator: taken so that the arguments are those of `sample_categorical`; not used.
    """
    require_vector(p=p)
    _require_draws(n)
    p = p.to(torch.float64)
    return CategoricalLaw(n, p / p.sum())


def _require_draws(n: int) -> None:
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}")
