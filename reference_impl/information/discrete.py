r"""Entropy and its relatives for discrete laws, in nats.

Notation follows Cover and Thomas, Elements of Information Theory, second edition (2006), chapter 2, with the natural
logarithm in the place of theirs to the base 2. Conventions, from the same chapter by continuity: $0 \log 0 = 0$,
$0 \log \frac{0}{q} = 0$ for every $q \ge 0$, and $p \log \frac{p}{0} = \infty$ for $p > 0$.

Shapes: (…) batch axes, none included; K outcomes; A and B outcomes of a pair. Probabilities are not normalised here:
what is computed is the sum that the formula names. Values are not looked at, so that nothing waits for a device.
"""

from __future__ import annotations

import torch
from torch import Tensor

from reference_impl.precision import keeps_dtype

from ._arguments import require_outcomes, require_same_outcomes


@keeps_dtype
def entropy(p: Tensor) -> Tensor:
    r"""$H(p) = -\sum_k p_k \log p_k$.

    Args:
        p: probabilities, (…, K), K >= 1.

    Returns:
        (…), 0 or more.

    Reference: Cover and Thomas 2006, section 2.1.
    """
    require_outcomes(p=p)
    terms: Tensor = torch.special.entr(p)
    return terms.sum(dim=-1)


@keeps_dtype
def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    r"""$H(p, q) = -\sum_k p_k \log q_k$; infinite where some $p_k > 0 = q_k$.

    Args:
        p: the law that is averaged over, (…, K).
        q: the law whose logarithm is taken, (…, K).

    Returns:
        (…).

    Reference: Murphy, Probabilistic Machine Learning: An Introduction (2022), section 6.1.2.
    """
    require_same_outcomes(p=p, q=q)
    return -torch.xlogy(p, q).sum(dim=-1)


@keeps_dtype
def kl_divergence(p: Tensor, q: Tensor) -> Tensor:
    r"""$D_{KL}(p \| q) = \sum_k p_k \log \frac{p_k}{q_k}$; infinite where some $p_k > 0 = q_k$.

    The difference of logarithms and not the logarithm of the quotient: that one overflows where $q_k$ is tiny.

    Args:
        p: (…, K).
        q: (…, K).

    Returns:
        (…), 0 or more up to rounding.

    Reference: Cover and Thomas 2006, section 2.3.
    """
    require_same_outcomes(p=p, q=q)
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(dim=-1)


@keeps_dtype
def mutual_information(joint: Tensor) -> Tensor:
    r"""$I(X; Y) = \sum_{a, b} p(a, b) \log \frac{p(a, b)}{p(a)\,p(b)}$.

    A marginal is 0 only where the whole row or column of the joint is, and then the joint's 0 leads.

    Args:
        joint: p(a, b), (…, A, B), with entries that add up to 1.

    Returns:
        (…), 0 or more up to rounding.

    Reference: Cover and Thomas 2006, section 2.3.
    """
    if joint.ndim < 2:
        raise ValueError(f"joint must have shape (..., A, B), got {tuple(joint.shape)}")
    rows, columns = joint.sum(dim=-1, keepdim=True), joint.sum(dim=-2, keepdim=True)
    terms = torch.xlogy(joint, joint) - torch.xlogy(joint, rows) - torch.xlogy(joint, columns)
    return terms.sum(dim=(-2, -1))
