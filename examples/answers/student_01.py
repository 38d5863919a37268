"""Everything right, step by step and example by example, in loops."""
# ruff: noqa

import math

import torch


# == linear_betas ==
def linear_betas(num_steps, beta_start, beta_end):
    betas = torch.zeros(num_steps, dtype=torch.float64)
    for k in range(num_steps):
        if num_steps == 1:
            betas[k] = beta_start
        else:
            betas[k] = beta_start + (beta_end - beta_start) * k / (num_steps - 1)
    return betas


# == cosine_betas ==
def cosine_betas(num_steps, s):
    def f(step):
        angle = (step / num_steps + s) / (1 + s) * math.pi / 2
        return math.cos(angle) ** 2

    betas = []
    for step in range(1, num_steps + 1):
        kept_now = f(step) / f(0)
        kept_before = f(step - 1) / f(0)
        betas.append(min(1 - kept_now / kept_before, 0.999))
    return torch.tensor(betas, dtype=torch.float64)


# == alpha_bar ==
def alpha_bar(betas):
    result = torch.zeros_like(betas)
    product = 1.0
    for k in range(len(betas)):
        product = product * (1 - betas[k])
        result[k] = product
    return result


# == q_mean_variance ==
def q_mean_variance(x0, t, betas):
    ab = alpha_bar(betas)
    mean = torch.zeros_like(x0)
    variance = torch.zeros(len(x0), dtype=betas.dtype)
    for i in range(len(x0)):
        step = int(t[i])
        mean[i] = torch.sqrt(ab[step]) * x0[i]
        variance[i] = 1 - ab[step]
    return mean, variance


# == q_sample ==
def q_sample(x0, t, betas, noise):
    ab = alpha_bar(betas)
    xt = torch.zeros_like(x0)
    for i in range(len(x0)):
        step = int(t[i])
        xt[i] = torch.sqrt(ab[step]) * x0[i] + torch.sqrt(1 - ab[step]) * noise[i]
    return xt


# == snr ==
def snr(betas):
    result = torch.zeros_like(betas)
    for k, kept in enumerate(alpha_bar(betas)):
        result[k] = kept / (1 - kept)
    return result


# == q_posterior ==
def q_posterior(x0, xt, t, betas):
    ab = alpha_bar(betas)
    mean = torch.zeros_like(x0)
    variance = torch.zeros(len(x0), dtype=betas.dtype)
    for i in range(len(x0)):
        step = int(t[i])
        if step == 0:
            # nothing was added before the first step, so x_{t-1} is the data
            mean[i] = x0[i]
            variance[i] = 0.0
            continue
        beta, now, before = betas[step], ab[step], ab[step - 1]
        mean[i] = (
            torch.sqrt(before) * beta / (1 - now) * x0[i] + torch.sqrt(1 - beta) * (1 - before) / (1 - now) * xt[i]
        )
        variance[i] = (1 - before) / (1 - now) * beta
    return mean, variance


# == predict_x0 ==
def predict_x0(xt, t, eps, betas):
    ab = alpha_bar(betas)
    x0 = torch.zeros_like(xt)
    for i in range(len(xt)):
        step = int(t[i])
        x0[i] = (xt[i] - torch.sqrt(1 - ab[step]) * eps[i]) / torch.sqrt(ab[step])
    return x0


# == score_from_eps ==
def score_from_eps(eps, t, betas):
    ab = alpha_bar(betas)
    score = torch.zeros_like(eps)
    for i in range(len(eps)):
        score[i] = -eps[i] / torch.sqrt(1 - ab[int(t[i])])
    return score


# == p_sample ==
def p_sample(xt, t, eps_hat, betas, noise):
    ab = alpha_bar(betas)
    out = torch.zeros_like(xt)
    for i in range(len(xt)):
        step = int(t[i])
        beta = betas[step]
        mean = (xt[i] - beta / torch.sqrt(1 - ab[step]) * eps_hat[i]) / torch.sqrt(1 - beta)
        if step == 0:
            out[i] = mean
        else:
            variance = (1 - ab[step - 1]) / (1 - ab[step]) * beta
            out[i] = mean + torch.sqrt(variance) * noise[i]
    return out


# == ddpm_loss ==
def ddpm_loss(eps, eps_hat):
    total, count = 0.0, 0
    for a, b in zip(eps.reshape(-1), eps_hat.reshape(-1)):
        total = total + (a - b) ** 2
        count += 1
    return total / count


# == ancestral_sample ==
def ancestral_sample(n, betas, mean, std, generator):
    ab = alpha_bar(betas)
    x = torch.randn(n, generator=generator, dtype=betas.dtype)
    for step in range(len(betas) - 1, -1, -1):
        # eps and x_t are jointly normal: E[x_t] = sqrt(ab) m, Var = ab s^2 + 1 - ab, Cov = sqrt(1 - ab)
        variance = ab[step] * std**2 + 1 - ab[step]
        eps_hat = torch.sqrt(1 - ab[step]) / variance * (x - torch.sqrt(ab[step]) * mean)
        beta = betas[step]
        x = (x - beta / torch.sqrt(1 - ab[step]) * eps_hat) / torch.sqrt(1 - beta)
        if step > 0:
            sigma = torch.sqrt((1 - ab[step - 1]) / (1 - ab[step]) * beta)
            x = x + sigma * torch.randn(n, generator=generator, dtype=betas.dtype)
    return x


# == ddpm_marginal ==
# %%derivation ddpm_marginal
# \begin{align*}
# x_t &= \sqrt{\alpha_t}\,x_{t-1} + \sqrt{1-\alpha_t}\,\epsilon_{t-1} \\
# &= \sqrt{\alpha_t}\left(\sqrt{\alpha_{t-1}}\,x_{t-2} + \sqrt{1-\alpha_{t-1}}\,\epsilon_{t-2}\right)
#     + \sqrt{1-\alpha_t}\,\epsilon_{t-1} \\
# &= \sqrt{\alpha_t\alpha_{t-1}}\,x_{t-2} + \sqrt{\alpha_t(1-\alpha_{t-1})}\,\epsilon_{t-2}
#     + \sqrt{1-\alpha_t}\,\epsilon_{t-1} \\
# &= \sqrt{\alpha_t\alpha_{t-1}}\,x_{t-2} + \sqrt{1-\alpha_t\alpha_{t-1}}\,\bar\epsilon_{t-2} \\
# &= \dots \\
# &= \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\epsilon
# \end{align*}


# == ddpm_posterior_mean ==
# %%derivation ddpm_posterior_mean
# \begin{align*}
# q(x_{t-1}|x_t,x_0) &= q(x_t|x_{t-1})\frac{q(x_{t-1}|x_0)}{q(x_t|x_0)} \\
# &\propto \exp\left(-\frac12\left(\frac{(x_t-\sqrt{\alpha_t}x_{t-1})^2}{\beta_t}
#     + \frac{(x_{t-1}-\sqrt{\bar\alpha_{t-1}}x_0)^2}{1-\bar\alpha_{t-1}}\right)\right) \\
# &\propto \exp\left(-\frac12\left(\left(\frac{\alpha_t}{\beta_t}+\frac{1}
#     {1-\bar\alpha_{t-1}}\right)x_{t-1}^2
#     - 2\left(\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
#     {1-\bar\alpha_{t-1}}x_0\right)x_{t-1}\right)\right) \\
# \tilde\mu_t(x_t,x_0) &= \frac{\frac{\sqrt{\alpha_t}}{\beta_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}}
#     {1-\bar\alpha_{t-1}}x_0}{\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}} \\
# &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t
#     + \frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0
# \end{align*}


# == ddpm_elbo ==
# %%derivation ddpm_elbo
# \begin{align*}
# -\log p_\theta(x_0) &= -\log \int p_\theta(x_{0:T})\,dx_{1:T} \\
# &= -\log \mathbb{E}_{q(x_{1:T}|x_0)}\left[\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
# &\le \mathbb{E}_q\left[\log\frac{q(x_{1:T}|x_0)}{p_\theta(x_{0:T})}\right] \\
# &= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=1}^T\log\frac{q(x_t|x_{t-1})}{p_\theta(x_{t-1}|x_t)}\right] \\
# &= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_t|x_{t-1})}{p_\theta(x_{t-1}|x_t)}
#     + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
# &= \mathbb{E}_q\left[-\log p(x_T) + \sum_{t=2}^T\log\left(\frac{q(x_{t-1}|x_t,x_0)}
#     {p_\theta(x_{t-1}|x_t)}\cdot\frac{q(x_t|x_0)}{q(x_{t-1}|x_0)}\right)
#     + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
# &= \mathbb{E}_q\left[\log\frac{q(x_T|x_0)}{p(x_T)}
#     + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)} - \log p_\theta(x_0|x_1)\right] \\
# &= L_T + \sum_{t=2}^T L_{t-1} + L_0
# \end{align*}
