"""What a classifier, or the next token of a language model, is trained on."""

from __future__ import annotations

import torch
from torch import Tensor

from reference_impl.precision import keeps_dtype

from ._arguments import require_same_outcomes, require_vector


@keeps_dtype
def softmax_cross_entropy(logits: Tensor, q: Tensor) -> Tensor:
    r"""$H(q, \mathrm{softmax}(\ell)) = \sum_k q_k \left( \log \sum_j e^{\ell_j} - \ell_k \right)$.

    Args:
        logits: $\ell$, (K,); any finite size.
        q: target probabilities, (K,); zeros allowed.

    Returns:
        (), finite. Its gradient in the logits is $\mathrm{softmax}(\ell) - q$ where q adds up to 1.

    Reference: Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3.
    """
    require_vector(logits=logits, q=q)
    require_same_outcomes(logits=logits, q=q)
    return -(q * torch.log_softmax(logits, dim=0)).sum()
