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


# == ddpm_marginal ==
# %%derivation ddpm_marginal
# \begin{align*}
# q(x_t|x_{t-2}) &= \int q(x_t|x_{t-1})\,q(x_{t-1}|x_{t-2})\,dx_{t-1} \\
# &= \int \mathcal N(x_t;\sqrt{\alpha_t}x_{t-1},(1-\alpha_t)I)\,\mathcal
#     N(x_{t-1};\sqrt{\alpha_{t-1}}x_{t-2},(1-\alpha_{t-1})I)\,dx_{t-1} \\
# &= \mathcal N(x_t;\sqrt{\alpha_t}\sqrt{\alpha_{t-1}}x_{t-2},(1-\alpha_t+\alpha_t(1-\alpha_{t-1}))I) \\
# &= \mathcal N(x_t;\sqrt{\alpha_t\alpha_{t-1}}x_{t-2},(1-\alpha_t\alpha_{t-1})I)
# \end{align*}
# and by repetition
# $$q(x_t|x_0) = \mathcal N(x_t;\sqrt{\bar\alpha_t}x_0,(1-\bar\alpha_t)I)$$


# == ddpm_posterior_mean ==
# %%derivation ddpm_posterior_mean
# \begin{align*}
# q(x_{t-1}|x_t,x_0) &\propto q(x_t|x_{t-1})\,q(x_{t-1}|x_0) \\
# &\propto \exp\left\{-\frac12\left[\frac{1-\bar\alpha_t}{\beta_t(1-\bar\alpha_{t-1})}x_{t-1}^2
#     - 2\left(\frac{\sqrt{\alpha_t}x_t}{\beta_t}+\frac{\sqrt{\bar\alpha_{t-1}}x_0}
#     {1-\bar\alpha_{t-1}}\right)x_{t-1}\right]\right\} \\
# &= \exp\left\{-\frac12\frac{1-\bar\alpha_t}{\beta_t(1-\bar\alpha_{t-1})}\left[x_{t-1}^2
#     - 2\,\frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})x_t+\sqrt{\bar\alpha_{t-1}}\beta_tx_0}
#     {1-\bar\alpha_t}\,x_{t-1}\right]\right\} \\
# &\propto \mathcal N\left(x_{t-1};\frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})x_t+
#     \sqrt{\bar\alpha_{t-1}}\beta_tx_0}{1-\bar\alpha_t},\frac{(1-\bar\alpha_{t-1})\beta_t}
#     {1-\bar\alpha_t}I\right) \\
# \therefore \tilde\mu_t(x_t,x_0) &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t+\frac{
#     \sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0
# \end{align*}


# == ddpm_elbo ==
# %%derivation ddpm_elbo
# \begin{align*}
# \log p_\theta(x_0) &= \log \mathbb{E}_{q}\left[\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
# &\ge \mathbb{E}_{q}\left[\log\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
# &= \mathbb{E}_{q}\left[\log\frac{p(x_T)\prod_{t=1}^Tp_\theta(x_{t-1}|x_t)}
#     {\prod_{t=1}^Tq(x_t|x_{t-1})}\right] \\
# &= \mathbb{E}_{q}\left[\log p(x_T) + \sum_{t=2}^T\log\frac{p_\theta(x_{t-1}|x_t)}{q(x_t|x_{t-1},x_0)}
#     + \log\frac{p_\theta(x_0|x_1)}{q(x_1|x_0)}\right] \\
# &= \mathbb{E}_{q}\left[\log p(x_T) + \sum_{t=2}^T\log\frac{p_\theta(x_{t-1}|x_t)\,q(x_{t-1}|x_0)}
#     {q(x_{t-1}|x_t,x_0)\,q(x_t|x_0)} + \log\frac{p_\theta(x_0|x_1)}{q(x_1|x_0)}\right] \\
# &= \mathbb{E}_{q}\left[\log\frac{p(x_T)}{q(x_T|x_0)}
#     + \sum_{t=2}^T\log\frac{p_\theta(x_{t-1}|x_t)}{q(x_{t-1}|x_t,x_0)} + \log p_\theta(x_0|x_1)\right] \\
# &= -D_{KL}(q(x_T|x_0)\|p(x_T)) - \sum_{t=2}^T
#     \mathbb{E}_q[D_{KL}(q(x_{t-1}|x_t,x_0)\|p_\theta(x_{t-1}|x_t))] + \mathbb{E}_q[\log p_\theta(x_0|x_1)] \\
# &= -\left(L_T + \sum_{t=2}^TL_{t-1} + L_0\right)
# \end{align*}
