"""Everything right, in the precision of the data: float32 in, float32 all the way."""
# ruff: noqa

import math

import torch


# == linear_betas ==
def linear_betas(num_steps, beta_start, beta_end):
    return torch.linspace(beta_start, beta_end, steps=num_steps, dtype=torch.double)


# == cosine_betas ==
def cosine_betas(num_steps, s):
    grid = torch.linspace(0, 1, num_steps + 1, dtype=torch.double)
    left = torch.cos((grid + s) / (1 + s) * (math.pi / 2)).square()
    left = left / left[0]
    return torch.clamp(1 - left[1:] / left[:-1], max=0.999)


# == alpha_bar ==
def alpha_bar(betas):
    alphas = 1 - betas
    return alphas.cumprod(0)


# == q_mean_variance ==
def like(values, x):
    """Give one number per example the axes of x."""
    while values.ndim < x.ndim:
        values = values.unsqueeze(-1)
    return values


def q_mean_variance(x0, t, betas):
    left = alpha_bar(betas.to(x0.dtype))[t]
    return like(left.sqrt(), x0) * x0, 1 - left


# == q_sample ==
def q_sample(x0, t, betas, noise):
    left = alpha_bar(betas.to(x0.dtype)).gather(0, t)
    return like(left.sqrt(), x0) * x0 + like((1 - left).sqrt(), noise) * noise


# == snr ==
def snr(betas):
    left = alpha_bar(betas)
    return left / (1 - left)


# == q_posterior ==
def q_posterior(x0, xt, t, betas):
    betas = betas.to(x0.dtype)
    left = alpha_bar(betas)
    before = torch.where(t > 0, left[(t - 1).clamp(min=0)], torch.ones((), dtype=x0.dtype))
    beta, now = betas[t], left[t]
    on_x0 = before.sqrt() * beta / (1 - now)
    on_xt = (1 - beta).sqrt() * (1 - before) / (1 - now)
    return like(on_x0, x0) * x0 + like(on_xt, xt) * xt, beta * (1 - before) / (1 - now)


# == predict_x0 ==
def predict_x0(xt, t, eps, betas):
    left = like(alpha_bar(betas.to(xt.dtype))[t], xt)
    return (xt - (1 - left).sqrt() * eps) * left.rsqrt()


# == score_from_eps ==
def score_from_eps(eps, t, betas):
    left = alpha_bar(betas.to(eps.dtype))[t]
    return -like((1 - left).rsqrt(), eps) * eps


# == p_sample ==
def p_sample(xt, t, eps_hat, betas, noise):
    betas = betas.to(xt.dtype)
    left = alpha_bar(betas)
    before = torch.cat([torch.ones(1, dtype=xt.dtype), left[:-1]])
    beta, now, before = (like(values[t], xt) for values in (betas, left, before))
    mean = (xt - beta / (1 - now).sqrt() * eps_hat) / (1 - beta).sqrt()
    sigma = (beta * (1 - before) / (1 - now)).sqrt()
    return mean + sigma * noise


# == ddpm_loss ==
def ddpm_loss(eps, eps_hat):
    return torch.mean((eps_hat - eps).pow(2))


# == ancestral_sample ==
def ancestral_sample(n, betas, mean, std, generator):
    left = alpha_bar(betas)
    x = torch.randn(n, dtype=betas.dtype, generator=generator)
    for k in range(len(betas) - 1, -1, -1):
        t = torch.full((n,), k, dtype=torch.long)
        spread = left[k] * std * std + 1 - left[k]
        eps_hat = (1 - left[k]).sqrt() * (x - left[k].sqrt() * mean) / spread
        x = p_sample(x, t, eps_hat, betas, torch.randn(n, dtype=betas.dtype, generator=generator))
    return x


# == ddpm_marginal ==
# %%derivation ddpm_marginal
# Suppose the claim holds at $t-1$, with noise $\epsilon'$:
# \begin{align*}
# x_t &= \sqrt{\alpha_t}\,x_{t-1} + \sqrt{1-\alpha_t}\,\epsilon_t \\
# &= \sqrt{\alpha_t}\left(\sqrt{\bar\alpha_{t-1}}\,x_0 + \sqrt{1-\bar\alpha_{t-1}}\,\epsilon'\right)
#     + \sqrt{1-\alpha_t}\,\epsilon_t \\
# &= \sqrt{\alpha_t\bar\alpha_{t-1}}\,x_0 + \sqrt{\alpha_t(1-\bar\alpha_{t-1})}\,\epsilon'
#     + \sqrt{1-\alpha_t}\,\epsilon_t \\
# &= \sqrt{\alpha_t\bar\alpha_{t-1}}\,x_0 + \sqrt{\alpha_t-\alpha_t\bar\alpha_{t-1}+1-\alpha_t}\,\epsilon \\
# &= \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\epsilon
# \end{align*}


# == ddpm_posterior_mean ==
# %%derivation ddpm_posterior_mean
# \begin{align*}
# q(x_{t-1}|x_t,x_0) &\propto q(x_t|x_{t-1})\,q(x_{t-1}|x_0) \\
# &\propto \exp\left(-\frac12\left(A\,x_{t-1}^2 - 2B\,x_{t-1}\right)\right) \\
# A &:= \frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}} \\
# B &:= \frac{\sqrt{\alpha_t}x_t}{\beta_t}+\frac{\sqrt{\bar\alpha_{t-1}}x_0}{1-\bar\alpha_{t-1}} \\
# \tilde\mu_t(x_t,x_0) &= \frac{B}{A} \\
# &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})x_t
#     + \sqrt{\bar\alpha_{t-1}}\beta_t x_0}{\alpha_t(1-\bar\alpha_{t-1})+\beta_t} \\
# &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t
#     + \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0
# \end{align*}


# == ddpm_elbo ==
# %%derivation ddpm_elbo
# \begin{align*}
# -\log p_\theta(x_0) &\le \mathbb{E}_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right] &&
#     \text{(Jensen)} \\
# &= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)\prod_{t=2}^Tq(x_{t-1}|x_t,x_0)}
#     {p(x_T)\prod_{t=1}^Tp_\theta(x_{t-1}|x_t)}\right] && \text{(q backwards given } x_0) \\
# &= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}\right]
#     + \sum_{t=2}^T\mathbb{E}_q\left[\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)}\right]
#     - \mathbb{E}_q[\log p_\theta(x_0|x_1)] \\
# &= L_T + \sum_{t=2}^TL_{t-1} + L_0
# \end{align*}
