"""Wrong answers about normal distributions: divergences, their slope, draws."""

from __future__ import annotations

import sympy
import torch

from autograder.authoring import UNCHANGED, WrongAnswers

WRONG = WrongAnswers()

SMALL, SIZES, NARROW, EQUAL, FLOAT32 = "a small batch", "other sizes", "very narrow", "equal laws", "float32"
NARROW_LAWS = "narrow laws"
KL = (SMALL, SIZES, NARROW, FLOAT32, UNCHANGED)
BETWEEN = (SMALL, SIZES, EQUAL, NARROW_LAWS, FLOAT32, UNCHANGED)


def terms(mu, logvar):
    """The right ones, for slips that happen elsewhere."""
    return 0.5 * (mu**2 + logvar.exp() - 1 - logvar)


# gaussian_kl


@WRONG.of(
    "gaussian_kl",
    "sign",
    "Your divergence is negative. Papers often write down its negative, since that is what stands in the bound.",
    KL,
)
def _(mu, logvar):
    return -terms(mu, logvar).sum(-1)


@WRONG.of("gaussian_kl", "half-forgotten", "Your values are twice as large as they should be.", KL)
def _(mu, logvar):
    return 2 * terms(mu, logvar).sum(-1)


@WRONG.of(
    "gaussian_kl",
    "logvar-is-log-sigma",
    "You take logvar for the logarithm of the standard deviation. It is that of the variance.",
    KL,
)
def _(mu, logvar):
    return terms(mu, 2 * logvar).sum(-1)


@WRONG.of(
    "gaussian_kl",
    "logvar-is-variance",
    "You take the logarithm of logvar, which is a logarithm already and may well be negative.",
    KL,
)
def _(mu, logvar):
    return 0.5 * (mu**2 + logvar - 1 - torch.log(logvar)).sum(-1)


@WRONG.of("gaussian_kl", "summed-over-the-batch", "You add up over the examples. Each example has its own value.", KL)
def _(mu, logvar):
    return terms(mu, logvar).sum(0)


@WRONG.of("gaussian_kl", "one-number", "You return one number for the whole batch. Asked is one for each example.", KL)
def _(mu, logvar):
    return terms(mu, logvar).sum()


@WRONG.of(
    "gaussian_kl",
    "mean-over-coordinates",
    "You take the mean over the coordinates. For independent coordinates divergences add up.",
    KL,
)
def _(mu, logvar):
    return terms(mu, logvar).mean(-1)


@WRONG.of(
    "gaussian_kl",
    "constant-lost",
    "Your divergence of N(0, 1) from itself is not 0: a constant is missing in each coordinate.",
    KL,
)
def _(mu, logvar):
    return 0.5 * (mu**2 + logvar.exp() - logvar).sum(-1)


@WRONG.of(
    "gaussian_kl",
    "other-direction",
    "You measure the other way round, from N(0, I) to q: the divergence is not symmetric.",
    KL,
)
def _(mu, logvar):
    return 0.5 * ((1 + mu**2) / logvar.exp() - 1 + logvar).sum(-1)


@WRONG.of(
    "gaussian_kl", "mean-not-squared", "Your divergence is linear in mu; then it would be negative somewhere.", KL
)
def _(mu, logvar):
    return 0.5 * (mu + logvar.exp() - 1 - logvar).sum(-1)


@WRONG.of(
    "gaussian_kl",
    "clamped",
    "You keep log variances above some value. That may steady a training, but it is another function.",
    (NARROW,),
)
def _(mu, logvar):
    return terms(mu, logvar.clamp(min=-10)).sum(-1)


@WRONG.of(
    "gaussian_kl",
    "through-float32",
    "On the way your values pass through float32, where float64 was handed in.",
    (SMALL, SIZES, NARROW, UNCHANGED),
)
def _(mu, logvar):
    return terms(mu.float(), logvar.float()).sum(-1)


@WRONG.of(
    "gaussian_kl",
    "changes-its-input",
    "The values are right, but the caller's mu is not the same afterwards.",
    (UNCHANGED,),
)
def _(mu, logvar):
    mu **= 2
    return 0.5 * (mu + logvar.exp() - 1 - logvar).sum(-1)


# kl_slope

SLOPE = ("at widths of ordinary size", "at every width")
_sigma, _mu = sympy.Symbol("sigma", positive=True), sympy.Symbol("mu", real=True)
_divergence = (_sigma**2 - 1 - sympy.log(_sigma**2)) / 2
_slope = sympy.diff(_divergence, _sigma)

for _name, _told, _answer in (
    ("in-the-variance", "This is the slope in the variance. Asked is that in sigma.", _slope / (2 * _sigma)),
    ("in-the-log-variance", "This is the slope in logvar. Asked is that in sigma.", _slope * _sigma / 2),
    ("sign", "Your slope has the other sign: it is that of the bound, not of the divergence.", -_slope),
    ("half-forgotten", "Your slope is twice as steep as it should be.", 2 * _slope),
    (
        "chain-rule-forgotten",
        "You differentiate the logarithm of the square as if the square were the variable.",
        _sigma - 1 / (2 * _sigma**2),
    ),
    ("log-of-sigma", "The logarithm in the divergence is that of the variance.", _sigma - 1 / (2 * _sigma)),
    ("log-term-lost", "At sigma = 1 the divergence is least, so its slope must be 0 there. Yours is not.", _sigma),
    ("mean-in-it", "The slope in sigma does not depend on mu: what the mean costs has no sigma in it.", _slope + _mu),
    ("not-differentiated", "This is the divergence for mu = 0 itself, not its slope.", _divergence),
    ("a-function", "Bind the expression itself to the name, not a function of sigma.", lambda sigma: sigma - 1 / sigma),
):
    WRONG.add("kl_slope", _name, _told, SLOPE, _answer)


# gaussian_kl_between


def between(mu_q, logvar_q, mu_p, logvar_p):
    """The right one in each coordinate."""
    return terms((mu_q - mu_p) * torch.exp(-0.5 * logvar_p), logvar_q - logvar_p)


@WRONG.of(
    "gaussian_kl_between",
    "other-direction",
    "You measure from p to q. Asked is from q to p, and the two are not the same.",
    BETWEEN,
)
def _(mu_q, logvar_q, mu_p, logvar_p):
    return between(mu_p, logvar_p, mu_q, logvar_q).sum(-1)


@WRONG.of(
    "gaussian_kl_between",
    "distance-in-widths-of-q",
    "You measure the distance of the means in widths of q. Far away is where the other law says so.",
    BETWEEN,
)
def _(mu_q, logvar_q, mu_p, logvar_p):
    ratio = logvar_q - logvar_p
    return 0.5 * ((mu_q - mu_p) ** 2 / logvar_q.exp() + ratio.exp() - 1 - ratio).sum(-1)


@WRONG.of(
    "gaussian_kl_between",
    "distance-not-scaled",
    "The distance of the means counts the same for you whether p is narrow or wide.",
    BETWEEN,
)
def _(mu_q, logvar_q, mu_p, logvar_p):
    ratio = logvar_q - logvar_p
    return 0.5 * ((mu_q - mu_p) ** 2 + ratio.exp() - 1 - ratio).sum(-1)


@WRONG.of(
    "gaussian_kl_between",
    "distance-over-a-standard-deviation",
    "A squared distance is divided by a standard deviation.",
    BETWEEN,
)
def _(mu_q, logvar_q, mu_p, logvar_p):
    ratio = logvar_q - logvar_p
    return 0.5 * ((mu_q - mu_p) ** 2 / torch.exp(0.5 * logvar_p) + ratio.exp() - 1 - ratio).sum(-1)


@WRONG.of(
    "gaussian_kl_between",
    "logvar-is-log-sigma",
    "You take the log variances for logarithms of standard deviations.",
    BETWEEN,
)
def _(mu_q, logvar_q, mu_p, logvar_p):
    return between(mu_q, 2 * logvar_q, mu_p, 2 * logvar_p).sum(-1)


@WRONG.of(
    "gaussian_kl_between",
    "log-ratio-upside-down",
    "The logarithm of the ratio of variances has the wrong sign: your values become negative somewhere.",
    BETWEEN,
)
def _(mu_q, logvar_q, mu_p, logvar_p):
    ratio = logvar_q - logvar_p
    return (between(mu_q, logvar_q, mu_p, logvar_p) + ratio).sum(-1)


@WRONG.of("gaussian_kl_between", "second-law-ignored", "Your p is always N(0, I).", BETWEEN)
def _(mu_q, logvar_q, mu_p, logvar_p):
    return terms(mu_q, logvar_q).sum(-1)


@WRONG.of(
    "gaussian_kl_between",
    "difference-of-divergences",
    "You subtract two divergences from N(0, I). Divergences are no distances along a line.",
    BETWEEN,
)
def _(mu_q, logvar_q, mu_p, logvar_p):
    return (terms(mu_q, logvar_q) - terms(mu_p, logvar_p)).sum(-1)


@WRONG.of(
    "gaussian_kl_between",
    "both-directions",
    "You take the mean of both directions. That is symmetric, and another quantity.",
    BETWEEN,
)
def _(mu_q, logvar_q, mu_p, logvar_p):
    there, back = between(mu_q, logvar_q, mu_p, logvar_p), between(mu_p, logvar_p, mu_q, logvar_q)
    return 0.5 * (there + back).sum(-1)


@WRONG.of(
    "gaussian_kl_between",
    "mean-over-coordinates",
    "You take the mean over the coordinates. For independent coordinates divergences add up.",
    BETWEEN,
)
def _(mu_q, logvar_q, mu_p, logvar_p):
    return between(mu_q, logvar_q, mu_p, logvar_p).mean(-1)


@WRONG.of("gaussian_kl_between", "half-forgotten", "Your values are twice as large as they should be.", BETWEEN)
def _(mu_q, logvar_q, mu_p, logvar_p):
    return 2 * between(mu_q, logvar_q, mu_p, logvar_p).sum(-1)


@WRONG.of(
    "gaussian_kl_between",
    "clamped",
    "You keep log variances above some value. That may steady a training, but it is another function.",
    (NARROW_LAWS,),
)
def _(mu_q, logvar_q, mu_p, logvar_p):
    return between(mu_q, logvar_q.clamp(min=-6), mu_p, logvar_p.clamp(min=-6)).sum(-1)


@WRONG.of(
    "gaussian_kl_between",
    "changes-its-input",
    "The values are right, but the caller's mu_q is not the same afterwards.",
    (UNCHANGED,),
)
def _(mu_q, logvar_q, mu_p, logvar_p):
    mu_q -= mu_p
    return between(mu_q, logvar_q, torch.zeros_like(mu_q), logvar_p).sum(-1)
