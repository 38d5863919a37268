"""What the functions of this topic promise beyond their formulas."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from reference_impl.contract import Contract

from . import bounds, gaussian, vae

B, D, L, H = 3, 5, 2, 4


def _normal(generator: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=generator)


def _binary(generator: torch.Generator) -> Tensor:
    return (_normal(generator, B, D) > 0).to(torch.float64)


def _params(generator: torch.Generator) -> dict[str, Tensor]:
    shapes = {"enc": (D, H), "mu": (H, L), "logvar": (H, L), "dec": (L, H), "logits": (H, D)}
    params: dict[str, Tensor] = {}
    for layer, shape in shapes.items():
        params |= {f"{layer}_W": _normal(generator, *shape), f"{layer}_b": _normal(generator, shape[1])}
    return params


def _kl(generator: torch.Generator) -> dict[str, Any]:
    return {"mu": _normal(generator, B, D), "logvar": _normal(generator, B, D)}


def _between(generator: torch.Generator) -> dict[str, Any]:
    return {name: _normal(generator, B, D) for name in ("mu_q", "logvar_q", "mu_p", "logvar_p")}


CONTRACTS = (
    Contract(gaussian.gaussian_kl, _kl, batched={"mu": 1, "logvar": 1}, smooth=("mu", "logvar")),
    Contract(
        gaussian.gaussian_kl_between,
        _between,
        batched={"mu_q": 1, "logvar_q": 1, "mu_p": 1, "logvar_p": 1},
        smooth=("mu_q", "logvar_q", "mu_p", "logvar_p"),
    ),
    Contract(gaussian.reparameterize, lambda g: _kl(g) | {"generator": g}, smooth=("mu", "logvar")),
    Contract(
        bounds.bernoulli_recon,
        lambda g: {"x": _binary(g), "logits": _normal(g, B, D)},
        batched={"x": 1, "logits": 1},
        smooth=("logits",),
    ),
    Contract(
        bounds.elbo,
        lambda g: {"x": _binary(g), "params": _params(g), "num_samples": 3, "generator": g},
    ),
    Contract(
        bounds.iwae_bound,
        lambda g: {"log_weights": _normal(g, B, D)},
        batched={"log_weights": 1},
        smooth=("log_weights",),
    ),
    Contract(vae.encode, lambda g: {"params": _params(g), "x": _binary(g)}, batched={"x": 1}),
    Contract(vae.decode, lambda g: {"params": _params(g), "z": _normal(g, B, L)}, batched={"z": 1}, smooth=("z",)),
)
