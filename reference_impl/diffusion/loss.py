"""What a noise predictor is trained on."""

from __future__ import annotations

from torch import Tensor

from reference_impl.precision import keeps_dtype

from ._arguments import require_same_shape


@keeps_dtype
def ddpm_loss(eps: Tensor, eps_hat: Tensor) -> Tensor:
    r"""$L_{simple}$: the mean of $(\epsilon - \hat\epsilon)^2$ over every element, batch included.

    Args:
        eps: the noise that was added, any shape.
        eps_hat: its prediction, the same shape.

    Returns:
        (), float64, differentiable in both arguments.

    Reference: Ho et al. 2020 (arXiv:2006.11239), eq. (14).
    """
    require_same_shape(eps=eps, eps_hat=eps_hat)
    return (eps - eps_hat).square().mean()
