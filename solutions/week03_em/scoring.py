"""What a fitted mixture has to reach: a log likelihood, whatever its components are called."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from reference_impl import mixture
from reference_impl.mixture import FitTarget, Mixture

SLACK = 3.0  # nats in all that a fit of two clusters may stay below what the true clusters reach
SHARE = 0.5  # with three clusters: of the way from a single Gaussian to what the true clusters reach


def reference(x: Tensor, num_components: int, num_steps: int, generator: torch.Generator) -> Mixture | FitTarget:
    """One component: the fit itself. More: what the log likelihood has to reach, in nats for all points together."""
    alone = mixture.m_step(x, x.new_ones(len(x), 1))
    if num_components == 1:
        return alone
    known = _from_true_clusters(x, num_components)
    top = _total(x, known)
    single = _total(x, alone)
    bar = top - SLACK if num_components == 2 else single + SHARE * (top - single)
    return FitTarget(x, bar, known)


def _from_true_clusters(x: Tensor, num_components: int) -> Mixture:
    """EM from the clusters themselves, which lie so far apart that points farthest from each other find them."""
    centres = [x[(x - x.mean(dim=0)).norm(dim=1).argmax()]]
    while len(centres) < num_components:
        nearest = torch.stack([(x - centre).norm(dim=1) for centre in centres]).amin(dim=0)
        centres.append(x[nearest.argmax()])
    means = torch.stack(centres)
    for _ in range(10):
        labels = torch.cdist(x, means).argmin(dim=1)
        resp = torch.nn.functional.one_hot(labels, num_components).to(x.dtype)
        fitted = mixture.m_step(x, resp)
        means = fitted.means
    for _ in range(20):
        fitted = mixture.em_step(x, *fitted)
    return fitted


def score(parts: tuple[Tensor, ...], want: Any) -> float:
    """Log likelihood of the data in nats, all points together; -inf for what is no mixture.

    In all and not per point (which is the same order), so that a difference of 2.3 is a factor of 10 in likelihood.
    """
    weights, means, covs = parts
    if bool((weights < 0).any()) or abs(float(weights.sum()) - 1) > 1e-3:
        return -math.inf
    if not torch.allclose(covs, covs.mT, rtol=1e-4, atol=1e-6):
        return -math.inf
    covs = (covs + covs.mT) / 2
    if int(torch.linalg.cholesky_ex(covs).info.abs().max()):
        return -math.inf
    return _total(want.x, Mixture(weights, means, covs))


def _total(x: Tensor, fitted: Mixture) -> float:
    return float(mixture.gmm_log_likelihood(x, *fitted))
