"""The question about draws."""

from __future__ import annotations

from autograder import compare
from autograder.authoring import and_unchanged, case
from autograder.question import Check, Draws, Question, Shown
from reference_impl import mixture

from . import draws

TWICE = Draws(2)
PLANE = case("plane", draws.sampled, n=4000, D=2, K=3)
LAW_HINT = "Each draw has a component of its own, drawn with the weights, and then its mean and covariance."
COV_HINT = "A root L of the covariance has L L^T equal to it, and multiplies each draw's noise from the left."

SAMPLE_GMM = Question(
    "sample_gmm",
    "Draws from a mixture",
    mixture.sample_gmm_law,
    and_unchanged(
        Check(
            "law, in the plane",
            1.5,
            (PLANE,),
            compare.mixture_law(),
            ask=TWICE,
            shown=Shown.PUBLIC,
            hint=LAW_HINT,
        ),
        Check(
            "law, three dimensions",
            1,
            (case("space", draws.sampled, n=3000, D=3, K=2),),
            compare.mixture_law(),
            ask=TWICE,
            hint=COV_HINT,
        ),
        Check(
            "law, few draws at a time",
            0.5,
            (case("few", draws.sampled, n=10, D=2, K=3, apart=8.0),),
            compare.mixture_law(),
            ask=Draws(600),
            hint="How many draws come from each component is left to chance in every call.",
        ),
        Check(
            "law, one component",
            0.5,
            (case("alone", draws.sampled, n=3000, D=2, K=1),),
            compare.mixture_law(),
            ask=TWICE,
            hint=COV_HINT,
        ),
        Check(
            "reproducible",
            1,
            (PLANE,),
            compare.reproducible(),
            ask=TWICE,
            requires=("law, in the plane",),
            hint="Hand the generator to every call that draws.",
        ),
        ask=TWICE,
    ),
)
