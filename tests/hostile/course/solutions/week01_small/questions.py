"""The hidden tests of the week under attack. CANARY-hidden-tests-module-e802."""

from autograder import compare
from autograder.authoring import and_unchanged, case, derivation_question
from autograder.derivation import Derivation, Goal, Notation, forms
from autograder.derivation.declaration import Law
from autograder.question import Bound, Case, Check, Draws, FollowThrough, Gradient, Question, Shown

from . import reference

KEPT_FROM_STUDENTS = "CANARY-hidden-tests-string-9f04"

SMALL = case("small", reference.rows, N=5, D=3)
TALL = case("CANARY-case-label-20cd", reference.rows, N=17, D=2)
SINGLE = case("CANARY-case-label-77aa", reference.rows, N=6, D=4)
SHIFT = case("shift", reference.rows_and_shift, N=7, D=3)
WIDE_SHIFT = case("wide shift", reference.rows_and_shift, N=4, D=6)
WEIGHTS = case("weights", reference.weighted, N=9)
NOISE = case("noise", reference.seeded, n=500, sigma=1.5)
NOTHING = Case("nothing", lambda rng: {})
CLOSE = compare.tensor(float64=(1e-8, 1e-10), float32=(1e-4, 1e-6))

LETTERS = Notation(finite=("x", "z"), laws=(Law(("p",), left=("x", "z")),))
SPLIT = Goal((r"\log p(x, z) = \log p(x) + \log p(z|x)",), closed=forms.density("p", "z", "x"))
CHAIN = Derivation(LETTERS, start=(r"\log p(x, z)",), goal=SPLIT)

QUESTIONS = (
    Question(
        "scale",
        "Columns of mean 0 and deviation c",
        reference.scale,
        and_unchanged(
            Check("small", 1, (SMALL,), CLOSE, shown=Shown.PUBLIC, hint="Divide by N."),
            Check("tall", 2, (TALL,), CLOSE, hint="Look at the axis."),
            Check("CANARY-secret-check-b6d3", 3, (SINGLE,), CLOSE, shown=Shown.SECRET),
        ),
    ),
    Question(
        "shifted",
        "Scaled, then shifted",
        reference.shifted,
        (Check("any shift", 1, (SHIFT,), CLOSE), Check("wide", 2, (WIDE_SHIFT,), CLOSE, requires=("any shift",))),
        (FollowThrough(("scale",), reference.shifted_on_theirs),),
    ),
    Question(
        "spread",
        "A weighted variance",
        reference.spread,
        (
            Check("value", 2, (WEIGHTS,), CLOSE),
            Check(
                "gradient",
                3,
                (WEIGHTS,),
                compare.gradient(float64=(1e-7, 1e-9), float32=(1e-4, 1e-6)),
                Gradient(("w",)),
            ),
        ),
    ),
    Question(
        "noise",
        "Normal draws",
        reference.noise,
        (
            Check("law", 2, (NOISE,), compare.normal_law(), Draws()),
            Check("reproducible", 1, (NOISE,), compare.reproducible(), Draws(), requires=("law",)),
        ),
    ),
    Question(
        "slope",
        "A derivative",
        reference.slope,
        (Check("expression", 2, (NOTHING,), compare.expression(domain={"x": (0.5, 3.0)}), Bound()),),
    ),
    derivation_question(
        "chain",
        "The chain rule",
        CHAIN,
        points={"start": 0.5, "goal": 1, "validity": 1.5},
        hints={"goal": "Condition."},
    ),
)
