"""What the functions of this topic promise beyond their formulas; see `reference_impl.contract`."""

from __future__ import annotations

from typing import Any

import torch
from torch import Generator, Tensor

from reference_impl.contract import Contract

from . import (
    bernoulli_log_likelihood,
    bernoulli_map,
    categorical_log_prob,
    categorical_mle,
    gaussian_mle,
    gaussian_nll,
    ridge_map,
    sample_fitted_gaussian,
)

Inputs = dict[str, Any]


def _normal(generator: Generator, *shape: int) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=generator)


def _tosses(generator: Generator) -> Tensor:
    return (torch.rand(7, generator=generator) < 0.6).double()


def _coin(generator: Generator) -> Inputs:
    return {"p": 0.2 + 0.6 * torch.rand((), dtype=torch.float64, generator=generator), "x": _tosses(generator)}


def _prior(generator: Generator) -> Inputs:
    return {"x": _tosses(generator), "a": 2.5, "b": 1.5}


def _observations(generator: Generator) -> Inputs:
    sigma = 0.5 + torch.rand((), dtype=torch.float64, generator=generator)
    return {"x": _normal(generator, 6), "mu": _normal(generator), "sigma": sigma}


def _points(generator: Generator) -> Inputs:
    return {"x": _normal(generator, 6, 3)}


def _draws(generator: Generator) -> Inputs:
    return {"x": _normal(generator, 6, 3), "n": 4, "generator": generator}


def _labels(generator: Generator) -> Inputs:
    return {"labels": torch.randint(4, (9,), generator=generator), "num_classes": 5}


def _logits(generator: Generator) -> Inputs:
    return {"logits": _normal(generator, 5, 4), "labels": torch.randint(4, (5,), generator=generator)}


def _regression(generator: Generator) -> Inputs:
    return {"X": _normal(generator, 6, 3), "y": _normal(generator, 6), "noise_var": 0.5, "prior_var": 2.0}


CONTRACTS = (
    Contract(bernoulli_log_likelihood, _coin, batched={"p": 0, "x": 1}, smooth=("p",)),
    Contract(bernoulli_map, _prior, batched={"x": 1}),
    Contract(gaussian_nll, _observations, batched={"x": 1, "mu": 0, "sigma": 0}, smooth=("x", "mu", "sigma")),
    Contract(gaussian_mle, _points, batched={"x": 2}, smooth=("x",)),
    Contract(sample_fitted_gaussian, _draws),
    Contract(categorical_mle, _labels, batched={"labels": 1}),
    Contract(categorical_log_prob, _logits, batched={"logits": 1, "labels": 0}, smooth=("logits",)),
    Contract(ridge_map, _regression, batched={"X": 2, "y": 1}, smooth=("X", "y")),
)
