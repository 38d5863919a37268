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
