"""Bounds of the small VAE, against torch's Bernoulli, integrals over the latent space, and many samples."""

import math

import mpmath
import pytest
import torch
from torch.distributions import Bernoulli, Normal

from reference_impl import variational

BINARY = [torch.float64, torch.float32, torch.int64, torch.bool]


def drawn(seed, *shape):
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def small_vae(*, D=5, L=2, H=4, seed=0):
    shapes = {"enc": (D, H), "mu": (H, L), "logvar": (H, L), "dec": (L, H), "logits": (H, D)}
    params = {}
    for i, (layer, shape) in enumerate(shapes.items()):
        params |= {f"{layer}_W": drawn(seed + 10 * i, *shape), f"{layer}_b": drawn(seed + 10 * i + 1, shape[1])}
    return params


def pixels(*shape, seed=3):
    return (drawn(seed, *shape) > 0).double()


def elbo_by_integration(x, params):
    """The definition, E_q[log p(x, z) - log q(z)], for one example and one latent coordinate."""
    mu, logvar = (float(value) for value in variational.encode(params, x))
    sd = math.exp(logvar / 2)

    def integrand(z):
        z = float(z)
        logits = variational.decode(params, torch.tensor([z], dtype=torch.float64))
        log_joint = float(Bernoulli(logits=logits).log_prob(x).sum()) - z * z / 2
        log_q = -(((z - mu) / sd) ** 2) / 2 - math.log(sd)
        return mpmath.npdf(z, mu, sd) * (log_joint - log_q)

    return float(mpmath.quad(integrand, [mu + k * sd for k in (-9, -4, -1, 1, 4, 9)]))


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 1, 4)], ids=str)
def test_reconstruction_is_the_log_probability_of_torchs_bernoulli(shape):
    x, logits = pixels(*shape), 3 * drawn(1, *shape)
    want = Bernoulli(logits=logits).log_prob(x).sum(-1)

    got = variational.bernoulli_recon(x, logits)

    torch.testing.assert_close(got, want, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("dtype", BINARY, ids=str)
def test_pixels_may_have_any_dtype(dtype):
    x, logits = pixels(4, 3), drawn(1, 4, 3)

    got = variational.bernoulli_recon(x.to(dtype), logits)

    assert got.dtype == torch.float64
    torch.testing.assert_close(got, variational.bernoulli_recon(x, logits))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_reconstruction_is_right_for_logits_of_ten_thousand(dtype):
    x = torch.tensor([[1, 0], [0, 1]])
    logits = torch.tensor([[1e4, -1e4], [1e4, 1e4]], dtype=dtype)

    got = variational.bernoulli_recon(x, logits)

    assert got.dtype == dtype
    assert got.tolist() == [0.0, -1e4]


@pytest.mark.parametrize("seed", range(3))
def test_the_expected_bound_is_the_integral_of_its_definition(seed):
    params, x = small_vae(L=1, seed=seed), pixels(5, seed=seed)

    law = variational.elbo_law(x[None], params)

    assert law.mean.item() == pytest.approx(elbo_by_integration(x, params), rel=1e-7)


@pytest.mark.parametrize(("D", "L", "B"), [(5, 2, 3), (1, 1, 1), (2, 3, 2)])
def test_estimates_agree_with_the_expected_bound(D, L, B):
    """Five standard errors of 40,000 samples, found from 40 estimates of 1000, for one seed."""
    params, x, generator = small_vae(D=D, L=L), pixels(B, D), torch.Generator().manual_seed(1)

    estimates = torch.stack([variational.elbo(x, params, 1000, generator) for _ in range(40)])
    law = variational.elbo_law(x, params, step=0.1 if L < 3 else 0.25)

    assert estimates.shape == (40, B)
    assert ((estimates.mean(0) - law.mean).abs() < 5 * estimates.std(0) / 40**0.5).all()


def test_the_variance_of_an_estimate_falls_as_one_over_the_samples():
    params, x, generator = small_vae(), pixels(2, 5), torch.Generator().manual_seed(1)

    few, many = (
        torch.stack([variational.elbo(x, params, samples, generator) for _ in range(500)]).var(0) for samples in (2, 32)
    )

    assert (few / many > 10).all()
    assert (few / many < 26).all()


def test_no_estimate_scatters_more_than_its_law_says():
    """With the divergence in closed form and with one that is estimated too; 4000 estimates of one sample."""
    params, x, generator = small_vae(), pixels(2, 5), torch.Generator().manual_seed(1)
    mu, logvar = variational.encode(params, x)
    z = mu + (0.5 * logvar).exp() * torch.randn(4000, *mu.shape, dtype=torch.float64, generator=generator)
    recon = Bernoulli(logits=variational.decode(params, z)).log_prob(x).sum(-1)
    ratio = (Normal(mu, (0.5 * logvar).exp()).log_prob(z) - Normal(0.0, 1.0).log_prob(z)).sum(-1)

    law = variational.elbo_law(x, params)

    torch.testing.assert_close(recon.std(0) + ratio.std(0), law.deviation, rtol=0.06, atol=0.0)
    assert ((recon - ratio).std(0) < 1.06 * law.deviation).all()


def test_the_gap_to_the_log_likelihood_is_the_divergence_from_the_posterior():
    """log p(x) = ELBO + KL(q || p(z|x)), everything on a fine grid of one latent coordinate."""
    params, x = small_vae(L=1), pixels(5)
    z = torch.linspace(-14, 14, 20_001, dtype=torch.float64)[:, None]
    dz = (z[1] - z[0]).item()
    log_joint = Normal(0.0, 1.0).log_prob(z[:, 0]) + variational.bernoulli_recon(
        x.expand(len(z), 5), variational.decode(params, z)
    )
    log_evidence = torch.logsumexp(log_joint, 0) + math.log(dz)
    mu, logvar = variational.encode(params, x)
    log_q = Normal(mu, (0.5 * logvar).exp()).log_prob(z)[:, 0]
    gap = (log_q.exp() * (log_q - (log_joint - log_evidence))).sum() * dz

    law = variational.elbo_law(x[None], params)

    assert gap > 0
    torch.testing.assert_close(law.mean[0] + gap, log_evidence, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("dtype", BINARY, ids=str)
def test_the_bound_takes_pixels_of_any_dtype(dtype):
    params, x = small_vae(), pixels(2, 5)

    got = variational.elbo(x.to(dtype), params, 3, torch.Generator().manual_seed(5))

    assert torch.equal(got, variational.elbo(x, params, 3, torch.Generator().manual_seed(5)))


def test_a_float32_model_gives_a_float32_bound():
    params = {name: value.float() for name, value in small_vae().items()}

    assert variational.elbo(pixels(2, 5).bool(), params, 2, torch.Generator()).dtype == torch.float32


def test_somebody_elses_terms_take_the_place_of_the_right_ones():
    params, x = small_vae(), pixels(2, 5)
    mu, logvar = variational.encode(params, x)

    right = variational.elbo_law(x, params).mean
    no_kl = variational.elbo_law(x, params, kl=lambda mu, logvar: torch.zeros(len(mu)))
    half = variational.elbo_law(x, params, recon=lambda x, logits: variational.bernoulli_recon(x, logits) / 2)

    kl = variational.gaussian_kl(mu, logvar)
    torch.testing.assert_close(no_kl.mean, right + kl)
    torch.testing.assert_close(half.mean, (right + kl) / 2 - kl)


def test_a_bound_repeats_with_its_generator_and_moves_no_other():
    params, x, generator = small_vae(), pixels(2, 5), torch.Generator().manual_seed(2)
    before = torch.get_rng_state()

    first, second = (variational.elbo(x, params, 4, generator) for _ in range(2))

    assert not torch.equal(first, second)
    assert torch.equal(first, variational.elbo(x, params, 4, generator.manual_seed(2)))
    assert torch.equal(before, torch.get_rng_state())


def test_importance_weighted_bound_is_the_logarithm_of_a_mean():
    log_weights = drawn(1, 4, 7)
    with mpmath.workdps(30):
        want = [float(mpmath.log(mpmath.fsum(map(mpmath.exp, row)) / len(row))) for row in log_weights.tolist()]

    got = variational.iwae_bound(log_weights)

    torch.testing.assert_close(got, torch.tensor(want, dtype=torch.float64), rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("shift", [-1e4, 1e4])
def test_importance_weighted_bound_shifts_with_its_weights(shift):
    log_weights = drawn(1, 4, 7)

    got = variational.iwae_bound(log_weights + shift) - shift

    torch.testing.assert_close(got, variational.iwae_bound(log_weights), rtol=0, atol=1e-11)


def test_of_one_weight_the_bound_is_the_weight():
    log_weights = drawn(1, 4, 1)

    torch.testing.assert_close(variational.iwae_bound(log_weights), log_weights[:, 0])


def test_arguments_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"x: \(2, 3\), logits: \(2,\)"):
        variational.bernoulli_recon(torch.zeros(2, 3), torch.zeros(2))
    with pytest.raises(ValueError, match="num_samples must be at least 1, got 0"):
        variational.elbo(pixels(2, 5), small_vae(), 0, None)
    with pytest.raises(ValueError, match=r"x must have at least 2 axes, got shape \(5,\)"):
        variational.elbo(pixels(5), small_vae(), 1, None)
