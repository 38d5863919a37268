"""Fitted models: the best of several counts, and what is no model counts as none."""

import math
from types import SimpleNamespace

import pytest
import torch

from autograder import compare
from autograder.collect.answer import answer
from autograder.collect.wire import Call, GeneratorSeed

X = torch.tensor([1.0, 2.0, 6.0], dtype=torch.float64)
WANT = SimpleNamespace(shapes=((), ()), bar=-2.2)  # the best normal has a mean log likelihood of -2.19


def score(parts, want):
    mean, variance = parts
    if variance <= 0:
        return -math.inf
    return float((-0.5 * (X - mean) ** 2 / variance - 0.5 * torch.log(2 * math.pi * variance)).mean())


REACHES = compare.reaches(score)


def judge(fit):
    return REACHES(answer({"f": fit}, Call("f", {"generator": GeneratorSeed(0)}, times=3, again=True)), WANT, "float64")


def test_the_best_of_several_fits_counts():
    fits = iter([(0.0, 1.0), (3.0, 14 / 3), (9.0, 1.0), (0.0, 1.0)])

    assert judge(lambda g: next(fits)).passed


@pytest.mark.parametrize("kind", [tuple, list, torch.tensor], ids=["tuple", "list", "one tensor"])
def test_any_sequence_of_the_parts_will_do(kind):
    assert judge(lambda g: kind([3.0, 14 / 3])).passed


@pytest.mark.parametrize(
    ("fit", "words"),
    [
        (lambda g: (2.0, 1.0), "not as good as it should be"),
        (lambda g: (3.0, -1.0), "no model of this kind"),
        (lambda g: (3.0, float("nan")), "NaN or infinite"),
        (lambda g: 3.0, "expected 2 values"),
        (lambda g: (3.0, torch.ones(2)), "expected shape (), got (2,)"),
        (lambda g: None, "expected 2 values"),
        (lambda g: 1 / 0, "ZeroDivisionError"),
    ],
    ids=["poor", "negative variance", "nan", "one value", "shape", "nothing", "raises"],
)
def test_a_poor_fit_and_no_fit_are_refused(fit, words):
    verdict = judge(fit)

    assert not verdict.passed
    assert verdict.distance > 1
    assert words in verdict.to_student


def test_a_student_is_told_neither_score_nor_bar():
    verdict = judge(lambda g: (2.0, 1.0))

    assert "2.2" not in verdict.to_student
    assert "-2.2" in verdict.to_staff


def test_a_fit_that_raises_counts_as_none_where_the_ask_says_so():
    fits = iter([None, (3.0, 14 / 3), None, None])

    def fit(generator):
        return next(fits) or 1 / 0

    got = answer({"f": fit}, Call("f", {"generator": GeneratorSeed(0)}, times=3, again=True, fallible=True))

    assert REACHES(got, WANT, "float64").passed
