"""Another right answer to each question."""

import torch

from autograder.authoring import RightAnswers

RIGHT_ANSWERS = RightAnswers()


@RIGHT_ANSWERS.of("gaussian_nll", "by standardising")
def _(x, mu, logvar):
    z = (x - mu) * (-0.5 * logvar).exp()
    return (0.5 * (z * z + logvar) + 0.9189385332046727).sum(-1)


@RIGHT_ANSWERS.of("gaussian_kl", "of scales")
def _(mu, logvar):
    scale = (0.5 * logvar).exp()
    return ((scale**2 + mu**2 - 1) / 2 - scale.log()).sum(-1)


@RIGHT_ANSWERS.of("reparameterize", "by a product")
def _(mu, logvar, eps):
    return torch.addcmul(mu, torch.exp(logvar / 2), eps)


@RIGHT_ANSWERS.of("optimal_discriminator", "by filling in")
def _(p, q):
    return (p / (p + q)).nan_to_num(0.5)


@RIGHT_ANSWERS.of("ddpm_marginal", "by logarithms")
def _(x0, t, betas):
    kept = torch.log1p(-betas).cumsum(0).exp()[t][:, None]
    return x0 * kept**0.5, 1 - kept
