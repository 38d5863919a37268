"""Wrong answers about the reverse process and the loss."""

from __future__ import annotations

import torch

from autograder.authoring import WrongAnswers

from ._wrong import alpha_bar, column, image, shifted

WRONG = WrongAnswers()

PLANE, EVENTS, LONG, FLOAT32 = "points in the plane", "any number of event axes", "a thousand steps", "float32"
FIRST, MIXED, UNCHANGED = "first step", "first step among others", "inputs unchanged"
VALUES = (PLANE, EVENTS, LONG, FLOAT32, UNCHANGED)
ALL = (*VALUES, FIRST)
ONLY_IMAGES = "Your factor is shaped for images, (B, 1, 1, 1). For other data it broadcasts to a wrong shape."
STEP_BEHIND = "Your schedule is one step behind: the noise of step t itself is missing."
CLIPPED = "You clip the predicted data to [-1, 1]. That is for images in that range; nothing is clipped here."
BETA_FOR_ALPHA_BAR = "You take back one step, however large t is. The noise of all steps up to t is in x_t."


@WRONG.of("predict_x0", "clipped", CLIPPED, ALL)
def _(xt, t, eps, betas):
    left = column(alpha_bar(betas)[t], xt)
    return ((xt - (1 - left).sqrt() * eps) / left.sqrt()).clamp(-1, 1)


@WRONG.of(
    "predict_x0",
    "not-scaled-back",
    "You subtract the noise, but the data in x_t has also been shrunk on its way.",
    ALL,
)
def _(xt, t, eps, betas):
    left = column(alpha_bar(betas)[t], xt)
    return xt - (1 - left).sqrt() * eps


@WRONG.of(
    "predict_x0",
    "noise-times-variance",
    "You subtract the noise times its variance. It came in times its standard deviation.",
    ALL,
)
def _(xt, t, eps, betas):
    left = column(alpha_bar(betas)[t], xt)
    return (xt - (1 - left) * eps) / left.sqrt()


@WRONG.of(
    "predict_x0", "divided-without-root", "You divide by a share of variance. The data was multiplied by its root.", ALL
)
def _(xt, t, eps, betas):
    left = column(alpha_bar(betas)[t], xt)
    return (xt - (1 - left).sqrt() * eps) / left


@WRONG.of("predict_x0", "noise-added", "You add the noise once more. To invert q_sample, it has to come off.", ALL)
def _(xt, t, eps, betas):
    left = column(alpha_bar(betas)[t], xt)
    return (xt + (1 - left).sqrt() * eps) / left.sqrt()


@WRONG.of("predict_x0", "one-step-only", BETA_FOR_ALPHA_BAR, VALUES)
def _(xt, t, eps, betas):
    beta = column(betas[t], xt)
    return (xt - beta.sqrt() * eps) / (1 - beta).sqrt()


@WRONG.of("predict_x0", "one-step-behind", STEP_BEHIND, ALL)
def _(xt, t, eps, betas):
    left = column(shifted(betas)[t], xt)
    return (xt - (1 - left).sqrt() * eps) / left.sqrt()


@WRONG.of("predict_x0", "images-only", ONLY_IMAGES, ALL)
def _(xt, t, eps, betas):
    left = image(alpha_bar(betas)[t])
    return (xt - (1 - left).sqrt() * eps) / left.sqrt()


@WRONG.of(
    "predict_x0",
    "changes-its-input",
    "The values are right, but the caller's xt is not the same afterwards.",
    (UNCHANGED,),
)
def _(xt, t, eps, betas):
    left = column(alpha_bar(betas)[t], xt)
    xt -= (1 - left).sqrt() * eps
    return xt / left.sqrt()


@WRONG.of("score_from_eps", "sign", "Your arrows point downhill. The score points to where x_t is more likely.", ALL)
def _(eps, t, betas):
    return eps / (1 - column(alpha_bar(betas)[t], eps)).sqrt()


@WRONG.of(
    "score_from_eps",
    "divided-by-variance",
    "You divide the noise by the variance. That is the factor of x_t minus its mean, and noise is that in units of the "
    "standard deviation.",
    ALL,
)
def _(eps, t, betas):
    return -eps / (1 - column(alpha_bar(betas)[t], eps))


@WRONG.of(
    "score_from_eps",
    "not-scaled",
    "You return minus the noise. Score and noise differ by a factor that depends on t.",
    ALL,
)
def _(eps, t, betas):
    return -eps


@WRONG.of(
    "score_from_eps",
    "multiplied",
    "You multiply where the density's width divides: less noise makes steeper densities.",
    ALL,
)
def _(eps, t, betas):
    return -eps * (1 - column(alpha_bar(betas)[t], eps)).sqrt()


@WRONG.of(
    "score_from_eps",
    "signal-for-noise",
    "You scale by the signal's share. The width of q(x_t | x_0) is the noise's.",
    ALL,
)
def _(eps, t, betas):
    return -eps / column(alpha_bar(betas)[t], eps).sqrt()


@WRONG.of(
    "score_from_eps",
    "one-step-only",
    "You scale by the noise of step t alone. The noise of all steps up to t is in x_t.",
    VALUES,
)
def _(eps, t, betas):
    return -eps / column(betas[t], eps).sqrt()


@WRONG.of("score_from_eps", "images-only", ONLY_IMAGES, ALL)
def _(eps, t, betas):
    return -eps / (1 - image(alpha_bar(betas)[t])).sqrt()


@WRONG.of(
    "score_from_eps",
    "changes-its-input",
    "The values are right, but the caller's eps is not the same afterwards.",
    (UNCHANGED,),
)
def _(eps, t, betas):
    return eps.neg_().div_((1 - column(alpha_bar(betas)[t], eps)).sqrt())


def _mean(xt, t, eps_hat, betas):
    noise = (1 - column(alpha_bar(betas)[t], xt)).sqrt()
    beta = column(betas[t], xt)
    return (xt - beta / noise * eps_hat) / (1 - beta).sqrt()


def _variance(t, betas):
    return (1 - shifted(betas)[t]) / (1 - alpha_bar(betas)[t]) * betas[t]


@WRONG.of(
    "p_sample",
    "variance-of-the-forward-step",
    "Your noise has the variance of the step forwards. It is one of the paper's two choices; asked is the posterior's.",
    (*VALUES, MIXED),
)
def _(xt, t, eps_hat, betas, noise):
    std = column(torch.where(t > 0, betas[t].sqrt(), 0.0), xt)
    return _mean(xt, t, eps_hat, betas) + std * noise


@WRONG.of(
    "p_sample",
    "noise-at-the-last-step",
    "You add noise at t = 0, where the step leads to the data itself.",
    (FIRST, MIXED),
)
def _(xt, t, eps_hat, betas, noise):
    variance = torch.where(t > 0, _variance(t, betas), betas[t])
    return _mean(xt, t, eps_hat, betas) + column(variance, xt).sqrt() * noise


@WRONG.of(
    "p_sample",
    "whole-batch-at-step-0",
    "Step 0 is treated for the batch as a whole. Each example has a step of its own.",
    (MIXED,),
)
def _(xt, t, eps_hat, betas, noise):
    mean = _mean(xt, t, eps_hat, betas)
    if t[0] == 0:
        return mean
    return mean + column(torch.where(t > 0, _variance(t, betas), betas[t]), xt).sqrt() * noise


@WRONG.of(
    "p_sample",
    "noise-times-variance",
    "You multiply the noise by its variance. Its standard deviation is asked.",
    (*VALUES, MIXED),
)
def _(xt, t, eps_hat, betas, noise):
    return _mean(xt, t, eps_hat, betas) + column(_variance(t, betas), xt) * noise


@WRONG.of("p_sample", "clipped", CLIPPED, (*ALL, MIXED))
def _(xt, t, eps_hat, betas, noise):
    now, before, beta = (column(v[t], xt) for v in (alpha_bar(betas), shifted(betas), betas))
    x0 = ((xt - (1 - now).sqrt() * eps_hat) / now.sqrt()).clamp(-1, 1)
    mean = (before.sqrt() * beta * x0 + (1 - beta).sqrt() * (1 - before) * xt) / (1 - now)
    return mean + column(_variance(t, betas), xt).sqrt() * noise


@WRONG.of(
    "p_sample",
    "not-scaled-back",
    "Each step forwards shrinks what is there. Your step backwards does not undo that.",
    (*ALL, MIXED),
)
def _(xt, t, eps_hat, betas, noise):
    mean = _mean(xt, t, eps_hat, betas) * (1 - column(betas[t], xt)).sqrt()
    return mean + column(_variance(t, betas), xt).sqrt() * noise


@WRONG.of(
    "p_sample",
    "scaled-back-all-the-way",
    "You undo the shrinking of all steps at once. One reverse step undoes that of one.",
    (*VALUES, MIXED),
)
def _(xt, t, eps_hat, betas, noise):
    mean = _mean(xt, t, eps_hat, betas) * ((1 - column(betas[t], xt)) / column(alpha_bar(betas)[t], xt)).sqrt()
    return mean + column(_variance(t, betas), xt).sqrt() * noise


@WRONG.of(
    "p_sample",
    "all-noise-at-once",
    "You take off all the noise in x_t, not this step's part of it.",
    (*VALUES, MIXED),
)
def _(xt, t, eps_hat, betas, noise):
    mean = (xt - (1 - column(alpha_bar(betas)[t], xt)).sqrt() * eps_hat) / (1 - column(betas[t], xt)).sqrt()
    return mean + column(_variance(t, betas), xt).sqrt() * noise


@WRONG.of("p_sample", "images-only", ONLY_IMAGES, (*ALL, MIXED))
def _(xt, t, eps_hat, betas, noise):
    beta, spread = image(betas[t]), image(1 - alpha_bar(betas)[t]).sqrt()
    return (xt - beta / spread * eps_hat) / (1 - beta).sqrt() + image(_variance(t, betas)).sqrt() * noise


@WRONG.of(
    "p_sample",
    "changes-its-input",
    "The values are right, but the caller's noise is not the same afterwards.",
    (UNCHANGED,),
)
def _(xt, t, eps_hat, betas, noise):
    noise *= column(_variance(t, betas), xt).sqrt()
    return _mean(xt, t, eps_hat, betas) + noise


LOSS_VALUES = (PLANE, "any shape", FLOAT32, "gradient in eps_hat", UNCHANGED)


@WRONG.of("ddpm_loss", "sum", "You add up. Asked is the mean over all elements.", LOSS_VALUES)
def _(eps, eps_hat):
    return ((eps - eps_hat) ** 2).sum()


@WRONG.of(
    "ddpm_loss",
    "mean-over-the-batch",
    "You take the mean over the batch, but the sum within each example.",
    LOSS_VALUES,
)
def _(eps, eps_hat):
    return ((eps - eps_hat) ** 2).reshape(len(eps), -1).sum(1).mean()


@WRONG.of(
    "ddpm_loss", "one-for-each-example", "You return one loss for each example. Training needs one number.", LOSS_VALUES
)
def _(eps, eps_hat):
    return ((eps - eps_hat) ** 2).reshape(len(eps), -1).mean(1)


@WRONG.of("ddpm_loss", "absolute", "You take absolute differences. Asked are squares.", LOSS_VALUES)
def _(eps, eps_hat):
    return (eps - eps_hat).abs().mean()


@WRONG.of("ddpm_loss", "root", "You take the root of the mean square at the end.", LOSS_VALUES)
def _(eps, eps_hat):
    return ((eps - eps_hat) ** 2).mean().sqrt()


@WRONG.of(
    "ddpm_loss", "square-of-the-mean", "You square the mean difference. Asked is the mean of the squares.", LOSS_VALUES
)
def _(eps, eps_hat):
    return (eps - eps_hat).mean() ** 2


@WRONG.of("ddpm_loss", "half", "There is a factor of one half, as in many textbooks. Here there is none.", LOSS_VALUES)
def _(eps, eps_hat):
    return ((eps - eps_hat) ** 2).mean() / 2


@WRONG.of(
    "ddpm_loss",
    "gradient-cut",
    "The value is right, but nothing can be learned from it: the gradient is cut on the way.",
    ("gradient in eps_hat",),
)
def _(eps, eps_hat):
    return torch.tensor(((eps - eps_hat) ** 2).mean().item(), dtype=eps.dtype)


@WRONG.of(
    "ddpm_loss",
    "changes-its-input",
    "The values are right, but the caller's eps is not the same afterwards.",
    (UNCHANGED,),
)
def _(eps, eps_hat):
    eps -= eps_hat
    return (eps**2).mean()
