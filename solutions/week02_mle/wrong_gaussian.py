"""Wrong answers about the normal law: its negative log likelihood and its maximum-likelihood estimate."""

from __future__ import annotations

import math

import torch

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

HALF_LOG_2_PI = 0.5 * math.log(2 * math.pi)
FEW, FLOATS, FAR, MANY = "a few numbers", "mu and sigma as Python floats", "far away", "many numbers"
FLOAT32, IN_MU, IN_SIGMA = "float32", "gradient in mu", "gradient in sigma"
VALUES = (FEW, FLOATS, FAR, MANY, FLOAT32, UNCHANGED)  # the last is not gained without the first


def _log(sigma):
    return torch.log(torch.as_tensor(sigma))


def _terms(x, mu, sigma):
    return HALF_LOG_2_PI + _log(sigma) + 0.5 * ((x - mu) / sigma) ** 2


@WRONG.of(
    "gaussian_nll",
    "sigma-as-a-variance",
    "You use sigma where the variance belongs. It is the standard deviation.",
    (*VALUES, IN_MU, IN_SIGMA),
)
def _(x, mu, sigma):
    return (HALF_LOG_2_PI + 0.5 * _log(sigma) + 0.5 * (x - mu) ** 2 / sigma).sum()


@WRONG.of(
    "gaussian_nll",
    "log-likelihood",
    "Your sign is that of the log likelihood. Asked is its negative, a loss.",
    (*VALUES, IN_MU, IN_SIGMA),
)
def _(x, mu, sigma):
    return -_terms(x, mu, sigma).sum()


@WRONG.of(
    "gaussian_nll",
    "mean",
    "You average over the observations. The likelihood of all of them is a product, its logarithm a sum.",
    (*VALUES, IN_MU, IN_SIGMA),
)
def _(x, mu, sigma):
    return _terms(x, mu, sigma).mean()


@WRONG.of(
    "gaussian_nll",
    "constant-left-out",
    "Your value lacks a constant. It moves no minimum, but it is part of the density.",
    VALUES,
)
def _(x, mu, sigma):
    return (_log(sigma) + 0.5 * ((x - mu) / sigma) ** 2).sum()


@WRONG.of(
    "gaussian_nll",
    "normaliser-left-out",
    "You keep the squares alone. What makes the density integrate to 1 depends on sigma, and so counts.",
    (*VALUES, IN_SIGMA),
)
def _(x, mu, sigma):
    return (0.5 * ((x - mu) / sigma) ** 2).sum()


@WRONG.of(
    "gaussian_nll",
    "normaliser-once",
    "You add the normaliser once. Each of the N densities has its own.",
    (*VALUES, IN_SIGMA),
)
def _(x, mu, sigma):
    return HALF_LOG_2_PI + _log(sigma) + 0.5 * (((x - mu) / sigma) ** 2).sum()


@WRONG.of(
    "gaussian_nll",
    "one-half-left-out",
    "The exponent of the normal density has a factor that your squares lack.",
    (*VALUES, IN_MU, IN_SIGMA),
)
def _(x, mu, sigma):
    return (HALF_LOG_2_PI + _log(sigma) + ((x - mu) / sigma) ** 2).sum()


@WRONG.of(
    "gaussian_nll",
    "log-of-the-variance-in-full",
    "You have the logarithm of the variance where half of it belongs: the normaliser is a square root.",
    (*VALUES, IN_SIGMA),
)
def _(x, mu, sigma):
    return (HALF_LOG_2_PI + _log(sigma**2) + 0.5 * ((x - mu) / sigma) ** 2).sum()


@WRONG.of(
    "gaussian_nll",
    "logarithm-of-the-density",
    "You compute the density and then its logarithm. Far from mu the density underflows to 0.",
    (FAR,),
)
def _(x, mu, sigma):
    density = torch.exp(-0.5 * ((x - mu) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi))
    return -density.log().sum()


@WRONG.of(
    "gaussian_nll",
    "logarithm-of-a-product",
    "You multiply the densities and take the logarithm of the product, which underflows.",
    (FAR, MANY),
)
def _(x, mu, sigma):
    density = torch.exp(-0.5 * ((x - mu) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi))
    return -density.prod().log()


@WRONG.of(
    "gaussian_nll",
    "no-gradient",
    "The value is right, but no gradient comes through: mu and sigma become plain numbers on the way.",
    (IN_MU, IN_SIGMA),
)
def _(x, mu, sigma):
    mu, sigma = (value.item() if torch.is_tensor(value) else value for value in (mu, sigma))
    return _terms(x, mu, sigma).sum()


@WRONG.of(
    "gaussian_nll",
    "sigma-held-fixed",
    "The gradient in sigma is wrong: in one of the two places where it stands sigma is a plain number.",
    (IN_SIGMA,),
)
def _(x, mu, sigma):
    return (HALF_LOG_2_PI + torch.as_tensor(sigma).detach().log() + 0.5 * ((x - mu) / sigma) ** 2).sum()


@WRONG.of(
    "gaussian_nll",
    "only-tensors",
    "Your function takes mu and sigma as tensors only: torch.log of a Python float is an error.",
    (FLOATS,),
)
def _(x, mu, sigma):
    return (HALF_LOG_2_PI + torch.log(sigma) + 0.5 * ((x - mu) / sigma) ** 2).sum()


@WRONG.of(
    "gaussian_nll",
    "changes-its-input",
    "The value is right, but the caller's data are not the same afterwards.",
    (UNCHANGED,),
)
def _(x, mu, sigma):
    total = _terms(x, mu, sigma).sum()
    x -= x.mean()
    return total


MEAN, COV, ONE, ROWS = "mean", "covariance", "one column", "many rows"
IN_COV = (COV, ONE, ROWS, FLOAT32)
ALL = (MEAN, COV, ONE, ROWS, FLOAT32, UNCHANGED)


def _centred(x):
    return x - x.mean(0)


@WRONG.of(
    "gaussian_mle",
    "divides-by-n-minus-1",
    "You divide by N - 1: that is the unbiased estimate, and not where the likelihood is highest.",
    IN_COV,
)
def _(x):
    return x.mean(0), _centred(x).T @ _centred(x) / (len(x) - 1)


@WRONG.of("gaussian_mle", "sum", "Your covariance grows with N: a sum where a mean belongs.", IN_COV)
def _(x):
    return x.mean(0), _centred(x).T @ _centred(x)


@WRONG.of(
    "gaussian_mle",
    "mean-not-taken-away",
    "You average products of the columns as they are. A covariance is about the mean.",
    IN_COV,
)
def _(x):
    return x.mean(0), x.T @ x / len(x)


@WRONG.of(
    "gaussian_mle",
    "variances-alone",
    "You return the variances and nothing off the diagonal: as if the columns had nothing to do with each other.",
    (COV, ROWS, FLOAT32),
)
def _(x):
    return x.mean(0), torch.diag(x.var(0, correction=0))


@WRONG.of("gaussian_mle", "correlation", "You return correlations: the widths of the columns are gone.", IN_COV)
def _(x):
    z = _centred(x) / x.std(0, correction=0)
    return x.mean(0), z.T @ z / len(x)


@WRONG.of(
    "gaussian_mle",
    "between-rows",
    "Your covariance is between rows, and as large as their number. Asked is the one between columns.",
    IN_COV,
)
def _(x):
    return x.mean(0), _centred(x) @ _centred(x).T / len(x)


@WRONG.of(
    "gaussian_mle",
    "means-of-rows",
    "You average over the columns of each observation. The mean is over the observations.",
    ALL,
)
def _(x):
    mean = x.mean(1)
    centred = x - mean[:, None]
    return mean, centred @ centred.T / x.shape[1]


@WRONG.of("gaussian_mle", "median", "You take the median of each column. That is another law's estimate.", ALL)
def _(x):
    middle = x.median(0).values
    return middle, (x - middle).T @ (x - middle) / len(x)


@WRONG.of(
    "gaussian_mle",
    "axes-dropped",
    "With one column your covariance is a single number, without axes. It is a matrix for any D.",
    (ONE,),
)
def _(x):
    return x.mean(0), torch.cov(x.T, correction=0)


@WRONG.of(
    "gaussian_mle", "other-order", "You return the covariance first. Asked is the mean, then the covariance.", ALL
)
def _(x):
    return _centred(x).T @ _centred(x) / len(x), x.mean(0)


@WRONG.of(
    "gaussian_mle",
    "through-float32",
    "On the way your values pass through float32, where float64 was handed in.",
    (MEAN, COV, ONE, ROWS, UNCHANGED),
)
def _(x):
    x = x.float()
    return x.mean(0), _centred(x).T @ _centred(x) / len(x)


@WRONG.of(
    "gaussian_mle",
    "changes-its-input",
    "The values are right, but the caller's data are not the same afterwards.",
    (UNCHANGED,),
)
def _(x):
    mean = x.mean(0)
    x -= mean
    return mean, x.T @ x / len(x)
