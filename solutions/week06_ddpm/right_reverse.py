"""Right answers about the reverse process, the loss and the chain."""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812

from autograder.authoring import RightAnswers

from ._right import (
    before,
    by_cumprod,
    by_logarithms,
    by_loop,
    column,
    in_double,
    numpy_alpha_bar,
    numpy_column,
    posterior,
)

RIGHT = RightAnswers()


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


@RIGHT.of("p_sample", "variance kept above 1e-20")
def _(xt, t, eps_hat, betas, noise):
    _, variance = posterior(xt, xt, t, betas)
    return reverse_mean(xt, t, eps_hat, betas) + column(variance.clamp(min=1e-20), xt).sqrt() * noise


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
