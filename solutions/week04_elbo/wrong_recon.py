"""Wrong answers about the reconstruction term and the importance-weighted bound."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

SMALL, SIZES, DTYPES, FLOAT32 = "a small batch", "other sizes", "whole numbers and truth values", "float32"
LARGE = "large logits"
RECON = (SMALL, SIZES, DTYPES, FLOAT32, LARGE, UNCHANGED)


def log_probabilities(x, logits):
    """The right ones of each pixel, for slips that happen elsewhere."""
    return F.logsigmoid(torch.where(x > 0, logits, -logits))


# bernoulli_recon


@WRONG.of(
    "bernoulli_recon",
    "sign",
    "You return the cross-entropy, a loss. The logarithm of a probability is never positive.",
    RECON,
)
def _(x, logits):
    return -log_probabilities(x, logits).sum(-1)


@WRONG.of(
    "bernoulli_recon",
    "mean-over-pixels",
    "You take the mean over the pixels. The logarithm of a product is a sum.",
    tuple(name for name in RECON),
)
def _(x, logits):
    return log_probabilities(x, logits).mean(-1)


@WRONG.of("bernoulli_recon", "summed-over-the-batch", "You add up over the images. Each has its own value.", RECON)
def _(x, logits):
    return log_probabilities(x, logits).sum(0)


@WRONG.of(
    "bernoulli_recon", "one-number", "You return one number for the whole batch. Asked is one for each image.", RECON
)
def _(x, logits):
    return log_probabilities(x, logits).sum()


@WRONG.of(
    "bernoulli_recon",
    "logits-are-probabilities",
    "You take the logarithm of the logits. They are no probabilities yet, and may be negative.",
    RECON,
)
def _(x, logits):
    x = x.to(logits.dtype)
    return (x * logits.log() + (1 - x) * (1 - logits).log()).sum(-1)


@WRONG.of(
    "bernoulli_recon",
    "black-and-white-swapped",
    "You give each pixel the probability of what was not seen.",
    RECON,
)
def _(x, logits):
    return log_probabilities(x, -logits).sum(-1)


@WRONG.of(
    "bernoulli_recon",
    "ones-only",
    "Pixels that are 0 do not count for you. That they are 0 has a probability too.",
    RECON,
)
def _(x, logits):
    return (x * F.logsigmoid(logits)).sum(-1)


@WRONG.of(
    "bernoulli_recon",
    "squared-error",
    "This is a squared error of probabilities: the log likelihood of another model.",
    RECON,
)
def _(x, logits):
    return -(x.to(logits.dtype) - logits.sigmoid()).square().sum(-1)


@WRONG.of(
    "bernoulli_recon",
    "probability-not-logarithm",
    "You add up probabilities, not their logarithms.",
    RECON,
)
def _(x, logits):
    return log_probabilities(x, logits).exp().sum(-1)


@WRONG.of(
    "bernoulli_recon",
    "logarithm-of-a-rounded-probability",
    "For large logits the probability is rounded to 0 or 1 before you take the logarithm.",
    (LARGE,),
)
def _(x, logits):
    x, y = x.to(logits.dtype), logits.sigmoid()
    return (x * y.log() + (1 - x) * (1 - y).log()).sum(-1)


@WRONG.of(
    "bernoulli_recon",
    "logarithms-cut-off",
    "Your logarithms end at -100: the function that you called takes probabilities and cuts off what is below.",
    (LARGE,),
)
def _(x, logits):
    return -F.binary_cross_entropy(logits.sigmoid(), x.to(logits.dtype), reduction="none").sum(-1)


@WRONG.of(
    "bernoulli_recon",
    "a-little-added",
    "A small number is added inside the logarithm. That avoids an infinity and makes every value wrong.",
    (SMALL, SIZES, DTYPES, LARGE, UNCHANGED),
)
def _(x, logits):
    x, y = x.to(logits.dtype), logits.sigmoid()
    return (x * (y + 1e-7).log() + (1 - x) * (1 - y + 1e-7).log()).sum(-1)


@WRONG.of(
    "bernoulli_recon",
    "floats-only",
    "With x of dtype bool your answer stops: torch does not subtract truth values.",
    (DTYPES,),
)
def _(x, logits):
    return (x * F.logsigmoid(logits) + (1 - x) * F.logsigmoid(-logits)).sum(-1)


@WRONG.of(
    "bernoulli_recon",
    "changes-its-input",
    "The values are right, but the caller's logits are not the same afterwards.",
    (UNCHANGED,),
)
def _(x, logits):
    logits[x == 0] *= -1
    return F.logsigmoid(logits).sum(-1)


# iwae_bound

ONE, WEIGHTS = "one weight", "large weights"
IWAE = (SMALL, SIZES, ONE, FLOAT32, WEIGHTS, UNCHANGED)
IWAE_BUT_ONE = (SMALL, SIZES, FLOAT32, WEIGHTS, UNCHANGED)


@WRONG.of(
    "iwae_bound",
    "sum-for-mean",
    "You take the logarithm of a sum. If all w_k are the same, the bound is that number, however many there are.",
    IWAE_BUT_ONE,
)
def _(log_weights):
    return torch.logsumexp(log_weights, -1)


@WRONG.of(
    "iwae_bound",
    "mean-of-logarithms",
    "You take the mean of the logarithms, which estimates the ELBO. Here the mean comes first.",
    IWAE_BUT_ONE,
)
def _(log_weights):
    return log_weights.mean(-1)


@WRONG.of("iwae_bound", "largest-weight", "You return the largest weight; the others count too.", IWAE_BUT_ONE)
def _(log_weights):
    return log_weights.max(-1).values


@WRONG.of(
    "iwae_bound",
    "exponentials-as-they-are",
    "The exponentials of large weights overflow, those of small ones vanish: take something out of the sum first.",
    (WEIGHTS,),
)
def _(log_weights):
    return log_weights.exp().mean(-1).log()


@WRONG.of(
    "iwae_bound",
    "largest-of-the-batch",
    "You take out the largest weight of the whole batch. For examples far below it all exponentials vanish.",
    (WEIGHTS,),
)
def _(log_weights):
    top = log_weights.max()
    return (log_weights - top).exp().mean(-1).log() + top


@WRONG.of(
    "iwae_bound",
    "mean-taken-out",
    "You take the mean of the w_k out of the sum. A weight that is 1000 above the mean still overflows.",
    (WEIGHTS,),
)
def _(log_weights):
    middle = log_weights.mean(-1, keepdim=True)
    return (log_weights - middle).exp().mean(-1).log() + middle[:, 0]


@WRONG.of("iwae_bound", "not-added-again", "What you took out of the sum has to come in again at the end.", IWAE)
def _(log_weights):
    return (log_weights - log_weights.max(-1, keepdim=True).values).exp().mean(-1).log()


@WRONG.of("iwae_bound", "over-the-batch", "You take the mean over the examples. Each has weights of its own.", IWAE)
def _(log_weights):
    return torch.logsumexp(log_weights, 0) - math.log(len(log_weights))


@WRONG.of(
    "iwae_bound",
    "divided-by-the-batch",
    "You divide by the number of examples. Each mean is one of K weights.",
    IWAE,
)
def _(log_weights):
    return torch.logsumexp(log_weights, -1) - math.log(len(log_weights) + 1e-9)


@WRONG.of("iwae_bound", "no-logarithm", "You return the mean weight. Asked is its logarithm.", IWAE)
def _(log_weights):
    return log_weights.exp().mean(-1)


@WRONG.of(
    "iwae_bound",
    "changes-its-input",
    "The values are right, but the caller's weights are not the same afterwards.",
    (UNCHANGED,),
)
def _(log_weights):
    top = log_weights.max(-1, keepdim=True).values
    log_weights -= top
    return log_weights.exp().mean(-1).log() + top[:, 0]
