"""Wrong answers about draws that gradients pass through."""

from __future__ import annotations

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

LAW, LAWS, GRADIENT, REPRODUCIBLE = "law", "law, other sizes", "gradient in mu and logvar", "reproducible"
FEW = "law, a small batch"
SHAPE = (LAW, LAWS, GRADIENT, REPRODUCIBLE, UNCHANGED)  # the last three are not gained without the first
DRAWS = (*SHAPE, FEW)


def noise(mu, generator):
    return torch.randn(mu.shape, dtype=mu.dtype, generator=generator)


@WRONG.of(
    "reparameterize",
    "variance-for-std",
    "You stretch the noise by the variance. Noise is stretched by a standard deviation.",
    DRAWS,
)
def _(mu, logvar, generator):
    return mu + logvar.exp() * noise(mu, generator)


@WRONG.of("reparameterize", "logvar-for-std", "You stretch the noise by logvar itself, which is a logarithm.", DRAWS)
def _(mu, logvar, generator):
    return mu + logvar * noise(mu, generator)


@WRONG.of("reparameterize", "root-of-logvar", "You take a root of the log variance, which may be negative.", DRAWS)
def _(mu, logvar, generator):
    return mu + logvar.abs().sqrt() * noise(mu, generator)


@WRONG.of(
    "reparameterize",
    "one-noise-for-all-rows",
    "All examples share the same noise, so their draws move together.",
    DRAWS,
)
def _(mu, logvar, generator):
    return mu + (0.5 * logvar).exp() * noise(mu[:1], generator)


@WRONG.of(
    "reparameterize",
    "one-noise-for-a-row",
    "All coordinates of an example share the same noise, so they move together.",
    DRAWS,
)
def _(mu, logvar, generator):
    return mu + (0.5 * logvar).exp() * noise(mu[:, :1], generator)


@WRONG.of("reparameterize", "uniform-noise", "Your noise is uniform. Asked is a normal law.", SHAPE)
def _(mu, logvar, generator):
    u = torch.rand(mu.shape, dtype=mu.dtype, generator=generator)
    return mu + (0.5 * logvar).exp() * (u - 0.5) * 12**0.5


@WRONG.of("reparameterize", "no-noise", "You return the mean: nothing is drawn.", DRAWS)
def _(mu, logvar, generator):
    return mu + 0 * logvar


@WRONG.of("reparameterize", "mean-forgotten", "Your draws are centred at 0, whatever mu is.", DRAWS)
def _(mu, logvar, generator):
    return (0.5 * logvar).exp() * noise(mu, generator)


@WRONG.of(
    "reparameterize",
    "seeds-it-anew",
    "You seed the generator yourself, so that every call gives the same draws.",
    DRAWS,
)
def _(mu, logvar, generator):
    return mu + (0.5 * logvar).exp() * noise(mu, generator.manual_seed(0))


@WRONG.of(
    "reparameterize",
    "no-gradient",
    "The law is right, but the gradient ends at the draw: the function that you called samples, and forgets from what.",
    (GRADIENT,),
)
def _(mu, logvar, generator):
    return torch.normal(mu.detach(), (0.5 * logvar.detach()).exp(), generator=generator)


@WRONG.of(
    "reparameterize",
    "no-gradient-in-the-width",
    "The law is right, but no gradient comes to logvar: its part of the draw was cut off.",
    (GRADIENT,),
)
def _(mu, logvar, generator):
    return mu + (0.5 * logvar).exp().detach() * noise(mu, generator)


@WRONG.of(
    "reparameterize",
    "global-randomness",
    "The law is right, but the randomness does not come from the generator, so that nobody can repeat your draws.",
    (REPRODUCIBLE,),
)
def _(mu, logvar, generator):
    return mu + (0.5 * logvar).exp() * torch.randn_like(mu)


@WRONG.of(
    "reparameterize",
    "changes-its-input",
    "The draws are right, but the caller's logvar is not the same afterwards.",
    (UNCHANGED,),
)
def _(mu, logvar, generator):
    z = mu + (0.5 * logvar).exp() * noise(mu, generator)
    logvar.data.add_(1e-7)  # so little that the next call draws from nearly the same law
    return z
