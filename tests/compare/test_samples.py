"""Sampled answers: right samplers pass, wrong ones do not, and the false-alarm rate is what it says."""

import math

import pytest
import torch

from autograder import compare
from autograder.collect.answer import answer
from autograder.collect.wire import Call, GeneratorSeed
from reference_impl.laws import NormalLaw

N = 4000
LAW = NormalLaw((N,), 1.5, 0.25)


def draw(n, generator):
    return LAW.mean + math.sqrt(LAW.variance) * torch.randn(n, generator=generator, dtype=torch.float64)


def mirrored(x):
    return torch.cat([x, 2 * LAW.mean - x])


def standardised(x):
    return LAW.mean + math.sqrt(LAW.variance) * (x - x.mean()) / x.std()


def moving_average(x):
    return LAW.mean + ((x[2:] - LAW.mean) + (x[:-2] - LAW.mean)) / math.sqrt(2)


def ask(sampler, seed=0, n=N):
    return answer({"f": sampler}, Call("f", {"n": n, "generator": GeneratorSeed(seed)}, times=2, again=True))


def test_a_right_sampler_passes_on_many_seeds():
    verdicts = [compare.normal_law()(ask(draw, seed), LAW, "float64") for seed in range(50)]

    assert all(verdict.passed for verdict in verdicts)


def test_the_stated_false_alarm_rate_bounds_the_measured_one():
    """At a rate that can be measured: 400 right samples at 5 % give 20 refusals at the most; 40 is 4.6 sigma off."""
    loose = compare.normal_law(false_alarm=0.05)

    refused = sum(
        not loose(ask(draw, seed, 500), NormalLaw((500,), 1.5, 0.25), "float64").passed for seed in range(400)
    )

    assert refused <= 40


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda n, g: draw(n, g) + 0.1, "mean"),
        (lambda n, g: LAW.mean + LAW.variance * torch.randn(n, generator=g), "variance"),
        (lambda n, g: LAW.mean + math.sqrt(12) * 0.5 * (torch.rand(n, generator=g) - 0.5), "shape"),
        (lambda n, g: draw(n // 2, g).repeat_interleave(2), "equal"),
        (lambda n, g: draw(n // 2, g).repeat(2), "equal"),
        (lambda n, g: draw(n, g).round(decimals=2), "equal"),
        (lambda n, g: mirrored(draw(n // 2, g)), "half"),
        (lambda n, g: standardised(draw(n, g)), "too good"),
        (lambda n, g: moving_average(draw(n + 2, g)), "every other draw"),
        (lambda n, g: draw(n, g).half(), "expected dtype float32 or float64, got float16"),
    ],
    ids=[
        "mean",
        "variance for deviation",
        "uniform",
        "each draw twice",
        "all draws twice",
        "rounded",
        "antithetic",
        "standardised",
        "moving average",
        "half precision",
    ],
)
def test_a_wrong_law_is_refused_and_the_aspect_is_named(wrong, told):
    verdict = compare.normal_law()(ask(wrong), LAW, "float64")

    assert not verdict.passed
    assert told in verdict.to_student


def test_the_number_of_draws_is_looked_at():
    assert compare.normal_law()(ask(lambda n, g: draw(7, g)), LAW, "float64").to_student == (
        "expected shape (4000,), got (7,)"
    )


def test_reproducible_accepts_what_takes_all_randomness_from_the_generator():
    assert compare.reproducible()(ask(draw), LAW, "float64").passed


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda n, g: torch.randn(n), "the same generator state gave different draws"),
        (lambda n, g: torch.randn(n, generator=g.manual_seed(1)), "do not seed the generator"),
        (lambda n, g: draw(n, g) + 0 * torch.rand(1), "a global random state moved"),
    ],
    ids=["global", "seeds it", "moves the global state"],
)
def test_reproducible_names_what_is_wrong(wrong, told):
    verdict = compare.reproducible()(ask(wrong), LAW, "float64")

    assert not verdict.passed
    assert told in verdict.to_student
