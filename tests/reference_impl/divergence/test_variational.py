"""The bound, against conjugates found by numerical maximisation and against the divergence it bounds."""

import math

import pytest
import torch
from scipy import optimize

from reference_impl import divergence

GENERATORS = {
    "kl": lambda u: u * math.log(u) if u > 0 else 0.0,
    "reverse_kl": lambda u: -math.log(u) if u > 0 else math.inf,
    "pearson_chi2": lambda u: (u - 1) ** 2,
}
SLOPES = {"kl": lambda u: u.log() + 1, "reverse_kl": lambda u: -1 / u, "pearson_chi2": lambda u: 2 * (u - 1)}
ONE = torch.ones(1, dtype=torch.float64)


def conjugate(name, t):
    """sup over u >= 0 of ut - f(u): a search over log u, and the edge u = 0."""
    f = GENERATORS[name]
    inside = optimize.minimize_scalar(
        lambda s: f(math.exp(s)) - t * math.exp(s), bounds=(-25, 6), method="bounded", options={"xatol": 1e-12}
    )
    return max(-inside.fun, -f(0.0))


BELOW_0, FROM_0_ON = [-30.0, -2.5, -2.0, -1.9, -1.0, -0.1], [0.0, 0.5, 3.0]
FINITE = [(name, t) for name in GENERATORS for t in BELOW_0 + FROM_0_ON * (name != "reverse_kl")]


@pytest.mark.parametrize(("name", "t"), FINITE)
def test_the_conjugate_is_the_supremum(name, t):
    at = torch.tensor([t], dtype=torch.float64)

    got = at - divergence.f_gan_bound(at, ONE, ONE, name)

    assert got.item() == pytest.approx(conjugate(name, t), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("t", [0.0, 1e-9, 3.0])
def test_the_bound_of_the_reverse_kl_is_minus_infinity_from_0_on(t):
    at = torch.tensor([-1.0, t], dtype=torch.float64)
    half = torch.tensor([0.5, 0.5], dtype=torch.float64)

    assert divergence.f_gan_bound(at, half, half, "reverse_kl") == -math.inf
    # ... but only where q is.
    assert divergence.f_gan_bound(at, half, torch.tensor([1.0, 0.0], dtype=torch.float64), "reverse_kl").isfinite()


def laws():
    generator = torch.Generator().manual_seed(0)
    return torch.softmax(torch.randn(2, 3, 5, dtype=torch.float64, generator=generator), -1)


@pytest.mark.parametrize("name", divergence.BOUNDED)
def test_the_slope_of_the_generator_at_the_ratio_attains_the_divergence(name):
    p, q = laws()

    got = divergence.f_gan_bound(SLOPES[name](p / q), p, q, name)

    torch.testing.assert_close(got, divergence.f_divergence(p, q, name))


@pytest.mark.parametrize("name", divergence.BOUNDED)
def test_every_other_function_gives_less(name):
    p, q = laws()
    noise = torch.randn(200, 3, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(1))

    got = divergence.f_gan_bound(SLOPES[name](p / q) + 0.3 * noise, p, q, name)

    assert (got < divergence.f_divergence(p, q, name)).all()


def test_a_name_without_a_bound_is_refused():
    with pytest.raises(ValueError, match="name must be one of kl, reverse_kl, pearson_chi2, got 'total_variation'"):
        divergence.f_gan_bound(ONE, ONE, ONE, "total_variation")
