"""Classes, against counting in Python, mpmath, torch.distributions and numerical optimisation."""

from collections import Counter

import mpmath
import pytest
import torch
from scipy import optimize

from reference_impl import likelihood


@pytest.mark.parametrize(("labels", "K"), [([2, 0, 2, 2, 1], 3), ([1, 1, 4], 6), ([0], 1), ([3], 5)])
def test_mle_is_counting(labels, K):
    counts = Counter(labels)

    got = likelihood.categorical_mle(torch.tensor(labels), K)

    assert got.tolist() == pytest.approx([counts[k] / len(labels) for k in range(K)])
    assert got.dtype == torch.float64


def test_mle_is_where_a_search_for_the_greatest_likelihood_ends():
    labels = torch.tensor([2, 0, 2, 2, 1, 0, 2])

    def nll(logits):
        rows = torch.tensor([0.0, *logits], dtype=torch.float64).expand(7, 3)
        return -likelihood.categorical_log_prob(rows, labels).sum().item()

    found = optimize.minimize(nll, [0.0, 0.0])
    want = torch.tensor([0.0, *found.x], dtype=torch.float64).softmax(0)

    torch.testing.assert_close(likelihood.categorical_mle(labels, 3), want, rtol=0, atol=1e-5)


def exact(row, label):
    """log softmax with 60 digits."""
    with mpmath.workdps(60):
        total = mpmath.fsum(mpmath.exp(mpmath.mpf(value)) for value in row)
        return float(mpmath.mpf(row[label]) - mpmath.log(total))


@pytest.mark.parametrize("scale", [1.0, 30.0, 1e4])
@pytest.mark.parametrize("shift", [0.0, 1e4, -1e4])
def test_log_prob_keeps_its_digits_for_logits_of_any_size(scale, shift):
    generator = torch.Generator().manual_seed(0)
    logits = shift + scale * torch.randn(6, 4, dtype=torch.float64, generator=generator)
    labels = torch.tensor([0, 3, 1, 2, 0, 3])

    got = likelihood.categorical_log_prob(logits, labels)

    want = [exact(row, label) for row, label in zip(logits.tolist(), labels.tolist(), strict=True)]
    assert got.tolist() == pytest.approx(want, rel=1e-13, abs=1e-15)


def test_log_prob_is_that_of_torchs_distribution():
    logits = torch.randn(5, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    labels = torch.tensor([0, 2, 1, 1, 0])

    got = likelihood.categorical_log_prob(logits, labels)

    torch.testing.assert_close(got, torch.distributions.Categorical(logits=logits).log_prob(labels))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: likelihood.categorical_mle(torch.tensor([0.0, 1.0]), 2), "got torch.float32"),
        (lambda: likelihood.categorical_mle(torch.zeros(0, dtype=torch.int64), 2), r"N >= 1, got torch.int64 \(0,\)"),
        (lambda: likelihood.categorical_log_prob(torch.zeros(3, 2), torch.tensor([0])), r"shape \(3,\), got \(1,\)"),
    ],
)
def test_labels_that_do_not_fit_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
