"""Wrong answers about the posterior of the component."""

from __future__ import annotations

import sympy
import torch

from autograder.authoring import UNCHANGED, WrongAnswers

from ._wrong import densities, nearest, table

WRONG = WrongAnswers()

PLANE, SHAPES, ALONE, SINGLE = "points in the plane", "other shapes", "one component", "float32"
FAR, UNDECIDED, SINGLE_FAR = "far from every mean", "far and undecided", "far in float32"
NEAR = (PLANE, SHAPES, SINGLE, ALONE, UNCHANGED)  # the last two are not gained without the first
EVERYWHERE = (*NEAR, FAR, UNDECIDED, SINGLE_FAR)


@WRONG.of(
    "responsibilities",
    "densities-underflow",
    "Far from every mean you divide 0 by 0.",
    (FAR, UNDECIDED, SINGLE_FAR),
)
def _(x, weights, means, covs):
    joint = weights * densities(x, means, covs)
    return joint / joint.sum(dim=1, keepdim=True)


@WRONG.of(
    "responsibilities",
    "small-number-in-the-denominator",
    "A small number added below keeps you from dividing by 0, and your rows from summing to 1.",
    (FAR, UNDECIDED, SINGLE_FAR),
)
def _(x, weights, means, covs):
    joint = weights * densities(x, means, covs)
    return joint / (joint.sum(dim=1, keepdim=True) + torch.finfo(x.dtype).tiny)


@WRONG.of(
    "responsibilities",
    "weights-forgotten",
    "You compare densities only. By Bayes' rule the prior counts too: how frequent each component is.",
    (*NEAR, UNDECIDED, SINGLE_FAR),
)
def _(x, weights, means, covs):
    return table(x, torch.ones_like(weights), means, covs).softmax(dim=1)


@WRONG.of(
    "responsibilities",
    "normalised-over-the-points",
    "Your columns sum to 1. It is each point that must belong somewhere, so the rows do.",
    EVERYWHERE,
)
def _(x, weights, means, covs):
    return table(x, weights, means, covs).softmax(dim=0)


@WRONG.of(
    "responsibilities",
    "hard-assignment",
    "You give each point to its likeliest component. A responsibility is a probability.",
    (*NEAR, UNDECIDED, SINGLE_FAR),
)
def _(x, weights, means, covs):
    return nearest(table(x, weights, means, covs))


@WRONG.of(
    "responsibilities",
    "determinant-forgotten",
    "Your densities are not normalised: a wide component must be lower than a narrow one at its own mean.",
    NEAR,
)
def _(x, weights, means, covs):
    log_det = torch.linalg.slogdet(covs).logabsdet
    return (table(x, weights, means, covs) + log_det / 2).softmax(dim=1)


@WRONG.of(
    "responsibilities",
    "not-normalised",
    "This is the joint probability of point and component: the numerator alone.",
    EVERYWHERE,
)
def _(x, weights, means, covs):
    return table(x, weights, means, covs).exp()


@WRONG.of(
    "responsibilities",
    "logarithms-returned",
    "These are the logarithms of the responsibilities.",
    EVERYWHERE,
)
def _(x, weights, means, covs):
    return table(x, weights, means, covs).log_softmax(dim=1)


@WRONG.of(
    "responsibilities",
    "changes-the-weights",
    "The responsibilities are right, but the caller's weights have become their logarithms.",
    (UNCHANGED,),
)
def _(x, weights, means, covs):
    result = table(x, weights, means, covs).softmax(dim=1)
    weights.log_()
    return result


# responsibility_expr

EXPRESSION = ("expression",)
x, m = sympy.symbols("x m")
UP, DOWN = sympy.exp(-((x - m) ** 2) / 2), sympy.exp(-((x + m) ** 2) / 2)

WRONG.add(
    "responsibility_expr",
    "half-the-slope",
    "The shape is right, the slope is not: work out the difference of the two squares once more.",
    EXPRESSION,
    1 / (1 + sympy.exp(-m * x)),
)
WRONG.add(
    "responsibility_expr",
    "the-other-component",
    "This is the probability of the component at -m.",
    EXPRESSION,
    DOWN / (UP + DOWN),
)
WRONG.add(
    "responsibility_expr",
    "density-for-posterior",
    "This is a density of x given the component. Asked is the probability of the component given x.",
    EXPRESSION,
    UP / sympy.sqrt(2 * sympy.pi),
)
WRONG.add(
    "responsibility_expr",
    "not-normalised",
    "This is the joint density of x and the component: it still has to be divided by the density of x.",
    EXPRESSION,
    UP / (2 * sympy.sqrt(2 * sympy.pi)),
)
WRONG.add(
    "responsibility_expr",
    "odds-for-probability",
    "These are the odds: how much likelier the one component is than the other. Odds of 1 are a probability of 1/2.",
    EXPRESSION,
    sympy.exp(2 * m * x),
)
WRONG.add(
    "responsibility_expr",
    "difference-of-the-two",
    "This is the difference of the two responsibilities; it runs from -1 to 1.",
    EXPRESSION,
    sympy.tanh(m * x),
)
