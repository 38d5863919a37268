"""How the hidden inputs of week 3 are drawn. Each function takes a generator, returns arguments in signature order.

Covariances are full and different, with eigenvalues of 0.8 and more: inverse, Cholesky and eigenvectors all do, in
float32 too. N, D and K differ, so that an axis too many or in the wrong place shows.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from autograder.question import Seed

Inputs = dict[str, Any]
FAR = (50.0, 1000.0)  # standard deviations from every mean


def mixture(rng: torch.Generator, *, D: int, K: int, dtype: torch.dtype = torch.float64) -> Inputs:
    """Weights that differ by a factor of 2 and more, means about 2 from 0, full covariances."""
    share = 1 + 1.5 * torch.randperm(K, generator=rng) + 0.2 * torch.rand(K, dtype=torch.float64, generator=rng)
    means = 2 * torch.randn(K, D, dtype=torch.float64, generator=rng)
    root = torch.randn(K, D, D, dtype=torch.float64, generator=rng)
    covs = root @ root.mT + 0.8 * torch.eye(D, dtype=torch.float64)
    return {"weights": (share / share.sum()).to(dtype), "means": means.to(dtype), "covs": covs.to(dtype)}


def points(rng: torch.Generator, *, N: int, D: int, dtype: torch.dtype = torch.float64) -> Tensor:
    """(N, D), about as wide as the mixtures, and not about 0."""
    return 0.5 + 2 * torch.randn(N, D, dtype=dtype, generator=rng)


def density(rng: torch.Generator, *, N: int, D: int, K: int, dtype: torch.dtype = torch.float64) -> Inputs:
    """Points, and a mixture that has something to say about each."""
    return {"x": points(rng, N=N, D=D, dtype=dtype), **mixture(rng, D=D, K=K, dtype=dtype)}


def far(rng: torch.Generator, *, N: int, D: int, K: int) -> Inputs:
    """Points in any direction, so far that every density underflows; one component takes (nearly) all of a point."""
    made = mixture(rng, D=D, K=K)
    # Along some directions two components stay equal however far one goes: of several, the clearest is taken.
    directions = torch.randn(8, N, D, dtype=torch.float64, generator=rng)
    directions /= directions.norm(dim=2, keepdim=True)
    widest = torch.linalg.eigvalsh(made["covs"]).max().sqrt()
    reach = 8 + widest * _distances(rng, N)[:, None]  # 8: the means lie within
    x = reach * directions
    clearest = _lead(x, made["means"], made["covs"]).argmax(dim=0)
    return {"x": x[clearest, torch.arange(N)], **made}


def _lead(x: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    """By how much the logarithm of the largest of the densities at each point exceeds the next; 0 where K is 1."""
    densities = torch.distributions.MultivariateNormal(means, covs).log_prob(x[..., None, :])
    largest = densities.topk(min(2, len(means))).values
    return largest[..., 0] - largest[..., -1]


def far_among_others(rng: torch.Generator, *, N: int, D: int, K: int) -> Inputs:
    """Ordinary points and, in the last two rows, points some 50 to 100 standard deviations away."""
    made = density(rng, N=N, D=D, K=K)
    away = torch.randn(2, D, dtype=torch.float64, generator=rng)
    widest = torch.linalg.eigvalsh(made["covs"]).max().sqrt()
    made["x"][-2:] = (8 + widest * torch.tensor([[50.0], [90.0]])) * away / away.norm(dim=1, keepdim=True)
    return made


def far_and_undecided(
    rng: torch.Generator,
    *,
    N: int,
    D: int,
    K: int,
    reach: tuple[float, float] = FAR,
    dtype: torch.dtype = torch.float64,
) -> Inputs:
    """Far points with soft responsibilities: one covariance for all, and away across the means' differences.

    Then the difference of two components' logarithms is the same however far the point is. K is at most D.
    """
    made = mixture(rng, D=D, K=K)
    cov, means = made["covs"][0], 0.5 * made["means"]
    # A point's logarithms differ by cov^-1 (mu_k - mu_0) times the point: move where all of these are 0.
    normals = torch.linalg.solve(cov, (means[1:] - means[0]).mT)
    across = _orthogonal(normals, torch.randn(N, D, dtype=torch.float64, generator=rng))
    across /= (across @ torch.linalg.inv(cov) * across).sum(dim=1, keepdim=True).sqrt()
    start = means.mean(dim=0) + 0.3 * torch.randn(N, D, dtype=torch.float64, generator=rng)
    x = start + _distances(rng, N, reach)[:, None] * across
    parts = {"x": x, "weights": made["weights"], "means": means, "covs": cov.expand(K, D, D).clone()}
    return {name: value.to(dtype) for name, value in parts.items()}


def _distances(rng: torch.Generator, N: int, reach: tuple[float, float] = FAR) -> Tensor:
    """(N,), evenly spread in the logarithm."""
    low, high = math.log(reach[0]), math.log(reach[1])
    return torch.exp(low + (high - low) * torch.rand(N, dtype=torch.float64, generator=rng))


def _orthogonal(normals: Tensor, vectors: Tensor) -> Tensor:
    """`vectors`, (N, D), without their part in the span of the columns of `normals`, (D, K - 1)."""
    basis, _ = torch.linalg.qr(normals)
    left: Tensor = vectors - vectors @ basis @ basis.mT
    return left


def assigned(rng: torch.Generator, *, N: int, D: int, K: int, dtype: torch.dtype = torch.float64) -> Inputs:
    """Points and soft responsibilities; no component is nearly empty."""
    resp = (1.2 * torch.randn(N, K, dtype=torch.float64, generator=rng)).softmax(dim=1)
    return {"x": points(rng, N=N, D=D, dtype=dtype), "resp": resp.to(dtype)}


def hard(rng: torch.Generator, *, counts: tuple[int, ...], D: int) -> Inputs:
    """Points that belong to one component each: `counts[k]` to component k, in any order."""
    labels = torch.arange(len(counts)).repeat_interleave(torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=rng)]
    x = points(rng, N=len(labels), D=D)
    return {"x": x, "resp": torch.nn.functional.one_hot(labels, len(counts)).to(torch.float64)}


def centres(rng: torch.Generator, *, N: int, D: int, K: int, dtype: torch.dtype = torch.float64) -> Inputs:
    """For `soft_kmeans_loss`: means about as wide as the points, so that responsibilities are soft."""
    means = torch.randn(K, D, dtype=dtype, generator=rng)
    return {"means": means, "x": points(rng, N=N, D=D, dtype=dtype)}


def far_centres(rng: torch.Generator, *, N: int, D: int, K: int) -> Inputs:
    """Points 50 to 1000 from every mean, at a right angle to the means' differences: undecided all the same."""
    means = 0.5 * torch.randn(K, D, dtype=torch.float64, generator=rng)
    across = _orthogonal((means[1:] - means[0]).mT, torch.randn(N, D, dtype=torch.float64, generator=rng))
    x = means.mean(dim=0) + _distances(rng, N)[:, None] * across / across.norm(dim=1, keepdim=True)
    return {"means": means, "x": x}


def sampled(rng: torch.Generator, *, n: int, D: int, K: int, apart: float = 6.0) -> Inputs:
    """For `sample_gmm`: means well apart, and slanted covariances, so that the law is far from any simpler one."""
    made = mixture(rng, D=D, K=K)
    widths = 0.7 + 0.8 * torch.rand(K, D, dtype=torch.float64, generator=rng)
    below = (0.7 + 0.5 * torch.rand(K, D, D, dtype=torch.float64, generator=rng)).tril(diagonal=-1)
    sign = 1 - 2 * torch.randint(2, (K, 1, 1), generator=rng)
    root = torch.diag_embed(widths) + sign * below
    made["covs"] = root @ root.mT
    made["means"] = made["means"] + apart * torch.arange(K, dtype=torch.float64)[:, None]
    return {"n": n, **made, "generator": _seed(rng)}


def to_fit(
    rng: torch.Generator,
    *,
    counts: tuple[int, ...],
    num_steps: int,
    apart: float,
    slant: float,
    bounded: bool = False,
    dtype: torch.dtype = torch.float64,
) -> Inputs:
    """Clusters in the plane, in any order.

    Args:
        rng: of the case.
        counts: points of each cluster.
        num_steps: for `fit_gmm`.
        apart: distance of the clusters' means from the middle, about which they stand evenly.
        slant: correlation of the two coordinates within a cluster, of either sign.
        bounded: clusters without outliers, onto which one of several components may collapse; normal ones else.
        dtype: of the points.
    """
    K = len(counts)
    turn = 2 * math.pi * torch.rand(1, dtype=torch.float64, generator=rng)
    angle = turn + 2 * math.pi * torch.arange(K, dtype=torch.float64) / K
    means = apart * torch.stack([angle.cos(), angle.sin()], dim=1)
    parts = []
    for k, count in enumerate(counts):
        # Along the axes clusters are four times as long as wide: about as long as slanted ones are.
        width = 0.9 + 0.2 * torch.rand(2, dtype=torch.float64, generator=rng)
        if not slant:
            width = width * torch.tensor([0.35, 1.4], dtype=torch.float64)[torch.randperm(2, generator=rng)]
        sign = 1 if torch.rand(1, generator=rng).item() < 0.5 else -1
        root = torch.tensor([[1.0, 0.0], [sign * slant, math.sqrt(1 - slant**2)]], dtype=torch.float64)
        noise = _disc(rng, count) if bounded else torch.randn(count, 2, dtype=torch.float64, generator=rng)
        if not slant:
            noise = _uncorrelated(noise)
        parts.append(means[k] + width * (noise @ root.mT))
    x = torch.cat(parts)[torch.randperm(sum(counts), generator=rng)]
    return {"x": x.to(dtype), "num_components": K, "num_steps": num_steps, "generator": _seed(rng)}


def _uncorrelated(noise: Tensor) -> Tensor:
    """(count, 2), without the correlation that chance gave: here diagonal covariances fit as well as full ones."""
    first, second = (noise - noise.mean(dim=0)).unbind(dim=1)
    return torch.stack([noise[:, 0], noise[:, 1] - (first @ second) / (first @ first) * first], dim=1)


def _disc(rng: torch.Generator, count: int) -> Tensor:
    """(count, 2), evenly spread over a disc, with unit covariance: no point lies by itself, farther away than 2."""
    turn, share = torch.rand(2, count, 1, dtype=torch.float64, generator=rng)
    angle = 2 * math.pi * turn
    return 2 * share.sqrt() * torch.cat([angle.cos(), angle.sin()], dim=1)


def one_cluster(rng: torch.Generator, *, N: int, D: int, num_steps: int) -> Inputs:
    """A single component: what EM ends at does not depend on the start."""
    root = torch.randn(D, D, dtype=torch.float64, generator=rng)
    x = 1 + torch.randn(N, D, dtype=torch.float64, generator=rng) @ root.mT
    return {"x": x, "num_components": 1, "num_steps": num_steps, "generator": _seed(rng)}


def nothing(rng: torch.Generator) -> Inputs:
    """For an expression: nothing is called."""
    return {}


def _seed(rng: torch.Generator) -> Seed:
    return Seed(int(torch.randint(2**31, (1,), generator=rng)))
