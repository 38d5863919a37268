"""Everything right, and noisy: prints, warnings, stderr, figures, debugging calls left in the cells."""
# ruff: noqa

import math
import sys
import warnings

import matplotlib.pyplot as plt
import numpy as np
import torch


# == linear_betas ==
import sys
import warnings

print("linear schedule, third attempt")


def linear_betas(num_steps, beta_start, beta_end):
    print("linear_betas called with", num_steps, beta_start, beta_end)
    weight = torch.arange(num_steps, dtype=torch.float64) / max(num_steps - 1, 1)
    return (1 - weight) * beta_start + weight * beta_end


print(linear_betas(4, 0.1, 0.4))
grader.check("linear_betas")


# == cosine_betas ==
def cosine_betas(num_steps, s):
    warnings.warn("the last beta is clipped", UserWarning)
    steps = torch.arange(num_steps + 1, dtype=torch.float64)
    f = 0.5 + 0.5 * torch.cos((steps / num_steps + s) / (1 + s) * math.pi)  # cos^2 by the double angle
    f = f.clamp(min=0)
    betas = 1 - f[1:] / f[:-1]
    return torch.minimum(betas, torch.tensor(0.999, dtype=torch.float64))


plt.figure()
plt.plot(cosine_betas(100, 0.008))
plt.title("cosine")
plt.show()


# == alpha_bar ==
def alpha_bar(betas):
    print("betas:", betas.min().item(), "to", betas.max().item(), file=sys.stderr)
    return torch.exp(torch.cumsum(torch.log1p(-betas), dim=0))


for attempt in range(50):
    print("attempt", attempt, alpha_bar(torch.tensor([0.1, 0.2, 0.4])))


# == q_mean_variance ==
def q_mean_variance(x0, t, betas):
    ab = alpha_bar(betas)[t]
    print(f"x0 {tuple(x0.shape)}, t {tuple(t.shape)}, ab {tuple(ab.shape)}")
    factor = ab.sqrt().view([len(t)] + [1] * (x0.dim() - 1))
    if factor.dim() != x0.dim():
        warnings.warn("shapes look odd")
    return [factor * x0, 1 - ab]


x = torch.randn(5, 3)
print(q_mean_variance(x, torch.zeros(5, dtype=torch.long), torch.tensor([0.1, 0.2, 0.4]))[0] / x)


# == q_sample ==
def q_sample(x0, t, betas, noise):
    mean, var = q_mean_variance(x0, t, betas)
    sys.stderr.write("q_sample: sampling\n")
    return torch.addcmul(mean, var.sqrt().view([len(t)] + [1] * (x0.dim() - 1)).expand_as(mean), noise.to(mean.dtype))


grader.check("q_sample")


# == snr ==
def snr(betas):
    ab = alpha_bar(betas)
    figure, axis = plt.subplots()
    axis.semilogy(ab.detach().numpy())
    plt.close(figure)
    # 1/snr = 1/ab - 1
    return 1 / (1 / ab - 1)


np.log(np.array([0.0, 1.0]))  # RuntimeWarning: divide by zero


# == q_posterior ==
def q_posterior(x0, xt, t, betas):
    print(".", end="")
    # condition the joint normal of x_{t-1} and x_t, given x0
    ab = alpha_bar(betas)
    prev = torch.cat((ab.new_ones(1), ab))[t]
    shape = [len(t)] + [1] * (x0.dim() - 1)
    a, b = 1 - betas[t], betas[t]
    var_prev = 1 - prev
    gain = a.sqrt() * var_prev / (a * var_prev + b)
    mean_prev = prev.sqrt().view(shape) * x0
    mean = mean_prev + gain.view(shape) * (xt - a.sqrt().view(shape) * mean_prev)
    return mean, var_prev * b / (a * var_prev + b)


# == predict_x0 ==
def predict_x0(xt, t, eps, betas):
    ab = alpha_bar(betas)[t].view([len(t)] + [1] * (xt.dim() - 1))
    print("smallest alpha_bar:", float(ab.min()))
    return xt / ab.sqrt() - (1 / ab - 1).sqrt() * eps


try:
    predict_x0(torch.zeros(2, 3), torch.zeros(5, dtype=torch.long), torch.zeros(2, 3), torch.tensor([0.1]))
except RuntimeError as error:
    print("as expected:", error, file=sys.stderr)


# == score_from_eps ==
def score_from_eps(eps, t, betas):
    warnings.warn("dividing by a small number", RuntimeWarning)
    std = (1 - alpha_bar(betas)[t]).sqrt()
    return eps / -std.view([len(t)] + [1] * (eps.dim() - 1))


warnings.simplefilter("always")
help(score_from_eps)


# == p_sample ==
def p_sample(xt, t, eps_hat, betas, noise):
    x0_hat = predict_x0(xt, t, eps_hat, betas)
    mean, var = q_posterior(x0_hat, xt, t, betas)
    print("mean of the step:", mean.mean())
    return mean + var.sqrt().view([len(t)] + [1] * (xt.dim() - 1)) * noise


grader.check("p_sample")
grader.check_all()


# == ddpm_loss ==
def ddpm_loss(eps, eps_hat):
    difference = eps_hat - eps
    loss = (difference * difference).sum() / difference.numel()
    print("loss:", loss.item())
    return loss


plt.imshow(np.random.rand(20, 20))
plt.colorbar()
plt.show()


# == ancestral_sample ==
def ancestral_sample(n, betas, mean, std, generator):
    print("sampling", n, "chains of", len(betas), "steps")
    ab = torch.cumprod(1 - betas, 0)
    x = torch.normal(0.0, 1.0, (n,), dtype=betas.dtype, generator=generator)
    for k in reversed(range(len(betas))):
        # E[eps | x] by way of E[x0 | x]: both Gaussians, so a precision-weighted mean
        precision = 1 / std**2 + ab[k] / (1 - ab[k])
        x0_hat = (mean / std**2 + ab[k].sqrt() * x / (1 - ab[k])) / precision
        before = ab[k - 1] if k else torch.ones((), dtype=betas.dtype)
        towards_x0 = before.sqrt() * betas[k] / (1 - ab[k])
        stay = (1 - betas[k]).sqrt() * (1 - before) / (1 - ab[k])
        z = torch.normal(0.0, 1.0, (n,), dtype=betas.dtype, generator=generator)
        x = towards_x0 * x0_hat + stay * x + (betas[k] * (1 - before) / (1 - ab[k])).sqrt() * z
    return x


draws = ancestral_sample(2000, torch.full((20,), 0.2, dtype=torch.float64), 2.0, 0.5, torch.Generator().manual_seed(0))
plt.hist(draws.numpy(), bins=40)
plt.show()
grader.check("ancestral_sample")


# == ddpm_marginal ==
# %%derivation ddpm_marginal
# \begin{align*}
# x_t &= \sqrt{\alpha_t}\,x_{t-1} + \sqrt{1-\alpha_t}\,\epsilon_{t} \\
# &= \sqrt{\alpha_t\alpha_{t-1}}\,x_{t-2} +
#     \underbrace{\sqrt{\alpha_t(1-\alpha_{t-1})}\,\epsilon_{t-1}}_{\sim\mathcal
#     N(0,\alpha_t(1-\alpha_{t-1})I)} + \underbrace{\sqrt{1-\alpha_t}\,\epsilon_{t}}_{\sim\mathcal
#     N(0,(1-\alpha_t)I)} \\
# &= \sqrt{\alpha_t\alpha_{t-1}}\,x_{t-2} +
#     \underbrace{\sqrt{1-\alpha_t\alpha_{t-1}}\,\bar\epsilon_{t-1}}_{\sim\mathcal
#     N(0,(1-\alpha_t\alpha_{t-1})I)} \\
# &= \dots \\
# &= \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\bar\epsilon_1
# \end{align*}


# == ddpm_posterior_mean ==
# %%derivation ddpm_posterior_mean
# \begin{align*}
# q(x_{t-1}|x_t,x_0) &= \frac{q(x_t|x_{t-1})q(x_{t-1}|x_0)}{q(x_t|x_0)} \\
# &\propto \exp\bigg(-\frac12\Big(\underbrace{\Big(\frac{\alpha_t}{\beta_t}+\frac{1}{1-\bar\alpha_{t-1}}
#     \Big)}_{a}x_{t-1}^2 - 2\underbrace{\Big(\frac{\sqrt{\alpha_t}x_t}{\beta_t}+\frac{
#     \sqrt{\bar\alpha_{t-1}}x_0}{1-\bar\alpha_{t-1}}\Big)}_{b}x_{t-1}\Big)\bigg) \\
# \tilde\mu_t(x_t,x_0) &= \frac{b}{a} \\
# &= \frac{\sqrt{\alpha_t}(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}x_t+\frac{\sqrt{\bar\alpha_{t-1}}\beta_t}
#     {1-\bar\alpha_t}x_0
# \end{align*}


# == ddpm_elbo ==
# %%derivation ddpm_elbo
# \begin{align}
# -\log p_\theta(x_0) &\leq -\mathbb{E}_{q}\left[\log\frac{p_\theta(x_{0:T})}{q(x_{1:T}|x_0)}\right] \\
# &= \mathbb{E}_{q}\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_t|x_{t-1},x_0)}{p_\theta(x_{t-1}|x_t)}
#     + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
# &= \mathbb{E}_{q}\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)}
#     + \sum_{t=2}^T\log\frac{q(x_t|x_0)}{q(x_{t-1}|x_0)} + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
# &= \mathbb{E}_{q}\left[-\log p(x_T) + \sum_{t=2}^T\log\frac{q(x_{t-1}|x_t,x_0)}{p_\theta(x_{t-1}|x_t)}
#     + \log\frac{q(x_T|x_0)}{q(x_1|x_0)} + \log\frac{q(x_1|x_0)}{p_\theta(x_0|x_1)}\right] \\
# &= \underbrace{D_{KL}(q(x_T|x_0)\,\|\,p(x_T))}_{L_T}
#     + \sum_{t=2}^T\underbrace{\mathbb{E}_{q}
#     \left[D_{KL}(q(x_{t-1}|x_t,x_0)\,\|\,p_\theta(x_{t-1}|x_t))\right]}_{L_{t-1}}
#     \underbrace{-\mathbb{E}_{q}[\log p_\theta(x_0|x_1)]}_{L_0}
# \end{align}
