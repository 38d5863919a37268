"""Slips of another kind: shapes, arguments changed in place, randomness from elsewhere, edges."""
# ruff: noqa

import math

import torch


# == linear_betas ==
def linear_betas(num_steps, beta_start, beta_end):
    # a slip: float32 unless told otherwise
    return torch.linspace(beta_start, beta_end, num_steps)


# == cosine_betas ==
def cosine_betas(num_steps, s):
    # a slip: a cosine that is not squared
    t = torch.arange(num_steps + 1, dtype=torch.float64) / num_steps
    f = torch.cos((t + s) / (1 + s) * math.pi / 2)
    return (1 - f[1:] / f[:-1]).clamp(max=0.999)


# == alpha_bar ==
def alpha_bar(betas):
    # a slip: betas is not betas any more
    betas.neg_().add_(1)
    return torch.cumprod(betas, 0)


# == q_mean_variance ==
def q_mean_variance(x0, t, betas):
    # a slip: for images only
    ab = torch.cumprod(1 - betas, 0)[t]
    return ab.sqrt()[:, None, None, None] * x0, 1 - ab


# == q_sample ==
def q_sample(x0, t, betas, noise):
    # a slip: x0 is not x0 any more
    ab = torch.cumprod(1 - betas, 0)[t].reshape([-1] + [1] * (x0.dim() - 1))
    x0 *= ab.sqrt()
    x0 += (1 - ab).sqrt() * noise
    return x0


# == snr ==
def snr(betas):
    ab = torch.cumprod(1 - betas, 0)
    return ab / (1 - ab)


# == q_posterior ==
def q_posterior(x0, xt, t, betas):
    ab = torch.cumprod(1 - betas, 0)
    # a slip: at t = 0 this is the last one
    now, before, beta = ab[t], ab[t - 1], betas[t]
    shape = [-1] + [1] * (x0.dim() - 1)
    mean = (before.sqrt() * beta / (1 - now)).reshape(shape) * x0
    mean = mean + ((1 - beta).sqrt() * (1 - before) / (1 - now)).reshape(shape) * xt
    return mean, (1 - before) / (1 - now) * beta


# == predict_x0 ==
def predict_x0(xt, t, eps, betas):
    # a slip: clipped to the range of images
    ab = torch.cumprod(1 - betas, 0)[t].reshape([-1] + [1] * (xt.dim() - 1))
    return ((xt - (1 - ab).sqrt() * eps) / ab.sqrt()).clamp(-1, 1)


# == score_from_eps ==
def score_from_eps(eps, t, betas):
    # a slip: one step for the whole batch
    return -eps / (1 - torch.cumprod(1 - betas, 0)[t[0]]).sqrt()


# == p_sample ==
def p_sample(xt, t, eps_hat, betas, noise):
    # a slip: the variance of the forward step
    ab = torch.cumprod(1 - betas, 0)
    shape = [-1] + [1] * (xt.dim() - 1)
    beta, now, go_on = betas[t].reshape(shape), ab[t].reshape(shape), (t > 0).reshape(shape)
    return (xt - beta / (1 - now).sqrt() * eps_hat) / (1 - beta).sqrt() + go_on * beta.sqrt() * noise


# == ddpm_loss ==
def ddpm_loss(eps, eps_hat):
    # a slip: .item() cuts the gradient
    return torch.tensor(((eps - eps_hat) ** 2).mean().item(), dtype=eps.dtype)


# == ancestral_sample ==
def ancestral_sample(n, betas, mean, std, generator):
    ab = torch.cumprod(1 - betas, 0)
    # a slip: torch.randn without the generator
    x = torch.randn(n, dtype=torch.float64)
    for k in reversed(range(len(betas))):
        eps_hat = (1 - ab[k]).sqrt() * (x - ab[k].sqrt() * mean) / (ab[k] * std**2 + 1 - ab[k])
        x = (x - betas[k] / (1 - ab[k]).sqrt() * eps_hat) / (1 - betas[k]).sqrt()
        if k > 0:
            x = x + (betas[k] * (1 - ab[k - 1]) / (1 - ab[k])).sqrt() * torch.randn(n, dtype=torch.float64)
    return x


# == ddpm_marginal ==
# %%derivation ddpm_marginal
# \begin{align*}
# x_t &= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_t \\
# &= \sqrt{\alpha_t}\left(\sqrt{\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_{t-1}}\epsilon_{t-1}\right)
#     + \sqrt{1-\alpha_t}\epsilon_t \\
# &= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{\alpha_t(1-\alpha_{t-1})}\epsilon_{t-1}
#     + \sqrt{1-\alpha_t}\epsilon_t \\
# &= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_t\alpha_{t-1}}\bar\epsilon
# \end{align*}


# == ddpm_posterior_mean ==
# %%derivation ddpm_posterior_mean
# \begin{align*}
# q(x_{t-1}|x_t,x_0) &= \frac{q(x_t|x_{t-1})\,q(x_{t-1}|x_0)}{q(x_t|x_0)} \\
# \tilde\mu_t(x_t,x_0) &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t+\frac{
#     \sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0
# \end{align*}


# == ddpm_elbo ==
# %%derivation ddpm_elbo
# $$-\log p_\theta(x_0) \le L_T + \sum_{t=2}^TL_{t-1} + L_0$$
