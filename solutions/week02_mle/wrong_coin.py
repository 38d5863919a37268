"""Wrong answers about coins: their log likelihood, their posterior mode, their Fisher information."""

from __future__ import annotations

import math

import sympy
import torch
from torch.nn import functional

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

FEW, FLOATS, DTYPES, MANY = "a few tosses", "p as a Python float", "integers and bools", "many tosses"
AS_IT_WAS, IMPOSSIBLE, FLOAT32 = "p of 0 or 1, as it was", "p of 0 or 1, impossible", "float32"
# The last three are not gained without the first.
VALUES = (FEW, FLOATS, DTYPES, MANY, FLOAT32, AS_IT_WAS, IMPOSSIBLE, UNCHANGED)


def _terms(p, x):
    """log probability of each toss; p in (0, 1) or not."""
    p = torch.as_tensor(p)
    return torch.where(x.bool(), p.log(), (1 - p).log())


@WRONG.of(
    "bernoulli_log_likelihood",
    "zero-times-infinity",
    "At p = 0 or 1 you multiply 0 by an infinite logarithm, and the result is nan. A face that never showed has to add "
    "nothing.",
    (AS_IT_WAS, IMPOSSIBLE),
)
def _(p, x):
    p = torch.as_tensor(p)
    x = x.to(p.dtype)
    return (x * p.log() + (1 - x) * (1 - p).log()).sum()


@WRONG.of(
    "bernoulli_log_likelihood",
    "kept-away-from-0",
    "You keep p away from 0 and 1. What the model rules out gets a finite log probability then.",
    (IMPOSSIBLE,),
)
def _(p, x):
    return _terms(torch.as_tensor(p).clamp(1e-7, 1 - 1e-7), x).sum()


@WRONG.of(
    "bernoulli_log_likelihood",
    "cut-off-at-minus-100",
    "torch's binary cross entropy cuts logarithms off at -100. The log probability of the impossible is -inf.",
    (IMPOSSIBLE,),
)
def _(p, x):
    p = torch.as_tensor(p)
    return -functional.binary_cross_entropy(p.expand(len(x)), x.to(p.dtype), reduction="sum")


@WRONG.of(
    "bernoulli_log_likelihood",
    "only-the-heads",
    "You count the heads only. A tail is an observation too.",
    VALUES,
)
def _(p, x):
    heads = x.bool().sum().double()
    return torch.xlogy(heads, torch.as_tensor(p, dtype=torch.float64))


@WRONG.of(
    "bernoulli_log_likelihood",
    "mean",
    "You average over the tosses. The likelihood of all of them is a product, its logarithm a sum.",
    VALUES,
)
def _(p, x):
    return _terms(p, x).mean()


@WRONG.of(
    "bernoulli_log_likelihood",
    "negative",
    "You return the negative log likelihood: a loss. Asked is the log likelihood itself, which is never positive.",
    VALUES,
)
def _(p, x):
    return -_terms(p, x).sum()


@WRONG.of(
    "bernoulli_log_likelihood",
    "likelihood",
    "You return the likelihood. Asked is its logarithm.",
    VALUES,
)
def _(p, x):
    return _terms(p, x).exp().prod()


@WRONG.of(
    "bernoulli_log_likelihood",
    "logarithm-of-a-product",
    "You multiply first and take the logarithm of the product. With many tosses the product underflows to 0.",
    (MANY,),
)
def _(p, x):
    p = torch.as_tensor(p)
    return torch.where(x.bool(), p, 1 - p).prod().log()


@WRONG.of(
    "bernoulli_log_likelihood",
    "binomial",
    "You add the number of orders in which as many heads can come. These tosses came in one order.",
    VALUES,
)
def _(p, x):
    heads = float(x.sum())
    p = torch.as_tensor(p, dtype=torch.float64)
    orders = math.lgamma(len(x) + 1) - math.lgamma(heads + 1) - math.lgamma(len(x) - heads + 1)
    return orders + heads * p.log() + (len(x) - heads) * (1 - p).log()


@WRONG.of(
    "bernoulli_log_likelihood",
    "heads-and-tails-swapped",
    "You give the heads the probability of tails.",
    VALUES,
)
def _(p, x):
    p = torch.as_tensor(p)
    return torch.where(x.bool(), (1 - p).log(), p.log()).sum()


@WRONG.of(
    "bernoulli_log_likelihood",
    "only-tensors",
    "Your function takes p as a tensor only: torch.log of a Python float is an error.",
    (FLOATS,),
)
def _(p, x):
    return torch.where(x.bool(), torch.log(p), torch.log(1 - p)).sum()


@WRONG.of(
    "bernoulli_log_likelihood",
    "subtracts-bools",
    "You compute 1 - x, which torch refuses for bool tensors.",
    (DTYPES,),
)
def _(p, x):
    p = torch.as_tensor(p)
    return (torch.xlogy(x, p) + torch.xlogy(1 - x, 1 - p)).sum()


@WRONG.of(
    "bernoulli_log_likelihood",
    "changes-its-input",
    "The value is right, but the caller's tosses are not the same afterwards.",
    (UNCHANGED,),
)
def _(p, x):
    total = _terms(p, x).sum()
    x.fill_(False)
    return total


TOSSES, ONE_KIND = "a few tosses", "only heads or only tails"
MODE = (TOSSES, DTYPES, ONE_KIND, FLOAT32, UNCHANGED)


def _counts(x):
    heads = x.double().sum()
    return heads, len(x) - heads


@WRONG.of(
    "bernoulli_map",
    "posterior-mean",
    "You return the mean of the posterior. Its mode, the highest point, is somewhere else.",
    MODE,
)
def _(x, a, b):
    heads, tails = _counts(x)
    return (heads + a) / (heads + tails + a + b)


@WRONG.of("bernoulli_map", "no-prior", "You return the share of heads: the prior has no say.", MODE)
def _(x, a, b):
    heads, tails = _counts(x)
    return heads / (heads + tails)


@WRONG.of("bernoulli_map", "prior-alone", "You return the mode of the prior: the tosses have no say.", MODE)
def _(x, a, b):
    return torch.tensor((a - 1) / (a + b - 2), dtype=torch.float64)


@WRONG.of(
    "bernoulli_map", "heads-and-tails-swapped", "You add the heads to b. Which of the two belongs to the heads?", MODE
)
def _(x, a, b):
    heads, tails = _counts(x)
    return (heads + b - 1) / (heads + tails + a + b - 2)


@WRONG.of(
    "bernoulli_map",
    "a-and-b-as-counts",
    "You take a and b for heads and tails already seen. In the density of Beta(a, b) the exponents are something else.",
    MODE,
)
def _(x, a, b):
    heads, tails = _counts(x)
    return (heads + a) / (heads + tails + a + b - 1)


@WRONG.of(
    "bernoulli_map",
    "numerator-and-denominator-apart",
    "Your numerator is that of the mode, your denominator is not: heads and tails together must fill it.",
    MODE,
)
def _(x, a, b):
    heads, tails = _counts(x)
    return (heads + a - 1) / (heads + tails + a + b)


@WRONG.of(
    "bernoulli_map",
    "average-of-two-estimates",
    "You average the mode of the prior and the share of heads with equal weights. More tosses must weigh more.",
    MODE,
)
def _(x, a, b):
    heads, tails = _counts(x)
    return (heads / (heads + tails) + (a - 1) / (a + b - 2)) / 2


@WRONG.of(
    "bernoulli_map",
    "certain-when-unanimous",
    "Where all tosses are the same you return 0 or 1. The prior has its say there too.",
    (ONE_KIND,),
)
def _(x, a, b):
    heads, tails = _counts(x)
    if heads == 0 or tails == 0:
        return heads / (heads + tails)
    return (heads + a - 1) / (heads + tails + a + b - 2)


@WRONG.of(
    "bernoulli_map",
    "mean-of-integers",
    "You take the mean of x as it comes, which torch refuses for integers and bools.",
    (DTYPES,),
)
def _(x, a, b):
    return (x.mean() * len(x) + a - 1) / (len(x) + a + b - 2)


@WRONG.of(
    "bernoulli_map",
    "changes-its-input",
    "The value is right, but the caller's tosses are not the same afterwards.",
    (UNCHANGED,),
)
def _(x, a, b):
    heads, tails = _counts(x)
    x.fill_(True)
    return (heads + a - 1) / (heads + tails + a + b - 2)


p, x = sympy.symbols("p x")
EXPRESSION = ("expression",)
FISHER = "bernoulli_fisher_information"
WRONG.add(
    FISHER,
    "variance-of-a-toss",
    "This is the variance of a toss. The information is large where a toss varies little.",
    EXPRESSION,
    p * (1 - p),
)
WRONG.add(
    FISHER,
    "sign-left-out",
    "The curvature of the log likelihood is negative at its maximum; information is its size, and positive.",
    EXPRESSION,
    -1 / p - 1 / (1 - p),
)
WRONG.add(
    FISHER,
    "only-the-heads",
    "You average over the heads only. A tail tells something about p too.",
    EXPRESSION,
    1 / p,
)
WRONG.add(
    FISHER,
    "not-averaged",
    "You add up what heads and tails tell without weighing them by how often they come.",
    EXPRESSION,
    1 / p**2 + 1 / (1 - p) ** 2,
)
WRONG.add(
    FISHER,
    "depends-on-the-toss",
    "Your expression still holds the toss x. The Fisher information is an average over it.",
    EXPRESSION,
    x / p**2 + (1 - x) / (1 - p) ** 2,
)
WRONG.add(
    FISHER,
    "square-root",
    "You have a standard deviation of the score where its variance is asked.",
    EXPRESSION,
    1 / sympy.sqrt(p * (1 - p)),
)
WRONG.add(
    FISHER,
    "score-averaged-before-squaring",
    "The score itself averages to 0, for every p. Square first, then average.",
    EXPRESSION,
    sympy.Integer(0),
)
