"""Wrong answers about the best discriminator and the value of the game."""

from __future__ import annotations

import sympy
import torch

from autograder.authoring import WrongAnswers

WRONG = WrongAnswers()

TWO, SHAPES, ONE_0, BOTH_0 = "two densities", "any shape, broadcast", "where one density is 0", "where both are 0"
FLOAT32, UNCHANGED = "float32", "inputs unchanged"
VALUES = (TWO, SHAPES, ONE_0, BOTH_0, FLOAT32, UNCHANGED)


@WRONG.of(
    "optimal_discriminator",
    "probability-of-a-fake",
    "Yours is the probability of a fake. The discriminator says how likely it is that an example is data.",
    VALUES,
)
def _(p_data, p_g):
    return torch.nan_to_num(p_g / (p_data + p_g), nan=0.5)


@WRONG.of(
    "optimal_discriminator",
    "density-ratio",
    "You return the ratio of the densities, the odds. A probability lies between 0 and 1.",
    (*VALUES,),
)
def _(p_data, p_g):
    return torch.nan_to_num(p_data / p_g, nan=0.5)


@WRONG.of(
    "optimal_discriminator",
    "takes-sides",
    "You decide for the larger density. The best discriminator says how sure it is.",
    (TWO, SHAPES, BOTH_0, ONE_0, FLOAT32, UNCHANGED),
)
def _(p_data, p_g):
    return (p_data > p_g).to(p_data.dtype) + 0.5 * (p_data == p_g)


@WRONG.of(
    "optimal_discriminator",
    "nan-where-nothing-is",
    "Where both densities are 0 you divide 0 by 0.",
    (BOTH_0,),
)
def _(p_data, p_g):
    return p_data / (p_data + p_g)


@WRONG.of(
    "optimal_discriminator",
    "zero-where-nothing-is",
    "Where both densities are 0 you say that it is a fake. Nothing is known there.",
    (BOTH_0,),
)
def _(p_data, p_g):
    return torch.nan_to_num(p_data / (p_data + p_g))


@WRONG.of(
    "optimal_discriminator",
    "small-number-below",
    "You add a small number to the denominator. That changes every value, and 0 / 0 is still not what is asked.",
    (TWO, SHAPES, ONE_0, BOTH_0, UNCHANGED),
)
def _(p_data, p_g):
    return p_data / (p_data + p_g + 1e-8)


@WRONG.of(
    "optimal_discriminator",
    "normalises-first",
    "You make the densities sum to 1 over the tensor. They are densities at single points and stay as they are.",
    VALUES,
)
def _(p_data, p_g):
    p_data, p_g = p_data / p_data.sum(), p_g / p_g.sum()
    return torch.nan_to_num(p_data / (p_data + p_g), nan=0.25)


@WRONG.of(
    "optimal_discriminator",
    "vectors-only",
    "Your code goes through the first axis of both. Densities of any shape were asked, broadcast against each other.",
    (SHAPES,),
)
def _(p_data, p_g):
    if p_data.shape != p_g.shape or p_data.dim() == 0:
        raise ValueError("expected two densities on the same points")
    pairs = zip(p_data, p_g, strict=True)
    return torch.stack([torch.nan_to_num(a / (a + b), nan=0.5) for a, b in pairs])


@WRONG.of(
    "optimal_discriminator",
    "changes-its-input",
    "The values are right, but the caller's p_g is not the same afterwards.",
    (UNCHANGED,),
)
def _(p_data, p_g):
    if p_data.shape == p_g.shape:
        p_g += p_data
        return torch.nan_to_num(p_data / p_g, nan=0.5)
    return torch.nan_to_num(p_data / (p_data + p_g), nan=0.5)


# optimal_discriminator_expr

p, q = sympy.symbols("p q", positive=True)
SOLVES = ("solves the first-order condition",)

WRONG.add(
    "optimal_discriminator_expr",
    "probability-of-a-fake",
    "Yours is the probability of a fake: p is the density of the data, and y that of being data.",
    SOLVES,
    q / (p + q),
)
WRONG.add(
    "optimal_discriminator_expr",
    "density-ratio",
    "That is the odds y / (1 - y). The equation is solved for y itself.",
    SOLVES,
    p / q,
)
WRONG.add(
    "optimal_discriminator_expr",
    "sign-of-the-second-term",
    "The derivative of log(1 - y) has a sign of its own; without it y comes out beyond 1 or below 0.",
    SOLVES,
    p / (p - q),
)
WRONG.add(
    "optimal_discriminator_expr",
    "the-condition-itself",
    "That is the derivative that has to vanish. Asked is the y at which it does, in p and q alone.",
    SOLVES,
    p / sympy.Symbol("y") - q / (1 - sympy.Symbol("y")),
)
WRONG.add(
    "optimal_discriminator_expr",
    "half",
    "That is the best answer once the generator's law is the data's. Asked is the best one against any generator.",
    SOLVES,
    sympy.Rational(1, 2),
)


# gan_value

FOUR, OTHERS, FREE, FATAL = (
    "four points",
    "more points and fewer",
    "certain where it costs nothing",
    "certain and wrong",
)
SUMS = (FOUR, OTHERS, FREE, FATAL, FLOAT32, UNCHANGED)


@WRONG.of(
    "gan_value",
    "zero-times-infinity",
    "0 times log 0 is nan in floating point. By convention it is 0.",
    (FREE,),
)
def _(d, p_data, p_g):
    return (p_data * d.log() + p_g * (1 - d).log()).sum()


@WRONG.of(
    "gan_value",
    "every-log-kept-finite",
    "You keep every logarithm finite (F.binary_cross_entropy does too, above -100), so a discriminator that excludes "
    "what happens costs a finite amount.",
    (FATAL,),
)
def _(d, p_data, p_g):
    return (p_data * d.log().clamp(min=-100) + p_g * (1 - d).log().clamp(min=-100)).sum()


@WRONG.of(
    "gan_value",
    "nan-becomes-zero-and-infinity-large",
    "nan_to_num also turns -inf into a large finite number, unless it is told not to.",
    (FATAL,),
)
def _(d, p_data, p_g):
    return (torch.nan_to_num(p_data * d.log()) + torch.nan_to_num(p_g * (1 - d).log())).sum()


@WRONG.of(
    "gan_value",
    "small-number-inside",
    "You add a small number inside the logarithm. That moves every value, and -inf becomes a number.",
    (FOUR, OTHERS, FREE, FATAL, UNCHANGED),
)
def _(d, p_data, p_g):
    return (p_data * (d + 1e-8).log() + p_g * (1 - d + 1e-8).log()).sum()


@WRONG.of("gan_value", "not-weighted", "You sum logarithms over the points, as if all were equally likely.", SUMS)
def _(d, p_data, p_g):
    return (d.log() + (1 - d).log()).mean()


@WRONG.of(
    "gan_value",
    "mean-over-points",
    "The probabilities are the weights of the expectation already. You divide by the number of points once more.",
    SUMS,
)
def _(d, p_data, p_g):
    return (torch.xlogy(p_data, d) + torch.xlogy(p_g, 1 - d)).mean()


@WRONG.of(
    "gan_value",
    "one-law-for-both",
    "Both of your expectations are under the data's law. The second is under the generator's.",
    SUMS,
)
def _(d, p_data, p_g):
    return (torch.xlogy(p_data, d) + torch.xlogy(p_data, 1 - d)).sum()


@WRONG.of(
    "gan_value",
    "minus-for-a-loss",
    "That is minus the value, a loss to be minimised. The discriminator maximises the value.",
    SUMS,
)
def _(d, p_data, p_g):
    return -(torch.xlogy(p_data, d) + torch.xlogy(p_g, 1 - d)).sum()


@WRONG.of(
    "gan_value",
    "changes-its-input",
    "The value is right, but the caller's laws are not the same afterwards.",
    (UNCHANGED,),
)
def _(d, p_data, p_g):
    p_g.copy_(torch.xlogy(p_g, 1 - d))
    return (torch.xlogy(p_data, d) + p_g).sum()


@WRONG.of(
    "gan_value",
    "points-of-both-only",
    "You leave out every point at which one of the two laws is 0. The other law's expectation still sees it.",
    (OTHERS,),
)
def _(d, p_data, p_g):
    both = (p_data > 0) & (p_g > 0)
    return (p_data * d.log() + p_g * (1 - d).log())[both].sum()


@WRONG.of(
    "optimal_discriminator",
    "half-where-both-are-small",
    "You answer 1/2 wherever the densities are small. It is asked where they are 0.",
    (BOTH_0,),
)
def _(p_data, p_g):
    total = p_data + p_g
    return torch.where(total < 1e-8, 0.5, p_data / total)
