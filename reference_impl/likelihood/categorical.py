r"""One of K classes: what counts say of their probabilities, and log probabilities from unnormalised scores.

Shapes: N labels, K classes, after any number of batch axes `(…)`. Computed in float64.
"""

from __future__ import annotations

import torch
from torch import Tensor

from reference_impl.precision import keeps_dtype


def categorical_mle(labels: Tensor, num_classes: int) -> Tensor:
    r"""The share of each class, $\hat\pi_k = n_k / N$: the probabilities that maximise the likelihood of the labels.

    Args:
        labels: int64, (…, N), in [0, num_classes).
        num_classes: K; a class without a label has share 0.

    Returns:
        (…, K), float64.

    Raises:
        ValueError: labels are not int64, or none.

    Reference: Bishop 2006, eq. (2.33).
    """
    if labels.dtype != torch.int64 or labels.ndim == 0 or labels.shape[-1] == 0:
        raise ValueError(f"expected int64 labels of shape (…, N), N >= 1, got {labels.dtype} {tuple(labels.shape)}")
    classes = torch.arange(num_classes, device=labels.device)
    return (labels.unsqueeze(-1) == classes).to(torch.float64).mean(-2)


@keeps_dtype
def categorical_log_prob(logits: Tensor, labels: Tensor) -> Tensor:
    r"""The log probability of each label under the softmax of its row.

    .. math::
        \log p(y) = l_y - \log \sum_k e^{l_k} = (l_y - m) - \log \sum_k e^{l_k - m}, \qquad m = \max_k l_k

    No exponent on the right is positive and one is 0, so nothing overflows and the logarithm is of 1 or more.

    Args:
        logits: unnormalised log probabilities, (…, K); (N, K) in the course.
        labels: int64, (…), in [0, K).

    Returns:
        (…).

    Raises:
        ValueError: there is not one label a row.

    Reference: Bishop 2006, eq. (4.104) for the softmax.
    """
    if logits.shape[:-1] != labels.shape:
        raise ValueError(f"expected labels of shape {tuple(logits.shape[:-1])}, got {tuple(labels.shape)}")
    above = logits - logits.amax(-1, keepdim=True)
    return above.gather(-1, labels.unsqueeze(-1)).squeeze(-1) - above.exp().sum(-1).log()
