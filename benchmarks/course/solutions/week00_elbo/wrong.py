"""Slips of students. Those that lose more than `inputs unchanged` stand in the notebooks that all graders are given."""

import math

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

from .questions import GRADIENT, HIDDEN, PUBLIC

WRONG_ANSWERS = WrongAnswers()
VALUES = (PUBLIC, HIDDEN, UNCHANGED)


@WRONG_ANSWERS.of("gaussian_nll", "no-constant", "The density's normalising constant is not 1.", VALUES)
def _(x, mu, logvar):
    return 0.5 * (logvar + (x - mu) ** 2 / logvar.exp()).sum(dim=-1)


@WRONG_ANSWERS.of("gaussian_nll", "deviation-for-variance", "You divide by more than the variance.", VALUES)
def _(x, mu, logvar):
    return 0.5 * (math.log(2 * math.pi) + logvar + (x - mu) ** 2 / (2 * logvar).exp()).sum(dim=-1)


@WRONG_ANSWERS.of("gaussian_nll", "mean-for-sum", "One number came back; asked is one a row, and a sum.", VALUES)
def _(x, mu, logvar):
    return 0.5 * (math.log(2 * math.pi) + logvar + (x - mu) ** 2 / logvar.exp()).mean()


@WRONG_ANSWERS.of("gaussian_kl", "sign", "A divergence is never negative.", VALUES)
def _(mu, logvar):
    return 0.5 * (1 + logvar - mu**2 - logvar.exp()).sum(dim=-1)


@WRONG_ANSWERS.of("gaussian_kl", "mean-for-sum", "Independent coordinates add their divergences.", VALUES)
def _(mu, logvar):
    return -0.5 * (1 + logvar - mu**2 - logvar.exp()).mean(dim=-1)


@WRONG_ANSWERS.of("gaussian_kl", "means-alone", "Laws of equal mean may still differ in their variance.", VALUES)
def _(mu, logvar):
    return 0.5 * (mu**2).sum(dim=-1)


ALL = (PUBLIC, GRADIENT, HIDDEN, UNCHANGED)


@WRONG_ANSWERS.of("reparameterize", "variance-for-deviation", "Noise is stretched by a deviation.", ALL)
def _(mu, logvar, eps):
    return mu + logvar.exp() * eps


@WRONG_ANSWERS.of("reparameterize", "logarithm-for-deviation", "You stretch the noise by a logarithm.", ALL)
def _(mu, logvar, eps):
    return mu + logvar * eps


@WRONG_ANSWERS.of("reparameterize", "detached", "No gradient passes through your draw.", (GRADIENT, HIDDEN, UNCHANGED))
def _(mu, logvar, eps):
    return (mu + (0.5 * logvar).exp() * eps).detach()


@WRONG_ANSWERS.of("optimal_discriminator", "nothing-by-nothing", "Think of 0 / 0.", (HIDDEN, UNCHANGED))
def _(p, q):
    return p / (p + q)


@WRONG_ANSWERS.of("optimal_discriminator", "swapped", "You guess the other density.", VALUES)
def _(p, q):
    return q / (p + q)


@WRONG_ANSWERS.of("optimal_discriminator", "of-differences", "The optimum is a ratio of densities.", VALUES)
def _(p, q):
    return torch.sigmoid(p - q)


@WRONG_ANSWERS.of("ddpm_marginal", "one-step-early", "Step t itself has added noise, too.", VALUES)
def _(x0, t, betas):
    kept = torch.cumprod(1 - betas, dim=0)[t - 1].unsqueeze(-1)
    return kept.sqrt() * x0, 1 - kept


@WRONG_ANSWERS.of("ddpm_marginal", "one-step-alone", "All steps up to t add noise, not t alone.", VALUES)
def _(x0, t, betas):
    kept = (1 - betas)[t].unsqueeze(-1)
    return kept.sqrt() * x0, 1 - kept


@WRONG_ANSWERS.of("ddpm_marginal", "variance-for-deviation", "The mean is scaled by a root.", VALUES)
def _(x0, t, betas):
    kept = torch.cumprod(1 - betas, dim=0)[t].unsqueeze(-1)
    return kept * x0, 1 - kept


IN_PLACE = "The value is right, but the caller's arguments are not the same after the call."


@WRONG_ANSWERS.of("gaussian_nll", "in-place", IN_PLACE, (UNCHANGED,))
def _(x, mu, logvar):
    x -= mu
    return 0.5 * (math.log(2 * math.pi) + logvar + x**2 / logvar.exp()).sum(dim=-1)


@WRONG_ANSWERS.of("gaussian_kl", "in-place", IN_PLACE, (UNCHANGED,))
def _(mu, logvar):
    return 0.5 * (mu.square_() + logvar.exp() - 1 - logvar).sum(dim=-1)


@WRONG_ANSWERS.of("reparameterize", "in-place", IN_PLACE, (UNCHANGED,))
def _(mu, logvar, eps):
    eps *= (0.5 * logvar.detach()).exp()
    return mu + eps + 0.5 * eps * (logvar - logvar.detach())


@WRONG_ANSWERS.of("optimal_discriminator", "in-place", IN_PLACE, (UNCHANGED,))
def _(p, q):
    q += p
    return torch.where(q > 0, p / q, 0.5)


@WRONG_ANSWERS.of("ddpm_marginal", "in-place", IN_PLACE, (UNCHANGED,))
def _(x0, t, betas):
    kept = betas.neg_().add_(1).cumprod(dim=0)[t].unsqueeze(-1)
    return kept.sqrt() * x0, 1 - kept
