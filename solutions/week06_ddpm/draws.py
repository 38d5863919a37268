"""How the hidden inputs of week 6 are drawn. Each function takes a generator and returns arguments in signature order.

Betas are drawn unsorted, so that a slip of one step shows at every step. Where float32 is asked they are 0.02 or more:
`1 - alpha_bar` of tiny betas loses its digits in float32, and that is nobody's fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.question import Seed

Inputs = dict[str, Any]

WIDE = (0.02, 0.5)  # of betas, for short chains: each step counts
SLOW = (1e-4, 0.02)  # for chains of a thousand steps: the range of Ho et al. 2020


def betas(rng: torch.Generator, *, T: int, within: tuple[float, float] = WIDE, dtype: torch.dtype) -> Tensor:
    """(T,), uniform in `within`."""
    low, high = within
    return low + (high - low) * torch.rand(T, dtype=dtype, generator=rng)


def schedule(
    rng: torch.Generator, *, T: int, within: tuple[float, float] = WIDE, dtype: torch.dtype = torch.float64
) -> Inputs:
    """For functions of `betas` alone."""
    return {"betas": betas(rng, T=T, within=within, dtype=dtype)}


def batch(
    rng: torch.Generator,
    *,
    names: Sequence[str],
    t: Sequence[int],
    T: int,
    event: tuple[int, ...] = (),
    within: tuple[float, float] = WIDE,
    dtype: torch.dtype = torch.float64,
    betas_dtype: torch.dtype | None = None,
) -> Inputs:
    """For functions of a batch: one example for each step in `t`.

    Args:
        rng: of the case.
        names: of the arguments in order; "t" and "betas" are what they are called, all others are normal, twice as
            wide as the standard, so that values outside [-1, 1] are common.
        t: step of each example; the size of the batch is its length.
        T: number of steps.
        event: shape of one example.
        within: range of the betas.
        dtype: of what is floating.
        betas_dtype: of the betas, where it is another.
    """
    made: Inputs = {}
    for name in names:
        if name == "t":
            made[name] = torch.tensor(t)
        elif name == "betas":
            made[name] = betas(rng, T=T, within=within, dtype=betas_dtype or dtype)
        else:
            made[name] = 2 * torch.randn(len(t), *event, dtype=dtype, generator=rng)
    return made


def pair(rng: torch.Generator, *, shape: tuple[int, ...], dtype: torch.dtype = torch.float64) -> Inputs:
    """Noise and a poor prediction of it: a loss near 1 would be its own root."""
    eps = torch.randn(shape, dtype=dtype, generator=rng)
    return {"eps": eps, "eps_hat": 0.5 * eps + 2 * torch.randn(shape, dtype=dtype, generator=rng)}


def linear(rng: torch.Generator, *, T: int, start: float, end: float) -> Inputs:
    """Ends within a factor of 2 of `start` and `end`."""
    low, high = (0.5 + torch.rand(2, generator=rng)).tolist()
    return {"num_steps": T, "beta_start": start * low, "beta_end": end * high}


def cosine(rng: torch.Generator, *, T: int, s: float) -> Inputs:
    """An offset within a factor of 2 of `s`."""
    return {"num_steps": T, "s": s * (0.5 + torch.rand(1, generator=rng).item())}


def chain(
    rng: torch.Generator, *, n: int, T: int, within: tuple[float, float], std: tuple[float, float] = (0.4, 0.6)
) -> Inputs:
    """Data well away from N(0, 1), so that a chain that forgets it is found out."""
    mean, width = torch.rand(2, generator=rng).tolist()
    return {
        "n": n,
        "betas": betas(rng, T=T, within=within, dtype=torch.float64),
        "mean": 1.5 + mean,
        "std": std[0] + (std[1] - std[0]) * width,
        "generator": Seed(int(torch.randint(2**31, (1,), generator=rng))),
    }
