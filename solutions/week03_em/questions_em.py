"""Questions about the two steps of EM, and a fit."""

from __future__ import annotations

import torch

from autograder import compare
from autograder.authoring import and_unchanged, case
from autograder.question import Check, Draws, Question, Shown
from reference_impl import mixture

from . import draws, follow, scoring

F32 = torch.float32

# The exact maximiser is asked, and 1e-8 on the diagonal of a covariance is allowed: a tenth of 1e-7. A jitter of 1e-6
# misses that by ten. Weights and means know no jitter.
exact = compare.tensor(float64=(2e-8, 2e-8), float32=(3e-5, 3e-5))
exact_covs = compare.tensor(float64=(1e-9, 1e-7), float32=(1e-4, 1e-4))
# In a whole step the jitter may have gone into the densities too, and from there into everything.
step = compare.tensor(float64=(1e-6, 1e-6), float32=(1e-4, 1e-4))
step_covs = compare.tensor(float64=(1.5e-8, 6e-7), float32=(1e-4, 1e-4))
# The new covariances where single points lie 100 away are in the thousands.
exact_far = compare.tensor(float64=(1e-6, 1e-5), float32=(1e-3, 1e-3))
JITTER = "1e-8 on a diagonal is allowed and 1e-6 is not: between the two there is no more than a factor of 100"

WEIGHTS_HINT = "A component's weight is its effective number of points over the number of all points."
MEANS_HINT = "A weighted sum over the points, divided by the sum of the responsibilities that went in."
COVS_HINT = "Full matrices, around the new mean of the component, divided by its effective number of points."

ASSIGNED = (case("plane", draws.assigned, N=11, D=2, K=3),)
M_SHAPES = (
    case("three dimensions", draws.assigned, N=9, D=3, K=2),
    case("on a line", draws.assigned, N=7, D=1, K=3),
    case("more components than axes", draws.assigned, N=14, D=2, K=4),
    case("as many of each", draws.assigned, N=3, D=3, K=3),
)

M_STEP = Question(
    "m_step",
    "The M step",
    mixture.m_step,
    and_unchanged(
        Check("weights", 0.5, ASSIGNED, exact, shown=Shown.PUBLIC, pick=0, hint=WEIGHTS_HINT),
        Check("means", 1, ASSIGNED, exact, shown=Shown.PUBLIC, pick=1, hint=MEANS_HINT),
        Check(
            "covariances",
            1,
            ASSIGNED,
            exact_covs,
            shown=Shown.PUBLIC,
            pick=2,
            hint=COVS_HINT,
            margin_reason=JITTER,
        ),
        Check("other shapes", 1, M_SHAPES, exact_covs, hint="Which axis is summed over?", margin_reason=JITTER),
        Check(
            "hard assignments",
            0.5,
            (case("hard", draws.hard, counts=(4, 7, 5), D=2),),
            exact_covs,
            hint="Responsibilities of 0 and 1 are responsibilities too.",
            margin_reason=JITTER,
        ),
        Check(
            "one component",
            0.5,
            (case("alone", draws.assigned, N=8, D=2, K=1),),
            exact_covs,
            hint="With one component the result is the mean and the (1/N) covariance of the data, with an axis for K.",
            margin_reason=JITTER,
        ),
        Check(
            "float32", 0.5, (case("float32", draws.assigned, N=11, D=2, K=3, dtype=F32),), exact_covs, hint=COVS_HINT
        ),
    ),
)

PLANE = (case("plane", draws.density, N=12, D=2, K=3),)
E_SHAPES = (
    case("three dimensions", draws.density, N=13, D=3, K=2),
    case("on a line", draws.density, N=9, D=1, K=3),
    case("as many of each", draws.density, N=3, D=3, K=3),
)

EM_STEP = Question(
    "em_step",
    "A step of EM",
    mixture.em_step,
    and_unchanged(
        Check("weights", 0.5, PLANE, step, shown=Shown.PUBLIC, pick=0, hint=WEIGHTS_HINT),
        Check("means", 1, PLANE, step, shown=Shown.PUBLIC, pick=1, hint=MEANS_HINT),
        Check("covariances", 1, PLANE, step_covs, shown=Shown.PUBLIC, pick=2, hint=COVS_HINT, margin_reason=JITTER),
        Check("other shapes", 1, E_SHAPES, step_covs, hint="All of one step, and only one step.", margin_reason=JITTER),
        Check(
            "one component",
            0.5,
            (case("alone", draws.density, N=8, D=2, K=1),),
            step_covs,
            requires=("means",),
            hint="With one component every responsibility is 1.",
            margin_reason=JITTER,
        ),
        Check(
            "far from every mean",
            0.5,
            (case("far", draws.far_among_others, N=13, D=2, K=3),),
            exact_far,
            hint="A point whose densities all underflow must not spoil the step for the others.",
        ),
        Check("float32", 0.5, (case("float32", draws.density, N=12, D=2, K=3, dtype=F32),), step_covs, hint=COVS_HINT),
    ),
    follow.EM_STEP,
)

reaches = compare.reaches(scoring.score)
THREE_FITS = Draws(3, fallible=True)

# Sizes and places are measured, not chosen by taste: see design.md.
AXES = case("axes", draws.to_fit, counts=(40, 120), num_steps=24, apart=4.0, slant=0.0)
LONG = case("long", draws.to_fit, counts=(40, 120), num_steps=24, apart=4.0, slant=0.9)
THREE = case("three", draws.to_fit, counts=(40, 50, 60), num_steps=15, apart=5.0, slant=0.6, bounded=True)
SINGLE = case("float32", draws.to_fit, counts=(40, 120), num_steps=24, apart=4.0, slant=0.9, dtype=F32)

FIT_HINT = "Watch the likelihood over the steps: does it rise, and from which starts does it stay low?"

FIT_GMM = Question(
    "fit_gmm",
    "Fit a mixture",
    scoring.reference,
    and_unchanged(
        Check(
            "one component",
            1,
            (
                case("alone", draws.one_cluster, N=60, D=2, num_steps=5),
                case("alone, one step", draws.one_cluster, N=50, D=3, num_steps=1),
            ),
            compare.tensor(float64=(1e-4, 1e-4), float32=(1e-3, 1e-3)),
            shown=Shown.PUBLIC,
            hint="With one component any start leads to the mean and the (1/N) covariance of the data, in one step.",
        ),
        Check("two clusters along the axes", 1, (AXES,), reaches, ask=THREE_FITS, hint=FIT_HINT),
        Check("two long clusters", 1, (LONG,), reaches, ask=THREE_FITS, hint=FIT_HINT),
        Check("three clusters", 1, (THREE,), reaches, ask=THREE_FITS, hint=FIT_HINT),
        Check("float32", 0.5, (SINGLE,), reaches, ask=THREE_FITS, hint=FIT_HINT),
        Check(
            "reproducible",
            0.5,
            (AXES,),
            compare.reproducible(may_repeat=True),
            ask=THREE_FITS,
            requires=("two clusters along the axes",),
            hint="Hand the generator to every call that draws.",
        ),
        ask=THREE_FITS,
    ),
)
