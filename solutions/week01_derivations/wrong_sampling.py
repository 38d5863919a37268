"""Wrong answers about drawing from a table."""

from __future__ import annotations

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

FEW, MANY, ZEROS, FLOAT32 = "few outcomes", "many outcomes", "outcomes of probability 0", "float32"
REPRODUCIBLE = "reproducible"
ALL = (FEW, MANY, ZEROS, FLOAT32, REPRODUCIBLE, UNCHANGED)  # the last two are not gained without the first


def drawn(p, n, generator):
    return torch.multinomial(p, n, replacement=True, generator=generator)


@WRONG.of(
    "sample_categorical",
    "arg-max",
    "You pick the most probable outcome each time. That is no draw: the others come up, too, each in its share.",
    ALL,
)
def _(p, n, generator):
    return p.argmax().expand(n)


@WRONG.of(
    "sample_categorical",
    "without-replacement",
    "You draw without putting back. Draws are independent: the same outcome may come up again, and n may exceed K.",
    ALL,
)
def _(p, n, generator):
    return torch.multinomial(p, n, generator=generator)


@WRONG.of(
    "sample_categorical",
    "sorted",
    "Your draws come in the order of their size. Independent draws come in any order.",
    ALL,
)
def _(p, n, generator):
    return drawn(p, n, generator).sort().values


@WRONG.of(
    "sample_categorical",
    "shares-exactly-kept",
    "The counts are as close to n p as they can be, each time. Chance does not keep its shares so exactly.",
    (MANY, ZEROS, FLOAT32),
)
def _(p, n, generator):
    at = (torch.arange(n) + 0.5) / n
    spread = torch.searchsorted(p.cumsum(0), at.to(p.dtype)).clamp(max=len(p) - 1)
    return spread[torch.randperm(n, generator=generator)]


@WRONG.of("sample_categorical", "all-equally-likely", "All outcomes come up equally often; p is not used.", ALL)
def _(p, n, generator):
    return torch.randint(len(p), (n,), generator=generator)


@WRONG.of(
    "sample_categorical",
    "softmax-of-probabilities",
    "You apply a softmax to p. These are probabilities already, not logits.",
    ALL,
)
def _(p, n, generator):
    return drawn(p.softmax(dim=0), n, generator)


@WRONG.of(
    "sample_categorical",
    "one-draw-n-times",
    "You draw once and repeat the result. n independent draws are asked.",
    ALL,
)
def _(p, n, generator):
    return drawn(p, 1, generator).repeat(n)


@WRONG.of(
    "sample_categorical",
    "global-randomness",
    "The law is right, but your random numbers do not come from the generator that was given.",
    (REPRODUCIBLE,),
)
def _(p, n, generator):
    return torch.multinomial(p, n, replacement=True)


@WRONG.of(
    "sample_categorical",
    "seeds-the-generator",
    "You seed the generator yourself, so that each call draws the same again.",
    ALL,
)
def _(p, n, generator):
    return drawn(p, n, generator.manual_seed(0))


@WRONG.of("sample_categorical", "counts-from-1", "Your indices count from 1. The first outcome has index 0.", ALL)
def _(p, n, generator):
    return drawn(p, n, generator) + 1


@WRONG.of(
    "sample_categorical",
    "ranks",
    "You sort p first, and return places in the sorted list. Asked are indices of p as it was given.",
    ALL,
)
def _(p, n, generator):
    return drawn(p.sort(descending=True).values, n, generator)


@WRONG.of(
    "sample_categorical",
    "kept-above-a-small-number",
    "You keep p above a small number, so that what has probability 0 is drawn now and then.",
    (ZEROS,),
)
def _(p, n, generator):
    return drawn(p.clamp(min=5e-4), n, generator)


@WRONG.of(
    "sample_categorical",
    "tickets",
    "You fill an urn with tickets, in whole numbers. Probabilities that are no round shares are not met.",
    (MANY,),
)
def _(p, n, generator):
    tickets = torch.repeat_interleave(torch.arange(len(p)), (400 * p).round().long())
    return tickets[torch.randint(len(tickets), (n,), generator=generator)]


@WRONG.of(
    "sample_categorical",
    "changes-its-argument",
    "The law is right, but the caller's p is not the same afterwards.",
    (UNCHANGED,),
)
def _(p, n, generator):
    p *= 100
    return drawn(p, n, generator)
