"""The estimator, against the divergence that it estimates."""

import math

import pytest
import torch

from reference_impl import divergence

P = torch.tensor([0.5, 0.2, 0.3, 0.0], dtype=torch.float64)
Q = torch.tensor([0.1, 0.2, 0.3, 0.4], dtype=torch.float64)


def test_its_law_has_the_divergence_for_a_mean():
    torch.testing.assert_close(divergence.js_estimate_law(P, Q, 4).mean, divergence.jensen_shannon(P, Q))


def test_any_other_discriminator_estimates_less():
    d = torch.tensor([0.7, 0.4, 0.5, 0.1], dtype=torch.float64)

    assert divergence.estimated_by(d, P, Q) < divergence.jensen_shannon(P, Q)


@pytest.mark.parametrize("num_samples", [1, 16])
def test_estimates_scatter_around_the_divergence_with_a_variance_that_falls_with_the_number_of_samples(num_samples):
    """Variance by hand: that of each of the two terms under its law, a quarter each, over S; four standard errors."""
    times, generator = 4000, torch.Generator().manual_seed(2)
    d = divergence.optimal_discriminator(P, Q)
    variance = 0.0
    for law, term in ((P, (2 * d).log()), (Q, (2 * (1 - d)).log())):
        term = torch.where(law > 0, term, 0.0)
        variance += ((law * term**2).sum() - (law * term).sum() ** 2).item() / 4 / num_samples

    draws = torch.stack([divergence.js_estimate(P, Q, num_samples, generator) for _ in range(times)])

    mean = divergence.jensen_shannon(P, Q).item()
    law = divergence.js_estimate_law(P, Q, num_samples)
    assert law.deviation.item() ** 2 / num_samples == pytest.approx(variance)
    assert draws.mean().item() == pytest.approx(mean, abs=4 * math.sqrt(variance / times))
    assert draws.var().item() == pytest.approx(variance, rel=0.12)


def test_all_randomness_comes_from_the_generator():
    generator = torch.Generator().manual_seed(7)
    before = torch.get_rng_state()

    first, second = (divergence.js_estimate(P, Q, 5, generator) for _ in range(2))
    again = divergence.js_estimate(P, Q, 5, generator.manual_seed(7))

    assert torch.equal(first, again)
    assert not torch.equal(first, second)
    assert torch.equal(before, torch.get_rng_state())


def test_no_samples_are_refused():
    with pytest.raises(ValueError, match="num_samples must be at least 1, got 0"):
        divergence.js_estimate(P, Q, 0, None)
