"""How the hidden inputs of week 2 are drawn. Each function takes a generator and returns arguments in signature order.

Counts are fixed and only order and values are random: which check a wrong answer loses must not depend on the course's
secret. Standard deviations keep away from 1, where they are their own squares; data keep away from mean 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.question import Seed

Inputs = dict[str, Any]
Range = tuple[float, float]
F64, F32 = torch.float64, torch.float32


def uniform(rng: torch.Generator, within: Range) -> float:
    low, high = within
    return low + (high - low) * torch.rand(1, dtype=F64, generator=rng).item()


def normal(rng: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(shape, dtype=F64, generator=rng)


def shuffled(rng: torch.Generator, values: Tensor) -> Tensor:
    return values[torch.randperm(len(values), generator=rng)]


def tosses(rng: torch.Generator, *, heads: int, tails: int, dtype: torch.dtype = F64) -> Tensor:
    """So many heads and tails, in any order: (heads + tails,)."""
    return shuffled(rng, torch.cat([torch.ones(heads), torch.zeros(tails)])).to(dtype)


def coin(
    rng: torch.Generator, *, heads: int, tails: int, p: Range, dtype: torch.dtype = F64, p_is: torch.dtype | None = F64
) -> Inputs:
    """`p_is`: dtype of the 0-d tensor, None for a Python float."""
    at = uniform(rng, p)
    return {
        "p": at if p_is is None else torch.tensor(at, dtype=p_is),
        "x": tosses(rng, heads=heads, tails=tails, dtype=dtype),
    }


def coin_and_prior(
    rng: torch.Generator, *, heads: int, tails: int, a: Range, b: Range, dtype: torch.dtype = F64
) -> Inputs:
    x = tosses(rng, heads=heads, tails=tails, dtype=dtype)
    return {"x": x, "a": uniform(rng, a), "b": uniform(rng, b)}


def numbers(
    rng: torch.Generator, *, N: int, sigma: Range, away: float = 0.5, dtype: torch.dtype = F64, tensors: bool = True
) -> Inputs:
    """Data `away` from mu and 1.3 times as wide as sigma, in units of sigma; mu on either side of 0 by chance."""
    mu = uniform(rng, (1.0, 2.0)) * (1 if torch.rand(1, generator=rng) < 0.5 else -1)
    width = uniform(rng, sigma)
    made = {"x": mu + width * (away + 1.3 * normal(rng, N)), "mu": torch.tensor(mu), "sigma": torch.tensor(width)}
    made = {name: value.to(dtype) for name, value in made.items()}
    return made if tensors else {"x": made["x"], "mu": mu, "sigma": width}


def points(rng: torch.Generator, *, N: int, D: int, dtype: torch.dtype = F64) -> Inputs:
    """Correlated columns of different widths, away from zero: (N, D)."""
    return {"x": _points(rng, N, D).to(dtype)}


def points_to_fit(rng: torch.Generator, *, N: int, D: int, n: int, dtype: torch.dtype = F64) -> Inputs:
    return points(rng, N=N, D=D, dtype=dtype) | {
        "n": n,
        "generator": Seed(int(torch.randint(2**31, (1,), generator=rng))),
    }


def _points(rng: torch.Generator, N: int, D: int) -> Tensor:
    """Sample moments are nearly fixed: mean about 2, neighbouring columns correlated by 0.6 or more."""
    z = normal(rng, N, D)
    z = z - z.mean(0)
    if N > D:  # white, so that how far wrong a wrong answer is does not depend on chance
        z = z @ torch.linalg.inv(torch.linalg.cholesky(z.T @ z / N)).T
    mixing = torch.eye(D, dtype=F64) + torch.diag(torch.ones(D - 1, dtype=F64), 1)
    widths = torch.linspace(0.7, 1.6, D, dtype=F64) * (0.9 + 0.2 * torch.rand(D, dtype=F64, generator=rng))
    return (z @ mixing) * widths + 2 + normal(rng, D) * 0.5


def counted(rng: torch.Generator, *, counts: Sequence[int]) -> Inputs:
    """`counts[k]` labels of class k, in any order."""
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    return {"labels": shuffled(rng, labels), "num_classes": len(counts)}


def scores(rng: torch.Generator, *, N: int, K: int, dtype: torch.dtype = F64) -> Inputs:
    """Logits twice as wide as the standard normal."""
    return {"logits": (2 * normal(rng, N, K)).to(dtype), "labels": _labels(N, K)}


def huge(rng: torch.Generator, *, at: Sequence[float], K: int, dtype: torch.dtype = F64) -> Inputs:
    """A row of K logits about each of the values `at`."""
    rows = torch.tensor(at, dtype=F64).unsqueeze(1) + 2 * normal(rng, len(at), K)
    return {"logits": rows.to(dtype), "labels": _labels(len(at), K)}


def split(rng: torch.Generator, *, K: int, dtype: torch.dtype = F64) -> Inputs:
    """Rows in which one logit is near 1e4 and the others are near -1e4; every other label is the one that is not."""
    logits = -1e4 + 2 * normal(rng, K, K)
    logits += 2e4 * torch.eye(K, dtype=F64)
    labels = torch.tensor([k if k % 2 else (k + 1) % K for k in range(K)])
    return {"logits": logits.to(dtype), "labels": labels}


def _labels(N: int, K: int) -> Tensor:
    """Neither sorted nor a permutation."""
    return torch.tensor([(2 * i + 1 + i // 3) % K for i in range(N)])


def regression(rng: torch.Generator, *, N: int, D: int, noise: Range, prior: Range, dtype: torch.dtype = F64) -> Inputs:
    """Features and targets away from zero, so that an intercept would matter."""
    X = normal(rng, N, D) + torch.linspace(0.5, 1.0, D, dtype=F64)
    w = torch.linspace(-1.5, 2.0, D, dtype=F64) + 0.3 * normal(rng, D)
    y = X @ w + 1.5 + 0.5 * normal(rng, N)
    noise_var, prior_var = uniform(rng, noise), uniform(rng, prior)
    return {"X": X.to(dtype), "y": y.to(dtype), "noise_var": noise_var, "prior_var": prior_var}


def nothing(rng: torch.Generator) -> Inputs:
    """For an expression: nothing is called."""
    return {}
