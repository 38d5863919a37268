r"""Linear regression with a normal prior on the weights.

Shapes: N observations of D features, after any number of batch axes `(…)`. Computed in float64.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from reference_impl.precision import keeps_dtype


@keeps_dtype
def ridge_map(X: Tensor, y: Tensor, noise_var: float, prior_var: float) -> Tensor:
    r"""The mode of the posterior of w where $y \sim N(Xw, s^2 I)$ and $w \sim N(0, t^2 I)$; there is no intercept.

    .. math::
        \hat w = \arg\min_w \lVert y - Xw \rVert^2 + \lambda \lVert w \rVert^2
               = (X^\top X + \lambda I)^{-1} X^\top y, \qquad \lambda = s^2 / t^2

    Solved as the least-squares problem with the rows $\sqrt\lambda I$ below X and zeros below y, by QR: that does not
    square the condition number.

    Args:
        X: features, (…, N, D); any N and D.
        y: targets, (…, N).
        noise_var: s squared, positive.
        prior_var: t squared, positive.

    Returns:
        (…, D).

    Raises:
        ValueError: there is not one target a row.

    Reference: Bishop 2006, eqs. (3.27), (3.28) and (3.55).
    """
    if X.ndim < 2 or X.shape[:-1] != y.shape:
        raise ValueError(f"expected X of shape (…, N, D) and y of shape (…, N), got {tuple(X.shape)}, {tuple(y.shape)}")
    D = X.shape[-1]
    penalty = math.sqrt(noise_var / prior_var) * torch.eye(D, dtype=torch.float64, device=X.device)
    rows = torch.cat([X, penalty.expand(*X.shape[:-2], D, D)], dim=-2)
    Q, R = torch.linalg.qr(rows)
    along = Q.mT @ torch.cat([y, y.new_zeros(*y.shape[:-1], D)], dim=-1).unsqueeze(-1)
    w: Tensor = torch.linalg.solve_triangular(R, along, upper=True).squeeze(-1)
    return w
