"""Estimators: unbiased ones whose variance falls pass, biased ones and those that draw nothing do not."""

import pytest
import torch

from autograder import compare
from autograder.collect.answer import answer
from autograder.collect.wire import Call, GeneratorSeed
from reference_impl.laws import EstimatorLaw

# Means and deviations of Z^2 and exp(Z) of a standard normal Z.
LAW = EstimatorLaw(*torch.tensor([[1.0, 1.6487212707], [1.4142135624, 2.1611974159]], dtype=torch.float64))
OVER = ("num_samples", (4, 64))


def estimate(num_samples, generator, *, skip=0, used=None):
    z = torch.randn(used or num_samples, dtype=torch.float64, generator=generator)
    return torch.stack([z.square(), z.exp()])[:, skip:].mean(1)


def ask(estimator, seed=0, times=300):
    return answer(
        {"f": estimator}, Call("f", {"num_samples": 1, "generator": GeneratorSeed(seed)}, times=times, over=OVER)
    )


def verdicts(estimator, seed=0):
    got = ask(estimator, seed)
    return compare.unbiased((1, 1))(got, LAW, "float64"), compare.variance_falls(by=16)(got, LAW, "float64")


def antithetic(num_samples, generator):
    z = torch.randn(num_samples // 2, dtype=torch.float64, generator=generator)
    both = torch.cat([z, -z])
    return torch.stack([both.square().mean(), both.exp().mean()])


RIGHT = {
    "mean of samples": estimate,
    "antithetic pairs": antithetic,
    "a list of numbers": lambda s, g: estimate(s, g).tolist(),
    "float32": lambda s, g: estimate(s, g).float(),
}


@pytest.mark.parametrize("estimator", RIGHT.values(), ids=RIGHT)
def test_a_right_estimator_passes_on_many_seeds(estimator):
    for seed in range(5):
        unbiased, falls = verdicts(estimator, seed)
        assert unbiased.passed
        assert falls.passed


def test_the_stated_false_alarm_rate_bounds_the_measured_one():
    """exp(Z) is skewed, so that the t-test is not exact: 100 estimates at 5 % refuse 5, and here 17 at the most."""
    refused = sum(
        not compare.unbiased((4, 64), 0.05)(ask(estimate, seed, 100), LAW, "float64").passed for seed in range(100)
    )

    assert refused <= 17


@pytest.mark.parametrize(
    ("wrong", "biased", "falls"),
    [
        (lambda s, g: estimate(s, g) * s / (s + 2), True, True),
        (lambda s, g: estimate(s, g) + 0.2, True, True),
        (lambda s, g: estimate(s, g) * s, True, False),
        (lambda s, g: estimate(s, g, used=16), False, False),
        (lambda s, g: LAW.mean.clone(), False, False),
        (lambda s, g: estimate(s, g).log().exp().sqrt(), True, True),
    ],
    ids=["divides by S + 2", "shifted", "sum", "ignores S", "exact", "root"],
)
def test_a_wrong_estimator_is_refused_by_what_is_wrong_with_it(wrong, biased, falls):
    unbiased, falling = verdicts(wrong)

    assert unbiased.passed is not biased
    assert falling.passed is falls


@pytest.mark.parametrize("scale", [10.0, 1e30, 1e200, 1.7e308])
def test_noise_hides_no_mean(scale):
    """Wide enough, noise has any mean, as far as a test of it can tell; wider still, its sums are infinite."""

    def noise(num_samples, generator):
        signs = torch.randint(2, (2,), generator=generator).double() * 2 - 1
        return signs * scale / num_samples**0.5

    unbiased, _ = verdicts(noise)

    assert not unbiased.passed
    assert unbiased.to_student == "the results scatter far more than those of a mean over the samples"


def test_how_many_samples_a_result_must_be_worth_is_the_questions_to_say():
    got = ask(lambda s, g: estimate(s, g, used=4))

    assert compare.unbiased((4, 4))(got, LAW, "float64").passed
    assert not compare.unbiased((4, 64))(got, LAW, "float64").passed


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda s, g: estimate(s, g)[:1], "expected shape (2,), got (1,)"),
        (lambda s, g: "0.5", "expected a tensor of shape (2,), got a str"),
        (lambda s, g: estimate(s, g) / 0, "NaN or infinite"),
        (lambda s, g: torch.tensor([1, 2]), "expected dtype float32 or float64, got int64"),
        (lambda s, g: 1 / 0, "the call raised ZeroDivisionError"),
    ],
    ids=["one element", "text", "infinite", "integers", "raises"],
)
def test_what_is_no_estimate_is_named(wrong, words):
    for verdict in verdicts(wrong):
        assert not verdict.passed
        assert words in verdict.to_student


def test_an_estimator_without_variance_is_told_that_it_draws_nothing():
    _, falls = verdicts(lambda s, g: LAW.mean.clone())

    assert falls.to_student == "all results are the same: an estimate is made from random draws"


def test_a_student_is_told_no_value():
    unbiased, _ = verdicts(lambda s, g: estimate(s, g) + 0.2)

    assert "1.6" not in unbiased.to_student
    assert "1.6" in unbiased.to_staff or "want 1" in unbiased.to_staff
