"""The game and its losses, against numerical optimisation, expectations by hand, and 60 digits."""

import math

import mpmath
import pytest
import sympy
import torch
from scipy import optimize

from reference_impl import divergence

mpmath.mp.dps = 60

LOGITS = [-1e4, -700.0, -40.0, -18.5, -3.0, -1e-3, 0.0, 0.7, 12.0, 36.0, 800.0, 1e4]


def laws(*shape, seed=0, count=2):
    generator = torch.Generator().manual_seed(seed)
    return torch.softmax(torch.randn(count, *shape, dtype=torch.float64, generator=generator), -1)


@pytest.mark.parametrize(("p", "q"), [(0.7, 0.2), (1e-3, 4.0), (2.5, 2.5), (30.0, 1e-2)])
def test_the_optimal_discriminator_maximises_the_pointwise_objective(p, q):
    found = optimize.minimize_scalar(
        lambda y: -(p * math.log(y) + q * math.log1p(-y)),
        bounds=(1e-12, 1 - 1e-12),
        method="bounded",
        options={"xatol": 1e-10},
    )

    got = divergence.optimal_discriminator(torch.tensor(p), torch.tensor(q))

    assert got.item() == pytest.approx(found.x, abs=1e-6)


def test_the_optimal_discriminator_is_one_half_where_neither_is():
    p, q = torch.tensor([[0.0], [2.0]]), torch.tensor([0.0, 6.0, 2.0])

    got = divergence.optimal_discriminator(p, q)

    assert got.tolist() == [[0.5, 0.0, 0.0], [1.0, 0.25, 0.5]]


def test_the_expression_solves_the_first_order_condition():
    p, q, y = sympy.symbols("p q y", positive=True)
    (want,) = sympy.solve(sympy.diff(p * sympy.log(y) + q * sympy.log(1 - y), y), y)

    assert sympy.simplify(divergence.optimal_discriminator_expr() - want) == 0


def test_the_value_is_two_expectations():
    d = torch.tensor([0.9, 0.4, 0.25], dtype=torch.float64)
    p, q = laws(3)
    want = sum(p[i] * math.log(d[i]) + q[i] * math.log(1 - d[i]) for i in range(3))

    torch.testing.assert_close(divergence.gan_value(d, p, q), want)


def test_a_certain_discriminator_costs_nothing_where_it_is_right_and_everything_where_it_is_not():
    p, q = torch.tensor([0.5, 0.5, 0.0]), torch.tensor([0.0, 0.5, 0.5])

    right = divergence.gan_value(torch.tensor([1.0, 0.5, 0.0]), p, q)
    fooled = divergence.gan_value(torch.tensor([1.0, 1.0, 0.0]), p, q)
    blind = divergence.gan_value(torch.tensor([0.0, 0.5, 0.0]), p, q)

    assert right.item() == pytest.approx(-math.log(2))
    assert fooled == blind == -math.inf


def test_no_discriminator_has_a_higher_value_than_the_optimal_one():
    p, q = laws(6)
    best = divergence.gan_value(divergence.optimal_discriminator(p, q), p, q)

    others = torch.rand(200, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(1))

    assert (divergence.gan_value(others, p, q) < best).all()


def test_the_value_at_the_optimum_is_the_jensen_shannon_divergence_in_disguise():
    p, q = laws(5, 7)
    p[:, 0] = 0
    p /= p.sum(-1, keepdim=True)
    best = divergence.gan_value(divergence.optimal_discriminator(p, q), p, q)

    torch.testing.assert_close(best, -math.log(4) + 2 * divergence.jensen_shannon(p, q))


def log_sigmoid(x):
    return -mpmath.log(1 + mpmath.exp(-mpmath.mpf(x)))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_losses_keep_their_digits_at_every_logit(dtype):
    for logit in LOGITS:
        x = torch.tensor([logit], dtype=dtype)
        real, fake = -log_sigmoid(x.item()), -log_sigmoid(-x.item())
        eps = torch.finfo(dtype).eps

        assert divergence.generator_loss(x, False).item() == pytest.approx(float(real), rel=4 * eps, abs=1e-300)
        assert divergence.generator_loss(x, True).item() == pytest.approx(-float(fake), rel=4 * eps, abs=1e-300)
        both = divergence.discriminator_loss(x, x).item()
        assert both == pytest.approx(float(real + fake), rel=4 * eps, abs=1e-300)


def test_the_discriminators_loss_is_the_sum_of_two_means():
    real, fake = torch.tensor([0.3, -1.2, 2.0]), torch.tensor([0.5, 0.1])

    got = divergence.discriminator_loss(real, fake)

    want = -real.sigmoid().log().sum() / 3 - (1 - fake.sigmoid()).log().sum() / 2
    torch.testing.assert_close(got, want)


def test_gradients_of_the_generators_losses_are_sigmoids():
    x = torch.tensor(LOGITS, dtype=torch.float64, requires_grad=True)

    (saturating,) = torch.autograd.grad(divergence.generator_loss(x, True), x)
    (heuristic,) = torch.autograd.grad(divergence.generator_loss(x, False), x)

    torch.testing.assert_close(saturating, -x.sigmoid() / len(x))
    torch.testing.assert_close(heuristic, -(-x).sigmoid() / len(x))


def test_what_is_no_vector_of_logits_is_refused():
    with pytest.raises(ValueError, match=r"logits_fake must be of shape \(N,\).*got \(2, 2\)"):
        divergence.discriminator_loss(torch.zeros(3), torch.zeros(2, 2))
    with pytest.raises(ValueError, match=r"logits_fake must be of shape \(N,\) with N >= 1, got \(0,\)"):
        divergence.generator_loss(torch.zeros(0), True)


def test_laws_on_different_points_are_refused():
    with pytest.raises(ValueError, match=r"same last axis, got d: \(2,\), p_data: \(2,\), p_g: \(3,\)"):
        divergence.gan_value(torch.ones(2), torch.ones(2), torch.ones(3))
