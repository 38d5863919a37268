r"""f-divergences $D_f(p \| q) = \sum_x q(x) f(p(x)/q(x))$ of laws on finitely many points.

The generators f are those of Nowozin, Cseke and Tomioka 2016 (arXiv:1606.00709), table 1; total variation has
$f(u) = \frac12 |u - 1|$, and "jensen_shannon" is $\frac12 KL(p \| m) + \frac12 KL(q \| m)$, half of what their
generator gives. Where q = 0 < p a point counts by its limit $p \lim_{u \to \infty} f(u)/u$, where both are 0 it does
not count: sums over densities, written out, take both limits by themselves, with $0 \log 0 = 0$.

Shapes: K points, … any batch axes.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from reference_impl.precision import keeps_dtype

from ._arguments import require_name, require_points


def _kl(p: Tensor, q: Tensor) -> Tensor:
    # p log(p/0) = inf at p > 0 = q; at p = 0 it is 0 whatever q is, and 0/0 must not get in.
    there = p > 0
    ratio = torch.where(there, p, 1.0) / torch.where(there, q, 1.0)
    return torch.where(there, p * ratio.log(), 0.0)


def pointwise_jensen_shannon(p: Tensor, q: Tensor) -> Tensor:
    """The terms whose sum over the points is the divergence, (…, K), float64 for float64 laws."""
    total = torch.where(p + q > 0, p + q, 1.0)
    r = (p - q) / total
    return 0.5 * (_against_middle(p, r, total) + _against_middle(q, -r, total))


def _against_middle(p: Tensor, r: Tensor, total: Tensor) -> Tensor:
    """p log(2p / total), where 2p / total is 1 + r: by r, which has the digits near 0; far from it by 2p, for next to
    the other law a tiny p leaves r at -1."""
    near = r > -0.5
    by_r: Tensor = torch.special.xlog1py(p, torch.where(near, r, 0.0))
    by_p: Tensor = torch.special.xlogy(p, torch.where(near | (p == 0), 1.0, 2 * p / total))
    return by_r + by_p


def _pearson_chi2(p: Tensor, q: Tensor) -> Tensor:
    return torch.where(p == q, 0.0, (p - q).square() / torch.where(p == q, 1.0, q))


_POINTWISE: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "kl": _kl,
    "reverse_kl": lambda p, q: _kl(q, p),
    "jensen_shannon": pointwise_jensen_shannon,
    "pearson_chi2": _pearson_chi2,
    "squared_hellinger": lambda p, q: (p.sqrt() - q.sqrt()).square(),
    "total_variation": lambda p, q: 0.5 * (p - q).abs(),
}
NAMES = tuple(_POINTWISE)


@keeps_dtype
def f_divergence(p: Tensor, q: Tensor, name: str) -> Tensor:
    r"""$D_f(p \| q)$ for the generator called `name`.

    Args:
        p: probabilities, (…, K).
        q: probabilities, (…, K).
        name: one of `NAMES`.

    Returns:
        (…). `inf` for "kl" and "pearson_chi2" where p > 0 = q somewhere, for "reverse_kl" where q > 0 = p.

    Reference: Nowozin et al. 2016, section 2.1 and table 1; see the module for the two that differ.
    """
    require_name(name, NAMES)
    require_points(p=p, q=q)
    return _POINTWISE[name](p, q).sum(-1)


@keeps_dtype
def jensen_shannon(p: Tensor, q: Tensor) -> Tensor:
    r"""$\frac12 KL(p \| m) + \frac12 KL(q \| m)$ with $m = (p + q)/2$: in [0, log 2], symmetric, finite.

    Args:
        p: probabilities, (…, K).
        q: probabilities, (…, K).

    Returns:
        (…).

    Reference: Lin 1991, "Divergence measures based on the Shannon entropy"; Goodfellow et al. 2014, section 4.1.
    """
    require_points(p=p, q=q)
    return pointwise_jensen_shannon(p, q).sum(-1)
