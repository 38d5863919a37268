"""How the functions of this topic are tried by `tests/contracts`."""

from __future__ import annotations

from typing import Any

import torch

from reference_impl.contract import Contract

from .density import gmm_log_likelihood, responsibilities, soft_kmeans_loss
from .em import em_step, fit_gmm, m_step
from .sampling import sample_gmm


def _points(generator: torch.Generator) -> torch.Tensor:
    return torch.randn(7, 2, dtype=torch.float64, generator=generator)


def _mixture(generator: torch.Generator) -> dict[str, Any]:
    root = torch.randn(3, 2, 2, dtype=torch.float64, generator=generator)
    return {
        "weights": torch.rand(3, dtype=torch.float64, generator=generator).add(0.5).softmax(dim=0),
        "means": torch.randn(3, 2, dtype=torch.float64, generator=generator),
        "covs": root @ root.mT + torch.eye(2, dtype=torch.float64),
    }


def _on_data(generator: torch.Generator) -> dict[str, Any]:
    return {"x": _points(generator), **_mixture(generator)}


def _assigned(generator: torch.Generator) -> dict[str, Any]:
    return {"x": _points(generator), "resp": torch.randn(7, 3, dtype=torch.float64, generator=generator).softmax(dim=1)}


def _centres(generator: torch.Generator) -> dict[str, Any]:
    return {"means": torch.randn(3, 2, dtype=torch.float64, generator=generator), "x": _points(generator)}


def _drawn(generator: torch.Generator) -> dict[str, Any]:
    return {"n": 5, **_mixture(generator), "generator": torch.Generator().manual_seed(1)}


def _to_fit(generator: torch.Generator) -> dict[str, Any]:
    x = torch.cat([_points(generator) - 4, _points(generator) + 4])
    return {"x": x, "num_components": 2, "num_steps": 3, "generator": torch.Generator().manual_seed(1)}


# Not in covs: one entry alone cannot be moved, they are symmetric.
SMOOTH = ("x", "weights", "means")

CONTRACTS = (
    Contract(gmm_log_likelihood, _on_data, smooth=SMOOTH),
    Contract(responsibilities, _on_data, smooth=SMOOTH),
    Contract(m_step, _assigned, smooth=("x", "resp")),
    Contract(em_step, _on_data, smooth=SMOOTH),
    Contract(fit_gmm, _to_fit, syncs="the best of several runs is chosen by its likelihood"),
    Contract(soft_kmeans_loss, _centres, smooth=("means", "x")),
    Contract(sample_gmm, _drawn, syncs="torch.multinomial looks at the weights"),
)
