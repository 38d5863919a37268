"""Ridge regression, against the normal equations, the posterior's moments, a search and scikit-learn where it is."""

import numpy as np
import pytest
import torch
from scipy import optimize, stats

from reference_impl import likelihood

CASES = [(9, 3, 0.5, 2.0), (4, 6, 1.0, 0.3), (5, 1, 2.0, 4.0)]


def problem(N, D):
    generator = torch.Generator().manual_seed(N)
    X = torch.randn(N, D, dtype=torch.float64, generator=generator)
    return X, 2 + torch.randn(N, dtype=torch.float64, generator=generator)


@pytest.mark.parametrize(("N", "D", "noise_var", "prior_var"), CASES)
def test_map_solves_the_normal_equations(N, D, noise_var, prior_var):
    X, y = problem(N, D)
    precision = X.T @ X / noise_var + torch.eye(D) / prior_var

    got = likelihood.ridge_map(X, y, noise_var, prior_var)

    torch.testing.assert_close(precision @ got, X.T @ y / noise_var)


@pytest.mark.parametrize(("N", "D", "noise_var", "prior_var"), CASES)
def test_map_is_the_mean_of_w_given_y_in_their_joint_normal_law(N, D, noise_var, prior_var):
    """For a normal posterior mode and mean are one; Cov(w, y) Cov(y)^-1 y needs no inverse of size D."""
    X, y = problem(N, D)
    cov_y = prior_var * X @ X.T + noise_var * torch.eye(N)

    got = likelihood.ridge_map(X, y, noise_var, prior_var)

    torch.testing.assert_close(got, prior_var * X.T @ torch.linalg.solve(cov_y, y))


@pytest.mark.parametrize(("N", "D", "noise_var", "prior_var"), CASES)
def test_map_is_where_a_search_for_the_highest_posterior_ends(N, D, noise_var, prior_var):
    X, y = (values.numpy() for values in problem(N, D))

    def log_posterior(w):
        return stats.norm.logpdf(y, X @ w, noise_var**0.5).sum() + stats.norm.logpdf(w, 0, prior_var**0.5).sum()

    found = optimize.minimize(lambda w: -log_posterior(w), np.zeros(D))
    got = likelihood.ridge_map(torch.from_numpy(X), torch.from_numpy(y), noise_var, prior_var)

    np.testing.assert_allclose(got, found.x, atol=1e-4)


@pytest.mark.parametrize(("N", "D", "noise_var", "prior_var"), CASES)
def test_map_is_scikit_learns_ridge_without_an_intercept(N, D, noise_var, prior_var):
    from sklearn import linear_model

    X, y = problem(N, D)
    peer = linear_model.Ridge(alpha=noise_var / prior_var, fit_intercept=False).fit(X.numpy(), y.numpy())

    np.testing.assert_allclose(likelihood.ridge_map(X, y, noise_var, prior_var), peer.coef_, rtol=1e-8)


def test_a_wide_prior_gives_least_squares_and_a_narrow_one_zero():
    X, y = problem(9, 3)

    wide, narrow = likelihood.ridge_map(X, y, 1.0, 1e12), likelihood.ridge_map(X, y, 1.0, 1e-12)

    torch.testing.assert_close(wide, torch.linalg.lstsq(X, y.unsqueeze(1)).solution.squeeze(1))
    torch.testing.assert_close(narrow, torch.zeros(3, dtype=torch.float64), rtol=0, atol=1e-9)


def test_targets_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"got \(4, 2\), \(3,\)"):
        likelihood.ridge_map(torch.zeros(4, 2), torch.zeros(3), 1.0, 1.0)
