"""Right answers about schedules and the forward process."""

from __future__ import annotations

import math

import numpy as np
import torch

from autograder.authoring import RightAnswers

from ._right import (
    Gaussian,
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


@RIGHT.of("snr", "all over noise, less one")
def _(betas):
    return 1 / (1 - by_cumprod(betas)) - 1
