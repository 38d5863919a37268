"""The normal law, against scipy.stats, torch.distributions, NumPy and numerical optimisation."""

import numpy as np
import pytest
import torch
from scipy import optimize, stats

from reference_impl import likelihood


def normal(*shape, seed=0, dtype=torch.float64):
    return torch.randn(shape, dtype=dtype, generator=torch.Generator().manual_seed(seed))


def points(N, D, seed=0):
    """Correlated, away from zero."""
    return normal(N, D, seed=seed) @ normal(D, D, seed=seed + 1) + 3 * normal(D, seed=seed + 2)


@pytest.mark.parametrize(("mu", "sigma"), [(0.0, 1.0), (-2.5, 0.3), (4.0, 0.01)])
@pytest.mark.parametrize("N", [1, 30])
def test_nll_is_the_sum_of_scipys_log_densities(mu, sigma, N):
    x = normal(N)
    want = -stats.norm.logpdf(x.numpy(), mu, sigma).sum()

    assert likelihood.gaussian_nll(x, mu, sigma).item() == pytest.approx(want, rel=1e-12)


def test_gradients_of_the_nll_are_those_of_torchs_distribution():
    x = normal(8)

    def gradients(nll):
        at = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (0.4, 1.7)]
        return torch.stack(torch.autograd.grad(nll(x, *at), at))

    got = gradients(likelihood.gaussian_nll)
    want = gradients(lambda x, mu, sigma: -torch.distributions.Normal(mu, sigma).log_prob(x).sum())

    torch.testing.assert_close(got, want)


@pytest.mark.parametrize(("N", "D"), [(7, 3), (40, 1), (3, 5), (1, 2)])
def test_mle_is_numpys_mean_and_biased_covariance(N, D):
    x = points(N, D)

    mean, cov = likelihood.gaussian_mle(x)

    np.testing.assert_allclose(mean, x.numpy().mean(0), rtol=1e-12)
    np.testing.assert_allclose(cov, np.cov(x.numpy().T, bias=True).reshape(D, D), rtol=1e-10, atol=1e-13)


def test_mle_is_where_a_search_for_the_least_nll_ends():
    x = points(9, 1)[:, 0]
    start = np.array([0.0, 0.0])

    found = optimize.minimize(lambda at: likelihood.gaussian_nll(x, at[0], float(np.exp(at[1]))).item(), start)
    mean, cov = likelihood.gaussian_mle(x.unsqueeze(1))

    assert mean.item() == pytest.approx(found.x[0], abs=1e-4)
    assert cov.item() == pytest.approx(np.exp(2 * found.x[1]), rel=1e-3)


def test_no_other_normal_law_near_the_mle_has_a_higher_likelihood():
    x = points(12, 2)
    mean, cov = likelihood.gaussian_mle(x)
    best = stats.multivariate_normal(mean.numpy(), cov.numpy()).logpdf(x.numpy()).sum()

    for seed in range(20):
        away = mean + 0.1 * normal(2, seed=seed)
        factor = torch.linalg.cholesky(cov) @ (torch.eye(2) + 0.1 * normal(2, 2, seed=100 + seed))
        other = stats.multivariate_normal(away.numpy(), (factor @ factor.T).numpy()).logpdf(x.numpy()).sum()

        assert other < best


@pytest.mark.parametrize(("N", "D"), [(8, 3), (10, 1), (3, 4)])
def test_draws_have_the_moments_of_the_fitted_law(N, D):
    """In a plane too: with N <= D the covariance is singular, and the draws stay where the data are."""
    x, n = points(N, D), 40_000
    law = likelihood.fitted_gaussian_law(x, n)

    draws = likelihood.sample_fitted_gaussian(x, n, torch.Generator().manual_seed(5))

    assert draws.shape == (n, D)
    spread = law.cov.diagonal()
    torch.testing.assert_close(draws.mean(0), law.mean, rtol=0, atol=5 * (spread.max() / n).sqrt().item())
    allowed = 8 * spread.max().item() / n**0.5
    torch.testing.assert_close(torch.cov(draws.T).reshape(D, D), law.cov, rtol=0, atol=allowed)


def test_draws_along_any_direction_are_normal():
    x, direction = points(8, 3), torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
    law = likelihood.fitted_gaussian_law(x, 5000)

    draws = likelihood.sample_fitted_gaussian(x, 5000, torch.Generator().manual_seed(6)) @ direction

    width = (direction @ law.cov @ direction).sqrt()
    assert stats.kstest(((draws - law.mean @ direction) / width).numpy(), "norm").pvalue > 1e-4


def test_the_law_is_that_of_the_mle():
    x = points(8, 3)
    mean, cov = likelihood.gaussian_mle(x)

    law = likelihood.fitted_gaussian_law(x, 11, torch.Generator())

    assert law.n == 11
    assert torch.equal(law.mean, mean)
    assert torch.equal(law.cov, cov)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: likelihood.gaussian_nll(torch.tensor(1.0), 0.0, 1.0), "got a 0-d tensor"),
        (lambda: likelihood.gaussian_mle(torch.zeros(3)), r"shape \(…, N, D\) with N >= 1, got \(3,\)"),
        (lambda: likelihood.gaussian_mle(torch.zeros(0, 3)), r"N >= 1, got \(0, 3\)"),
        (lambda: likelihood.sample_fitted_gaussian(torch.zeros(2, 4, 3), 1, None), r"shape \(N, D\) .* \(2, 4, 3\)"),
        (lambda: likelihood.sample_fitted_gaussian(torch.zeros(4, 3), 0, None), "n must be at least 1, got 0"),
    ],
)
def test_what_cannot_be_fitted_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
