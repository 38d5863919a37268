"""The log-normal density, against SciPy, torch and the integral that a density has."""

import math

import numpy as np
import pytest
import torch
from scipy import integrate, stats

from reference_impl import information


def test_log_density_is_scipys_over_any_shapes_that_broadcast():
    y = torch.tensor([-2.0, -0.0, 0.0, 1e-8, 0.5, 3.0, 1e6], dtype=torch.float64)
    mu = torch.tensor([[-1.0], [0.0], [2.0]], dtype=torch.float64)
    sigma = torch.tensor([[[0.1]], [[3.0]]], dtype=torch.float64)

    got = information.lognormal_log_prob(y, mu, sigma)

    want = stats.lognorm.logpdf(y.numpy(), s=sigma.numpy(), scale=np.exp(mu.numpy()))
    assert got.shape == (2, 3, 7)
    np.testing.assert_allclose(got, want, rtol=1e-12)


def test_parameters_may_be_numbers():
    y = torch.tensor([0.3, 2.0], dtype=torch.float64)

    got = information.lognormal_log_prob(y, 0.1, 0.7)

    torch.testing.assert_close(got, torch.distributions.LogNormal(0.1, 0.7).log_prob(y), rtol=1e-6, atol=0)
    tensors = torch.tensor(0.1, dtype=torch.float64), torch.tensor(0.7, dtype=torch.float64)
    assert torch.equal(got, information.lognormal_log_prob(y, *tensors))


def test_density_integrates_to_one():
    def density(y):
        return math.exp(information.lognormal_log_prob(torch.tensor(y, dtype=torch.float64), 0.4, 0.6).item())

    assert integrate.quad(density, -1, 0)[0] == 0
    assert integrate.quad(density, 0, math.inf)[0] == pytest.approx(1, abs=1e-8)


def test_gradient_is_finite_also_where_the_density_is_0():
    y = torch.tensor([-1.0, 0.0, 2.0], dtype=torch.float64, requires_grad=True)
    sigma = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)

    information.lognormal_log_prob(y, 0.0, sigma)[2].backward()

    assert y.grad.isfinite().all()
    assert sigma.grad.item() == pytest.approx(-2 + math.log(2) ** 2 / 0.5**3)
