"""Classic slips, most questions with one: formulas that are nearly right. alpha_bar is right."""
# ruff: noqa

import math

import torch


# == linear_betas ==
def linear_betas(num_steps, beta_start, beta_end):
    # a slip: the last beta is never reached
    step = (beta_end - beta_start) / num_steps
    return beta_start + step * torch.arange(num_steps, dtype=torch.float64)


# == cosine_betas ==
def cosine_betas(num_steps, s):
    # a slip: the last beta is not clipped
    t = torch.arange(num_steps + 1, dtype=torch.float64) / num_steps
    f = torch.cos((t + s) / (1 + s) * math.pi / 2) ** 2
    return 1 - f[1:] / f[:-1]


# == alpha_bar ==
def alpha_bar(betas):
    return torch.cumprod(1 - betas, dim=0)


# == q_mean_variance ==
def q_mean_variance(x0, t, betas):
    # a slip: no square root
    ab = alpha_bar(betas)[t]
    return ab.view(-1, *[1] * (x0.ndim - 1)) * x0, 1 - ab


# == q_sample ==
def q_sample(x0, t, betas, noise):
    # a slip: the noise is multiplied by its variance
    ab = alpha_bar(betas)[t].view(-1, *[1] * (x0.ndim - 1))
    return ab.sqrt() * x0 + (1 - ab) * noise


# == snr ==
def snr(betas):
    # a slip: a ratio of standard deviations
    ab = alpha_bar(betas)
    return (ab / (1 - ab)).sqrt()


# == q_posterior ==
def q_posterior(x0, xt, t, betas):
    ab = alpha_bar(betas)
    ab_prev = torch.cat([torch.ones_like(ab[:1]), ab[:-1]])
    c0 = (ab_prev.sqrt() * betas / (1 - ab))[t].view(-1, *[1] * (x0.ndim - 1))
    ct = ((1 - betas).sqrt() * (1 - ab_prev) / (1 - ab))[t].view(-1, *[1] * (x0.ndim - 1))
    # a slip: the variance of the forward step
    return c0 * x0 + ct * xt, betas[t]


# == predict_x0 ==
def predict_x0(xt, t, eps, betas):
    # a slip: divided by alpha_bar, not by its root
    ab = alpha_bar(betas)[t].view(-1, *[1] * (xt.ndim - 1))
    return (xt - (1 - ab).sqrt() * eps) / ab


# == score_from_eps ==
def score_from_eps(eps, t, betas):
    # a slip: it points downhill
    ab = alpha_bar(betas)[t].view(-1, *[1] * (eps.ndim - 1))
    return eps / (1 - ab).sqrt()


# == p_sample ==
def p_sample(xt, t, eps_hat, betas, noise):
    ab = alpha_bar(betas)
    ab_prev = torch.cat([torch.ones_like(ab[:1]), ab[:-1]])
    sigma = ((1 - ab_prev) / (1 - ab) * betas).sqrt()[t].view(-1, *[1] * (xt.ndim - 1))
    coefficient = (betas / (1 - ab).sqrt())[t].view(-1, *[1] * (xt.ndim - 1))
    # a slip: the mean is not scaled up by 1 / sqrt(1 - beta)
    return xt - coefficient * eps_hat + sigma * noise


# == ddpm_loss ==
def ddpm_loss(eps, eps_hat):
    # a slip: the sum
    return ((eps - eps_hat) ** 2).sum()


# == ancestral_sample ==
def ancestral_sample(n, betas, mean, std, generator):
    ab = alpha_bar(betas)
    ab_prev = torch.cat([torch.ones_like(ab[:1]), ab[:-1]])
    x = torch.randn(n, generator=generator, dtype=torch.float64)
    for k in reversed(range(len(betas))):
        # a slip: as if the data were known to be `mean`
        eps_hat = (x - ab[k].sqrt() * mean) / (1 - ab[k]).sqrt()
        x = (x - betas[k] / (1 - ab[k]).sqrt() * eps_hat) / (1 - betas[k]).sqrt()
        z = torch.randn(n, generator=generator, dtype=torch.float64)
        x = x + (betas[k] * (1 - ab_prev[k]) / (1 - ab[k])).sqrt() * z
    return x


# == ddpm_marginal ==
# %%derivation ddpm_marginal
# \begin{align*}
# x_t &= \sqrt{\alpha_t}x_{t-1} + \sqrt{1-\alpha_t}\epsilon_{t-1} \\
# &= \sqrt{\alpha_t}\left(\sqrt{\alpha_{t-1}}x_{t-2} + \sqrt{1-\alpha_{t-1}}\epsilon_{t-2}\right)
#     + \sqrt{1-\alpha_t}\epsilon_{t-1} \\
# &= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \sqrt{\alpha_t(1-\alpha_{t-1})}\epsilon_{t-2}
#     + \sqrt{1-\alpha_t}\epsilon_{t-1} \\
# &= \sqrt{\alpha_t\alpha_{t-1}}x_{t-2} + \left(\sqrt{\alpha_t(1-\alpha_{t-1})}
#     + \sqrt{1-\alpha_t}\right)\bar\epsilon \\
# &= \dots \\
# &= \sqrt{\bar\alpha_t}x_0 + \sqrt{1-\bar\alpha_t}\epsilon \\
# q(x_t|x_0) &= \mathcal N(x_t;\sqrt{\bar\alpha_t}x_0,(1-\bar\alpha_t)I)
# \end{align*}


# == ddpm_posterior_mean ==
# %%derivation ddpm_posterior_mean
# \begin{align*}
# q(x_{t-1}|x_t,x_0) &= \frac{q(x_t|x_{t-1})\,q(x_{t-1}|x_0)}{q(x_t|x_0)} \\
# &= q(x_t|x_{t-1})\,q(x_{t-1}|x_0) \\
# &\propto \exp\left(-\frac12\left(\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}\right)x_{t-1}^2+
#     \left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
#     {1-\bar\alpha_{t-1}}x_0\right)x_{t-1}\right) \\
# \tilde\mu_t(x_t,x_0) &= \frac{\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
#     {1-\bar\alpha_{t-1}}x_0}{\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}} \\
# &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}\beta_t}
#     {1-\bar\alpha_t}x_0
# \end{align*}


# == ddpm_elbo ==
# %%derivation ddpm_elbo
# \begin{align*}
# -\log p_\theta(x_0) &= -\log\mathbb{E}_q\left[\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
# &= -\mathbb{E}_q\left[\log\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
# &= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)\,q(x_t|x_0)}
#     {p_\theta(x_{t-1}|x_t)\,q(x_{t-1}|x_0)} + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
# &= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}
#     + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)} - \log p_\theta(x_0|x_1)\right] \\
# -\log p_\theta(x_0) &\le L_T + \sum_{t=2}^TL_{t-1} + L_0
# \end{align*}
