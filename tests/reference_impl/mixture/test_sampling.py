"""Draws from a mixture, by the mixture's own moments and the exact distribution along a direction."""

import numpy as np
import pytest
import torch
from scipy import stats

from reference_impl import mixture

WEIGHTS = torch.tensor([0.5, 0.2, 0.3], dtype=torch.float64)
MEANS = torch.tensor([[-3.0, 1.0], [2.0, 4.0], [1.0, -2.0]], dtype=torch.float64)
ROOTS = torch.tensor([[[1.0, 0.0], [0.8, 0.5]], [[0.4, 0.0], [0.0, 1.2]], [[1.0, 0.0], [-0.6, 0.9]]]).double()
COVS = ROOTS @ ROOTS.mT


def test_draws_have_the_mixtures_mean_and_covariance():
    n = 40_000

    draws = mixture.sample_gmm(n, WEIGHTS, MEANS, COVS, torch.Generator().manual_seed(0))

    mean = WEIGHTS @ MEANS
    away = MEANS - mean
    cov = (WEIGHTS[:, None, None] * (COVS + away[:, :, None] * away[:, None])).sum(dim=0)
    torch.testing.assert_close(draws.mean(dim=0), mean, rtol=0, atol=5 * (cov.max() / n) ** 0.5)
    torch.testing.assert_close(draws.mT.cov(), cov, rtol=0.05, atol=0.05)


@pytest.mark.parametrize("direction", [(1.0, 0.0), (0.0, 1.0), (0.6, -0.8)])
def test_along_a_direction_the_draws_follow_the_mixture_of_the_projected_components(direction):
    along = torch.tensor(direction, dtype=torch.float64)

    draws = mixture.sample_gmm(5000, WEIGHTS, MEANS, COVS, torch.Generator().manual_seed(1)) @ along

    def cdf(t):
        centres, widths = (MEANS @ along).numpy(), torch.einsum("i,kij,j->k", along, COVS, along).sqrt().numpy()
        return stats.norm.cdf((np.asarray(t)[:, None] - centres) / widths) @ WEIGHTS.numpy()

    assert stats.kstest(draws.numpy(), cdf).pvalue > 1e-4


def test_the_generator_decides():
    first, second = (mixture.sample_gmm(4, WEIGHTS, MEANS, COVS, torch.Generator().manual_seed(s)) for s in (3, 3))
    generator = torch.Generator().manual_seed(3)
    third, fourth = (mixture.sample_gmm(4, WEIGHTS, MEANS, COVS, generator) for _ in range(2))

    assert torch.equal(first, second)
    assert torch.equal(first, third)
    assert not torch.equal(third, fourth)


def test_no_draws_are_refused():
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        mixture.sample_gmm(0, WEIGHTS, MEANS, COVS, torch.Generator())
