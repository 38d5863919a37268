"""Hidden tests about the normal law: likelihood, its maximum, draws from it, and regression."""

from __future__ import annotations

from autograder import compare
from autograder.authoring import and_unchanged, case
from autograder.question import Check, Draws, Gradient, Question
from reference_impl import likelihood

from . import draws, follow
from ._shared import NUMBERS_HINT, PUBLIC, close, near
from .draws import F32

NLL_HINT = "Write down the log of the density at one point, every factor of it, and only then the sum."
GRADIENT_HINT = (
    "Stay with torch operations from mu and sigma to the result: no .item(), float(), NumPy or math.log on them."
)

NLL_CASES = (
    case("narrow", draws.numbers, N=6, sigma=(0.4, 0.6)),
    case("wide", draws.numbers, N=5, sigma=(1.6, 2.4)),
)

GAUSSIAN_NLL = Question(
    "gaussian_nll",
    "Negative log likelihood of a normal law",
    likelihood.gaussian_nll,
    and_unchanged(
        Check("a few numbers", 1, NLL_CASES, near(), shown=PUBLIC, hint=NLL_HINT),
        Check(
            "mu and sigma as Python floats",
            0.5,
            (case("floats", draws.numbers, N=7, sigma=(0.4, 0.6), dtype=F32, tensors=False),),
            near(),
            shown=PUBLIC,
            hint=NUMBERS_HINT,
        ),
        Check(
            "far away",
            0.5,
            (case("far", draws.numbers, N=4, sigma=(0.4, 0.6), away=60.0),),
            # The squares are thousands; the constant that may have float32's digits is not.
            near(float64=(3e-8, 1e-6)),
            hint="Sixty standard deviations away the density itself is 0 in floating point; its logarithm is not -inf.",
        ),
        Check(
            "many numbers",
            0.5,
            (case("many", draws.numbers, N=3000, sigma=(1.6, 2.4)),),
            near(),
            hint="A product of thousands of densities leaves the range of floating point. Never form it.",
        ),
        Check(
            "float32",
            0.5,
            (case("float32", draws.numbers, N=20, sigma=(1.6, 2.4), dtype=F32),),
            near(),
            hint=NLL_HINT,
        ),
        Check(
            "gradient in mu",
            1,
            NLL_CASES,
            compare.gradient(float64=(1e-6, 1e-6), float32=(1e-4, 1e-4)),
            ask=Gradient(("mu", "sigma")),
            pick=0,
            hint=GRADIENT_HINT,
        ),
        Check(
            "gradient in sigma",
            1,
            NLL_CASES,
            compare.gradient(float64=(1e-6, 1e-6), float32=(1e-4, 1e-4)),
            ask=Gradient(("mu", "sigma")),
            pick=1,
            hint=f"{GRADIENT_HINT} And sigma stands in two places.",
        ),
    ),
)

COV_HINT = "Take the mean away first; then entry (j, k) is a mean of products of columns j and k."
SEVEN = (case("seven", draws.points, N=7, D=3),)

GAUSSIAN_MLE = Question(
    "gaussian_mle",
    "Maximum likelihood for a normal law",
    likelihood.gaussian_mle,
    and_unchanged(
        Check(
            "mean", 1, SEVEN, close(), shown=PUBLIC, pick=0, hint="One number for each column: the mean over the rows."
        ),
        Check("covariance", 1.5, SEVEN, close(), shown=PUBLIC, pick=1, hint=COV_HINT),
        Check(
            "one column",
            0.5,
            (case("one column", draws.points, N=6, D=1),),
            close(),
            hint="With D = 1 the mean has shape (1,) and the covariance (1, 1); some library functions drop axes.",
        ),
        Check("many rows", 0.5, (case("many", draws.points, N=150, D=4),), close(), hint=COV_HINT),
        Check("float32", 1, (case("float32", draws.points, N=9, D=2, dtype=F32),), close(float32=(3e-4, 3e-4))),
    ),
)

NOISE, PRIOR = (0.4, 0.6), (1.6, 2.4)
RIDGE_HINT = "Which ratio of the two variances weighs |w|^2 against the squared errors, and where does it enter?"

RIDGE_MAP = Question(
    "ridge_map",
    "Posterior mode of a linear regression",
    likelihood.ridge_map,
    and_unchanged(
        Check(
            "more rows than columns",
            1.5,
            (case("tall", draws.regression, N=8, D=3, noise=NOISE, prior=PRIOR),),
            near(),
            shown=PUBLIC,
            hint=RIDGE_HINT,
        ),
        Check(
            "fewer rows than columns",
            1,
            (case("broad", draws.regression, N=4, D=6, noise=NOISE, prior=PRIOR),),
            near(),
            hint="With the prior there is one solution for any number of rows.",
        ),
        Check(
            "strong and weak priors",
            1,
            (
                case("strong", draws.regression, N=10, D=2, noise=(3.0, 4.0), prior=(0.1, 0.2)),
                case("weak", draws.regression, N=10, D=2, noise=(0.1, 0.2), prior=(3.0, 4.0)),
            ),
            near(),
            hint=RIDGE_HINT,
        ),
        Check(
            "one column",
            0.5,
            (case("one column", draws.regression, N=6, D=1, noise=NOISE, prior=PRIOR),),
            near(),
            hint="With D = 1 the result has shape (1,).",
        ),
        Check(
            "float32",
            0.5,
            (case("float32", draws.regression, N=9, D=3, noise=NOISE, prior=PRIOR, dtype=F32),),
            near(float32=(2e-4, 2e-4)),
            hint=RIDGE_HINT,
        ),
    ),
)

LAW_HINT = "Every draw needs fresh noise for each column, and the noise has to become correlated as the data are."
PLANE = case("plane", draws.points_to_fit, N=5, D=2, n=2000)

SAMPLE_FITTED_GAUSSIAN = Question(
    "sample_fitted_gaussian",
    "Fit a normal law and draw from it",
    likelihood.fitted_gaussian_law,
    and_unchanged(
        Check("law, two columns", 1.5, (PLANE,), compare.multivariate_normal_law(), ask=Draws(2), hint=LAW_HINT),
        Check(
            "law, four columns",
            1,
            (case("four", draws.points_to_fit, N=6, D=4, n=1500),),
            compare.multivariate_normal_law(),
            ask=Draws(2),
            hint=LAW_HINT,
        ),
        Check(
            "law, one column",
            0.5,
            (case("one column", draws.points_to_fit, N=4, D=1, n=2000),),
            compare.multivariate_normal_law(),
            ask=Draws(2),
            hint="With D = 1 the draws have shape (n, 1), and the covariance is a 1 x 1 matrix: a variance.",
        ),
        Check(
            "reproducible",
            1,
            (PLANE,),
            compare.reproducible(),
            ask=Draws(2),
            shown=PUBLIC,
            requires=("law, two columns",),
            hint="Hand the generator to every call that draws.",
        ),
        ask=Draws(2),
    ),
    follow.SAMPLE_FITTED_GAUSSIAN,
)
