"""Questions about the density, the posterior of the component, and the loss for the means."""

from __future__ import annotations

from functools import partial

import torch

from autograder import compare
from autograder.authoring import and_unchanged, case
from autograder.question import Bound, Check, Gradient, Question, Shown
from reference_impl import mixture

from . import draws

F32 = torch.float32

# float64: a density whose covariance has 1e-8 on its diagonal is some 1e-8 off, and nobody was told that it is wrong.
# float32: the worst honest variant, an inverse and its determinant, is some 1e-6 off.
close = partial(compare.tensor, float64=(1e-7, 1e-7), float32=(5e-5, 5e-5))
# Far from every mean the logarithms are near -5e5: their difference keeps ten digits less.
close_far = compare.tensor(float64=(1e-7, 1e-6), float32=(1e-3, 1e-3))

FAR_HINT = "Far from every mean each density is 0 in floating point. Do not leave logarithms before you have to."
ALONE_HINT = "With K = 1 nothing is left of the mixture but its one component; shapes keep their axis of length 1."


PLANE = (case("plane", draws.density, N=6, D=2, K=3),)
SHAPES = (
    case("three dimensions", draws.density, N=7, D=3, K=2),
    case("on a line", draws.density, N=5, D=1, K=3),
    case("one point", draws.density, N=1, D=3, K=4),
    case("as many of each", draws.density, N=3, D=3, K=3),
)
ALONE = (case("alone", draws.density, N=5, D=2, K=1), case("alone on a line", draws.density, N=4, D=1, K=1))
SINGLE = (
    case("float32", draws.density, N=6, D=2, K=3, dtype=F32),
    case("float32, three dimensions", draws.density, N=5, D=3, K=2, dtype=F32),
)
FAR = (
    case("far", draws.far, N=5, D=2, K=3),
    case("far, three dimensions", draws.far_and_undecided, N=6, D=3, K=2),
    case("far, alone", draws.far, N=4, D=2, K=1),
)
UNDECIDED = (
    case("undecided", draws.far_and_undecided, N=6, D=3, K=2),
    case("undecided, three components", draws.far_and_undecided, N=7, D=4, K=3),
)
DECIDED = (case("far", draws.far, N=5, D=2, K=3), case("far, three dimensions", draws.far, N=4, D=3, K=2))
SINGLE_FAR = (case("float32, undecided", draws.far_and_undecided, N=6, D=3, K=2, reach=(20.0, 25.0), dtype=F32),)

LIKELIHOOD_HINT = "Sum over the components inside the logarithm, sum over the points outside it."
BAYES_HINT = "Prior times density, divided by what makes each row sum to 1."

GMM_LOG_LIKELIHOOD = Question(
    "gmm_log_likelihood",
    "Log likelihood of a mixture",
    mixture.gmm_log_likelihood,
    and_unchanged(
        Check("points in the plane", 1, PLANE, close(), shown=Shown.PUBLIC, hint=LIKELIHOOD_HINT),
        Check("other shapes", 1, SHAPES, close(), hint="Any of N, D and K may be 1, and they may be equal."),
        Check("one component", 0.5, ALONE, close(), hint=ALONE_HINT),
        Check("far from every mean", 1, FAR, close(), hint=FAR_HINT),
        Check("float32", 0.5, SINGLE, close(float32=(1e-5, 1e-5)), hint=LIKELIHOOD_HINT),
    ),
)

RESPONSIBILITIES = Question(
    "responsibilities",
    "Responsibilities",
    mixture.responsibilities,
    and_unchanged(
        Check("points in the plane", 1, PLANE, close(), shown=Shown.PUBLIC, hint=BAYES_HINT),
        Check("other shapes", 1, SHAPES, close(), hint="Any of N, D and K may be 1, and they may be equal."),
        Check("one component", 0.5, ALONE, close(), requires=("points in the plane",), hint=ALONE_HINT),
        Check("far from every mean", 0.5, DECIDED, close_far, hint=FAR_HINT),
        Check("far and undecided", 0.5, UNDECIDED, close_far, hint=FAR_HINT),
        Check("float32", 0.5, SINGLE, close(), hint=BAYES_HINT),
        Check("far in float32", 0.5, SINGLE_FAR, close_far, hint=FAR_HINT),
    ),
)

RESPONSIBILITY_EXPR = Question(
    "responsibility_expr",
    "A posterior in closed form",
    mixture.responsibility_expr,
    (
        Check(
            "expression",
            3,
            (case("expression", draws.nothing),),
            compare.expression(domain={"x": (-3.0, 3.0), "m": (0.2, 2.5)}),
            ask=Bound(),
            shown=Shown.PUBLIC,
            hint="Bayes' rule; the normalising constants cancel, and so do the squares of x and of m.",
        ),
    ),
)

GRADIENT = Gradient(("means",))
LOSS_PLANE = (case("plane", draws.centres, N=6, D=2, K=3),)
LOSS_SHAPES = (
    case("three dimensions", draws.centres, N=7, D=3, K=2),
    case("on a line", draws.centres, N=5, D=1, K=4),
    case("one point", draws.centres, N=1, D=2, K=3),
    case("one mean", draws.centres, N=4, D=2, K=1),
)
LOSS_FAR = (case("far", draws.far_centres, N=5, D=3, K=2), case("far, three means", draws.far_centres, N=6, D=4, K=3))
LOSS_SINGLE = (case("float32", draws.centres, N=6, D=2, K=3, dtype=F32),)

LOSS_HINT = "A negative log likelihood with all its constants: log K, and (D/2) log 2 pi for each point."
SLOPE_HINT = "Stay with torch operations from the means to the result: .item(), NumPy and detach cut the gradient."
slope = compare.gradient(float64=(1e-8, 1e-8), float32=(1e-4, 1e-4))

SOFT_KMEANS_LOSS = Question(
    "soft_kmeans_loss",
    "A loss for the means",
    mixture.soft_kmeans_loss,
    and_unchanged(
        Check("points in the plane", 1, LOSS_PLANE, close(), shown=Shown.PUBLIC, hint=LOSS_HINT),
        Check("other shapes", 1, LOSS_SHAPES, close(), hint=LOSS_HINT),
        Check("far from every mean", 0.5, LOSS_FAR, close(), hint=FAR_HINT),
        Check("gradient in means", 1, LOSS_PLANE, slope, ask=GRADIENT, shown=Shown.PUBLIC, hint=SLOPE_HINT),
        Check(
            "gradient, far from every mean",
            1,
            LOSS_FAR,
            compare.gradient(float64=(1e-6, 3e-5), float32=(1e-2, 1e-2)),
            ask=GRADIENT,
            hint="A value that was clamped or replaced no longer depends on the means.",
        ),
        Check("float32", 0.5, LOSS_SINGLE, close(), hint=LOSS_HINT),
        Check("gradient in float32", 0.5, LOSS_SINGLE, slope, ask=GRADIENT, hint=SLOPE_HINT),
    ),
)
