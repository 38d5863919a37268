"""Slips whose checks depend on chance in one place and not in another, so that the release gate cannot hold them."""

from pathlib import Path

import pytest
import torch

from autograder.collect.session import LocalSession
from autograder.course import Course
from autograder.judge import Judge

COURSE = Course.load(Path(__file__).parents[2])


def divided_by_one_less(p, q, num_samples, generator):
    """At 8 samples the mean is a seventh too large, which 200 results show now and then; at 2 it is twice as large."""
    x = torch.multinomial(p, num_samples, replacement=True, generator=generator)
    y = torch.multinomial(q, num_samples, replacement=True, generator=generator)
    both = (2 * p[x] / (p + q)[x]).log().sum() + (2 * q[y] / (p + q)[y]).log().sum()
    return both / max(num_samples - 1, 1) / 2


@pytest.mark.parametrize("secret", [b"a class", b"another class", b"a third"])
def test_a_mean_divided_by_one_less_is_found_out(secret):
    judge = Judge(COURSE.week("week05_gan"), secret)

    result = judge.judge(LocalSession({"js_estimate": divided_by_one_less}), {"js_estimate"})["js_estimate"]

    assert "unbiased, with zeros" in {check.name for check in result.checks if not check.passed}


def constants(x):
    width = x.shape[1]
    return 0.3 * torch.arange(1, width + 1, dtype=x.dtype), torch.eye(width, dtype=x.dtype)


def noise_beside_constants(x, n, generator):
    return constants(x)[0] + torch.randn(n, x.shape[1], dtype=x.dtype, generator=generator)


def tied_constants(x):
    mean, cov = constants(x)
    return mean, cov + 0.5


def noise_tied_by_constants(x, n, generator):
    mean, cov = tied_constants(x)
    return mean + torch.randn(n, len(cov), dtype=x.dtype, generator=generator) @ torch.linalg.cholesky(cov).T


def no_step(xt, t, eps_hat, betas, noise):
    return 2 + 0.01 * t + noise


def no_chain(n, betas, mean, std, generator):
    return 2 + torch.randn(n, dtype=betas.dtype, generator=generator)


@pytest.mark.parametrize(
    ("week", "answers"),
    [
        ("week02_mle", {"gaussian_mle": constants, "sample_fitted_gaussian": noise_beside_constants}),
        ("week02_mle", {"gaussian_mle": tied_constants, "sample_fitted_gaussian": noise_tied_by_constants}),
        ("week06_ddpm", {"p_sample": no_step, "ancestral_sample": no_chain}),
    ],
    ids=["constants", "tied constants", "no step"],
)
def test_an_earlier_answer_that_was_made_up_is_not_followed(week, answers):
    later = list(answers)[-1]

    results = Judge(COURSE.week(week), b"a class").judge(LocalSession(answers), set(answers))

    assert [check.name for check in results[later].checks if check.passed] == []
