r"""The derivations of week 2: the likeliest mean and variance of a normal law, the likeliest bias of a coin.

To the judge the data are a few numbers (or tosses) drawn at random, and an equation in the estimate is solved on its
whole domain: a line is right if it has the same solutions.
"""

from __future__ import annotations

from autograder.derivation import Derivation, Goal, Move, Notation, forms
from autograder.derivation.declaration import Data, Law, Quantity, Real, Slope, Unknown, Zero

# ------------------------------------------------------------------------------------------------------ what they share

LOG_LIKELIHOOD = r"\sum_{i=1}^n \log p(x_i)"
LIKELIHOOD = r"\prod_{i=1}^n p(x_i)"
# The whole likelihood, its logarithm, the mean of that; also one observation's, for those who add up later.
LIKELIHOODS = (LOG_LIKELIHOOD, LIKELIHOOD, rf"\frac1n {LOG_LIKELIHOOD}", r"\log p(x_i)", "p(x_i)")

SAMPLE_MEAN = r"\frac1n \sum_{i=1}^n x_i"

DERIVATIVE = Move(
    "derivative",
    any_of=(Slope(),),
    missing="No line works out the derivative of the log likelihood, or of what is optimised in its place.",
)
ZERO = Move(
    "zero",
    any_of=(Zero(),),
    missing="No line says which condition the estimate has to satisfy.",
)
MOVES = (DERIVATIVE, ZERO)


def slope(variable: str, of: str) -> str:
    """The derivative, not worked out, in LaTeX: many begin there."""
    return rf"\frac{{\partial}}{{\partial {variable}}} {of}"


# ------------------------------------------------------------------------------------------------------- the normal law

POSITIVE = (0.0, float("inf"))
NORMAL = Law(("p", "f"), left=("x",), formula=r"\mathcal{N}(x; \mu, \sigma^2)")
PARAMETERS = (Real("mu", -1, 1), Real("sigma", 0.6, 1.6, POSITIVE))
SLOPES_IN_MU = (slope(r"\mu", LOG_LIKELIHOOD), slope(r"\mu", r"\log p(x_i)"))

MEAN = Unknown("mu", solution=SAMPLE_MEAN, objective=LOG_LIKELIHOOD)

# Bishop 2006, eq. (1.55).
GAUSSIAN_MEAN_MLE = Derivation(
    Notation(reals=PARAMETERS, data=Data(), laws=(NORMAL,), unknown=MEAN, relevant=(r"\mu",)),
    start=(*LIKELIHOODS, *SLOPES_IN_MU),
    goal=Goal((rf"\mu = {SAMPLE_MEAN}",), closed=forms.WORKED_OUT),
    moves=MOVES,
)

MEAN_SQUARE = r"\frac1n \sum_{i=1}^n (x_i - \mu)^2"
# The square is what is solved for; the derivative may be taken in sigma, in its square, or in a letter for either.
VARIANCE = Unknown("sigma", solution=MEAN_SQUARE, objective=LOG_LIKELIHOOD, power=2)
ESTIMATED_MEAN = Quantity((r"\hat\mu", r"\mu^*", r"\hat\mu_{ML}", r"\hat\mu_{MLE}", r"\mu_{ML}"), meaning=r"\bar x")

# Bishop 2006, eq. (1.56). The mean may stay as it is, or be put at its estimate anywhere on the way.
GAUSSIAN_VARIANCE_MLE = Derivation(
    Notation(
        reals=PARAMETERS,
        data=Data(),
        laws=(NORMAL,),
        quantities=(ESTIMATED_MEAN,),
        unknown=VARIANCE,
        relevant=(r"\sigma",),
        estimates=(("mu", r"\bar x"),),
    ),
    start=(
        *LIKELIHOODS,
        *SLOPES_IN_MU,
        slope(r"\sigma^2", LOG_LIKELIHOOD),
        slope(r"\sigma", LOG_LIKELIHOOD),
        slope(r"\sigma^2", r"\log p(x_i)"),
    ),
    goal=Goal((rf"\sigma^2 = {MEAN_SQUARE}",), closed=forms.WORKED_OUT),
    moves=MOVES,
)

# --------------------------------------------------------------------------------------------------------------- a coin

# Bishop 2006, eq. (2.7). The letter p is a law where it has an argument, and a number where it has none.
BERNOULLI_MLE = Derivation(
    Notation(
        reals=(Real("p", 0.15, 0.85, (0.0, 1.0)),),
        data=Data(kind="binary"),
        laws=(Law(("p", "P", "f", "P_p", "p_p"), left=("x",), formula="p^x (1-p)^{1-x}"),),
        unknown=Unknown("p", solution=SAMPLE_MEAN, objective=LOG_LIKELIHOOD),
        relevant=("p",),
    ),
    start=(*LIKELIHOODS, slope("p", LOG_LIKELIHOOD), slope("p", LIKELIHOOD)),
    goal=Goal((f"p = {SAMPLE_MEAN}",), closed=forms.WORKED_OUT),
    moves=MOVES,
)
