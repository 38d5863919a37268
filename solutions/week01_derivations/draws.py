"""How the hidden inputs of week 1 are drawn. Each function takes a generator and returns arguments in signature order.

Laws are uneven and unsorted, and no two axes are of one length but where a slip of axes should go through unseen. Where
zeros are is fixed and only the values are random: which check a wrong answer loses must not depend on the secret.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from autograder.question import Seed

Inputs = dict[str, Any]
Support = tuple[Any, ...]  # of 0 and 1, nested as the tensor is: where a law has mass

FLOAT64, FLOAT32 = torch.float64, torch.float32


def law(rng: torch.Generator, shape: tuple[int, ...], support: Support = (), dtype: torch.dtype = FLOAT64) -> Tensor:
    """Probabilities along the last axis, between them a factor of some tens; exactly 0 outside `support`."""
    weights = torch.exp(torch.randn(shape, dtype=FLOAT64, generator=rng).clamp(-2, 2))
    if support:
        weights = weights * torch.tensor(support, dtype=FLOAT64)
    return (weights / weights.sum(dim=-1, keepdim=True)).to(dtype)


def nothing(rng: torch.Generator) -> Inputs:
    """An expression is not called."""
    return {}


def one(rng: torch.Generator, *, shape: tuple[int, ...], dtype: torch.dtype = FLOAT64) -> Inputs:
    return {"p": law(rng, shape, dtype=dtype)}


def one_on(rng: torch.Generator, *, p: Support) -> Inputs:
    """A law on a support."""
    return {"p": law(rng, tuple(torch.tensor(p).shape), p)}


def two(rng: torch.Generator, *, shape: tuple[int, ...], dtype: torch.dtype = FLOAT64) -> Inputs:
    return {"p": law(rng, shape, dtype=dtype), "q": law(rng, shape, dtype=dtype)}


def two_on(rng: torch.Generator, *, p: Support, q: Support) -> Inputs:
    """Two laws, each on its support."""
    shape = tuple(torch.tensor(p).shape)
    return {"p": law(rng, shape, p), "q": law(rng, shape, q)}


def one_equal(rng: torch.Generator, *, shape: tuple[int, ...]) -> Inputs:
    """Pairs of laws, the first of which are the same."""
    inputs = two(rng, shape=shape)
    inputs["q"][0] = inputs["p"][0]
    return inputs


def table(rng: torch.Generator, shape: tuple[int, ...], support: Support = (), dtype: torch.dtype = FLOAT64) -> Tensor:
    """Joint laws, (…, A, B), far from independent."""
    flat = torch.tensor(support).flatten(start_dim=-2).tolist() if support else ()
    return law(rng, (*shape[:-2], shape[-2] * shape[-1]), flat, dtype).reshape(shape)


def joint(rng: torch.Generator, *, shape: tuple[int, ...], dtype: torch.dtype = FLOAT64) -> Inputs:
    return {"joint": table(rng, shape, dtype=dtype)}


def joint_on(rng: torch.Generator, *, cells: Support) -> Inputs:
    return {"joint": table(rng, tuple(torch.tensor(cells).shape), cells)}


def independent(rng: torch.Generator, *, A: int, B: int) -> Inputs:
    """Three tables: independent, dependent, and half of each."""
    product = torch.outer(law(rng, (A,)), law(rng, (B,)))
    other = table(rng, (A, B))
    return {"joint": torch.stack([product, other, (product + other) / 2])}


def lognormal(
    rng: torch.Generator,
    *,
    y: tuple[int, ...],
    mu: tuple[int, ...],
    sigma: tuple[int, ...],
    dtype: torch.dtype = FLOAT64,
) -> Inputs:
    """Tensors of the three shapes; y is where the density is not small."""
    at = torch.exp(1.2 * torch.randn(y, dtype=FLOAT64, generator=rng)).to(dtype)
    mean = torch.randn(mu, dtype=dtype, generator=rng)
    return {"y": at, "mu": mean, "sigma": 0.4 + 1.5 * torch.rand(sigma, dtype=dtype, generator=rng)}


def lognormal_numbers(rng: torch.Generator, *, y: tuple[int, ...]) -> Inputs:
    """mu and sigma as Python floats, of all of float64's digits."""
    inputs = lognormal(rng, y=y, mu=(), sigma=())
    return inputs | {"mu": inputs["mu"].item(), "sigma": inputs["sigma"].item()}


def lognormal_at(rng: torch.Generator, *, y: tuple[float, ...]) -> Inputs:
    """At the given y, each with parameters of its own."""
    inputs = lognormal(rng, y=(len(y),), mu=(len(y),), sigma=(len(y),))
    return inputs | {"y": torch.tensor(y, dtype=FLOAT64)}


def scores(
    rng: torch.Generator,
    *,
    K: int,
    width: float = 2.0,
    at: float = 0.0,
    support: Support = (),
    dtype: torch.dtype = FLOAT64,
) -> Inputs:
    """Logits around `at`, `width` apart, and a target that has nothing to do with them."""
    logits = at + width * torch.randn(K, dtype=FLOAT64, generator=rng)
    return {"logits": logits.to(dtype), "q": law(rng, (K,), support, dtype)}


def huge(rng: torch.Generator, *, logits: tuple[float, ...], support: Support, dtype: torch.dtype = FLOAT64) -> Inputs:
    """Logits within 3 of the given ones."""
    near = torch.tensor(logits, dtype=FLOAT64) + 3 * (2 * torch.rand(len(logits), dtype=FLOAT64, generator=rng) - 1)
    return {"logits": near.to(dtype), "q": law(rng, (len(logits),), support, dtype)}


def draws(rng: torch.Generator, *, n: int, p: tuple[float, ...], dtype: torch.dtype = FLOAT64) -> Inputs:
    """A law within a tenth of `p`, entry by entry."""
    weights = torch.tensor(p, dtype=FLOAT64) * (0.9 + 0.2 * torch.rand(len(p), dtype=FLOAT64, generator=rng))
    return {"p": (weights / weights.sum()).to(dtype), "n": n, "generator": _seed(rng)}


def many_draws(rng: torch.Generator, *, n: int, K: int) -> Inputs:
    """A law on many outcomes, a third of which are rare: about one in a thousand."""
    weights = 1 + 0.5 * torch.rand(K, dtype=FLOAT64, generator=rng)
    weights[1::3] *= 0.04
    return {"p": weights / weights.sum(), "n": n, "generator": _seed(rng)}


def _seed(rng: torch.Generator) -> Seed:
    return Seed(int(torch.randint(2**31, (1,), generator=rng)))


NEAR_ZERO = math.ldexp(1.0, -1000)  # a positive number whose logarithm is ordinary
