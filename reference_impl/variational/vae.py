r"""A small variational autoencoder: encoder and decoder with one hidden layer each, weights in a dict of tensors.

Shapes: D pixels, L latent coordinates, hidden layers of any width. `params` has a weight and a bias for each layer:

| layer | weight | bias |
|---|---|---|
| pixels to the encoder's hidden layer | `enc_W` (D, H) | `enc_b` (H,) |
| hidden layer to the mean of q(z given x) | `mu_W` (H, L) | `mu_b` (L,) |
| hidden layer to its log variance | `logvar_W` (H, L) | `logvar_b` (L,) |
| latent to the decoder's hidden layer | `dec_W` (L, G) | `dec_b` (G,) |
| hidden layer to the logits | `logits_W` (G, D) | `logits_b` (D,) |

The notebook of week 4 hands out the same two functions, but for rounding: what they return has the dtype of `params`,
whatever comes in, and here it is computed in float64.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

Params = Mapping[str, Tensor]


def encode(params: Params, x: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and log variance of q(z|x), (..., L) each, for pixels `x`, (..., D), of any dtype.

    Reference: Kingma & Welling 2014 (arXiv:1312.6114), appendix C.2.
    """
    dtype, exact = params["enc_W"].dtype, _double(params)
    hidden = torch.tanh(torch.as_tensor(x).to(torch.float64) @ exact["enc_W"] + exact["enc_b"])
    mu, logvar = hidden @ exact["mu_W"] + exact["mu_b"], hidden @ exact["logvar_W"] + exact["logvar_b"]
    return mu.to(dtype), logvar.to(dtype)


def decode(params: Params, z: Tensor) -> Tensor:
    """Logits of the pixels, (..., D), for latent points `z`, (..., L).

    Reference: Kingma & Welling 2014 (arXiv:1312.6114), appendix C.1.
    """
    dtype, exact = params["dec_W"].dtype, _double(params)
    hidden = torch.tanh(torch.as_tensor(z).to(torch.float64) @ exact["dec_W"] + exact["dec_b"])
    return (hidden @ exact["logits_W"] + exact["logits_b"]).to(dtype)


def _double(params: Params) -> Params:
    return {name: value.to(torch.float64) for name, value in params.items()}
