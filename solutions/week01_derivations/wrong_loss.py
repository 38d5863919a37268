"""Wrong answers about the loss of a classifier."""

from __future__ import annotations

import math

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

VALUES, ZEROS, LARGE, FLOAT32 = "values", "targets with zeros", "large logits", "float32"
GRADIENT, LARGE_GRADIENT = "gradient in the logits", "gradient for large logits"
NEEDS_VALUES = (VALUES, GRADIENT, LARGE_GRADIENT, UNCHANGED)  # the last three are not gained without the first
ALL = (ZEROS, LARGE, FLOAT32, *NEEDS_VALUES)
UNSTABLE = (LARGE, LARGE_GRADIENT)


def loss(logits, q):
    return -(q * torch.log_softmax(logits, dim=0)).sum()


@WRONG.of(
    "softmax_cross_entropy",
    "exponential-overflows",
    "You compute the exponential of the logits as they are. For large ones it is inf, or 0 for all of them.",
    UNSTABLE,
)
def _(logits, q):
    return -(q * (logits.exp() / logits.exp().sum()).log()).sum()


@WRONG.of(
    "softmax_cross_entropy",
    "logarithm-of-zero",
    "The softmax is computed with care, and its logarithm afterwards: a probability that has become 0 has none.",
    UNSTABLE,
)
def _(logits, q):
    return -(q * torch.softmax(logits, dim=0).log()).sum()


@WRONG.of(
    "softmax_cross_entropy",
    "epsilon",
    "You add a small constant inside the logarithm. The loss cannot grow beyond it, and is always a little wrong.",
    (ZEROS, LARGE, *NEEDS_VALUES),
)
def _(logits, q):
    return -(q * (torch.softmax(logits, dim=0) + 1e-8).log()).sum()


@WRONG.of(
    "softmax_cross_entropy",
    "logits-clamped",
    "You keep the logits within bounds. Large ones are asked, and adding a constant to all must change nothing.",
    UNSTABLE,
)
def _(logits, q):
    return loss(logits.clamp(-80, 80), q)


@WRONG.of(
    "softmax_cross_entropy",
    "gradient-cut",
    "The value is right, but it has left torch on its way (.item(), .numpy(), .detach()): the gradient is lost.",
    (GRADIENT, LARGE_GRADIENT),
)
def _(logits, q):
    return torch.tensor(loss(logits, q).item(), dtype=logits.dtype)


@WRONG.of(
    "softmax_cross_entropy",
    "laws-swapped",
    "Your two laws have changed places: q is what happens, the softmax is what is believed.",
    ALL,
)
def _(logits, q):
    return -torch.xlogy(torch.softmax(logits, dim=0), q).sum()


@WRONG.of(
    "softmax_cross_entropy",
    "most-probable-target-only",
    "You take the most probable target for the only one. The others count by their probabilities.",
    ALL,
)
def _(logits, q):
    return torch.nn.functional.cross_entropy(logits, q.argmax())


@WRONG.of(
    "softmax_cross_entropy",
    "softmax-missing",
    "You average the logits themselves. They are no logarithms of probabilities yet.",
    ALL,
)
def _(logits, q):
    return -(q * logits).sum()


@WRONG.of(
    "softmax_cross_entropy",
    "softmax-twice",
    "The softmax is applied twice: torch's cross_entropy and log_softmax take the logits as they are.",
    ALL,
)
def _(logits, q):
    return loss(torch.softmax(logits, dim=0), q)


@WRONG.of(
    "softmax_cross_entropy",
    "divergence",
    "The gradient is right, the value is less: you have taken away the entropy of the target.",
    ALL,
)
def _(logits, q):
    return loss(logits, q) + torch.xlogy(q, q).sum()


@WRONG.of("softmax_cross_entropy", "mean-of-the-terms", "The K terms are to be added up, not averaged.", ALL)
def _(logits, q):
    return -(q * torch.log_softmax(logits, dim=0)).mean()


@WRONG.of("softmax_cross_entropy", "bits", "Your loss is in bits. Asked are nats.", ALL)
def _(logits, q):
    return loss(logits, q) / math.log(2)


@WRONG.of(
    "softmax_cross_entropy",
    "changes-its-argument",
    "The value is right, but the caller's logits are not the same afterwards; and autograd refuses.",
    (UNCHANGED, GRADIENT, LARGE_GRADIENT),
)
def _(logits, q):
    logits -= logits.max()
    return logits.exp().sum().log() - (q * logits).sum()
