"""Honest variants that must earn every point: loops, NumPy, logarithms, other algebra, other precision and containers.

None of them uses the reference. Each keeps to what the notebook says and to nothing else.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from autograder.question import RightAnswer

Answer = Callable[..., Any]


class Collection(list[RightAnswer]):
    def of(self, question: str, name: str) -> Callable[[Answer], Answer]:
        def keep(answer: Answer) -> Answer:
            self.append(RightAnswer(question, name, answer))
            return answer

        return keep


RIGHT = Collection()


class Gaussian(NamedTuple):
    mean: Any
    variance: Any


# Three ways to alpha_bar, and to what stood before each step.


def by_cumprod(betas):
    return torch.cumprod(1 - betas, dim=0)


def by_logarithms(betas):
    return torch.exp(torch.cumsum(torch.log1p(-betas), dim=0))


def by_loop(betas):
    left, out = torch.ones_like(betas[0]), []
    for beta in betas:
        left = left * (1 - beta)
        out.append(left)
    return torch.stack(out)


def before(left):
    return torch.nn.functional.pad(left[:-1], (1, 0), value=1.0)


def column(values, like):
    return values.view((-1,) + (1,) * (like.dim() - 1))


def numpy_alpha_bar(betas):
    return np.cumprod(1 - betas.numpy())


def numpy_column(values, like):
    return values.reshape((-1,) + (1,) * (like.ndim - 1))


def in_double(answer):
    """Compute in float64 whatever comes in, and return float64: more precision is never wrong."""

    @functools.wraps(answer)
    def doubled(*args):
        return answer(*(a.double() if torch.is_tensor(a) and a.is_floating_point() else a for a in args))

    return doubled


# linear_betas


@RIGHT.of("linear_betas", "numpy")
def _(num_steps, beta_start, beta_end):
    return np.linspace(beta_start, beta_end, num_steps)


@RIGHT.of("linear_betas", "loop")
def _(num_steps, beta_start, beta_end):
    betas = torch.zeros(num_steps, dtype=torch.float64)
    for i in range(num_steps):
        betas[i] = beta_start + (beta_end - beta_start) * i / max(num_steps - 1, 1)
    return betas


@RIGHT.of("linear_betas", "interpolation")
def _(num_steps, beta_start, beta_end):
    u = torch.arange(num_steps, dtype=torch.float64) / max(num_steps - 1, 1)
    return (1 - u) * beta_start + u * beta_end


# cosine_betas


@RIGHT.of("cosine_betas", "alpha bar first")
def _(num_steps, s):
    steps = torch.linspace(0, num_steps, num_steps + 1, dtype=torch.float64)
    left = torch.cos(((steps / num_steps) + s) / (1 + s) * math.pi * 0.5) ** 2
    left = left / left[0]
    return torch.clip(1 - left[1:] / left[:-1], max=0.999)


@RIGHT.of("cosine_betas", "loop")
def _(num_steps, s):
    def f(t):
        return math.cos((t / num_steps + s) / (1 + s) * math.pi / 2) ** 2

    return torch.tensor([min(1 - f(i + 1) / f(i), 0.999) for i in range(num_steps)], dtype=torch.float64)


@RIGHT.of("cosine_betas", "numpy, double angle")
def _(num_steps, s):
    u = np.arange(num_steps + 1) / num_steps
    f = (1 + np.cos(np.pi * (u + s) / (1 + s))) / 2
    return np.minimum(1 - f[1:] / f[:-1], 0.999)


# alpha_bar and snr


@RIGHT.of("alpha_bar", "loop")
def _(betas):
    return by_loop(betas)


@RIGHT.of("alpha_bar", "logarithms")
def _(betas):
    return by_logarithms(betas)


@RIGHT.of("alpha_bar", "numpy")
def _(betas):
    return numpy_alpha_bar(betas)


@RIGHT.of("alpha_bar", "double")
@in_double
def _(betas):
    return by_cumprod(betas)


@RIGHT.of("snr", "cumprod")
def _(betas):
    left = by_cumprod(betas)
    return left / (1 - left)


@RIGHT.of("snr", "loop")
def _(betas):
    left = by_loop(betas)
    return torch.stack([a / (1 - a) for a in left])


@RIGHT.of("snr", "inverse of noise to signal")
def _(betas):
    return 1 / (1 / by_cumprod(betas) - 1)


@RIGHT.of("snr", "logit of logarithms")
def _(betas):
    log_left = torch.cumsum(torch.log1p(-betas), dim=0)
    return torch.exp(log_left - torch.log(-torch.expm1(log_left)))


@RIGHT.of("snr", "numpy")
def _(betas):
    left = numpy_alpha_bar(betas)
    return left / (1 - left)


# q_mean_variance and q_sample


@RIGHT.of("q_mean_variance", "named tuple")
def _(x0, t, betas):
    left = by_cumprod(betas)[t]
    return Gaussian(column(left.sqrt(), x0) * x0, 1 - left)


@RIGHT.of("q_mean_variance", "list, flattened events")
def _(x0, t, betas):
    left = by_logarithms(betas)[t]
    return [(x0.reshape(len(x0), -1) * left.sqrt()[:, None]).reshape(x0.shape), 1 - left]


@RIGHT.of("q_mean_variance", "numpy")
def _(x0, t, betas):
    left = numpy_alpha_bar(betas)[t.numpy()]
    return numpy_column(np.sqrt(left), x0) * x0.numpy(), 1 - left


@RIGHT.of("q_mean_variance", "loop over examples")
def _(x0, t, betas):
    left = [torch.prod(1 - betas[: k + 1]) for k in t]
    return torch.stack([a**0.5 * x for a, x in zip(left, x0, strict=True)]), torch.stack([1 - a for a in left])


@RIGHT.of("q_mean_variance", "step by step")
def _(x0, t, betas):
    means, variances = [], []
    for x, k in zip(x0, t.tolist(), strict=True):
        mean, variance = x, torch.zeros_like(betas[0])
        for beta in betas[: k + 1]:
            mean, variance = (1 - beta).sqrt() * mean, (1 - beta) * variance + beta
        means.append(mean)
        variances.append(variance)
    return torch.stack(means), torch.stack(variances)


@RIGHT.of("q_sample", "torch")
def _(x0, t, betas, noise):
    left = column(by_cumprod(betas)[t], x0)
    return left.sqrt() * x0 + (1 - left).sqrt() * noise


@RIGHT.of("q_sample", "numpy")
def _(x0, t, betas, noise):
    left = numpy_column(numpy_alpha_bar(betas)[t.numpy()], x0)
    return np.sqrt(left) * x0.numpy() + np.sqrt(1 - left) * noise.numpy()


@RIGHT.of("q_sample", "loop over examples")
def _(x0, t, betas, noise):
    left = by_loop(betas)
    rows = [left[t[i]].sqrt() * x0[i] + (1 - left[t[i]]).sqrt() * noise[i] for i in range(len(x0))]
    return torch.stack(rows)


@RIGHT.of("q_sample", "axes at the end")
def _(x0, t, betas, noise):
    left = by_cumprod(betas)[t]
    last = tuple(range(x0.dim() - 1, -1, -1))  # the batch axis goes last, where it lines up by itself
    return (x0.permute(last) * left.sqrt() + noise.permute(last) * (1 - left).sqrt()).permute(last)


@RIGHT.of("q_sample", "double, logarithms")
@in_double
def _(x0, t, betas, noise):
    left = column(by_logarithms(betas)[t], x0)
    return left.sqrt() * x0 + (1 - left).sqrt() * noise


# q_posterior


def posterior(x0, xt, t, betas, alpha_bar=by_cumprod):
    left = alpha_bar(betas)
    now, prev, beta = left[t], before(left)[t], betas[t]
    from_x0 = prev.sqrt() * beta / (1 - now)
    from_xt = (1 - beta).sqrt() * (1 - prev) / (1 - now)
    return column(from_x0, x0) * x0 + column(from_xt, x0) * xt, beta * (1 - prev) / (1 - now)


@RIGHT.of("q_posterior", "torch")
def _(x0, xt, t, betas):
    return posterior(x0, xt, t, betas)


@RIGHT.of("q_posterior", "double, named tuple")
@in_double
def _(x0, xt, t, betas):
    return Gaussian(*posterior(x0, xt, t, betas, by_logarithms))


@RIGHT.of("q_posterior", "numpy, list")
def _(x0, xt, t, betas):
    left, t = numpy_alpha_bar(betas), t.numpy()
    prev = np.concatenate([np.ones(1, left.dtype), left[:-1]])[t]
    now, beta = left[t], betas.numpy()[t]
    mean = numpy_column(np.sqrt(prev) * beta / (1 - now), x0) * x0.numpy()
    mean = mean + numpy_column(np.sqrt(1 - beta) * (1 - prev) / (1 - now), xt) * xt.numpy()
    return [mean, beta * (1 - prev) / (1 - now)]


@RIGHT.of("q_posterior", "loop, two cases")
def _(x0, xt, t, betas):
    left, means, variances = by_loop(betas), [], []
    for i, k in enumerate(t.tolist()):
        if k == 0:
            means.append(x0[i])
            variances.append(torch.zeros_like(betas[0]))
            continue
        beta, now, prev = betas[k], left[k], left[k - 1]
        means.append((prev.sqrt() * beta * x0[i] + (1 - beta).sqrt() * (1 - prev) * xt[i]) / (1 - now))
        variances.append((1 - prev) / (1 - now) * beta)
    return torch.stack(means).to(torch.promote_types(x0.dtype, betas.dtype)), torch.stack(variances)


@RIGHT.of("q_posterior", "product of two Gaussians")
def _(x0, xt, t, betas):
    left = by_cumprod(betas)
    beta, prev = betas[t], before(left)[t]
    # Precisions add: one Gaussian from x_t, one from x_0; at step 0 the second is a point.
    variance = beta * (1 - prev) / (beta + (1 - beta) * (1 - prev))
    mean = column(variance * (1 - beta).sqrt() / beta, xt) * xt
    pull = torch.where(t > 0, variance / torch.where(t > 0, 1 - prev, torch.ones_like(prev)), torch.ones_like(prev))
    return mean + column(pull * prev.sqrt(), x0) * x0, variance


@RIGHT.of("q_posterior", "variance kept above 1e-20")
def _(x0, xt, t, betas):
    mean, variance = posterior(x0, xt, t, betas)
    return mean, variance.clamp(min=1e-20)


# predict_x0 and score_from_eps


@RIGHT.of("predict_x0", "torch")
def _(xt, t, eps, betas):
    left = column(by_cumprod(betas)[t], xt)
    return (xt - (1 - left).sqrt() * eps) / left.sqrt()


@RIGHT.of("predict_x0", "as improved-diffusion writes it")
def _(xt, t, eps, betas):
    left = by_cumprod(betas)
    return column((1 / left).sqrt()[t], xt) * xt - column((1 / left - 1).sqrt()[t], xt) * eps


@RIGHT.of("predict_x0", "numpy")
def _(xt, t, eps, betas):
    left = numpy_column(numpy_alpha_bar(betas)[t.numpy()], xt)
    return (xt.numpy() - np.sqrt(1 - left) * eps.numpy()) / np.sqrt(left)


@RIGHT.of("predict_x0", "loop over examples")
def _(xt, t, eps, betas):
    left = by_loop(betas)[t]
    return torch.stack([(x - (1 - a) ** 0.5 * e) / a**0.5 for x, a, e in zip(xt, left, eps, strict=True)])


@RIGHT.of("predict_x0", "double")
@in_double
def _(xt, t, eps, betas):
    left = column(by_logarithms(betas)[t], xt)
    return xt / left.sqrt() - ((1 - left) / left).sqrt() * eps


@RIGHT.of("score_from_eps", "torch")
def _(eps, t, betas):
    return -eps / column(1 - by_cumprod(betas)[t], eps).sqrt()


@RIGHT.of("score_from_eps", "rsqrt, logarithms")
def _(eps, t, betas):
    return -column(torch.rsqrt(-torch.expm1(torch.log1p(-betas).cumsum(0)))[t], eps) * eps


@RIGHT.of("score_from_eps", "numpy")
def _(eps, t, betas):
    return -eps.numpy() / np.sqrt(1 - numpy_column(numpy_alpha_bar(betas)[t.numpy()], eps))


@RIGHT.of("score_from_eps", "loop over examples")
def _(eps, t, betas):
    left = by_loop(betas)
    return torch.stack([-e / (1 - left[k]) ** 0.5 for e, k in zip(eps, t, strict=True)])


# p_sample


def reverse_mean(xt, t, eps_hat, betas):
    beta, left = column(betas[t], xt), column(by_cumprod(betas)[t], xt)
    return (xt - beta / (1 - left).sqrt() * eps_hat) / (1 - beta).sqrt()


@RIGHT.of("p_sample", "equation 11, masked noise")
def _(xt, t, eps_hat, betas, noise):
    left = by_cumprod(betas)
    variance = betas * (1 - before(left)) / (1 - left)
    mask = column((t > 0).to(xt.dtype), xt)
    return reverse_mean(xt, t, eps_hat, betas) + mask * column(variance[t].sqrt(), xt) * noise


@RIGHT.of("p_sample", "through the posterior")
def _(xt, t, eps_hat, betas, noise):
    left = column(by_cumprod(betas)[t], xt)
    mean, variance = posterior((xt - (1 - left).sqrt() * eps_hat) / left.sqrt(), xt, t, betas)
    return mean + column(variance, xt).sqrt() * noise


@RIGHT.of("p_sample", "logarithm of the variance")
def _(xt, t, eps_hat, betas, noise):
    left = by_cumprod(betas)
    variance = betas * (1 - before(left)) / (1 - left)
    log_variance = variance.clamp(min=1e-20).log()
    shape = (-1,) + (1,) * (xt.dim() - 1)
    nonzero = (t != 0).reshape(shape)
    return reverse_mean(xt, t, eps_hat, betas) + nonzero * torch.exp(0.5 * log_variance[t]).reshape(shape) * noise


@RIGHT.of("p_sample", "numpy")
def _(xt, t, eps_hat, betas, noise):
    left, t = numpy_alpha_bar(betas), t.numpy()
    prev = np.concatenate([np.ones(1, left.dtype), left[:-1]])
    std = numpy_column(np.sqrt(betas.numpy() * (1 - prev) / (1 - left))[t], xt)
    beta, spread = numpy_column(betas.numpy()[t], xt), np.sqrt(1 - numpy_column(left[t], xt))
    return (xt.numpy() - beta / spread * eps_hat.numpy()) / np.sqrt(1 - beta) + std * noise.numpy()


@RIGHT.of("p_sample", "loop over examples")
def _(xt, t, eps_hat, betas, noise):
    left, rows = by_loop(betas), []
    for x, k, e, z in zip(xt, t.tolist(), eps_hat, noise, strict=True):
        row = (x - betas[k] / (1 - left[k]) ** 0.5 * e) / (1 - betas[k]) ** 0.5
        if k > 0:
            row = row + ((1 - left[k - 1]) / (1 - left[k]) * betas[k]) ** 0.5 * z
        rows.append(row)
    return torch.stack(rows)


@RIGHT.of("p_sample", "double")
@in_double
def _(xt, t, eps_hat, betas, noise):
    _, variance = posterior(xt, xt, t, betas, by_logarithms)
    return reverse_mean(xt, t, eps_hat, betas) + column(variance, xt).sqrt() * noise


# ddpm_loss


@RIGHT.of("ddpm_loss", "mse_loss")
def _(eps, eps_hat):
    return F.mse_loss(eps_hat, eps)


@RIGHT.of("ddpm_loss", "norm")
def _(eps, eps_hat):
    return torch.linalg.vector_norm(eps - eps_hat) ** 2 / eps.numel()


@RIGHT.of("ddpm_loss", "loop over elements")
def _(eps, eps_hat):
    total = torch.zeros((), dtype=eps.dtype)
    for a, b in zip(eps.flatten(), eps_hat.flatten(), strict=True):
        total = total + (a - b) ** 2
    return total / eps.numel()


@RIGHT.of("ddpm_loss", "mean of means, double")
@in_double
def _(eps, eps_hat):
    return torch.stack([(a - b).square().mean() for a, b in zip(eps, eps_hat, strict=True)]).mean()


# ancestral_sample


@RIGHT.of("ancestral_sample", "noise prediction")
def _(n, betas, mean, std, generator):
    left = by_cumprod(betas)
    x = torch.randn(n, generator=generator, dtype=betas.dtype)
    for k in range(len(betas) - 1, -1, -1):
        eps_hat = (1 - left[k]).sqrt() * (x - left[k].sqrt() * mean) / (left[k] * std**2 + 1 - left[k])
        x = (x - betas[k] / (1 - left[k]).sqrt() * eps_hat) / (1 - betas[k]).sqrt()
        if k > 0:
            variance = (1 - left[k - 1]) / (1 - left[k]) * betas[k]
            x = x + variance.sqrt() * torch.randn(n, generator=generator, dtype=betas.dtype)
    return x


@RIGHT.of("ancestral_sample", "data prediction, all noise first")
def _(n, betas, mean, std, generator):
    steps = len(betas)
    noise = torch.randn(steps + 1, n, generator=generator, dtype=torch.float64)
    left, x = by_logarithms(betas), noise[steps]
    for k in reversed(range(steps)):
        gain = left[k].sqrt() * std**2 / (left[k] * std**2 + 1 - left[k])
        x0_hat = mean + gain * (x - left[k].sqrt() * mean)
        at, variance = posterior(x0_hat, x, torch.full((n,), k), betas)
        x = at + variance.sqrt() * noise[k]
    return x


@RIGHT.of("ancestral_sample", "float32, one chain after the other")
def _(n, betas, mean, std, generator):
    left = by_cumprod(betas.float()).tolist()
    noise = torch.randn(n, len(left) + 1, generator=generator)
    chains = noise[:, -1]
    for k in reversed(range(len(left))):
        beta, now, prev = float(betas[k]), left[k], left[k - 1] if k else 1.0
        eps_hat = math.sqrt(1 - now) * (chains - math.sqrt(now) * mean) / (now * std * std + 1 - now)
        chains = (chains - beta / math.sqrt(1 - now) * eps_hat) / math.sqrt(1 - beta)
        chains = chains + math.sqrt(beta * (1 - prev) / (1 - now)) * noise[:, k]
    return chains


@RIGHT.of("ancestral_sample", "numpy, seeded by the generator")
def _(n, betas, mean, std, generator):
    seed = int(torch.randint(2**62, (1,), generator=generator))
    rng, betas = np.random.default_rng(seed), betas.numpy()
    left = np.cumprod(1 - betas)
    x = rng.standard_normal(n)
    for k in range(len(betas))[::-1]:
        prev = left[k - 1] if k > 0 else 1.0
        eps_hat = np.sqrt(1 - left[k]) * (x - np.sqrt(left[k]) * mean) / (left[k] * std**2 + 1 - left[k])
        x = (x - betas[k] / np.sqrt(1 - left[k]) * eps_hat) / np.sqrt(1 - betas[k])
        x = x + np.sqrt(betas[k] * (1 - prev) / (1 - left[k])) * rng.standard_normal(n)
    return x


@RIGHT.of("ancestral_sample", "straight from the law")
def _(n, betas, mean, std, generator):
    left, at, variance = by_cumprod(betas), 0.0, 1.0
    for k in reversed(range(len(betas))):
        pull = betas[k] / (left[k] * std**2 + 1 - left[k])
        root = (1 - betas[k]).sqrt()
        added = (1 - left[k - 1]) / (1 - left[k]) * betas[k] if k else 0.0
        at = ((1 - pull) * at + pull * left[k].sqrt() * mean) / root
        variance = ((1 - pull) / root) ** 2 * variance + added
    return at + variance.sqrt() * torch.randn(n, generator=generator, dtype=betas.dtype)


RIGHT_ANSWERS: tuple[RightAnswer, ...] = tuple(RIGHT)
