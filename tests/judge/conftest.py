"""A week of three small questions: `ratio`, `half` built on it, and a sampler `noise`."""

from functools import partial

import pytest
import torch

from autograder import compare
from autograder.question import Case, Check, Draws, FollowThrough, Question, Seed, Shown, Week, WrongAnswer
from reference_impl.laws import NormalLaw

CLOSE = compare.tensor(float64=(1e-7, 1e-9), float32=(1e-4, 1e-6))


def draw_pair(rng, size):
    return {
        "a": torch.rand(size, generator=rng, dtype=torch.float64) + 0.5,
        "b": torch.rand(size, generator=rng, dtype=torch.float64) + 0.5,
    }


def draw_noise(rng):
    return {"n": 2000, "scale": 1.5, "generator": Seed(int(torch.randint(2**31, (), generator=rng)))}


def ratio(a, b):
    return a / b


def half(a, b):
    return a / b / 2


def draw_noisier(rng):
    return {**draw_noise(rng), "a": torch.full((3,), 2.0), "b": torch.full((3,), 1.0)}


def law_on_their_ratio(inputs, theirs):
    scale = inputs["scale"] * float(theirs("ratio")(inputs["a"], inputs["b"]).mean())
    return NormalLaw((inputs["n"],), 0.0, scale**2)


def half_of_theirs(inputs, theirs):
    return theirs("ratio")(inputs["a"], inputs["b"]) / 2


SMALL = Case("small", partial(draw_pair, size=3))
LARGE = Case("large", partial(draw_pair, size=(4, 5)))
NOISE = Case("noise", draw_noise)


@pytest.fixture(scope="session")
def week():
    values = Check("values", 2, (SMALL,), CLOSE, hint="Which one divides?")
    batch = Check("any shape", 1, (LARGE,), CLOSE, shown=Shown.SECRET)
    intact = Check("leaves its inputs unchanged", 1, (SMALL,), compare.unchanged(), requires=("values",))
    return Week(
        "week00_test",
        (
            Question("ratio", "A ratio", ratio, (values, batch, intact)),
            Question("half", "Half a ratio", half, (values, batch), (FollowThrough(("ratio",), half_of_theirs),)),
            Question(
                "noise",
                "Normal noise",
                lambda n, scale, generator: NormalLaw((n,), 0.0, scale**2),
                (
                    Check("law", 2, (NOISE,), compare.normal_law(), Draws()),
                    Check("reproducible", 1, (NOISE,), compare.reproducible(), Draws(), requires=("law",)),
                ),
            ),
            Question(
                "noisier",
                "Noise, scaled by a ratio",
                lambda n, scale, generator, a, b: NormalLaw((n,), 0.0, (scale * float((a / b).mean())) ** 2),
                (Check("law", 2, (Case("noisier", draw_noisier),), compare.normal_law(), Draws()),),
                (FollowThrough(("ratio",), law_on_their_ratio),),
            ),
        ),
        wrong_answers=(
            WrongAnswer(
                "ratio",
                "upside_down",
                "The ratio is upside down.",
                ("values", "any shape", "leaves its inputs unchanged"),
                lambda a, b: b / a,
            ),
            WrongAnswer(
                "noise",
                "variance_for_deviation",
                "The noise has the variance where its root belongs.",
                ("law", "reproducible"),
                lambda n, scale, generator: scale**2 * torch.randn(n, generator=generator, dtype=torch.float64),
            ),
        ),
        right_answers=(),
    )


@pytest.fixture(scope="session")
def right_noise():
    return lambda n, scale, generator: scale * torch.randn(n, generator=generator, dtype=torch.float64)
