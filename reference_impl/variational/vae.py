r"""A small variational autoencoder: encoder and decoder with one hidden layer each, weights in a dict of tensors.

Shapes: D pixels, L latent coordinates, hidden layers of any width. `params` has a weight and a bias for each layer:

| layer | weight | bias |
|---|---|---|
| pixels to the encoder's hidden layer | `enc_W` (D, H) | `enc_b` (H,) |
| hidden layer to the mean of q(z given x) | `mu_W` (H, L) | `mu_b` (L,) |
| hidden layer to its log variance | `logvar_W` (H, L) | `logvar_b` (L,) |
| latent to the decoder's hidden layer | `dec_W` (L, G) | `dec_b` (G,) |
| hidden layer to the logits | `logits_W` (G, D) | `logits_b` (D,) |

The notebook of week 4 hands out the same two functions; they compute in the dtype of `params`, whatever comes in.
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
    x = torch.as_tensor(x).to(params["enc_W"].dtype)
    hidden = torch.tanh(x @ params["enc_W"] + params["enc_b"])
    return hidden @ params["mu_W"] + params["mu_b"], hidden @ params["logvar_W"] + params["logvar_b"]


def decode(params: Params, z: Tensor) -> Tensor:
    """Logits of the pixels, (..., D), for latent points `z`, (..., L).

    Reference: Kingma & Welling 2014 (arXiv:1312.6114), appendix C.1.
    """
    z = torch.as_tensor(z).to(params["dec_W"].dtype)
    hidden = torch.tanh(z @ params["dec_W"] + params["dec_b"])
    return hidden @ params["logits_W"] + params["logits_b"]
