"""Hidden tests about the game: the best discriminator, the value, the losses of both players."""

from __future__ import annotations

from functools import partial

import torch

from autograder import compare
from autograder.authoring import and_unchanged, case, exactly
from autograder.question import Bound, Case, Check, Curve, Gradient, Question, Shown
from reference_impl import divergence

from . import draws
from ._tolerances import FLOAT32, SINGLE, TIGHT, close

# A sum of a few terms of size 1, where wrong answers may by chance come within 1e-4.
few_terms = compare.tensor(float64=TIGHT, float32=(3e-6, 2e-6))

# A small number added to the denominator moves a share by 1e-8; honest variants are right to the last digits.
share = partial(compare.tensor, float64=(1e-10, 1e-12), float32=SINGLE)

PLAIN, LARGE = "moderate logits", "large logits"


PLACES = torch.linspace(-3, 3, 41, dtype=torch.float64)  # of a picture: two bells, one twice as wide as the other

OPTIMAL_DISCRIMINATOR = Question(
    "optimal_discriminator",
    "The best discriminator",
    divergence.optimal_discriminator,
    and_unchanged(
        Check(
            "two densities",
            1,
            (case("five points", draws.densities, data=(5,), g=(5,)),),
            share(),
            shown=Shown.PUBLIC,
            hint="Put your values into the pointwise objective: is it larger at its neighbours?",
        ),
        Check(
            "any shape, broadcast",
            1.5,
            (
                case("one point", draws.densities, data=(), g=()),
                case("a grid", draws.densities, data=(2, 3, 4), g=(2, 3, 4)),
                case("row and column", draws.densities, data=(3, 1), g=(4,)),
                case("many against one", draws.densities, data=(2, 3), g=()),
            ),
            share(),
            hint="Stay with operations that go element by element: they broadcast by themselves.",
        ),
        Check(
            "where one density is 0",
            0.5,
            (
                case("zero at the ends", draws.one_is_0, shape=(4,)),
                case("zeros in rows", draws.one_is_0, shape=(2, 3)),
            ),
            share(),
            hint="Where only one of the two can have made the example there is no doubt.",
        ),
        Check(
            "where both are 0",
            0.5,
            (
                case("nobody there", draws.densities, data=(5,), g=(5,), zero=(1, 3)),
                case("nobody in a column", draws.densities, data=(2, 4), g=(2, 4), zero=(0,)),
                case("hardly anybody there", draws.densities, data=(4,), g=(4,), size=1e-9),
            ),
            share(),
            hint="0 / 0 is nan. What is asked there stands in the text, and there only: 1e-9 is not 0.",
        ),
        Check("float32", 0.5, (case("float32", draws.densities, data=(6,), g=(6,), dtype=FLOAT32),), share()),
    ),
    curve=Curve(
        (Case("curve", exactly(p_data=torch.exp(-((PLACES + 1) ** 2)), p_g=torch.exp(-((PLACES - 1) ** 2) / 4) / 2)),),
        "x",
        "D(x)",
        "x = torch.linspace(-3, 3, 41, dtype=torch.float64), p_data = torch.exp(-(x + 1)**2), "
        "p_g = torch.exp(-(x - 1)**2 / 4) / 2",
        at=tuple(PLACES.tolist()),
    ),
)

EXPRESSION_HINT = "Set the derivative of p log y + q log(1 - y) in y to zero and solve for y."

OPTIMAL_DISCRIMINATOR_EXPR = Question(
    "optimal_discriminator_expr",
    "The best discriminator, as a formula",
    divergence.optimal_discriminator_expr,
    (
        Check(
            "solves the first-order condition",
            2,
            (Case("expression", lambda rng: {}),),
            compare.expression(domain={"p": (0.0, 3.0), "q": (0.0, 3.0)}),
            ask=Bound(),
            shown=Shown.PUBLIC,
            hint=EXPRESSION_HINT,
        ),
    ),
)

VALUE_HINT = "Two expectations: one under the data's law, one under the generator's. Which logarithm belongs to which?"

GAN_VALUE = Question(
    "gan_value",
    "The value of the game",
    divergence.gan_value,
    and_unchanged(
        Check("four points", 1, (case("four", draws.game, K=4),), close(), shown=Shown.PUBLIC, hint=VALUE_HINT),
        Check(
            "more points and fewer",
            0.5,
            (
                case("nine", draws.game, K=9),
                case("two", draws.game, K=2),
                case("no data at one, no fakes at another", draws.game, K=6, no_data=(1,), no_fake=(4,)),
            ),
            close(),
            hint=VALUE_HINT,
        ),
        Check(
            "certain where it costs nothing",
            1,
            (
                case("certain of fakes", draws.game, K=5, fake=(1, 4), no_data=(1, 4)),
                case("certain of data", draws.game, K=4, sure=(2,), no_fake=(2,)),
                case("always certain", draws.game, K=4, sure=(0, 1), fake=(2, 3), no_data=(2, 3), no_fake=(0, 1)),
            ),
            close(),
            hint="0 log 0 is 0 by convention; 0 times -inf is nan in floating point.",
        ),
        Check(
            "certain and wrong",
            0.5,
            (
                case("data taken for fakes", draws.game, K=4, fake=(1,)),
                case("fakes taken for data", draws.game, K=5, sure=(3,)),
            ),
            close(),
            requires=("four points",),
            hint="What is a discriminator worth that excludes what happens?",
        ),
        Check("float32", 0.5, (case("float32", draws.game, K=6, dtype=FLOAT32),), few_terms),
    ),
)

LARGE_HINT = "sigmoid(1e4) is exactly 1, and log(1 - 1) is -inf. Work with the logits: is there a function for log D?"

DISCRIMINATOR_LOSS = Question(
    "discriminator_loss",
    "The discriminator's loss",
    divergence.discriminator_loss,
    and_unchanged(
        Check(
            PLAIN,
            1,
            (case("three and five", draws.both_logits, N=3, M=5),),
            close(),
            shown=Shown.PUBLIC,
            hint="Two means, each over its own examples, are added.",
        ),
        Check(
            "other numbers of examples",
            1,
            (case("one and four", draws.both_logits, N=1, M=4), case("seven and two", draws.both_logits, N=7, M=2)),
            close(),
            hint="N and M need not be the same: each of the two means has its own number of examples.",
        ),
        Check(
            LARGE,
            1,
            (
                case("ten thousand", draws.both_logits, N=4, M=3, size=1e4),
                case("a thousand", draws.both_logits, N=2, M=5, size=1e3),
                case("not so large", draws.both_logits, N=4, M=4, size=18.0),
            ),
            close(),
            hint=LARGE_HINT,
        ),
        Check("float32", 0.5, (case("float32", draws.both_logits, N=6, M=4, dtype=FLOAT32),), close()),
        Check(
            "large logits in float32",
            0.5,
            (case("large float32", draws.both_logits, N=3, M=4, size=1e4, dtype=FLOAT32),),
            close(),
            hint=LARGE_HINT,
        ),
    ),
)

SATURATING, HEURISTIC = (
    case("saturating", draws.fake_logits, M=5, saturating=True),
    case("heuristic", draws.fake_logits, M=4, saturating=False),
)
LARGE_FAKES = (
    case("saturating, large", draws.fake_logits, M=4, saturating=True, size=1e4),
    case("heuristic, large", draws.fake_logits, M=5, saturating=False, size=1e4),
    case("saturating, not so large", draws.fake_logits, M=4, saturating=True, size=18.0),
    case("heuristic, not so large", draws.fake_logits, M=4, saturating=False, size=18.0),
)
gradient = compare.gradient(float64=TIGHT, float32=SINGLE)

GENERATOR_LOSS = Question(
    "generator_loss",
    "The generator's loss, twice",
    divergence.generator_loss,
    and_unchanged(
        Check(
            "not saturating",
            1,
            (HEURISTIC,),
            close(),
            shown=Shown.PUBLIC,
            hint="The generator lowers this loss by being taken for data.",
        ),
        Check(
            "saturating",
            1,
            (SATURATING,),
            close(),
            shown=Shown.PUBLIC,
            hint="This one is the game's own term, as it stands there: look at its sign.",
        ),
        Check(LARGE, 1, LARGE_FAKES, close(), hint=LARGE_HINT),
        Check(
            "float32",
            0.5,
            (
                case("saturating float32", draws.fake_logits, M=6, saturating=True, dtype=FLOAT32),
                case("heuristic float32", draws.fake_logits, M=3, saturating=False, dtype=FLOAT32),
                case("heuristic, large float32", draws.fake_logits, M=3, saturating=False, size=1e4, dtype=FLOAT32),
            ),
            close(),
        ),
        Check(
            "gradient in the logits",
            1,
            (HEURISTIC, SATURATING),
            gradient,
            ask=Gradient(("logits_fake",)),
            requires=("not saturating",),
            hint="Stay with torch operations from the argument to the result: .item() and NumPy cut the gradient.",
        ),
        Check(
            "gradient at large logits",
            0.5,
            LARGE_FAKES,
            gradient,
            ask=Gradient(("logits_fake",)),
            requires=("not saturating",),
            hint="torch.where hands the gradient of both branches on, also of the one that overflows: 0 * inf is nan.",
        ),
    ),
)
