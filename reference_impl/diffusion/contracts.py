"""How the functions of this topic are tried by `tests/contracts`."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from reference_impl.contract import Contract

from . import forward, loss, reverse, sampling, schedule

B, D, T = 3, 2, 5
VALUES = "betas are checked to lie in (0, 1), and t in [0, T)"


def _normal(generator: torch.Generator) -> Tensor:
    return torch.randn(B, D, dtype=torch.float64, generator=generator)


def _betas(generator: torch.Generator) -> Tensor:
    return 0.1 + 0.3 * torch.rand(T, dtype=torch.float64, generator=generator)


def _schedule(generator: torch.Generator) -> dict[str, Any]:
    return {"betas": _betas(generator)}


def _jump(generator: torch.Generator) -> dict[str, Any]:
    return {"x0": _normal(generator), "t": torch.tensor([4, 1, 2]), "betas": _betas(generator)}


def _chain(generator: torch.Generator) -> dict[str, Any]:
    return {"n": 4, "betas": _betas(generator), "mean": 1.5, "std": 0.5, "generator": torch.Generator().manual_seed(1)}


def _back(generator: torch.Generator, *names: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in names:
        made |= {name: torch.tensor([4, 1, 2]) if name == "t" else _normal(generator)}
        if name == "betas":
            made["betas"] = _betas(generator)
    return made


CONTRACTS = (
    Contract(schedule.linear_betas, lambda g: {"num_steps": T, "beta_start": 0.1, "beta_end": 0.4}),
    Contract(schedule.cosine_betas, lambda g: {"num_steps": T, "s": 0.008}),
    Contract(schedule.alpha_bar, _schedule, smooth=("betas",), syncs=VALUES),
    Contract(schedule.snr, _schedule, smooth=("betas",), syncs=VALUES),
    Contract(forward.q_mean_variance, _jump, smooth=("x0", "betas"), syncs=VALUES),
    Contract(
        forward.q_sample, lambda g: _jump(g) | {"noise": _normal(g)}, smooth=("x0", "betas", "noise"), syncs=VALUES
    ),
    Contract(
        forward.q_posterior,
        lambda g: _back(g, "x0", "xt", "t", "betas"),
        smooth=("x0", "xt", "betas"),
        syncs=VALUES,
    ),
    Contract(
        reverse.predict_x0, lambda g: _back(g, "xt", "t", "eps", "betas"), smooth=("xt", "eps", "betas"), syncs=VALUES
    ),
    Contract(reverse.score_from_eps, lambda g: _back(g, "eps", "t", "betas"), smooth=("eps", "betas"), syncs=VALUES),
    Contract(
        reverse.p_sample,
        lambda g: _back(g, "xt", "t", "eps_hat", "betas", "noise"),
        smooth=("xt", "eps_hat", "betas", "noise"),
        syncs=VALUES,
    ),
    Contract(loss.ddpm_loss, lambda g: {"eps": _normal(g), "eps_hat": _normal(g)}, smooth=("eps", "eps_hat")),
    Contract(sampling.ancestral_sample, _chain, syncs=VALUES),
    Contract(sampling.ancestral_law, _chain, syncs=VALUES),
)
