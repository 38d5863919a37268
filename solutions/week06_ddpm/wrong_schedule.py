"""Wrong answers about schedules: betas, alpha_bar, the signal-to-noise ratio."""

from __future__ import annotations

import math

import torch

from autograder.authoring import WrongAnswers

from ._wrong import alpha_bar, shifted

WRONG = WrongAnswers()

FEW, LONG, ONE, PRECISE = "a few steps", "a thousand steps", "one step", "float64"
SHORT, FLOAT32, UNCHANGED = "short schedule", "float32", "inputs unchanged"
ALL_BETAS = (FEW, LONG, ONE, PRECISE)
ALL = (SHORT, ONE, LONG, FLOAT32, UNCHANGED)
ALL_BUT_ONE_STEP = (SHORT, LONG, FLOAT32, UNCHANGED)


@WRONG.of(
    "linear_betas",
    "end-left-out",
    "Your last beta is not beta_end: the steps are cut as if the end were not one of them, as in range().",
    (FEW, LONG, PRECISE),
)
def _(num_steps, beta_start, beta_end):
    return beta_start + (beta_end - beta_start) * torch.arange(num_steps, dtype=torch.float64) / num_steps


@WRONG.of(
    "linear_betas",
    "start-left-out",
    "Your first beta is not beta_start: the count begins one step too late.",
    (FEW, LONG, PRECISE),
)
def _(num_steps, beta_start, beta_end):
    steps = torch.arange(1, num_steps + 1, dtype=torch.float64)
    return beta_start + (beta_end - beta_start) * steps / num_steps


@WRONG.of(
    "linear_betas",
    "linear-in-the-root",
    "Your betas are squares of equal steps. Stable Diffusion does that; asked are equal steps of beta itself.",
    (FEW, LONG, PRECISE),
)
def _(num_steps, beta_start, beta_end):
    return torch.linspace(beta_start**0.5, beta_end**0.5, num_steps, dtype=torch.float64) ** 2


@WRONG.of(
    "linear_betas",
    "geometric",
    "Your betas grow by equal factors. Asked are equal differences.",
    (FEW, LONG, PRECISE),
)
def _(num_steps, beta_start, beta_end):
    return torch.logspace(math.log10(beta_start), math.log10(beta_end), num_steps, dtype=torch.float64)


@WRONG.of(
    "linear_betas",
    "float32",
    "The values are right, but only to seven digits: torch makes float32 tensors unless it is told otherwise.",
    (LONG, PRECISE),
)
def _(num_steps, beta_start, beta_end):
    return torch.linspace(beta_start, beta_end, num_steps)


def _f(steps, num_steps, s):
    return torch.cos((steps / num_steps + s) / (1 + s) * math.pi / 2) ** 2


def _times(num_steps):
    return torch.arange(num_steps + 1, dtype=torch.float64)


@WRONG.of(
    "cosine_betas",
    "not-clipped",
    "Your last beta is 1, which destroys the data at a stroke. The paper clips from above.",
    ALL_BETAS,
)
def _(num_steps, s):
    f = _f(_times(num_steps), num_steps, s)
    return 1 - f[1:] / f[:-1]


@WRONG.of("cosine_betas", "clipped-too-low", "You clip from above, but at another value than the paper.", ALL_BETAS)
def _(num_steps, s):
    f = _f(_times(num_steps), num_steps, s)
    return (1 - f[1:] / f[:-1]).clamp(max=0.99)


@WRONG.of(
    "cosine_betas",
    "clipped-from-below",
    "Small betas are lifted to a least value. The paper clips only from above; long schedules begin with tiny betas.",
    (LONG,),
)
def _(num_steps, s):
    f = _f(_times(num_steps), num_steps, s)
    return (1 - f[1:] / f[:-1]).clamp(min=1e-4, max=0.999)


@WRONG.of(
    "cosine_betas",
    "cosine-not-squared",
    "f is the square of a cosine: alpha_bar is a share of variance. Yours is the cosine itself.",
    (FEW, LONG, PRECISE),
)
def _(num_steps, s):
    f = _f(_times(num_steps), num_steps, s).sqrt()
    return (1 - f[1:] / f[:-1]).clamp(max=0.999)


@WRONG.of(
    "cosine_betas",
    "offset-forgotten-below",
    "The offset s stands twice in the paper's formula, also where it keeps the angle from passing a right angle.",
    ALL_BETAS,
)
def _(num_steps, s):
    f = torch.cos((_times(num_steps) / num_steps + s) * math.pi / 2) ** 2
    return (1 - f[1:] / f[:-1]).clamp(max=0.999)


@WRONG.of(
    "cosine_betas",
    "one-step-early",
    "f is evaluated one step too early: the paper's first beta compares the end of the first step with its beginning.",
    ALL_BETAS,
)
def _(num_steps, s):
    steps = torch.arange(num_steps, dtype=torch.float64)
    f, before = _f(steps, num_steps, s), _f(steps - 1, num_steps, s)
    return (1 - f / before).clamp(max=0.999)


@WRONG.of(
    "cosine_betas",
    "returns-alpha-bar",
    "You return what is left after each step. The betas are what each single step takes.",
    ALL_BETAS,
)
def _(num_steps, s):
    f = _f(_times(num_steps), num_steps, s)
    return (f / f[0])[1:].clamp(max=0.999)


@WRONG.of(
    "cosine_betas",
    "float32",
    "The formula is right, but computed in float32: at the ends of a long schedule that leaves few digits.",
    (LONG, PRECISE),
)
def _(num_steps, s):
    f = torch.cos((torch.arange(num_steps + 1) / num_steps + s) / (1 + s) * math.pi / 2) ** 2
    return (1 - f[1:] / f[:-1]).clamp(max=0.999)


@WRONG.of(
    "alpha_bar",
    "one-step-late",
    "Your product stops before step t. The noise of step t itself is in alpha_bar[t].",
    ALL,
)
def _(betas):
    return shifted(betas)


@WRONG.of(
    "alpha_bar",
    "sum-for-product",
    "You subtract what each step takes. Each step takes a share of what is still left, so shares multiply.",
    ALL_BUT_ONE_STEP,
)
def _(betas):
    return 1 - torch.cumsum(betas, dim=0)


@WRONG.of(
    "alpha_bar",
    "product-of-betas",
    "You multiply what the steps take. What is left is the product of what they leave.",
    ALL,
)
def _(betas):
    return torch.cumprod(betas, dim=0)


@WRONG.of(
    "alpha_bar",
    "not-cumulative",
    "You return what each step alone leaves. Asked is what is left after all steps so far.",
    ALL_BUT_ONE_STEP,
)
def _(betas):
    return 1 - betas


@WRONG.of(
    "alpha_bar",
    "root",
    "You return the factor that multiplies the data. alpha_bar is a share of variance.",
    ALL,
)
def _(betas):
    return torch.cumprod((1 - betas).sqrt(), dim=0)


@WRONG.of(
    "alpha_bar",
    "one-too-many",
    "There is a 1 before the first entry: T steps have T entries, and entry 0 is what is left after step 0.",
    ALL,
)
def _(betas):
    return torch.cat([torch.ones_like(betas[:1]), alpha_bar(betas)])


@WRONG.of(
    "alpha_bar", "only-the-last", "You return one number for the whole schedule. Asked is one for each step.", ALL
)
def _(betas):
    return (1 - betas).prod()


@WRONG.of(
    "alpha_bar",
    "changes-its-input",
    "The values are right, but the caller's betas are not the same afterwards.",
    (UNCHANGED,),
)
def _(betas):
    left = betas.neg_().add_(1)
    return left.cumprod(0)


@WRONG.of("snr", "upside-down", "Your ratio is of noise to signal, and grows with t.", ALL)
def _(betas):
    left = alpha_bar(betas)
    return (1 - left) / left


@WRONG.of(
    "snr",
    "of-amplitudes",
    "You take the ratio of standard deviations. The signal-to-noise ratio is one of variances.",
    ALL,
)
def _(betas):
    left = alpha_bar(betas)
    return (left / (1 - left)).sqrt()


@WRONG.of(
    "snr",
    "of-a-single-step",
    "Your ratio is that of one step alone. The noise of all earlier steps is there too.",
    ALL_BUT_ONE_STEP,
)
def _(betas):
    return (1 - betas) / betas


@WRONG.of("snr", "logarithm", "You return the logarithm of the ratio.", ALL)
def _(betas):
    left = alpha_bar(betas)
    return (left / (1 - left)).log()


@WRONG.of(
    "snr",
    "share-of-the-whole",
    "You compare the signal with signal and noise together. Asked is the ratio to the noise.",
    ALL,
)
def _(betas):
    return alpha_bar(betas)


@WRONG.of(
    "snr",
    "through-float32",
    "On the way your values pass through float32, where float64 was handed in.",
    (SHORT, ONE, LONG, UNCHANGED),
)
def _(betas):
    left = alpha_bar(betas.float())
    return left / (1 - left)


@WRONG.of(
    "snr",
    "changes-its-input",
    "The values are right, but the caller's betas are not the same afterwards.",
    (UNCHANGED,),
)
def _(betas):
    betas *= -1
    left = (1 + betas).cumprod(0)
    return left / (1 - left)
