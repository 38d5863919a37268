"""How the hidden inputs of week 5 are drawn. Each function takes a generator and returns arguments in signature order.

Laws are drawn inside the simplex, none of their entries tiny, and get zeros only where a case says so: which check a
wrong answer loses must not depend on the course's secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.question import Seed

Inputs = dict[str, Any]
Zeros = Sequence[int]  # points at which a law is 0

# Of the first law nearly all is where half of the second is: neither divergence from the mixture passes for the mean.
NARROW, WIDE = (0.55, 0.41, 0.02, 0.01, 0.01), (0.2, 0.15, 0.2, 0.25, 0.2)


def uniform(rng: torch.Generator, shape: Sequence[int], low: float, high: float) -> Tensor:
    return low + (high - low) * torch.rand(tuple(shape), dtype=torch.float64, generator=rng)


def law(rng: torch.Generator, shape: Sequence[int], zeros: Zeros = (), *, first_only: bool = False) -> Tensor:
    """(…, K): probabilities; no two of a law differ by more than a factor of 12, but for those that are 0.

    With `first_only` the zeros are those of the first laws alone, along the first axis.
    """
    weights = uniform(rng, shape, -1.25, 1.25).exp()
    (weights[0] if first_only else weights)[..., list(zeros)] = 0
    return weights / weights.sum(-1, keepdim=True)


def densities(
    rng: torch.Generator,
    *,
    data: Sequence[int],
    g: Sequence[int],
    zero: Zeros = (),
    size: float = 1.0,
    dtype: torch.dtype = torch.float64,
) -> Inputs:
    """Densities of shapes `data` and `g`, not normalised and up to 3 `size`; both 0 at `zero` of the last axis."""
    p_data, p_g = size * uniform(rng, data, 0.1, 3.0), size * uniform(rng, g, 0.1, 3.0)
    if zero:
        p_data[..., list(zero)] = 0
        p_g[..., list(zero)] = 0
    return {"p_data": p_data.to(dtype), "p_g": p_g.to(dtype)}


def one_is_0(rng: torch.Generator, *, shape: Sequence[int]) -> Inputs:
    """The first density is 0 at the first point, the second at the last one."""
    p_data, p_g = uniform(rng, shape, 0.1, 3.0), uniform(rng, shape, 0.1, 3.0)
    p_data[..., 0] = 0
    p_g[..., -1] = 0
    return {"p_data": p_data, "p_g": p_g}


def game(
    rng: torch.Generator,
    *,
    K: int,
    sure: Sequence[int] = (),
    fake: Sequence[int] = (),
    no_data: Zeros = (),
    no_fake: Zeros = (),
    dtype: torch.dtype = torch.float64,
) -> Inputs:
    """A discriminator that is 1 at the points `sure` and 0 at `fake`, and two laws with zeros."""
    d = uniform(rng, (K,), 0.05, 0.95)
    d[list(sure)] = 1
    d[list(fake)] = 0
    p_data, p_g = law(rng, (K,), no_data), law(rng, (K,), no_fake)
    return {"d": d.to(dtype), "p_data": p_data.to(dtype), "p_g": p_g.to(dtype)}


def pair(
    rng: torch.Generator,
    *,
    shape: Sequence[int],
    no_p: Zeros = (),
    no_q: Zeros = (),
    first_only: bool = False,
    name: str = "",
    dtype: torch.dtype = torch.float64,
) -> Inputs:
    """Two laws of shape `shape`, 0 at the points `no_p` and `no_q`, and the name of a divergence where one is asked."""
    p, q = (law(rng, shape, zeros, first_only=first_only) for zeros in (no_p, no_q))
    inputs: Inputs = {"p": p.to(dtype), "q": q.to(dtype)}
    return {**inputs, "name": name} if name else inputs


def twins(rng: torch.Generator, *, shape: Sequence[int]) -> Inputs:
    """The same law twice."""
    p = law(rng, shape)
    return {"p": p, "q": p.clone()}


def _logits(rng: torch.Generator, n: int, size: float) -> Tensor:
    """(n,), of both signs in turn, the positive ones larger; moderate, or between 0.1 and 1 times `size` if given."""
    signs = torch.tensor([1.0, -0.5], dtype=torch.float64).repeat(n)[:n]
    return signs * (uniform(rng, (n,), 0.2, 1.0) * size if size else uniform(rng, (n,), 0.8, 3.0))


def both_logits(
    rng: torch.Generator, *, N: int, M: int, size: float = 0.0, dtype: torch.dtype = torch.float64
) -> Inputs:
    real, fake = _logits(rng, N, size), -_logits(rng, M, size)
    return {"logits_real": real.to(dtype), "logits_fake": fake.to(dtype)}


def fake_logits(
    rng: torch.Generator, *, M: int, saturating: bool, size: float = 0.0, dtype: torch.dtype = torch.float64
) -> Inputs:
    return {"logits_fake": _logits(rng, M, size).to(dtype), "saturating": saturating}


def bounded(
    rng: torch.Generator,
    *,
    shape: Sequence[int],
    name: str,
    within: tuple[float, float],
    beyond: Sequence[float] = (),
    first_only: bool = False,
    no_p: Zeros = (),
    no_q: Zeros = (),
    dtype: torch.dtype = torch.float64,
) -> Inputs:
    """T uniform in `within`; its first values are those of `beyond`, a little off where they are not 0.

    With `first_only` that holds for the first row alone.
    """
    t = uniform(rng, shape, *within)
    for i, value in enumerate(beyond):
        (t[0] if first_only else t)[..., i] = value * uniform(rng, (), 0.8, 1.2)
    return {"t": t.to(dtype), **pair(rng, shape=shape, no_p=no_p, no_q=no_q, name=name, dtype=dtype)}


def samples(rng: torch.Generator, *, num_samples: int = 16, zeros: bool = False) -> Inputs:
    """A narrow law and a wide one, each entry a little off; with `zeros`, some points have one law or none."""
    p, q = (torch.tensor(base, dtype=torch.float64) * uniform(rng, (5,), 0.85, 1.15) for base in (NARROW, WIDE))
    if zeros:
        p[1], p[2:], q[4] = p[1] / 2, 0, 0
    return _sampled(rng, p, q, num_samples)


def close_samples(rng: torch.Generator, *, num_samples: int = 16) -> Inputs:
    """Two laws that are nearly the same, 0 at the last of five points: half of the estimates are negative."""
    ratios = torch.tensor([1.2, 0.85, 1.18, 0.83, 0.0], dtype=torch.float64)
    q = uniform(rng, (5,), 0.85, 1.15)
    q[4] = 0
    return _sampled(rng, q * ratios, q, num_samples)


def _sampled(rng: torch.Generator, p: Tensor, q: Tensor, num_samples: int) -> Inputs:
    return {
        "p": p / p.sum(),
        "q": q / q.sum(),
        "num_samples": num_samples,
        "generator": Seed(int(torch.randint(2**31, (1,), generator=rng))),
    }
