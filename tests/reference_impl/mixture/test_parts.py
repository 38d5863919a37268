"""Many points are taken in parts: the same numbers, and never a number for each point, component and coordinate."""

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from reference_impl import mixture
from reference_impl.mixture import _parts

N, D, K = 3000, 4, 6


class Largest(TorchDispatchMode):
    """Notes the largest tensor that any operation makes."""

    numbers = 0

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        made = operation(*args, **(kwargs or {}))
        sizes = [item.untyped_storage().size() // item.itemsize for item in tree_leaves(made) if torch.is_tensor(item)]
        self.numbers = max(self.numbers, *sizes, 0)
        return made


@pytest.fixture
def problem():
    """Clusters of width 1 that lie a thousand widths from the origin and from each other."""
    generator = torch.Generator().manual_seed(3)
    means = 1000 * torch.randn(K, D, dtype=torch.float64, generator=generator)
    x = means.repeat_interleave(N // K, dim=0) + torch.randn(N, D, dtype=torch.float64, generator=generator)
    root = torch.randn(K, D, D, dtype=torch.float64, generator=generator)
    covs = root @ root.mT + torch.eye(D, dtype=torch.float64)
    return x, torch.full((K,), 1 / K, dtype=torch.float64), means + 0.5, covs


def joint_point_by_point(x, weights, means, covs):
    """log(weight * density) of torch.distributions, one point at a time."""
    law = torch.distributions.MultivariateNormal(means, covs)
    return torch.stack([weights.log() + law.log_prob(point) for point in x])


def test_digits_are_kept_far_from_the_origin(problem, monkeypatch):
    """Measured: off by 1e-15 of each logarithm; 7e-9 where the square is expanded about the data's mean."""
    monkeypatch.setattr(_parts, "ON_A_CPU", 100 * K * D)
    want = joint_point_by_point(*problem)

    got = mixture.density.log_joint(*problem)

    torch.testing.assert_close(got, want, rtol=1e-13, atol=1e-12)


@pytest.mark.parametrize("at_a_time", [1, 7, 1000, N, 10 * N])
def test_a_step_is_the_same_however_many_points_are_taken_at_a_time(problem, monkeypatch, at_a_time):
    x, weights, means, covs = (part[::50] if part.shape[0] == N else part for part in problem)
    want = mixture.m_step(x, joint_point_by_point(x, weights, means, covs).softmax(dim=1))
    monkeypatch.setattr(_parts, "ON_A_CPU", at_a_time * K * D)

    got = mixture.em_step(x, weights, means, covs)

    for g, w in zip(got, want, strict=True):
        torch.testing.assert_close(g, w, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("function", [mixture.em_step, mixture.gmm_log_likelihood, mixture.responsibilities])
def test_nothing_is_as_large_as_points_times_components_times_coordinates(problem, monkeypatch, function):
    monkeypatch.setattr(_parts, "ON_A_CPU", 100 * K * D)

    with Largest() as largest:
        function(*problem)

    assert 0 < largest.numbers <= N * K


def test_all_points_at_once_would_be_noticed(problem, monkeypatch):
    monkeypatch.setattr(_parts, "ON_A_CPU", N * K * D)

    with Largest() as largest:
        mixture.em_step(*problem)

    assert largest.numbers >= N * K * D
