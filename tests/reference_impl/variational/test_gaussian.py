"""Divergences and draws of Gaussians, against torch's own, an integral in 30 digits, and moments of many draws."""

import mpmath
import pytest
import sympy
import torch
from torch.distributions import Independent, Normal, kl_divergence

from reference_impl import variational

SHAPES = [(1,), (4,), (3, 2), (2, 3, 5)]


def drawn(seed, shape, scale=1.0):
    generator = torch.Generator().manual_seed(seed)
    return scale * torch.randn(shape, dtype=torch.float64, generator=generator)


def diagonal(mu, logvar):
    return Independent(Normal(mu, (0.5 * logvar).exp()), 1)


def kl_by_integration(mu_q, logvar_q, mu_p, logvar_p):
    """The integral of q log(q/p), one coordinate, 30 digits."""
    with mpmath.workdps(30):
        s_q, s_p = mpmath.exp(mpmath.mpf(logvar_q) / 2), mpmath.exp(mpmath.mpf(logvar_p) / 2)

        def log_density(x, mu, s):
            return -((x - mu) ** 2) / (2 * s**2) - mpmath.log(s)

        def integrand(u):
            x = mu_q + s_q * u
            return mpmath.npdf(u) * (log_density(x, mu_q, s_q) - log_density(x, mu_p, s_p))

        return float(mpmath.quad(integrand, [-14, -7, 0, 7, 14]))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_divergence_from_the_standard_normal_is_that_of_torch(shape):
    mu, logvar = drawn(1, shape), drawn(2, shape, 2.0)
    want = kl_divergence(diagonal(mu, logvar), diagonal(torch.zeros_like(mu), torch.zeros_like(mu)))

    got = variational.gaussian_kl(mu, logvar)

    assert got.shape == shape[:-1]
    torch.testing.assert_close(got, want, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_divergence_of_two_normals_is_that_of_torch(shape):
    mu_q, logvar_q, mu_p, logvar_p = (drawn(seed, shape, 1.5) for seed in range(4))
    want = kl_divergence(diagonal(mu_q, logvar_q), diagonal(mu_p, logvar_p))

    got = variational.gaussian_kl_between(mu_q, logvar_q, mu_p, logvar_p)

    assert got.shape == shape[:-1]
    torch.testing.assert_close(got, want, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(
    ("mu_q", "logvar_q", "mu_p", "logvar_p"),
    [(0.5, -1.0, 0.0, 0.0), (-2.0, 1.5, 1.0, 0.7), (0.0, -6.0, 3.0, -2.0), (1.0, 0.3, 1.0, 0.3)],
)
def test_divergence_is_the_integral_of_its_definition(mu_q, logvar_q, mu_p, logvar_p):
    want = kl_by_integration(mu_q, logvar_q, mu_p, logvar_p)

    got = variational.gaussian_kl_between(*(torch.tensor([float(v)]) for v in (mu_q, logvar_q, mu_p, logvar_p)))
    exact = variational.gaussian_kl_between(
        *(torch.tensor([v], dtype=torch.float64) for v in (mu_q, logvar_q, mu_p, logvar_p))
    )

    assert exact.item() == pytest.approx(want, rel=1e-11, abs=1e-13)
    assert got.dtype == torch.float32
    assert got.item() == pytest.approx(want, rel=1e-6, abs=1e-6)


def test_the_standard_normal_is_a_special_case():
    mu, logvar = drawn(5, (4, 3)), drawn(6, (4, 3))
    zero = torch.zeros_like(mu)

    torch.testing.assert_close(
        variational.gaussian_kl(mu, logvar), variational.gaussian_kl_between(mu, logvar, zero, zero)
    )


def test_divergence_does_not_change_when_both_are_shifted_and_scaled():
    mu_q, logvar_q, mu_p, logvar_p = (drawn(seed, (5, 2)) for seed in range(4))
    standardised = variational.gaussian_kl((mu_q - mu_p) * torch.exp(-0.5 * logvar_p), logvar_q - logvar_p)

    torch.testing.assert_close(variational.gaussian_kl_between(mu_q, logvar_q, mu_p, logvar_p), standardised)


def test_nearly_equal_normals_keep_their_digits():
    """With logvar = v small and mu = 0 the divergence is v^2/4 + v^3/12 + ..."""
    v = torch.tensor([1e-6], dtype=torch.float64)

    got = variational.gaussian_kl(torch.zeros_like(v), v)

    assert got.item() == pytest.approx(0.25e-12 + 1e-18 / 12, rel=1e-3)


def test_a_very_narrow_normal_is_far_but_not_infinitely_far():
    got = variational.gaussian_kl(torch.zeros(1, 1), torch.full((1, 1), -30.0))

    assert got.item() == pytest.approx(14.5)


def test_the_law_of_a_draw_is_told_element_by_element():
    mu, logvar = drawn(1, (2, 3)), drawn(2, (2, 3))

    law = variational.reparameterize_law(mu, logvar)

    assert law.shape == (2, 3)
    torch.testing.assert_close(law.mean, mu)
    torch.testing.assert_close(law.variance, logvar.exp())


def test_draws_have_the_moments_of_their_law():
    """Five standard errors of mean and variance over 40,000 rows, for one seed."""
    n = 40_000
    mu, logvar = torch.tensor([1.0, -2.0, 0.3]), torch.tensor([-3.0, 0.0, 1.5])

    z = variational.reparameterize(mu.expand(n, 3), logvar.expand(n, 3), torch.Generator().manual_seed(4))

    assert z.dtype == torch.float32
    assert ((z.mean(0) - mu).abs() < 5 * (logvar.exp() / n).sqrt()).all()
    assert ((z.var(0) / logvar.exp() - 1).abs() < 5 * (2 / n) ** 0.5).all()
    assert (torch.corrcoef(z.T) - torch.eye(3)).abs().max() < 5 / n**0.5


def test_a_draw_moves_with_its_mean_and_stretches_with_its_width():
    mu, logvar = drawn(1, (4, 2)).requires_grad_(), drawn(2, (4, 2)).requires_grad_()
    z = variational.reparameterize(mu, logvar, torch.Generator().manual_seed(0))

    by_mu, by_logvar = torch.autograd.grad(z.sum(), [mu, logvar])

    torch.testing.assert_close(by_mu, torch.ones_like(mu))
    torch.testing.assert_close(by_logvar, 0.5 * (z - mu))


def test_successive_draws_differ_and_a_generator_repeats_them():
    mu = torch.zeros(3, 2)
    generator = torch.Generator().manual_seed(9)
    before = torch.get_rng_state()

    first, second = (variational.reparameterize(mu, mu, generator) for _ in range(2))
    again = variational.reparameterize(mu, mu, generator.manual_seed(9))

    assert torch.equal(first, again)
    assert not torch.equal(first, second)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("mu", [-1.5, 0.0, 2.0])
def test_the_slope_is_the_derivative_of_the_divergence_whatever_the_mean(mu):
    for sigma in (0.3, 1.0, 2.5):
        width = torch.tensor([sigma], dtype=torch.float64, requires_grad=True)
        kl = variational.gaussian_kl(torch.full_like(width, mu), 2 * width.log())
        (want,) = torch.autograd.grad(kl, width)

        got = variational.kl_slope().subs(sympy.Symbol("sigma", positive=True), sigma)

        assert float(got) == pytest.approx(want.item(), abs=1e-12)


def test_shapes_that_disagree_are_named():
    mu = torch.zeros(2, 3)

    with pytest.raises(ValueError, match=r"mu: \(2, 3\), logvar: \(3,\)"):
        variational.gaussian_kl(mu, torch.zeros(3))
    with pytest.raises(ValueError, match=r"logvar_p: \(3,\)"):
        variational.gaussian_kl_between(mu, mu, mu, torch.zeros(3))
    with pytest.raises(ValueError, match=r"mu: \(2, 3\), logvar: \(2, 1\)"):
        variational.reparameterize(mu, torch.zeros(2, 1), None)
    with pytest.raises(ValueError, match=r"mu must have at least 1 axes, got shape \(\)"):
        variational.gaussian_kl(torch.tensor(0.0), torch.tensor(0.0))
