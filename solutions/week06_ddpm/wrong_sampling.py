"""Wrong answers about the ancestral chain. Each is one step of the chain; its sampler follows from that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from autograder.authoring import WrongAnswers
from autograder.question import WrongAnswer

from ._wrong import alpha_bar, shifted

WRONG = WrongAnswers()

THREE, ONE, TWENTY, WIDE = "law, three steps", "law, one step", "law, twenty steps", "law, wide data"
REPRODUCIBLE, UNCHANGED = "reproducible", "inputs unchanged"
LAWS = (THREE, TWENTY, WIDE, REPRODUCIBLE, UNCHANGED)  # the last two are not gained without the first

# `move(x, z, k, betas, mean, std)`: x after step k, where z is fresh noise.
Move = Callable[..., Any]


def _eps(x, k, betas, mean, std):
    kept, noise = alpha_bar(betas)[k], 1 - alpha_bar(betas)[k]
    return noise.sqrt() * (x - kept.sqrt() * mean) / (kept * std**2 + noise)


def _step(x, eps_hat, z, k, betas, variance=None):
    noise = 1 - alpha_bar(betas)[k]
    if variance is None:
        variance = (1 - shifted(betas)[k]) / noise * betas[k]
    return (x - betas[k] / noise.sqrt() * eps_hat) / (1 - betas[k]).sqrt() + variance**0.5 * z


def _start(mean, std):
    return 0.0, 1.0


def _chain(name: str, told: str, loses: tuple[str, ...], start: Callable[..., Any] = _start) -> Callable[[Move], Move]:
    def keep(move: Move) -> Move:
        def sampler(n, betas, mean, std, generator):
            at, width = start(mean, std)
            x = at + width * torch.randn(n, dtype=betas.dtype, generator=generator)
            for k in reversed(range(len(betas))):
                x = move(x, torch.randn(n, dtype=betas.dtype, generator=generator), k, betas, mean, std)
            return x

        WRONG.append(WrongAnswer("ancestral_sample", name, told, loses, sampler))
        return move

    return keep


@_chain(
    "variance-of-the-forward-step",
    "Your steps have the variance of those forwards; your draws are too wide. Those of p_sample have the posterior's.",
    LAWS,
)
def _(x, z, k, betas, mean, std):
    return _step(x, _eps(x, k, betas, mean, std), z, k, betas, variance=betas[k] if k else 0.0)


@_chain(
    "noise-at-the-last-step",
    "The last step adds noise to the data.",
    (*LAWS, ONE),
)
def _(x, z, k, betas, mean, std):
    return _step(x, _eps(x, k, betas, mean, std), z, k, betas, variance=None if k else betas[k])


@_chain("no-noise-at-all", "Your chain adds no noise on its way, so the draws crowd together.", LAWS)
def _(x, z, k, betas, mean, std):
    return _step(x, _eps(x, k, betas, mean, std), z, k, betas, variance=0.0)


@_chain(
    "data-taken-for-standard",
    "Your predicted noise is that for data N(0, 1): mean and std do not come in.",
    (*LAWS, ONE),
)
def _(x, z, k, betas, mean, std):
    return _step(x, _eps(x, k, betas, 0.0, 1.0), z, k, betas)


@_chain(
    "std-not-squared",
    "Where a variance belongs, you have the standard deviation of the data.",
    (*LAWS, ONE),
)
def _(x, z, k, betas, mean, std):
    return _step(x, _eps(x, k, betas, mean, std**0.5), z, k, betas)


@_chain(
    "data-taken-for-its-mean",
    "You predict the noise as if the data were its mean. With a width of its own, part of what is seen in x_t is data.",
    (*LAWS, ONE),
)
def _(x, z, k, betas, mean, std):
    return _step(x, _eps(x, k, betas, mean, 0.0), z, k, betas)


@_chain(
    "mean-not-shrunk",
    "You compare x_t with the mean of the data. The mean of x_t has been shrunk by then.",
    (*LAWS, ONE),
)
def _(x, z, k, betas, mean, std):
    kept = alpha_bar(betas)[k]
    return _step(x, _eps(x, k, betas, mean / kept.sqrt(), std), z, k, betas)


@_chain(
    "starts-at-the-data",
    "Your chain starts from the law of the data. It has to start from N(0, 1), whatever the data is.",
    (*LAWS, ONE),
    start=lambda mean, std: (mean, std),
)
def _(x, z, k, betas, mean, std):
    return _step(x, _eps(x, k, betas, mean, std), z, k, betas)


def _from_the_data(n, betas, mean, std, generator):
    return mean + std * torch.randn(n, dtype=betas.dtype, generator=generator)


WRONG.append(
    WrongAnswer(
        "ancestral_sample",
        "draws-the-data",
        "Your draws follow the data's law. Asked is the law of the chain, which is another one: run its steps.",
        (*LAWS, ONE),
        _from_the_data,
    )
)


@WRONG.of(
    "ancestral_sample",
    "global-randomness",
    "The law is right, but the randomness does not come from the generator, so that nobody can repeat your draws.",
    (REPRODUCIBLE,),
)
def _(n, betas, mean, std, generator):
    x = torch.randn(n, dtype=betas.dtype)
    for k in reversed(range(len(betas))):
        x = _step(x, _eps(x, k, betas, mean, std), torch.randn(n, dtype=betas.dtype), k, betas)
    return x


@WRONG.of(
    "ancestral_sample",
    "changes-its-input",
    "Your chain is right, but it changes betas: a second call on the same schedule would be another chain.",
    (UNCHANGED,),
)
def _(n, betas, mean, std, generator):
    x = torch.randn(n, dtype=betas.dtype, generator=generator)
    for k in reversed(range(len(betas))):
        eps_hat = _eps(x, k, betas, mean, std)
        x = _step(x, eps_hat, torch.randn(n, dtype=betas.dtype, generator=generator), k, betas)
    betas *= 1  # a second call gets the same values only by luck
    betas[0] += 1e-6
    return x
