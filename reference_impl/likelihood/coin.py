r"""Tosses of a coin: x_i is 1 (heads) with probability p and 0 (tails) else, independently.

Shapes: N tosses, after any number of batch axes `(…)`. Computed in float64.
"""

from __future__ import annotations

import sympy
import torch
from torch import Tensor

from reference_impl.precision import keeps_dtype


@keeps_dtype
def bernoulli_log_likelihood(p: float | Tensor, x: Tensor) -> Tensor:
    r"""The log probability of the tosses, in their order.

    .. math::
        \log L(p) = n_1 \log p + n_0 \log(1 - p), \qquad n_1 = \sum_i x_i, \quad n_0 = N - n_1

    0 log 0 is 0, so at p in {0, 1} the value is 0 where the tosses are possible and -inf where they are not.

    Args:
        p: probability of heads, in [0, 1], a float or (…).
        x: tosses, 0 or 1 in any dtype, (…, N).

    Returns:
        (…).

    Raises:
        ValueError: x has no axis of tosses.

    Reference: Bishop 2006, eq. (2.6).
    """
    heads, tails = _counts(x)
    p = torch.as_tensor(p, dtype=torch.float64, device=x.device)
    log_likelihood: Tensor = torch.xlogy(heads, p) + torch.special.xlog1py(tails, -p)
    return log_likelihood


@keeps_dtype
def bernoulli_map(x: Tensor, a: float, b: float) -> Tensor:
    r"""The mode of the posterior of p under the prior Beta(a, b).

    .. math::
        \hat p = \frac{n_1 + a - 1}{N + a + b - 2}

    Args:
        x: tosses, 0 or 1 in any dtype, (…, N).
        a: more than 1.
        b: more than 1: else the density may grow without bound towards an end, and the mode need not be this.

    Returns:
        (…).

    Raises:
        ValueError: x has no axis of tosses.

    Reference: the posterior is Beta(n_1 + a, n_0 + b), Bishop 2006, eq. (2.18); its mode follows by differentiation.
    """
    heads, tails = _counts(x)
    return (heads + a - 1) / (heads + tails + a + b - 2)


def bernoulli_fisher_information() -> sympy.Expr:
    r"""The Fisher information of one toss, $1 / (p (1 - p))$, as an expression in p.

    Reference: for the definition, Lehmann & Casella 1998, section 2.5; it is the variance of the score
    $x / p - (1 - x) / (1 - p)$.
    """
    p = sympy.Symbol("p", positive=True)
    return 1 / (p * (1 - p))


def _counts(x: Tensor) -> tuple[Tensor, Tensor]:
    """Heads and tails of (…, N), each (…)."""
    if x.ndim == 0:
        raise ValueError("expected tosses of shape (…, N), got a 0-d tensor")
    heads = x.to(torch.float64).sum(-1)
    return heads, x.shape[-1] - heads
