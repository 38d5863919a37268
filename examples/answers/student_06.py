"""Part 1 done; of the rest one answer was begun and the others stand as released."""
# ruff: noqa

import math

import torch


# == linear_betas ==
def linear_betas(num_steps, beta_start, beta_end):
    if num_steps == 1:
        return torch.tensor([beta_start], dtype=torch.float64)
    step = (beta_end - beta_start) / (num_steps - 1)
    return beta_start + step * torch.arange(num_steps, dtype=torch.float64)


# == cosine_betas ==
def cosine_betas(num_steps, s):
    t = torch.arange(0, num_steps + 1, dtype=torch.float64)
    f = torch.cos((t / num_steps + s) / (1 + s) * math.pi / 2) ** 2
    a = f / f[0]
    b = 1 - a[1:] / a[:-1]
    b[b > 0.999] = 0.999
    return b


# == alpha_bar ==
def alpha_bar(betas):
    return (1 - betas).cumprod(dim=-1)


# == q_mean_variance ==
def q_mean_variance(x0, t, betas):
    a = alpha_bar(betas)[t]
    flat = x0.reshape(len(x0), -1)
    return (a.sqrt()[:, None] * flat).reshape(x0.shape), 1 - a


# == q_sample ==
def q_sample(x0, t, betas, noise):
    mean, var = q_mean_variance(x0, t, betas)
    return mean + (var.sqrt()[:, None] * noise.reshape(len(noise), -1)).reshape(noise.shape)


# == snr ==
def snr(betas):
    a = alpha_bar(betas)
    return a / (1 - a)


# == q_posterior ==
def q_posterior(x0, xt, t, betas):
    a = alpha_bar(betas)
    # TODO a before the first step is 1, but a[t - 1] is the last one there
    raise NotImplementedError("come back to this")


# == ddpm_marginal ==
# %%derivation ddpm_marginal
# One step of the forward process is
# $$x_t = \sqrt{\alpha_t}\,x_{t-1} + \sqrt{1-\alpha_t}\,\epsilon_t.$$
# The step before it is
# $$x_{t-1} = \sqrt{\alpha_{t-1}}\,x_{t-2} + \sqrt{1-\alpha_{t-1}}\,\epsilon_{t-1}.$$
# We put the second into the first:
# $$x_t = \sqrt{\alpha_t}\sqrt{\alpha_{t-1}}\,x_{t-2}
#     + \sqrt{\alpha_t}\sqrt{1-\alpha_{t-1}}\,\epsilon_{t-1} + \sqrt{1-\alpha_t}\,\epsilon_t.$$
# The two noises are independent normal variables, so their sum is normal with the sum of the variances
# $$\alpha_t(1-\alpha_{t-1}) + 1 - \alpha_t = 1 - \alpha_t\alpha_{t-1}.$$
# Hence, with a new standard normal $\bar\epsilon$,
# $$x_t = \sqrt{\alpha_t\alpha_{t-1}}\,x_{t-2} + \sqrt{1-\alpha_t\alpha_{t-1}}\,\bar\epsilon.$$
# Going on like this down to $x_0$ we find
# $$x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\epsilon,$$
# that is
# $$q(x_t|x_0) = \mathcal N(x_t;\sqrt{\bar\alpha_t}\,x_0,(1-\bar\alpha_t)I).$$
