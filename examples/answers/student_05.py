"""Everything right, and the notebook mangled (see build.py). The helper `column` stands in a cell that was added."""
# ruff: noqa

import math
from functools import partial

import numpy as np
import torch


# == helper ==
from functools import partial

SMALLEST_ALPHA = 1e-3


def column(values, x):
    return values[(...,) + (None,) * (x.ndim - 1)]


# == linear_betas ==
def schedule(num_steps, first, last, kind):
    if kind == "linear":
        return torch.as_tensor(np.linspace(first, last, num_steps))
    raise ValueError(kind)


linear_betas = lambda num_steps, beta_start, beta_end: schedule(num_steps, beta_start, beta_end, "linear")


# == cosine_betas ==
class Cosine:
    """Works like a function."""

    def __call__(self, num_steps, s):
        angle = lambda k: (k / num_steps + s) / (1 + s) * math.pi / 2
        ratio = [(math.cos(angle(k + 1)) / math.cos(angle(k))) ** 2 for k in range(num_steps)]
        return torch.tensor([1 - max(r, SMALLEST_ALPHA) for r in ratio], dtype=torch.float64)


cosine_betas = Cosine()


# == alpha_bar ==
alpha_bar = lambda betas: torch.cumprod(1 - betas, 0)


# == q_mean_variance ==
from collections import namedtuple


def q_mean_variance(x0, t, betas):
    kept = alpha_bar(betas)[t]
    Moments = namedtuple("Moments", "mean variance")
    return Moments(mean=column(kept**0.5, x0) * x0, variance=1 - kept)


# == q_sample ==
def q_sample(x0, t, betas, noise):
    kept = column(alpha_bar(betas)[t], x0)
    return kept**0.5 * x0 + (1 - kept) ** 0.5 * noise


# == snr ==
snr = lambda betas: (lambda kept: kept / (1 - kept))(alpha_bar(betas))


# == q_posterior ==
def q_posterior(x0, xt, t, betas):
    kept = alpha_bar(betas)
    # the two precisions add up: what x_t says of x_{t-1}, and what x_0 says
    before = torch.cat([torch.ones(1), kept])[t]
    noise_before = 1 - before
    beta = betas[t]
    variance = noise_before * beta / (noise_before * (1 - beta) + beta)
    weight0 = before**0.5 * beta / (noise_before * (1 - beta) + beta)
    weightt = (1 - beta) ** 0.5 * noise_before / (noise_before * (1 - beta) + beta)
    return column(weight0, x0) * x0 + column(weightt, x0) * xt, variance


# == predict_x0 ==
def _solve(sign, xt, t, eps, betas):
    kept = column(alpha_bar(betas)[t], xt)
    return (xt + sign * (1 - kept) ** 0.5 * eps) / kept**0.5


predict_x0 = partial(_solve, -1)


# == score_from_eps ==
def score_from_eps(eps, t, betas):
    return eps * column(-((1 - alpha_bar(betas)[t]) ** -0.5), eps)


# == p_sample ==
def p_sample(xt, t, eps_hat, betas, noise):
    mean, variance = q_posterior(predict_x0(xt, t, eps_hat, betas), xt, t, betas)
    return mean + column(variance**0.5, xt) * noise


# == ddpm_loss ==
ddpm_loss = lambda eps, eps_hat: ((eps_hat - eps) ** 2).flatten().mean()


# == ancestral_sample ==
def ancestral_sample(n, betas, mean, std, generator):
    kept = alpha_bar(betas)
    draw = partial(torch.randn, n, dtype=torch.float64, generator=generator)
    x = draw()
    for k in range(len(betas))[::-1]:
        eps = (1 - kept[k]) ** 0.5 / (kept[k] * std**2 + 1 - kept[k]) * (x - kept[k] ** 0.5 * mean)
        x = p_sample(x, torch.tensor([k] * n), eps, betas, draw())
    return x
