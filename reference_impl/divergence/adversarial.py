r"""The two players of a generative adversarial network, and the best answer of the one to the other.

Notation follows Goodfellow et al. 2014 (arXiv:1406.2661): the discriminator's $D$ is the probability that it gives to
"this is data"; in code it is `d`, or comes as logits with $D = \sigma(\text{logit})$.

Shapes: K points, N real and M fake examples.
"""

from __future__ import annotations

import sympy
import torch
from torch import Tensor
from torch.nn import functional

from reference_impl.precision import keeps_dtype

from ._arguments import require_points, require_vector


@keeps_dtype
def optimal_discriminator(p_data: Tensor, p_g: Tensor) -> Tensor:
    r"""$D^*(x) = p_{data}(x) / (p_{data}(x) + p_g(x))$; where both densities are 0, and any D is best, 1/2.

    Args:
        p_data: densities of the data, 0 or more, any shape.
        p_g: densities of the generator, any shape that broadcasts with it.

    Reference: Goodfellow et al. 2014, proposition 1.
    """
    total = p_data + p_g
    somewhere = total > 0
    return torch.where(somewhere, p_data / torch.where(somewhere, total, 1.0), 0.5)


@keeps_dtype
def gan_value(d: Tensor, p_data: Tensor, p_g: Tensor) -> Tensor:
    r"""$V(D, G) = \sum_x p_{data}(x) \log D(x) + \sum_x p_g(x) \log(1 - D(x))$ with $0 \log 0 = 0$.

    Args:
        d: in [0, 1], (…, K).
        p_data: probabilities, (…, K).
        p_g: probabilities, (…, K).

    Returns:
        (…), `-inf` where D is 0 at a point of the data, or 1 at a point of the generator.

    Reference: Goodfellow et al. 2014, eq. (1), with sums for the expectations.
    """
    require_points(d=d, p_data=p_data, p_g=p_g)
    terms: Tensor = torch.xlogy(p_data, d) + torch.special.xlog1py(p_g, -d)
    return terms.sum(-1)


@keeps_dtype
def discriminator_loss(logits_real: Tensor, logits_fake: Tensor) -> Tensor:
    r"""$-\frac1N \sum_i \log D(x_i) - \frac1M \sum_j \log(1 - D(\tilde x_j))$, from logits: the sum of two means.

    Args:
        logits_real: of the data, (N,).
        logits_fake: of the generator's examples, (M,).

    Reference: Goodfellow et al. 2014, algorithm 1, negated.
    """
    require_vector(logits_real=logits_real, logits_fake=logits_fake)
    # log D = logsigmoid(l) and log(1 - D) = logsigmoid(-l); neither overflows nor rounds to log 0.
    return -functional.logsigmoid(logits_real).mean() - functional.logsigmoid(-logits_fake).mean()


@keeps_dtype
def generator_loss(logits_fake: Tensor, saturating: bool) -> Tensor:
    r"""What the generator minimises: $\frac1M \sum_j \log(1 - D(\tilde x_j))$, or $-\frac1M \sum_j \log D(\tilde x_j)$.

    Args:
        logits_fake: (M,).
        saturating: True for the first, the minimax game's own; False for the second, the heuristic one.

    Reference: Goodfellow et al. 2014, algorithm 1, and section 3 for the second.
    """
    require_vector(logits_fake=logits_fake)
    if saturating:
        return functional.logsigmoid(-logits_fake).mean()
    return -functional.logsigmoid(logits_fake).mean()


def optimal_discriminator_expr() -> sympy.Expr:
    r"""$p / (p + q)$ as a SymPy expression in positive `p` (data) and `q` (generator).

    Solves $p/y - q/(1-y) = 0$ for y. Reference: Goodfellow et al. 2014, proof of proposition 1.
    """
    p, q = sympy.symbols("p q", positive=True)
    return p / (p + q)
