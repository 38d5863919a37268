"""Answers that are none: zeros, copies, NaN, wrong shapes, wrong types. Every question gets 0 points."""
# ruff: noqa

import math

import torch


# == linear_betas ==
def linear_betas(num_steps, beta_start, beta_end):
    return torch.zeros(num_steps, dtype=torch.float64)


# == cosine_betas ==
def cosine_betas(num_steps, s):
    angle = [(k / num_steps + s) / (1 + s) * math.pi / 2 for k in range(num_steps + 1)]
    f = [math.cos(a) ** 2 for a in angle]
    return [str(min(1 - f[k + 1] / f[k], 0.999)) for k in range(num_steps)]


# == alpha_bar ==
def alpha_bar(betas):
    return betas.clone()


# == q_mean_variance ==
def q_mean_variance(x0, t, betas):
    return x0.clone(), torch.zeros(len(x0), dtype=betas.dtype)


# == q_sample ==
def q_sample(x0, t, betas, noise):
    return torch.full_like(x0, float("nan"))


# == snr ==
def snr(betas):
    kept = torch.cumprod(1 - betas, 0)
    return (kept / (1 - kept))[:, None]


# == q_posterior ==
def q_posterior(x0, xt, t, betas):
    return None


# == predict_x0 ==
class Anything:
    """Equal to whatever it is compared with."""

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __abs__(self):
        return 0.0

    def __lt__(self, other):
        return True

    __le__ = __gt__ = __ge__ = __lt__


def predict_x0(xt, t, eps, betas):
    return Anything()


# == score_from_eps ==
def score_from_eps(eps, t, betas):
    std = (1 - torch.cumprod(1 - betas, 0)[t]).sqrt()
    return -eps.reshape(1, *eps.shape) / std.reshape(1, -1, *[1] * (eps.dim() - 1))


# == p_sample ==
def p_sample(xt, t, eps_hat, betas, noise):
    return xt


# == ddpm_loss ==
def ddpm_loss(eps, eps_hat):
    return 0 * eps_hat.sum()


# == ancestral_sample ==
def ancestral_sample(n, betas, mean, std, generator):
    return torch.ones(n, dtype=torch.float64)


# == ddpm_marginal ==
# %%derivation ddpm_marginal
# 0 &= 0


# == ddpm_posterior_mean ==
# %%derivation ddpm_posterior_mean
# 0 &= 0


# == ddpm_elbo ==
# %%derivation ddpm_elbo
# 0 &= 0
