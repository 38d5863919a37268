"""Everything right, NumPy in and NumPy out; torch only where a gradient or the generator asks for it."""
# ruff: noqa

import numpy as np
import torch


# == linear_betas ==
def linear_betas(num_steps, beta_start, beta_end):
    return np.linspace(beta_start, beta_end, num_steps)


# == cosine_betas ==
def cosine_betas(num_steps, s):
    u = np.linspace(0, 1, num_steps + 1)
    abar = np.cos((u + s) / (1 + s) * np.pi / 2) ** 2
    return np.minimum(1 - abar[1:] / abar[:-1], 0.999)


# == alpha_bar ==
def alpha_bar(betas):
    return np.multiply.accumulate(1 - np.asarray(betas))


# == q_mean_variance ==
def per_example(values, data):
    """(B,) -> (B, 1, ..., 1) with as many axes as the data."""
    return np.expand_dims(values, tuple(range(1, np.ndim(data))))


def q_mean_variance(x0, t, betas):
    abar = alpha_bar(betas)[np.asarray(t)]
    return per_example(np.sqrt(abar), x0) * np.asarray(x0), 1 - abar


# == q_sample ==
def q_sample(x0, t, betas, noise):
    mean, variance = q_mean_variance(x0, t, betas)
    return mean + per_example(np.sqrt(variance), noise) * np.asarray(noise)


# == snr ==
def snr(betas):
    abar = alpha_bar(betas)
    return abar / (1 - abar)


# == q_posterior ==
def q_posterior(x0, xt, t, betas):
    x0, xt, t, betas = (np.asarray(a) for a in (x0, xt, t, betas))
    abar = alpha_bar(betas)
    abar_before = np.insert(abar, 0, 1)[:-1]
    a0 = np.sqrt(abar_before) * betas / (1 - abar)
    at = np.sqrt(1 - betas) * (1 - abar_before) / (1 - abar)
    var = betas * (1 - abar_before) / (1 - abar)
    return per_example(a0[t], x0) * x0 + per_example(at[t], xt) * xt, var[t]


# == predict_x0 ==
def predict_x0(xt, t, eps, betas):
    abar = per_example(alpha_bar(betas)[np.asarray(t)], xt)
    return (np.asarray(xt) - np.sqrt(1 - abar) * np.asarray(eps)) / np.sqrt(abar)


# == score_from_eps ==
def score_from_eps(eps, t, betas):
    std = np.sqrt(1 - alpha_bar(betas)[np.asarray(t)])
    return -np.asarray(eps) / per_example(std, eps)


# == p_sample ==
def p_sample(xt, t, eps_hat, betas, noise):
    # the posterior at the x0 that eps_hat stands for
    mean, variance = q_posterior(predict_x0(xt, t, eps_hat, betas), xt, t, betas)
    return mean + per_example(np.sqrt(variance), noise) * np.asarray(noise)


# == ddpm_loss ==
def ddpm_loss(eps, eps_hat):
    # stays in torch: a NumPy array has no gradient
    return torch.nn.functional.mse_loss(eps_hat, eps)


# == ancestral_sample ==
def ancestral_sample(n, betas, mean, std, generator):
    betas = np.asarray(betas)
    normals = torch.randn(len(betas) + 1, n, dtype=torch.float64, generator=generator).numpy()
    x = normals[-1]
    for k in np.arange(len(betas))[::-1]:
        ab = alpha_bar(betas)[k]
        gain = np.sqrt(1 - ab) / (ab * std**2 + (1 - ab))
        x = p_sample(x, np.full(n, k), gain * (x - np.sqrt(ab) * mean), betas, normals[k])
    return x


# == ddpm_marginal ==
# %%derivation ddpm_marginal
# x_t = \sqrt{\alpha_t} x_{t-1} + \sqrt{1-\alpha_t} \epsilon
# = \sqrt{\alpha_t} (\sqrt{\alpha_{t-1}} x_{t-2} + \sqrt{1-\alpha_{t-1}} \epsilon') + \sqrt{1-\alpha_t} \epsilon
# = \sqrt{\alpha_t \alpha_{t-1}} x_{t-2} + \sqrt{\alpha_t (1-\alpha_{t-1})} \epsilon' + \sqrt{1-\alpha_t} \epsilon
# = \sqrt{\alpha_t \alpha_{t-1}} x_{t-2} + \sqrt{1 - \alpha_t \alpha_{t-1}} \epsilon''
# = \sqrt{\bar\alpha_t} x_0 + \sqrt{1-\bar\alpha_t} \bar\epsilon


# == ddpm_posterior_mean ==
# %%derivation ddpm_posterior_mean
# q(x_{t-1}|x_t,x_0) = q(x_t|x_{t-1}) q(x_{t-1}|x_0) / q(x_t|x_0)
# \propto \exp( -(x_t - \sqrt{\alpha_t} x_{t-1})^2/(2(1-\alpha_t)) - (x_{t-1} - \sqrt{\bar\alpha_{t-1}} x_0)^2/(2(1-\bar\alpha_{t-1})) )
# \propto \exp( -\frac{1}{2} ( \frac{\alpha_t}{1-\alpha_t} + \frac{1}{1-\bar\alpha_{t-1}} ) x_{t-1}^2 + ( \frac{\sqrt{\alpha_t} x_t}{1-\alpha_t} + \frac{\sqrt{\bar\alpha_{t-1}} x_0}{1-\bar\alpha_{t-1}} ) x_{t-1} )
# \tilde\mu_t(x_t,x_0) = ( \frac{\sqrt{\alpha_t} x_t}{1-\alpha_t} + \frac{\sqrt{\bar\alpha_{t-1}} x_0}{1-\bar\alpha_{t-1}} ) / ( \frac{\alpha_t}{1-\alpha_t} + \frac{1}{1-\bar\alpha_{t-1}} )
# \tilde\mu_t(x_t,x_0) = \frac{\sqrt{\alpha_t} (1-\bar\alpha_{t-1}) x_t + \sqrt{\bar\alpha_{t-1}} (1-\alpha_t) x_0}{1-\bar\alpha_t}


# == ddpm_elbo ==
# %%derivation ddpm_elbo
# -\log p_\theta(x_0) = -\log \int p_\theta(x_{0:T}) dx_{1:T}
# = -\log E_q[ p_\theta(x_{0:T}) / q(x_{1:T}|x_0) ]
# <= E_q[ \log q(x_{1:T}|x_0) - \log p_\theta(x_{0:T}) ]
# = E_q[ \sum_{t=1}^T \log q(x_t|x_{t-1}) - \log p(x_T) - \sum_{t=1}^T \log p_\theta(x_{t-1}|x_t) ]
# = E_q[ \log q(x_1|x_0) + \sum_{t=2}^T ( \log q(x_{t-1}|x_t,x_0) + \log q(x_t|x_0) - \log q(x_{t-1}|x_0) ) - \log p(x_T) - \sum_{t=1}^T \log p_\theta(x_{t-1}|x_t) ]
# = E_q[ \log q(x_T|x_0) + \sum_{t=2}^T \log q(x_{t-1}|x_t,x_0) - \log p(x_T) - \sum_{t=1}^T \log p_\theta(x_{t-1}|x_t) ]
# = L_T + \sum_{t=2}^T L_{t-1} + L_0
