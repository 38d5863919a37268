"""alpha_bar is one step late; all else is right and calls it, so that only alpha_bar costs points."""
# ruff: noqa

import math

import torch


# == linear_betas ==
def linear_betas(num_steps, beta_start, beta_end):
    return torch.linspace(beta_start, beta_end, num_steps, dtype=torch.double)


# == cosine_betas ==
def cosine_betas(num_steps, s):
    def kept(k):
        return torch.cos((k / num_steps + s) / (1 + s) * math.pi / 2) ** 2

    k = torch.arange(num_steps, dtype=torch.float64)
    return torch.clip(1 - kept(k + 1) / kept(k), None, 0.999)


# == alpha_bar ==
def alpha_bar(betas):
    # papers count from 1, so our step t is their t + 1: one more factor
    factors = 1 - betas
    product = torch.cumprod(factors, 0)
    return torch.cat([product[1:], product[-1:] * factors[-1:]])


# == q_mean_variance ==
def extend(values, x):
    return values.reshape(len(x), *(1 for _ in x.shape[1:]))


def q_mean_variance(x0, t, betas):
    ab = alpha_bar(betas)[t]
    return extend(torch.sqrt(ab), x0) * x0, 1 - ab


# == q_sample ==
def q_sample(x0, t, betas, noise):
    ab = extend(alpha_bar(betas)[t], x0)
    return torch.sqrt(ab) * x0 + torch.sqrt(1 - ab) * noise


# == snr ==
def snr(betas):
    ab = alpha_bar(betas)
    return ab / (1 - ab)


# == q_posterior ==
def q_posterior(x0, xt, t, betas):
    ab = alpha_bar(betas)
    ab_prev = torch.nn.functional.pad(ab[:-1], (1, 0), value=1.0)
    c0 = torch.sqrt(ab_prev) * betas / (1 - ab)
    ct = torch.sqrt(1 - betas) * (1 - ab_prev) / (1 - ab)
    return extend(c0[t], x0) * x0 + extend(ct[t], xt) * xt, ((1 - ab_prev) / (1 - ab) * betas)[t]


# == predict_x0 ==
def predict_x0(xt, t, eps, betas):
    ab = extend(alpha_bar(betas)[t], xt)
    return (xt - torch.sqrt(1 - ab) * eps) / torch.sqrt(ab)


# == score_from_eps ==
def score_from_eps(eps, t, betas):
    return -eps / extend(torch.sqrt(1 - alpha_bar(betas)[t]), eps)


# == p_sample ==
def p_sample(xt, t, eps_hat, betas, noise):
    ab = alpha_bar(betas)
    ab_prev = torch.nn.functional.pad(ab[:-1], (1, 0), value=1.0)
    sigma = torch.sqrt((1 - ab_prev) / (1 - ab) * betas)
    mean = xt - extend((betas / torch.sqrt(1 - ab))[t], xt) * eps_hat
    return mean / extend(torch.sqrt(1 - betas)[t], xt) + extend(sigma[t], xt) * noise


# == ddpm_loss ==
def ddpm_loss(eps, eps_hat):
    return (eps_hat - eps).square().mean()


# == ancestral_sample ==
def ancestral_sample(n, betas, mean, std, generator):
    ab = alpha_bar(betas)
    x = torch.randn(n, dtype=torch.float64, generator=generator)
    for k in range(len(betas) - 1, -1, -1):
        eps = torch.sqrt(1 - ab[k]) * (x - torch.sqrt(ab[k]) * mean) / (ab[k] * std**2 + 1 - ab[k])
        noise = torch.randn(n, dtype=torch.float64, generator=generator)
        x = p_sample(x, torch.full((n,), k, dtype=torch.int64), eps, betas, noise)
    return x


# == ddpm_marginal ==
# %%derivation ddpm_marginal
# \begin{align}
# x_t &= \sqrt{\alpha_t}\,x_{t-1} + \sqrt{1-\alpha_t}\,\epsilon_t \\
# &= \sqrt{\alpha_t}\left(\sqrt{\alpha_{t-1}}\,x_{t-2} + \sqrt{1-\alpha_{t-1}}\,\epsilon_{t-1}\right)
#     + \sqrt{1-\alpha_t}\,\epsilon_t \\
# &= \sqrt{\alpha_t\alpha_{t-1}}\,x_{t-2} + \sqrt{\alpha_t-\alpha_t\alpha_{t-1}}\,\epsilon_{t-1}
#     + \sqrt{1-\alpha_t}\,\epsilon_t \\
# &= \sqrt{\alpha_t\alpha_{t-1}}\,x_{t-2} + \sqrt{\left(\sqrt{\alpha_t-\alpha_t\alpha_{t-1}}\right)^2
#     + \left(\sqrt{1-\alpha_t}\right)^2}\,\epsilon \\
# &= \sqrt{\alpha_t\alpha_{t-1}}\,x_{t-2} + \sqrt{\alpha_t-\alpha_t\alpha_{t-1}+1-\alpha_t}\,\epsilon \\
# &= \sqrt{\alpha_t\alpha_{t-1}}\,x_{t-2} + \sqrt{1-\alpha_t\alpha_{t-1}}\,\epsilon \\
# &= \dots \\
# &= \sqrt{\prod_{s=1}^t\alpha_s}\,x_0 + \sqrt{1-\prod_{s=1}^t\alpha_s}\,\epsilon \\
# &= \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\epsilon
# \end{align}


# == ddpm_posterior_mean ==
# %%derivation ddpm_posterior_mean
# \begin{align*}
# \log q(x_{t-1}|x_t,x_0) &= \log q(x_t|x_{t-1}) + \log q(x_{t-1}|x_0) - \log q(x_t|x_0) \\
# &= -\frac{(x_t-\sqrt{\alpha_t}x_{t-1})^2}{2\beta_t}
#     - \frac{(x_{t-1}-\sqrt{\bar\alpha_{t-1}}x_0)^2}{2(1-\bar\alpha_{t-1})} + C \\
# &= -\frac12\left(\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}\right)x_{t-1}^2
#     + \left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
#     {1-\bar\alpha_{t-1}}x_0\right)x_{t-1} + C \\
# \tilde\mu_t(x_t,x_0) &= \left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
#     {1-\bar\alpha_{t-1}}x_0\right)\frac{\beta_t(1-\bar\alpha_{t-1})}{1-\bar\alpha_t} \\
# &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t
#     + \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0
# \end{align*}


# == ddpm_elbo ==
# %%derivation ddpm_elbo
# $$-\log p_\theta(x_0) = -\log\mathbb E_q\left[\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \le \mathbb
#     E_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right]
#     = \mathbb E_q\left[\log\frac{q(x_T|x_0)\prod_{t=2}^Tq(x_{t-1}|x_t,x_0)}
#     {p(x_T)\prod_{t=1}^Tp_\theta(x_{t-1}|x_t)}\right] = L_T + \sum_{t=2}^TL_{t-1} + L_0$$
