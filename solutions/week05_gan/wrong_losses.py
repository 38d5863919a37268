"""Wrong answers about the two players' losses."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()

PLAIN, OTHERS, LARGE = "moderate logits", "other numbers of examples", "large logits"
FLOAT32, LARGE32, UNCHANGED = "float32", "large logits in float32", "inputs unchanged"
SMALL = (PLAIN, OTHERS, FLOAT32, UNCHANGED)
VALUES = (*SMALL, LARGE, LARGE32)

OVERFLOW = "At large logits the sigmoid is exactly 0 or 1, and the logarithm of 0 is infinite."


@WRONG.of("discriminator_loss", "sigmoid-then-log", OVERFLOW, (LARGE, LARGE32))
def _(logits_real, logits_fake):
    return -logits_real.sigmoid().log().mean() - (1 - logits_fake.sigmoid()).log().mean()


@WRONG.of(
    "discriminator_loss",
    "probabilities-kept-off-0",
    "You keep the probabilities away from 0. That makes the loss finite, but not right: it stops growing.",
    (LARGE, LARGE32),
)
def _(logits_real, logits_fake):
    real, fake = logits_real.sigmoid().clamp(min=1e-7), (1 - logits_fake.sigmoid()).clamp(min=1e-7)
    return -real.log().mean() - fake.log().mean()


@WRONG.of(
    "discriminator_loss",
    "cross-entropy-of-probabilities",
    "F.binary_cross_entropy takes probabilities and keeps its logarithms above -100. The logits hold more.",
    (LARGE, LARGE32),
)
def _(logits_real, logits_fake):
    real, fake = logits_real.sigmoid(), logits_fake.sigmoid()
    return F.binary_cross_entropy(real, torch.ones_like(real)) + F.binary_cross_entropy(fake, torch.zeros_like(fake))


@WRONG.of(
    "discriminator_loss",
    "exp-without-care",
    "log(1 + exp(x)) is right on paper; exp(1e4) overflows.",
    (LARGE, LARGE32),
)
def _(logits_real, logits_fake):
    # Written with exp on both sides, so that what overflows gives nan and not only inf.
    real = (logits_real.exp() / (1 + logits_real.exp())).log().mean()
    return -real - (1 / (1 + logits_fake.exp())).log().mean()


@WRONG.of(
    "discriminator_loss",
    "one-mean-over-all",
    "You take one mean over all examples together. Data and fakes have a mean each, and these are added.",
    VALUES,
)
def _(logits_real, logits_fake):
    return torch.cat([F.softplus(-logits_real), F.softplus(logits_fake)]).mean()


@WRONG.of(
    "discriminator_loss",
    "half-of-the-sum",
    "You return the mean of the two means. Asked is their sum.",
    VALUES,
)
def _(logits_real, logits_fake):
    return (F.softplus(-logits_real).mean() + F.softplus(logits_fake).mean()) / 2


@WRONG.of("discriminator_loss", "sums", "You sum over the examples. Each of the two terms is a mean.", VALUES)
def _(logits_real, logits_fake):
    return F.softplus(-logits_real).sum() + F.softplus(logits_fake).sum()


@WRONG.of(
    "discriminator_loss",
    "labels-swapped",
    "You reward the discriminator for taking data for fakes: D is the probability of being data.",
    VALUES,
)
def _(logits_real, logits_fake):
    return F.softplus(logits_real).mean() + F.softplus(-logits_fake).mean()


@WRONG.of(
    "discriminator_loss",
    "value-for-loss",
    "That is the value, which the discriminator maximises. A loss is minimised: look at the sign.",
    VALUES,
)
def _(logits_real, logits_fake):
    return -F.softplus(-logits_real).mean() - F.softplus(logits_fake).mean()


@WRONG.of(
    "discriminator_loss",
    "logits-for-probabilities",
    "You take logarithms of the logits as if they were probabilities.",
    VALUES,
)
def _(logits_real, logits_fake):
    return -logits_real.log().mean() - (1 - logits_fake).log().mean()


@WRONG.of(
    "discriminator_loss",
    "changes-its-input",
    "The loss is right, but the caller's logits are not the same afterwards.",
    (UNCHANGED,),
)
def _(logits_real, logits_fake):
    return F.softplus(logits_real.neg_()).mean() + F.softplus(logits_fake).mean()


# generator_loss

HEURISTIC, SATURATING = "not saturating", "saturating"
GRADIENT, LARGE_GRADIENT = "gradient in the logits", "gradient at large logits"
EVERYTHING = (HEURISTIC, SATURATING, LARGE, FLOAT32, GRADIENT, LARGE_GRADIENT, UNCHANGED)


@WRONG.of("generator_loss", "sigmoid-then-log", OVERFLOW, (LARGE, FLOAT32, LARGE_GRADIENT))
def _(logits_fake, saturating):
    d = torch.sigmoid(logits_fake)
    return (1 - d).log().mean() if saturating else -d.log().mean()


@WRONG.of(
    "generator_loss",
    "probabilities-kept-off-0",
    "You keep the probabilities away from 0. The loss then stops growing, and a generator that is found out no longer "
    "learns.",
    (LARGE, FLOAT32, LARGE_GRADIENT),
)
def _(logits_fake, saturating):
    d = torch.sigmoid(logits_fake)
    return (1 - d).clamp(min=1e-7).log().mean() if saturating else -d.clamp(min=1e-7).log().mean()


@WRONG.of(
    "generator_loss",
    "both-branches-of-where",
    "The values are right everywhere, but torch.where differentiates both branches, and the one not taken overflows.",
    (LARGE_GRADIENT,),
)
def _(logits_fake, saturating):
    x = logits_fake if saturating else -logits_fake
    loss = torch.where(x > 0, x + torch.log1p(torch.exp(-x)), torch.log1p(torch.exp(x))).mean()
    return -loss if saturating else loss


@WRONG.of(
    "generator_loss",
    "modes-swapped",
    "Your two losses have changed places: the saturating one is the term of the game itself.",
    EVERYTHING,
)
def _(logits_fake, saturating):
    return F.softplus(-logits_fake).mean() if saturating else -F.softplus(logits_fake).mean()


@WRONG.of(
    "generator_loss",
    "saturating-sign",
    "Your saturating loss has the wrong sign: minimising it, the generator would help the discriminator.",
    (SATURATING, LARGE, FLOAT32, GRADIENT, LARGE_GRADIENT),
)
def _(logits_fake, saturating):
    return F.softplus(logits_fake).mean() if saturating else F.softplus(-logits_fake).mean()


@WRONG.of(
    "generator_loss",
    "one-loss-only",
    "You return the same loss in both modes.",
    (SATURATING, LARGE, FLOAT32, GRADIENT, LARGE_GRADIENT),
)
def _(logits_fake, saturating):
    return F.softplus(-logits_fake).mean()


@WRONG.of("generator_loss", "sum", "You sum over the examples; asked is a mean.", EVERYTHING)
def _(logits_fake, saturating):
    return -F.softplus(logits_fake).sum() if saturating else F.softplus(-logits_fake).sum()


@WRONG.of(
    "generator_loss",
    "log-of-the-mean",
    "You take the logarithm of a mean. Asked is the mean of logarithms; Jensen's inequality lies between them.",
    EVERYTHING,
)
def _(logits_fake, saturating):
    d = torch.sigmoid(logits_fake)
    return (1 - d).mean().log() if saturating else -d.mean().log()


@WRONG.of(
    "generator_loss",
    "gradient-cut",
    "The values are right, but .item() cuts the result off from the logits, and nothing can be trained on it.",
    (GRADIENT, LARGE_GRADIENT),
)
def _(logits_fake, saturating):
    loss = -F.softplus(logits_fake).mean() if saturating else F.softplus(-logits_fake).mean()
    return torch.tensor(loss.item(), dtype=logits_fake.dtype)


@WRONG.of(
    "generator_loss",
    "changes-its-input",
    "The loss is right, but the caller's logits are not the same afterwards.",
    (UNCHANGED,),
)
def _(logits_fake, saturating):
    x = 1 * logits_fake if saturating else -logits_fake
    loss = F.softplus(x).mean()
    logits_fake.data.clamp_(-1, 1)
    return -loss if saturating else loss
