"""A syntax error (made in build.py, in snr), an exception, a name that does not exist; the rest is right."""
# ruff: noqa
# base: student_03

import torch


# == q_posterior ==
def q_posterior(x0, xt, t, betas):
    if x0.shape != t.shape:
        raise ValueError("x0 and t must have the same shape")
    raise RuntimeError("not finished")


# == score_from_eps ==
def score_from_eps(eps, t, betas):
    left = alphas_cumprod[t].reshape(-1, *[1] * (eps.dim() - 1))
    return -eps / (1 - left).sqrt()


# == ddpm_loss ==
def ddpm_loss(eps, eps_hat):
    return ((eps - eps_hat) ** 2).mean()


# The student's own example is wrong, so the cell ends in an exception; the function above is right.
assert ddpm_loss(torch.tensor([1.0, 2.0]), torch.tensor([0.0, 4.0])) == 5.0
