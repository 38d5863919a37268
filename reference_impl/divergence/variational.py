r"""Lower bounds of f-divergences that need samples only: $E_p[T] - E_q[f^*(T)] \le D_f(p \| q)$ for every function T.

$f^*(t) = \sup_{u \ge 0} (ut - f(u))$ is the convex conjugate of the generator, taken over u >= 0; no activation stands
between T and the bound. See Nowozin, Cseke and Tomioka 2016 (arXiv:1606.00709), section 2.2.

Shapes: K points, … any batch axes.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from reference_impl.precision import keeps_dtype

from ._arguments import require_name, require_points


def _reverse_kl(t: Tensor) -> Tensor:
    inside = t < 0
    return torch.where(inside, -1 - torch.where(inside, -t, 1.0).log(), math.inf)


def _pearson_chi2(t: Tensor) -> Tensor:
    # The supremum is at u = 1 + t/2 where that is 0 or more, else at u = 0, where it is -f(0).
    return torch.where(t < -2, -1.0, t + t.square() / 4)


_CONJUGATES: dict[str, Callable[[Tensor], Tensor]] = {
    "kl": lambda t: (t - 1).exp(),
    "reverse_kl": _reverse_kl,
    "pearson_chi2": _pearson_chi2,
}
BOUNDED = tuple(_CONJUGATES)


@keeps_dtype
def f_gan_bound(t: Tensor, p: Tensor, q: Tensor, name: str) -> Tensor:
    r"""$\sum_x p(x) T(x) - \sum_x q(x) f^*(T(x))$; points with q = 0 count nothing in the second sum.

    Args:
        t: values of T, finite, (…, K).
        p: probabilities, (…, K).
        q: probabilities, (…, K).
        name: one of `BOUNDED`.

    Returns:
        (…), `-inf` where f^* is infinite at a point of q: for "reverse_kl" at t >= 0.

    Reference: Nowozin et al. 2016, section 2.2; the conjugates from the generators of table 1.
    """
    require_name(name, BOUNDED)
    require_points(t=t, p=p, q=q)
    conjugate = torch.where(q > 0, _CONJUGATES[name](t), 0.0)
    return (p * t).sum(-1) - (q * conjugate).sum(-1)
