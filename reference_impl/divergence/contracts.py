"""What the functions of this topic promise beyond their formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import torch
from torch import Tensor

from reference_impl.contract import Contract

from . import adversarial, estimate, families, variational

Example = Callable[[torch.Generator], Mapping[str, Any]]


def _law(rng: torch.Generator, *shape: int) -> Tensor:
    return torch.softmax(torch.randn(shape, dtype=torch.float64, generator=rng), -1)


def _laws(rng: torch.Generator, *names: str) -> dict[str, Any]:
    return {name: _law(rng, 4) for name in names}


def _normal(rng: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=rng)


def _densities(rng: torch.Generator) -> Mapping[str, Any]:
    return {name: torch.rand(3, 2, dtype=torch.float64, generator=rng) for name in ("p_data", "p_g")}


def _value(rng: torch.Generator) -> Mapping[str, Any]:
    return {"d": torch.rand(4, dtype=torch.float64, generator=rng), **_laws(rng, "p_data", "p_g")}


def _logits(rng: torch.Generator) -> Mapping[str, Any]:
    return {"logits_real": _normal(rng, 3), "logits_fake": _normal(rng, 5)}


def _loss(rng: torch.Generator, *, saturating: bool) -> Mapping[str, Any]:
    return {"logits_fake": _normal(rng, 5), "saturating": saturating}


def _divergence(rng: torch.Generator, *, name: str) -> Mapping[str, Any]:
    return {**_laws(rng, "p", "q"), "name": name}


def _bound(rng: torch.Generator, *, name: str) -> Mapping[str, Any]:
    # Below 0, where all conjugates are finite, and away from the kink at -2.
    t = -0.5 - torch.rand(4, dtype=torch.float64, generator=rng)
    return {"t": t, **_laws(rng, "p", "q"), "name": name}


def _estimate(rng: torch.Generator) -> Mapping[str, Any]:
    return {**_laws(rng, "p", "q"), "num_samples": 8, "generator": rng}


PAIR = {"p": 1, "q": 1}


def _estimated(rng: torch.Generator) -> dict[str, Any]:
    return dict(zip(("d", "p", "q"), _value(rng).values(), strict=True))


CONTRACTS = (
    Contract(adversarial.optimal_discriminator, _densities, batched={"p_data": 0, "p_g": 0}, smooth=("p_data", "p_g")),
    Contract(adversarial.gan_value, _value, batched={"d": 1, "p_data": 1, "p_g": 1}, smooth=("d", "p_data", "p_g")),
    Contract(adversarial.discriminator_loss, _logits, smooth=("logits_real", "logits_fake")),
    *(
        Contract(adversarial.generator_loss, partial(_loss, saturating=saturating), smooth=("logits_fake",))
        for saturating in (True, False)
    ),
    Contract(families.jensen_shannon, lambda rng: _laws(rng, "p", "q"), batched=PAIR, smooth=("p", "q")),
    *(
        Contract(families.f_divergence, partial(_divergence, name=name), batched=PAIR, smooth=("p", "q"))
        for name in families.NAMES
    ),
    *(
        Contract(variational.f_gan_bound, partial(_bound, name=name), batched={"t": 1, **PAIR}, smooth=("t", "p", "q"))
        for name in variational.BOUNDED
    ),
    Contract(estimate.estimated_by, _estimated, batched={"d": 1, **PAIR}, smooth=("d", "p", "q")),
    Contract(estimate.js_estimate, _estimate, syncs="torch.multinomial looks whether its weights make probabilities"),
)
