"""Wrong answers about the estimated bound. Most are one right estimate with one spot changed."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812

from autograder.authoring import UNCHANGED, WrongAnswers
from reference_impl.variational.vae import decode, encode  # the notebook gives the same two

WRONG = WrongAnswers()

MEAN, FALLS, WIDE, REPRODUCIBLE = "mean", "the variance falls", "mean, wide proposals", "reproducible"
DTYPES, FLOAT32 = "whole numbers and truth values", "float32"
ALL = (MEAN, WIDE, DTYPES, FLOAT32, FALLS, REPRODUCIBLE, UNCHANGED)  # the last three are not gained without the first


def noise(mu, num_samples, generator):
    return torch.randn(num_samples, *mu.shape, dtype=mu.dtype, generator=generator)


def recon(x, params, z):
    """(S, B), log p(x|z) of each draw."""
    logits = decode(params, z)
    return -F.softplus(torch.where(x > 0, -logits, logits)).sum(-1)


def kl(mu, logvar):
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar).sum(-1)


def drawn(x, params, num_samples, generator):
    """Log likelihoods of draws from q, (S, B), and the divergence, (B,): the parts of a right answer."""
    mu, logvar = encode(params, x)
    z = mu + (0.5 * logvar).exp() * noise(mu, num_samples, generator)
    return recon(x, params, z), kl(mu, logvar)


@WRONG.of(
    "elbo",
    "divergence-added",
    "You add the divergence. It is what the bound has to pay, so it makes the bound smaller.",
    ALL,
)
def _(x, params, num_samples, generator):
    each, divergence = drawn(x, params, num_samples, generator)
    return each.mean(0) + divergence


@WRONG.of(
    "elbo", "no-divergence", "You estimate the reconstruction alone: the divergence from the prior is missing.", ALL
)
def _(x, params, num_samples, generator):
    each, _ = drawn(x, params, num_samples, generator)
    return each.mean(0)


@WRONG.of("elbo", "a-loss", "You return minus the bound, a loss to be made small. Asked is the bound.", ALL)
def _(x, params, num_samples, generator):
    each, divergence = drawn(x, params, num_samples, generator)
    return divergence - each.mean(0)


@WRONG.of(
    "elbo",
    "mean-decoded",
    "You decode the mean of q. The bound has the expectation of a function of z, not the function of its expectation.",
    ALL,
)
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    return recon(x, params, mu[None]).mean(0) - kl(mu, logvar)


@WRONG.of(
    "elbo",
    "draws-averaged-before-decoding",
    "You take the mean of the draws and decode that. The mean belongs after the decoder.",
    ALL,
)
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    z = mu + (0.5 * logvar).exp() * noise(mu, num_samples, generator)
    return recon(x, params, z.mean(0, keepdim=True))[0] - kl(mu, logvar)


@WRONG.of(
    "elbo",
    "sum-over-draws",
    "You add up over the draws, so the result depends on how many they are. An expectation is estimated by a mean.",
    ALL,
)
def _(x, params, num_samples, generator):
    each, divergence = drawn(x, params, num_samples, generator)
    return each.sum(0) - divergence


@WRONG.of(
    "elbo",
    "one-draw-only",
    "The mean is right, but you make a single draw, whatever num_samples is: more of them do not help.",
    (FALLS,),
)
def _(x, params, num_samples, generator):
    each, divergence = drawn(x, params, 1, generator)
    return each.mean(0) - divergence


@WRONG.of(
    "elbo",
    "importance-weighted",
    "You take the logarithm of a mean of weights. That is the tighter bound of Part 4; asked is the ELBO.",
    ALL,
)
def _(x, params, num_samples, generator):
    each, divergence = drawn(x, params, num_samples, generator)
    return torch.logsumexp(each, 0) - math.log(num_samples) - divergence


@WRONG.of(
    "elbo",
    "variance-for-std",
    "You stretch the noise by the variance. Noise is stretched by a standard deviation.",
    ALL,
)
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    return recon(x, params, mu + logvar.exp() * noise(mu, num_samples, generator)).mean(0) - kl(mu, logvar)


@WRONG.of("elbo", "width-ignored", "Your draws have width 1 around the mean of q, whatever logvar is.", ALL)
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    return recon(x, params, mu + noise(mu, num_samples, generator)).mean(0) - kl(mu, logvar)


@WRONG.of(
    "elbo",
    "mean-over-pixels",
    "You take the mean over the pixels, so that the reconstruction counts too little against the divergence.",
    ALL,
)
def _(x, params, num_samples, generator):
    each, divergence = drawn(x, params, num_samples, generator)
    return each.mean(0) / x.shape[1] - divergence


@WRONG.of(
    "elbo",
    "prior-forgotten",
    "You subtract log q(z|x) and leave out log p(z): the bound has the prior in it.",
    ALL,
)
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    z = mu + (0.5 * logvar).exp() * noise(mu, num_samples, generator)
    log_q = torch.distributions.Normal(mu, (0.5 * logvar).exp()).log_prob(z).sum(-1)
    return (recon(x, params, z) - log_q).mean(0)


@WRONG.of(
    "elbo",
    "one-number",
    "You return one number for the whole batch. Asked is one for each image.",
    ALL,
)
def _(x, params, num_samples, generator):
    each, divergence = drawn(x, params, num_samples, generator)
    return (each.mean(0) - divergence).mean()


@WRONG.of(
    "elbo",
    "floats-only",
    "With x of dtype bool your answer stops: torch does not subtract truth values.",
    (DTYPES,),
)
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    logits = decode(params, mu + (0.5 * logvar).exp() * noise(mu, num_samples, generator))
    each = (x * F.logsigmoid(logits) + (1 - x) * F.logsigmoid(-logits)).sum(-1)
    return each.mean(0) - kl(mu, logvar)


@WRONG.of(
    "elbo",
    "float64-only",
    "With float32 parameters your answer stops: a matrix product does not mix dtypes.",
    (FLOAT32,),
)
def _(x, params, num_samples, generator):
    mu, logvar = encode(params, x)
    z = mu + (0.5 * logvar).exp() * torch.randn(num_samples, *mu.shape, dtype=torch.float64, generator=generator)
    hidden = torch.tanh(z @ params["dec_W"] + params["dec_b"])
    logits = hidden @ params["logits_W"] + params["logits_b"]
    return F.logsigmoid(torch.where(x > 0, logits, -logits)).sum(-1).mean(0) - kl(mu, logvar)


@WRONG.of(
    "elbo",
    "global-randomness",
    "The bound is right, but the randomness does not come from the generator, so that nobody can repeat it.",
    (REPRODUCIBLE,),
)
def _(x, params, num_samples, generator):
    each, divergence = drawn(x, params, num_samples, None)
    return each.mean(0) - divergence


@WRONG.of("elbo", "seeds-it-anew", "You seed the generator yourself, so that every call gives the same estimate.", ALL)
def _(x, params, num_samples, generator):
    each, divergence = drawn(x, params, num_samples, generator.manual_seed(0))
    return each.mean(0) - divergence


@WRONG.of(
    "elbo",
    "changes-its-input",
    "The bound is right, but there is something in the caller's params afterwards that was not there before.",
    (UNCHANGED,),
)
def _(x, params, num_samples, generator):
    params["mu"], params["logvar"] = encode(params, x)
    each, divergence = drawn(x, params, num_samples, generator)
    return each.mean(0) - divergence
