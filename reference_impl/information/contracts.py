"""What `tests/contracts` tries the functions of this topic on."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from reference_impl.contract import Contract

from . import (
    bernoulli_entropy_slope,
    categorical_law,
    cross_entropy,
    entropy,
    kl_divergence,
    lognormal_log_prob,
    mutual_information,
    sample_categorical,
    softmax_cross_entropy,
)


def _law(generator: torch.Generator, *shape: int) -> Tensor:
    """Probabilities along the last axis, none near 0."""
    weights = 0.2 + torch.rand(*shape, dtype=torch.float64, generator=generator)
    return weights / weights.sum(dim=-1, keepdim=True)


def _one(generator: torch.Generator) -> dict[str, Any]:
    return {"p": _law(generator, 3, 4)}


def _two(generator: torch.Generator) -> dict[str, Any]:
    return {"p": _law(generator, 3, 4), "q": _law(generator, 3, 4)}


def _joint(generator: torch.Generator) -> dict[str, Any]:
    return {"joint": _law(generator, 2, 12).reshape(2, 3, 4)}


def _lognormal(generator: torch.Generator) -> dict[str, Any]:
    y, mu, sigma = 0.5 + torch.rand(3, 5, dtype=torch.float64, generator=generator)
    return {"y": y, "mu": mu, "sigma": sigma}


def _scores(generator: torch.Generator) -> dict[str, Any]:
    return {"logits": torch.randn(4, dtype=torch.float64, generator=generator), "q": _law(generator, 4)}


def _draws(generator: torch.Generator) -> dict[str, Any]:
    return {"p": _law(generator, 4), "n": 5, "generator": generator}


CONTRACTS = (
    Contract(entropy, _one, batched={"p": 1}, smooth=("p",)),
    Contract(cross_entropy, _two, batched={"p": 1, "q": 1}, smooth=("p", "q")),
    Contract(kl_divergence, _two, batched={"p": 1, "q": 1}, smooth=("p", "q")),
    Contract(mutual_information, _joint, batched={"joint": 2}, smooth=("joint",)),
    Contract(lognormal_log_prob, _lognormal, batched={"y": 0, "mu": 0, "sigma": 0}, smooth=("y", "mu", "sigma")),
    Contract(softmax_cross_entropy, _scores, smooth=("logits", "q")),
    Contract(sample_categorical, _draws),
    Contract(categorical_law, _draws),
    Contract(bernoulli_entropy_slope, lambda generator: {}),
)
