"""Wrong answers about the forward process: its marginal, noising, its posterior."""

from __future__ import annotations

import torch

from autograder.authoring import WrongAnswers

from ._wrong import alpha_bar, column, image, shifted

WRONG = WrongAnswers()

PLANE, EVENTS, LONG, FLOAT32 = "points in the plane", "any number of event axes", "a thousand steps", "float32"
FIRST, MIXED, UNCHANGED = "first step", "first step among others", "inputs unchanged"
MEANS = (f"mean, {PLANE}", f"mean, {EVENTS}", LONG, FLOAT32, UNCHANGED)
VARIANCES = (f"variance, {PLANE}", f"variance, {EVENTS}", LONG, FLOAT32)
BOTH = tuple(dict.fromkeys(MEANS + VARIANCES))
VALUES = (PLANE, EVENTS, LONG, FLOAT32, UNCHANGED)
FORGOT_ROOT = "You multiply the data by a share of variance. Data is multiplied by a standard deviation's share."
ONLY_IMAGES = "Your factor is shaped for images, (B, 1, 1, 1). For other data it broadcasts to a wrong shape."
LINED_UP_RIGHT = (
    "Your factor has shape (B,) and is lined up with the last axis of the data, not with the batch. "
    "That goes through only by accident."
)
MUTATES = "The values are right, but the caller's x0 is not the same afterwards."
BETA_FOR_ALPHA_BAR = "You take one step from the data, however large t is. All steps up to t have to be in."
STEP_BEHIND = "Your schedule is one step behind: the noise of step t itself is missing."


@WRONG.of("q_mean_variance", "mean-without-root", FORGOT_ROOT, (*MEANS, FIRST))
def _(x0, t, betas):
    left = alpha_bar(betas)[t]
    return column(left, x0) * x0, 1 - left


@WRONG.of(
    "q_mean_variance",
    "standard-deviation",
    "Your second value is the standard deviation. Asked is the variance.",
    (*VARIANCES, FIRST),
)
def _(x0, t, betas):
    left = alpha_bar(betas)[t]
    return column(left.sqrt(), x0) * x0, (1 - left).sqrt()


@WRONG.of("q_mean_variance", "one-step-only", BETA_FOR_ALPHA_BAR, BOTH)
def _(x0, t, betas):
    return column((1 - betas[t]).sqrt(), x0) * x0, betas[t]


@WRONG.of("q_mean_variance", "one-step-behind", STEP_BEHIND, (*BOTH, FIRST))
def _(x0, t, betas):
    left = shifted(betas)[t]
    return column(left.sqrt(), x0) * x0, 1 - left


@WRONG.of("q_mean_variance", "images-only", ONLY_IMAGES, (*MEANS, FIRST))
def _(x0, t, betas):
    left = alpha_bar(betas)[t]
    return image(left.sqrt()) * x0, 1 - left


@WRONG.of("q_mean_variance", "lined-up-right", LINED_UP_RIGHT, (*BOTH, FIRST))
def _(x0, t, betas):
    left = alpha_bar(betas)[t]
    return left.sqrt() * x0, 1 - left


@WRONG.of(
    "q_mean_variance",
    "variance-for-each-entry",
    "Your variance has an entry for each entry of the data. The noise is the same in all: one number an example, (B,).",
    (*VARIANCES, FIRST),
)
def _(x0, t, betas):
    left = column(alpha_bar(betas)[t], x0)
    return left.sqrt() * x0, (1 - left).unsqueeze(-1).expand(*x0.shape, 1)


@WRONG.of(
    "q_mean_variance",
    "variance-is-what-is-left",
    "Your variance is the signal's share. The noise has the rest.",
    (*VARIANCES, FIRST),
)
def _(x0, t, betas):
    left = alpha_bar(betas)[t]
    return column(left.sqrt(), x0) * x0, left


@WRONG.of("q_mean_variance", "changes-its-input", MUTATES, (UNCHANGED,))
def _(x0, t, betas):
    left = alpha_bar(betas)[t]
    x0 *= column(left.sqrt(), x0)
    return x0, 1 - left


@WRONG.of(
    "q_sample",
    "noise-times-variance",
    "You multiply the noise by its variance. Standard normal noise is multiplied by a standard deviation.",
    (*VALUES, FIRST),
)
def _(x0, t, betas, noise):
    left = column(alpha_bar(betas)[t], x0)
    return left.sqrt() * x0 + (1 - left) * noise


@WRONG.of(
    "q_sample", "no-roots", "Both factors lack their square roots: alpha_bar is a share of variance.", (*VALUES, FIRST)
)
def _(x0, t, betas, noise):
    left = column(alpha_bar(betas)[t], x0)
    return left * x0 + (1 - left) * noise


@WRONG.of("q_sample", "one-step-only", BETA_FOR_ALPHA_BAR, VALUES)
def _(x0, t, betas, noise):
    beta = column(betas[t], x0)
    return (1 - beta).sqrt() * x0 + beta.sqrt() * noise


@WRONG.of("q_sample", "one-step-behind", STEP_BEHIND, (*VALUES, FIRST))
def _(x0, t, betas, noise):
    left = column(shifted(betas)[t], x0)
    return left.sqrt() * x0 + (1 - left).sqrt() * noise


@WRONG.of("q_sample", "images-only", ONLY_IMAGES, (*VALUES, FIRST))
def _(x0, t, betas, noise):
    left = image(alpha_bar(betas)[t])
    return left.sqrt() * x0 + (1 - left).sqrt() * noise


@WRONG.of("q_sample", "lined-up-right", LINED_UP_RIGHT, (*VALUES, FIRST))
def _(x0, t, betas, noise):
    left = alpha_bar(betas)[t]
    return left.sqrt() * x0 + (1 - left).sqrt() * noise


@WRONG.of(
    "q_sample",
    "data-and-noise-swapped",
    "Your weights are on the wrong partners: early in the chain x_t is nearly all data.",
    (*VALUES, FIRST),
)
def _(x0, t, betas, noise):
    left = column(alpha_bar(betas)[t], x0)
    return (1 - left).sqrt() * x0 + left.sqrt() * noise


@WRONG.of("q_sample", "noise-not-used", "Your result is the mean alone: the noise is missing.", (*VALUES, FIRST))
def _(x0, t, betas, noise):
    return column(alpha_bar(betas)[t], x0).sqrt() * x0


@WRONG.of("q_sample", "changes-its-input", MUTATES, (UNCHANGED,))
def _(x0, t, betas, noise):
    left = column(alpha_bar(betas)[t], x0)
    return x0.mul_(left.sqrt()).add_((1 - left).sqrt() * noise)


def _weights(t, betas, before):
    """Weights of x0 and of xt, and the variance, for a given alpha_bar before each step."""
    now, before, beta = alpha_bar(betas)[t], before[t], betas[t]
    return (
        before.sqrt() * beta / (1 - now),
        (1 - beta).sqrt() * (1 - before) / (1 - now),
        (1 - before) / (1 - now) * beta,
    )


def _posterior(x0, xt, weights):
    from_x0, from_xt, variance = weights
    return column(from_x0, x0) * x0 + column(from_xt, x0) * xt, variance


@WRONG.of(
    "q_posterior",
    "variance-of-the-forward-step",
    "Your variance is that of the step forwards. Knowing x_0 makes the one backwards smaller.",
    (*VARIANCES, FIRST, MIXED),
)
def _(x0, xt, t, betas):
    mean, _ = _posterior(x0, xt, _weights(t, betas, shifted(betas)))
    return mean, betas[t]


@WRONG.of(
    "q_posterior",
    "wraps-around-at-step-0",
    "At t = 0 the index t - 1 is -1, and that is the last step of the schedule. Before step 0 all of the data is left.",
    (FIRST, MIXED),
)
def _(x0, xt, t, betas):
    left = alpha_bar(betas)
    return _posterior(x0, xt, _weights(t, betas, torch.cat([left[-1:], left[:-1]])))


@WRONG.of(
    "q_posterior",
    "whole-batch-at-step-0",
    "Step 0 is treated for the batch as a whole. Each example has a step of its own.",
    (MIXED,),
)
def _(x0, xt, t, betas):
    if t[0] == 0:
        return x0.clone(), torch.zeros_like(betas[t])
    left = alpha_bar(betas)
    return _posterior(x0, xt, _weights(t, betas, torch.cat([left[-1:], left[:-1]])))


@WRONG.of(
    "q_posterior",
    "arguments-swapped",
    "You give x_0 the weight of x_t and the other way round. Look at the order of the arguments.",
    (*MEANS, FIRST, MIXED),
)
def _(xt, x0, t, betas):
    return _posterior(x0, xt, _weights(t, betas, shifted(betas)))


@WRONG.of(
    "q_posterior",
    "same-step-before-and-after",
    "You use what is left after the step where what was left before it belongs.",
    (*BOTH, FIRST, MIXED),
)
def _(x0, xt, t, betas):
    return _posterior(x0, xt, _weights(t, betas, alpha_bar(betas)))


@WRONG.of(
    "q_posterior",
    "roots-missing",
    "The weights of the mean lack their square roots: data is multiplied by roots of variances.",
    (*MEANS, MIXED),
)
def _(x0, xt, t, betas):
    now, before, beta = alpha_bar(betas)[t], shifted(betas)[t], betas[t]
    weights = before * beta / (1 - now), (1 - beta) * (1 - before) / (1 - now), (1 - before) / (1 - now) * beta
    return _posterior(x0, xt, weights)


@WRONG.of(
    "q_posterior",
    "standard-deviation",
    "Your second value is the standard deviation. Asked is the variance.",
    (*VARIANCES, MIXED),
)
def _(x0, xt, t, betas):
    mean, variance = _posterior(x0, xt, _weights(t, betas, shifted(betas)))
    return mean, variance.sqrt()


@WRONG.of("q_posterior", "images-only", ONLY_IMAGES, (*MEANS, FIRST, MIXED))
def _(x0, xt, t, betas):
    from_x0, from_xt, variance = _weights(t, betas, shifted(betas))
    return image(from_x0) * x0 + image(from_xt) * xt, variance


@WRONG.of("q_posterior", "changes-its-input", MUTATES, (UNCHANGED,))
def _(x0, xt, t, betas):
    from_x0, from_xt, variance = _weights(t, betas, shifted(betas))
    x0 *= column(from_x0, x0)
    x0 += column(from_xt, xt) * xt
    return x0, variance
