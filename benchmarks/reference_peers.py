"""What `benchmarks.reference` measures: each function on large data, and the same by a library that people use."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, distributions

from reference_impl import diffusion, divergence, fused, mixture, variational

WIDTH = 64  # numbers in a row
STEPS = 50  # of the chain
D, K = 16, 32  # coordinates and components of the mixture
Work = Callable[[], Any]


@dataclass(frozen=True)
class Task:
    """One function on its data.

    Args:
        plain, fused: the reference, and its compiled version where there is one.
        peer: the same by another library on the same device; the same shapes come out.
        on_cpu: `plain` on the CPU.
        amount: bytes that have to be moved (`unit` "B") or operations of the matrix products ("flop").
    """

    name: str
    plain: Work
    fused: Work | None
    peer_name: str
    peer: Work
    on_cpu: Work
    amount: float
    unit: str = "B"


def tasks(device: torch.device, numbers: int, points: int) -> list[Task]:
    """Arguments are float32, drawn on the CPU and moved; those of EM are float64, in which its products are done."""
    elementwise = [*_diffusion(device, numbers), *_rows(device, numbers), _chain(device, numbers // STEPS)]
    return [*elementwise, *_mixture(device, points)]


def _normal(*shape: int, seed: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(shape, dtype=dtype, generator=torch.Generator().manual_seed(seed))


def _task(
    name: str,
    plain: Callable[..., Any],
    fast: Callable[..., Any] | None,
    peer: tuple[str, Callable[..., Any]],
    args: tuple[Any, ...],
    device: torch.device,
    amount: float,
    unit: str = "B",
) -> Task:
    there = tuple(arg.to(device) if isinstance(arg, Tensor) else arg for arg in args)
    return Task(
        name,
        lambda: plain(*there),
        None if fast is None else lambda: fast(*there),
        peer[0],
        lambda: peer[1](*there),
        lambda: plain(*args),
        float(amount),
        unit,
    )


def _diffusion(device: torch.device, numbers: int) -> list[Task]:
    rows = max(1, numbers // WIDTH)
    x, y = _normal(rows, WIDTH, seed=1), _normal(rows, WIDTH, seed=2)
    t = torch.randint(1, STEPS, (rows,), generator=torch.Generator().manual_seed(3))
    betas = diffusion.linear_betas(STEPS, 1e-2, 0.3).float()
    scheduler = _scheduler(betas)
    alpha_bar = (1 - betas).cumprod(0).to(device)

    def noised(x0: Tensor, t: Tensor, betas: Tensor, noise: Tensor) -> Tensor:
        return scheduler.add_noise(x0, noise, t)

    def stepped(x0: Tensor, xt: Tensor, t: Tensor, betas: Tensor) -> tuple[Tensor, Tensor]:
        """The formula as it is written, in float32: the scheduler's own takes one step for a whole batch."""
        now, before, beta = alpha_bar[t], alpha_bar[t - 1], betas[t]  # no t is 0 here
        from_x0, from_xt = before.sqrt() * beta / (1 - now), (1 - beta).sqrt() * (1 - before) / (1 - now)
        return from_x0[:, None] * x0 + from_xt[:, None] * xt, beta * (1 - before) / (1 - now)

    moved = 3 * x.nbytes + t.nbytes
    return [
        _task("q_sample", diffusion.q_sample, fused.q_sample, ("diffusers", noised), (x, t, betas, y), device, moved),
        _task(
            "q_posterior",
            diffusion.q_posterior,
            fused.q_posterior,
            ("plain torch, float32", stepped),
            (x, y, t, betas),
            device,
            moved + 4 * rows,
        ),
    ]


def _scheduler(betas: Tensor) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from diffusers import DDPMScheduler

        return DDPMScheduler(len(betas), trained_betas=betas.tolist(), clip_sample=False)


def _rows(device: torch.device, numbers: int) -> list[Task]:
    rows = max(1, numbers // WIDTH)
    x, y = _normal(rows, WIDTH, seed=4), _normal(rows, WIDTH, seed=5)
    p, q = x.softmax(-1), y.softmax(-1)

    def kl(mu: Tensor, logvar: Tensor) -> Tensor:
        law = distributions.Normal(mu, (0.5 * logvar).exp(), validate_args=False)
        zero = torch.zeros((), device=mu.device)
        return distributions.kl_divergence(law, distributions.Normal(zero, zero + 1, validate_args=False)).sum(-1)

    def between(p: Tensor, q: Tensor, name: str) -> Tensor:
        laws = (distributions.Categorical(probs=law, validate_args=False) for law in (p, q))
        return distributions.kl_divergence(*laws)

    def bound(weights: Tensor) -> Tensor:
        return weights.logsumexp(-1) - math.log(weights.shape[-1])

    each = 4 * rows
    return [
        _task(
            "gaussian_kl",
            variational.gaussian_kl,
            fused.gaussian_kl,
            ("torch.distributions", kl),
            (x, y),
            device,
            2 * x.nbytes + each,
        ),
        _task(
            "iwae_bound",
            variational.iwae_bound,
            fused.iwae_bound,
            ("plain torch, float32", bound),
            (x,),
            device,
            x.nbytes + each,
        ),
        _task(
            "f_divergence",
            divergence.f_divergence,
            fused.f_divergence,
            ("torch.distributions", between),
            (p, q, "kl"),
            device,
            2 * p.nbytes + each,
        ),
    ]


def _chain(device: torch.device, n: int) -> Task:
    """All steps together: noise is written and read, states are read and written, in float64 as the chain runs."""
    n = max(1, n)
    betas = diffusion.linear_betas(STEPS, 1e-2, 0.3)

    def sampled(sampler: Callable[..., Tensor]) -> Callable[[Tensor], Tensor]:
        return lambda betas: sampler(n, betas, 1.5, 0.5, torch.Generator(betas.device).manual_seed(7))

    def by_hand(betas: Tensor) -> Tensor:
        """Algorithm 2 as it is written, for a whole batch, with numbers where the reference has tensors."""
        generator = torch.Generator(betas.device).manual_seed(7)
        draw = {"dtype": torch.float64, "device": betas.device, "generator": generator}
        bar = (1 - betas).cumprod(0).tolist()
        x = torch.randn(n, **draw)
        for k in reversed(range(STEPS)):
            beta, now, before = float(betas_here[k]), bar[k], bar[k - 1] if k else 1.0
            eps = (1 - now) ** 0.5 / (now * 0.25 + 1 - now) * (x - now**0.5 * 1.5)
            mean = (x - beta / (1 - now) ** 0.5 * eps) / (1 - beta) ** 0.5
            x = mean + (beta * (1 - before) / (1 - now)) ** 0.5 * torch.randn(n, **draw)
        return x

    betas_here = betas.tolist()
    return _task(
        "ancestral_sample",
        sampled(diffusion.ancestral_sample),
        sampled(fused.ancestral_sample),
        ("plain torch, float64", by_hand),
        (betas,),
        device,
        8 * n * (1 + 4 * STEPS),
    )


def _mixture(device: torch.device, points: int) -> list[Task]:
    root = _normal(K, D, D, seed=8, dtype=torch.float64) / D**0.5
    means = 3 * _normal(K, D, seed=9, dtype=torch.float64)
    covs = root @ root.mT + torch.eye(D, dtype=torch.float64)
    x = means[torch.arange(points) % K] + _normal(points, D, seed=10, dtype=torch.float64)
    args = (x, torch.full((K,), 1 / K, dtype=torch.float64), means, covs)
    products = 2 * points * K * D * D  # additions and multiplications of one product for each point and component
    likelihood = ("scikit-learn", _sklearn_likelihood) if device.type == "cpu" else ("torch.distributions", _likelihood)
    step = ("scikit-learn", _sklearn_step) if device.type == "cpu" else ("torch.distributions", _step)
    return [
        _task("gmm_log_likelihood", mixture.gmm_log_likelihood, None, likelihood, args, device, products, "flop"),
        _task("em_step", mixture.em_step, None, step, args, device, 2 * products, "flop"),
    ]


def _sklearn(weights: Tensor, means: Tensor, covs: Tensor) -> Any:
    from sklearn.mixture import GaussianMixture
    from sklearn.mixture._gaussian_mixture import _compute_precision_cholesky

    model = GaussianMixture(len(weights), reg_covar=0.0)
    model.weights_, model.means_, model.covariances_ = weights.numpy(), means.numpy(), covs.numpy()
    model.precisions_cholesky_ = _compute_precision_cholesky(model.covariances_, "full")
    return model


def _sklearn_likelihood(x: Tensor, *parameters: Tensor) -> Tensor:
    return torch.as_tensor(_sklearn(*parameters).score_samples(x.numpy()).sum())


def _sklearn_step(x: Tensor, *parameters: Tensor) -> tuple[Tensor, ...]:
    """One E and one M step by the methods that its `fit` calls, without its start."""
    model = _sklearn(*parameters)
    _, log_shares = model._e_step(x.numpy())
    model._m_step(x.numpy(), log_shares)
    return tuple(torch.from_numpy(part) for part in (model.weights_, model.means_, model.covariances_))


def _joint(x: Tensor, weights: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    law = distributions.MultivariateNormal(means, covs, validate_args=False)
    return weights.log() + law.log_prob(x[:, None])


def _likelihood(x: Tensor, *parameters: Tensor) -> Tensor:
    """In parts, for all at once would not fit."""
    return torch.stack([_joint(part, *parameters).logsumexp(1).sum() for part in x.split(2**17)]).sum()


def _step(x: Tensor, *parameters: Tensor) -> tuple[Tensor, ...]:
    shares = torch.cat([_joint(part, *parameters).softmax(1) for part in x.split(2**17)])
    counts = shares.sum(0)
    means = shares.mT @ x / counts[:, None]
    covs = [(shares[:, k, None] * (x - means[k])).mT @ (x - means[k]) / counts[k] for k in range(len(counts))]
    return counts / len(x), means, torch.stack(covs)
