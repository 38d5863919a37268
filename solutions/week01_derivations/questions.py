"""The hidden tests of week 1: drawn inputs, no expected value typed twice; and three derivations.

Tolerances are measured: `autograder validate week01_derivations` prints the worst right answer and the best wrong one
beside each check; `design.md` explains the choice.
"""

from __future__ import annotations

from functools import partial

from autograder import compare
from autograder.authoring import and_unchanged, case
from autograder.question import Bound, Check, Draws, Gradient, Question, Shown
from reference_impl import information

from . import draws
from .discrete import CROSS_ENTROPY, ENTROPY, FLOAT32, KL_DIVERGENCE, MUTUAL_INFORMATION, close
from .questions_derivations import ENTROPY_CHAIN_RULE, GIBBS_INEQUALITY, KL_TO_MLE

BERNOULLI_ENTROPY_SLOPE = Question(
    "bernoulli_entropy_slope",
    "Slope of a coin's entropy",
    information.bernoulli_entropy_slope,
    (
        Check(
            "formula",
            3,
            (case("formula", draws.nothing),),
            compare.expression(domain={"p": (0.0, 1.0)}),
            ask=Bound(),
            shown=Shown.PUBLIC,
            hint="Differentiate each of the two products; where is the slope 0, and is it positive before or after?",
        ),
    ),
)

LOGNORMAL_LOG_PROB = Question(
    "lognormal_log_prob",
    "Log-normal density",
    information.lognormal_log_prob,
    and_unchanged(
        Check(
            "values",
            1,
            (case("five", draws.lognormal, y=(5,), mu=(5,), sigma=(5,)),),
            close(),
            shown=Shown.PUBLIC,
            hint="The normal log density at log y, and the logarithm of by how much the axis is stretched there.",
        ),
        Check(
            "shapes that broadcast",
            1,
            (
                case("column and row", draws.lognormal, y=(4, 1), mu=(3,), sigma=(3,)),
                case("three axes", draws.lognormal, y=(3,), mu=(2, 1, 1), sigma=(5, 1)),
                case("one y", draws.lognormal, y=(1,), mu=(4,), sigma=(2, 1)),
                case("0-d tensors", draws.lognormal, y=(4,), mu=(), sigma=()),
            ),
            close(),
            hint="The result has the shape that y, mu and sigma broadcast to.",
        ),
        # torch.distributions makes float32 of Python floats, and so float32's digits must do here.
        Check(
            "single numbers",
            1,
            (
                case("floats", draws.lognormal_numbers, y=(2, 3)),
                case("floats, one y", draws.lognormal_numbers, y=()),
            ),
            close(float64=(3e-5, 3e-5)),
            hint="mu and sigma may be Python floats: torch.log(0.5) is an error, and 0.5 has no method log.",
        ),
        Check(
            "y of 0 and below",
            1,
            (
                case("below", draws.lognormal_at, y=(-2.0, 1.5, -0.1, 0.7)),
                case("zero", draws.lognormal_at, y=(0.8, 0.0, 2.5)),
            ),
            close(),
            hint="The result is -inf there and never nan, and that of the other entries does not change.",
        ),
        Check(
            "far out",
            0.5,
            (case("far out", draws.lognormal_at, y=(draws.NEAR_ZERO, 1.3, 1 / draws.NEAR_ZERO, 1e-30)),),
            close(),
            hint="A density that is too small for float64 has an ordinary logarithm: do not take it of the density.",
        ),
        Check(
            "float32",
            0.5,
            (
                case("float32", draws.lognormal, y=(6,), mu=(6,), sigma=(6,), dtype=FLOAT32),
                case("float32, 0-d", draws.lognormal, y=(2, 3), mu=(), sigma=(), dtype=FLOAT32),
            ),
            close(float32=(3e-5, 3e-5)),
        ),
    ),
)

# At 1e4 float32 numbers are 1e-3 apart; float64 numbers 2e-12.
large = partial(compare.tensor, float64=(1e-10, 1e-9), float32=(3e-5, 3e-2))
SMALL_SCORES = case("five", draws.scores, K=5)
HUGE = (
    case("both ways", draws.huge, logits=(1e4, -1e4, 0.0, 9990.0), support=(1, 1, 1, 1)),
    case("all large", draws.scores, K=6, at=1e4),
    case("all far below 0", draws.scores, K=3, at=-1e4),
    case("certain target", draws.huge, logits=(-1e4, 1e4, 0.0), support=(1, 0, 0)),
)

SOFTMAX_CROSS_ENTROPY = Question(
    "softmax_cross_entropy",
    "The loss of a classifier",
    information.softmax_cross_entropy,
    and_unchanged(
        Check(
            "values",
            1,
            (SMALL_SCORES,),
            close(),
            shown=Shown.PUBLIC,
            hint="q is the world and the softmax the model: of which of them is the logarithm taken?",
        ),
        Check(
            "targets with zeros",
            0.5,
            (
                case("zeros", draws.scores, K=4, support=(1, 0, 1, 0)),
                case("certain", draws.scores, K=6, support=(0, 0, 1, 0, 0, 0)),
                case("one outcome", draws.scores, K=1),
            ),
            close(),
            hint="An outcome that the target rules out adds nothing, and it is still part of the softmax.",
        ),
        Check(
            "large logits",
            1,
            (
                *HUGE,
                case("float32, both ways", draws.huge, logits=(1e4, -1e4, 0.0), support=(1, 1, 1), dtype=FLOAT32),
                case("float32, all large", draws.scores, K=5, at=1e4, width=3.0, dtype=FLOAT32),
            ),
            large(),
            hint="exp(1000) is inf and log(exp(-1000)) is -inf. Carry out the logarithm of the quotient first.",
        ),
        Check(
            "float32",
            0.5,
            (
                case("float32", draws.scores, K=7, dtype=FLOAT32),
                case("float32, four", draws.scores, K=4, dtype=FLOAT32),
            ),
            close(float32=(3e-5, 1e-5)),
        ),
        Check(
            "gradient in the logits",
            1,
            (SMALL_SCORES, case("gradient, float32", draws.scores, K=6, support=(1, 0, 1, 1, 0, 1), dtype=FLOAT32)),
            compare.gradient(float64=(1e-10, 1e-12), float32=(3e-5, 1e-5)),
            ask=Gradient(("logits",)),
            requires=("values",),
            hint="Stay with torch operations from the argument to the result: .item() and NumPy cut the gradient.",
        ),
        Check(
            "gradient for large logits",
            1,
            HUGE,
            compare.gradient(float64=(1e-9, 1e-9), float32=(3e-5, 1e-2)),
            ask=Gradient(("logits",)),
            requires=("values",),
            hint="An infinity on the way, even one that a later step hides from the value, makes a gradient of nan.",
        ),
    ),
)

LAW_HINT = "Count a few thousand draws with torch.bincount and compare with p; then look at the draws in their order."
TEN = (0.11, 0.05, 0.14, 0.08, 0.2, 0.06, 0.1, 0.04, 0.15, 0.07)
TEN_AND_ZEROS = (*TEN[:3], 0.0, *TEN[3:7], 0.0, *TEN[7:], 0.0)
FEW = case("few", draws.draws, n=5000, p=(0.2, 0.5, 0.3))

SAMPLE_CATEGORICAL = Question(
    "sample_categorical",
    "Drawing from a table",
    information.categorical_law,
    and_unchanged(
        Check("few outcomes", 1, (FEW,), compare.categorical_law(), ask=Draws(2), shown=Shown.PUBLIC, hint=LAW_HINT),
        Check(
            "many outcomes",
            1,
            (case("many", draws.many_draws, n=5000, K=60),),
            compare.categorical_law(),
            ask=Draws(2),
            hint=LAW_HINT,
        ),
        Check(
            "outcomes of probability 0",
            0.5,
            (case("zeros", draws.draws, n=5000, p=TEN_AND_ZEROS),),
            compare.categorical_law(),
            ask=Draws(2),
            hint="What has probability 0 is never drawn.",
        ),
        Check(
            "float32",
            0.5,
            (case("float32", draws.draws, n=5000, p=TEN, dtype=FLOAT32),),
            compare.categorical_law(),
            ask=Draws(2),
            hint="In float32 the probabilities add up to 1 only up to rounding.",
        ),
        Check(
            "reproducible",
            1,
            (FEW,),
            compare.reproducible(),
            ask=Draws(2),
            requires=("few outcomes",),
            hint="Hand the generator to every call that draws.",
        ),
        ask=Draws(2),
    ),
)

QUESTIONS = (
    ENTROPY,
    BERNOULLI_ENTROPY_SLOPE,
    CROSS_ENTROPY,
    KL_DIVERGENCE,
    GIBBS_INEQUALITY,
    KL_TO_MLE,
    SOFTMAX_CROSS_ENTROPY,
    ENTROPY_CHAIN_RULE,
    MUTUAL_INFORMATION,
    LOGNORMAL_LOG_PROB,
    SAMPLE_CATEGORICAL,
)
