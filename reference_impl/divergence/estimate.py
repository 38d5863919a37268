r"""The Jensen-Shannon divergence from samples, as a discriminator sees it.

With $D^* = p/(p+q)$ the divergence is an expectation,
$JSD(p \| q) = \frac12 E_p[\log 2 D^*(x)] + \frac12 E_q[\log 2(1 - D^*(x))]$, so means over samples estimate it without
bias. See Goodfellow et al. 2014 (arXiv:1406.2661), section 4.1.

Shapes: K points, S samples of each law.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from reference_impl.laws import EstimatorLaw
from reference_impl.precision import keeps_dtype

from ._arguments import require_count, require_points
from .adversarial import gan_value, optimal_discriminator
from .families import pointwise_jensen_shannon


@keeps_dtype
def js_estimate(p: Tensor, q: Tensor, num_samples: int, generator: torch.Generator | None) -> Tensor:
    r"""$\frac{1}{2S} \sum_i \log 2 D^*(x_i) + \frac{1}{2S} \sum_j \log 2 (1 - D^*(\tilde x_j))$.

    The $x_i$ are drawn from p, the $\tilde x_j$ from q.

    Args:
        p: probabilities, (K,), on the device of `generator`.
        q: probabilities, (K,).
        num_samples: S, of each of the two laws, at least 1.
        generator: all randomness comes from it.

    Returns:
        (), unbiased for the Jensen-Shannon divergence, with a variance that falls like 1/S.
    """
    require_points(p=p, q=q)
    require_count(num_samples=num_samples)
    d = optimal_discriminator(p, q)
    real = torch.multinomial(p, num_samples, replacement=True, generator=generator)
    fake = torch.multinomial(q, num_samples, replacement=True, generator=generator)
    return 0.5 * (2 * d[real]).log().mean() + 0.5 * (2 * (1 - d[fake])).log().mean()


def estimated_by(d: Tensor, p: Tensor, q: Tensor) -> Tensor:
    r"""What means over samples estimate with any discriminator `d`, (K,): $\log 2 + V(D, G)/2$, at most the divergence.

    Reference: Goodfellow et al. 2014, proof of theorem 1: $V(D^*, G) = -\log 4 + 2 JSD$.
    """
    return math.log(2) + 0.5 * gan_value(d, p, q)


def law_seen_by(d: Tensor, p: Tensor, q: Tensor) -> EstimatorLaw:
    """The law of such an estimate with any discriminator `d`, (K,)."""
    return EstimatorLaw(estimated_by(d, p, q), _deviation(d, p, q))


def _deviation(d: Tensor, p: Tensor, q: Tensor) -> Tensor:
    """The standard deviation of what one sample of each law makes of `d`."""
    terms = ((p, (2 * d).log()), (q, (2 * (1 - d)).log()))
    return 0.5 * sum((_variance(law, term) for law, term in terms), p.new_zeros(())).sqrt()


def _variance(law: Tensor, term: Tensor) -> Tensor:
    term = torch.where(law > 0, term, 0.0)
    return (law * (term - (law * term).sum()).square()).sum()


def js_estimate_law(p: Tensor, q: Tensor, num_samples: int, generator: object = None) -> EstimatorLaw:
    """The exact mean of `js_estimate`, and its deviation with one sample of each law.

    Args:
        p: probabilities, (K,).
        q: probabilities, (K,).
        num_samples: taken so that the arguments are those of `js_estimate`; the mean does not depend on it.
        generator: likewise not used.
    """
    p, q = p.to(torch.float64), q.to(torch.float64)
    return EstimatorLaw(pointwise_jensen_shannon(p, q).sum(), _deviation(optimal_discriminator(p, q), p, q))
