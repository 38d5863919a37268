"""The mixture's density and posterior, against scipy and torch.distributions."""

import mpmath
import numpy as np
import pytest
import sympy
import torch
from scipy.stats import multivariate_normal

from reference_impl import mixture

SIZES = [(5, 2, 3), (7, 3, 2), (1, 2, 4), (6, 1, 2), (4, 3, 1)]


def example(N, D, K, seed=0):
    generator = torch.Generator().manual_seed(seed)
    root = torch.randn(K, D, D, dtype=torch.float64, generator=generator)
    covs = root @ root.mT + 0.3 * torch.eye(D, dtype=torch.float64)
    means = 2 * torch.randn(K, D, dtype=torch.float64, generator=generator)
    weights = torch.rand(K, dtype=torch.float64, generator=generator) + 0.2
    return 2 * torch.randn(N, D, dtype=torch.float64, generator=generator), weights / weights.sum(), means, covs


def joint(x, weights, means, covs):
    """pi_k N(x_i; mu_k, Sigma_k), (N, K), by scipy."""
    columns = [w * multivariate_normal(m, c).pdf(x) for w, m, c in zip(weights, means, covs, strict=True)]
    return np.stack([np.atleast_1d(column) for column in columns], axis=1)


@pytest.mark.parametrize("size", SIZES)
def test_log_likelihood_is_scipys(size):
    args = example(*size)

    got = mixture.gmm_log_likelihood(*args)

    assert got.shape == ()
    assert got.item() == pytest.approx(np.log(joint(*(a.numpy() for a in args)).sum(axis=1)).sum(), rel=1e-11)


@pytest.mark.parametrize("size", SIZES)
def test_log_likelihood_is_that_of_torchs_mixture(size):
    x, weights, means, covs = example(*size, seed=1)
    components = torch.distributions.MultivariateNormal(means, covs)
    law = torch.distributions.MixtureSameFamily(torch.distributions.Categorical(weights), components)

    torch.testing.assert_close(mixture.gmm_log_likelihood(x, weights, means, covs), law.log_prob(x).sum())


@pytest.mark.parametrize("size", SIZES)
def test_responsibilities_are_bayes_rule(size):
    args = example(*size)
    both = joint(*(a.numpy() for a in args))

    got = mixture.responsibilities(*args)

    np.testing.assert_allclose(got.numpy(), both / both.sum(axis=1, keepdims=True), rtol=1e-10)


@pytest.mark.parametrize("away", [50, 1000])
def test_far_from_every_mean_both_agree_with_fifty_digits(away):
    x = torch.tensor([[0.1, float(away)], [-0.2, -float(away)]], dtype=torch.float64)
    weights = torch.tensor([0.3, 0.7], dtype=torch.float64)
    means = torch.tensor([[-1.0, 0.0], [1.0, 0.0]], dtype=torch.float64)
    covs = torch.eye(2, dtype=torch.float64).expand(2, 2, 2)

    with mpmath.workdps(50):
        rows = []
        for point in x.tolist():
            parts = zip(weights.tolist(), means.tolist(), strict=True)
            squares = [
                (w, sum((mpmath.mpf(p) - m) ** 2 for p, m in zip(point, mean, strict=True))) for w, mean in parts
            ]
            rows.append([mpmath.mpf(w) / (2 * mpmath.pi) * mpmath.exp(-s / 2) for w, s in squares])
        want = float(sum(mpmath.log(sum(row)) for row in rows))
        shares = [[float(p / sum(row)) for p in row] for row in rows]

    assert mixture.gmm_log_likelihood(x, weights, means, covs).item() == pytest.approx(want, rel=1e-14)
    torch.testing.assert_close(
        mixture.responsibilities(x, weights, means, covs), torch.tensor(shares, dtype=torch.float64), rtol=1e-9, atol=0
    )


def test_rows_of_responsibilities_sum_to_1_at_any_distance():
    x, weights, means, covs = example(6, 3, 4)
    far = torch.cat([x, 50 * x, 1e4 * x])

    got = mixture.responsibilities(far, weights, means, covs)

    torch.testing.assert_close(got.sum(dim=1), torch.ones(18, dtype=torch.float64))


def test_soft_kmeans_loss_is_the_mixture_with_equal_weights_and_unit_covariances():
    x, _, means, _ = example(6, 3, 4)
    covs = torch.eye(3, dtype=torch.float64).expand(4, 3, 3)

    got = mixture.soft_kmeans_loss(means, x)

    torch.testing.assert_close(got, -mixture.gmm_log_likelihood(x, torch.full((4,), 0.25).double(), means, covs))


def test_gradient_of_soft_kmeans_pulls_each_mean_by_its_responsibilities():
    """d loss / d mu_k is the sum of r_ik (mu_k - x_i), also where every density underflows."""
    x, _, means, _ = example(6, 3, 4)
    x = torch.cat([x, 300 + x])
    means.requires_grad_()
    squared = ((x[:, None] - means.detach()) ** 2).sum(dim=2)
    shares = torch.exp(-0.5 * (squared - squared.min(dim=1, keepdim=True).values))
    shares /= shares.sum(dim=1, keepdim=True)

    (got,) = torch.autograd.grad(mixture.soft_kmeans_loss(means, x), means)

    want = (shares[:, :, None] * (means.detach() - x[:, None])).sum(dim=0)
    torch.testing.assert_close(got, want)


def test_responsibility_expr_is_the_function_at_unit_variances():
    expr = mixture.responsibility_expr()
    for x, m in [(0.3, 1.2), (-2.0, 0.7), (1.5, -0.4)]:
        means = torch.tensor([[m], [-m]], dtype=torch.float64)
        weights, covs = torch.full((2,), 0.5).double(), torch.ones(2, 1, 1, dtype=torch.float64)
        want = mixture.responsibilities(torch.tensor([[x]], dtype=torch.float64), weights, means, covs)[0, 0]
        values = {sympy.Symbol("x", real=True): x, sympy.Symbol("m", real=True): m}
        assert float(expr.subs(values)) == pytest.approx(want.item(), rel=1e-12)


def test_shapes_that_do_not_fit_are_named():
    x, weights, means, covs = example(5, 2, 3)
    with pytest.raises(ValueError, match=r"weights: \(2,\), means: \(3, 2\), covs: \(3, 2, 2\)"):
        mixture.gmm_log_likelihood(x, weights[:2], means, covs)
    with pytest.raises(ValueError, match=r"expected means of shape \(K, 1\) for x \(5, 1\), got \(3, 2\)"):
        mixture.responsibilities(x[:, :1], weights, means, covs)
    with pytest.raises(ValueError, match=r"x must have shape \(N, D\) with N, D >= 1, got \(5,\)"):
        mixture.soft_kmeans_loss(means, x[:, 0])
