"""The M step against numerical maximisation and enumeration, EM against what it promises."""

import itertools
import math

import pytest
import torch
from scipy.optimize import minimize

from reference_impl import mixture
from reference_impl.mixture.sampling import mean_log_likelihood


def data(N, D, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return 2 * torch.randn(N, D, dtype=torch.float64, generator=generator) + 1


def soft(N, K, seed=1):
    return torch.randn(N, K, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)).softmax(dim=1)


def clusters(seed, n=(60, 90)):
    generator = torch.Generator().manual_seed(seed)
    one = torch.randn(n[0], 2, dtype=torch.float64, generator=generator) - 4
    two = torch.randn(n[1], 2, dtype=torch.float64, generator=generator) + 4
    return torch.cat([one, two])


def expected_complete(x, resp, weights, means, covs):
    """Q of the M step, by torch.distributions: sum of r_ik (log pi_k + log N)."""
    log_density = torch.distributions.MultivariateNormal(means, covs).log_prob(x[:, None])
    return (resp * (weights.log() + log_density)).sum()


@pytest.mark.parametrize(("N", "D", "K"), [(9, 2, 3), (8, 3, 2), (6, 1, 4), (5, 2, 1)])
def test_m_step_is_the_average_of_each_component_written_as_loops(N, D, K):
    x, resp = data(N, D), soft(N, K)

    weights, means, covs = mixture.m_step(x, resp)

    for k in range(K):
        count = sum(resp[i, k] for i in range(N))
        mean = sum(resp[i, k] * x[i] for i in range(N)) / count
        cov = sum(resp[i, k] * torch.outer(x[i] - mean, x[i] - mean) for i in range(N)) / count
        torch.testing.assert_close(weights[k], count / N)
        torch.testing.assert_close(means[k], mean)
        torch.testing.assert_close(covs[k], cov)


def test_no_other_parameters_do_better_than_the_m_step():
    """A numerical maximiser, over softmax weights and Cholesky factors, ends where the formulas are."""
    x, resp = data(12, 2), soft(12, 2)
    best = mixture.m_step(x, resp)

    def parameters(vector):
        vector = torch.as_tensor(vector)
        lower = torch.zeros(2, 2, 2, dtype=torch.float64)
        lower[:, 0, 0], lower[:, 1, 0], lower[:, 1, 1] = vector[6:8].exp(), vector[8:10], vector[10:12].exp()
        return vector[:2].softmax(dim=0), vector[2:6].reshape(2, 2), lower @ lower.mT

    found = minimize(
        lambda v: -expected_complete(x, resp, *parameters(v)).item(), torch.zeros(12, dtype=torch.float64).numpy()
    )

    assert found.fun == pytest.approx(-expected_complete(x, resp, *best).item(), rel=1e-7)
    for got, want in zip(parameters(found.x), best, strict=True):
        torch.testing.assert_close(got, want, rtol=1e-3, atol=1e-3)


def test_em_step_weighs_every_assignment_of_points_to_components():
    """Brute force: the posterior of all 2^5 assignments, point by point, gives the responsibilities."""
    x = data(5, 2)
    start = mixture.Mixture(
        torch.tensor([0.3, 0.7]).double(),
        torch.tensor([[0.0, 1.0], [2.0, -1.0]]).double(),
        torch.stack([torch.eye(2), torch.tensor([[2.0, 0.5], [0.5, 1.0]])]).double(),
    )
    log_density = torch.distributions.MultivariateNormal(start.means, start.covs).log_prob(x[:, None])
    total, resp = 0.0, torch.zeros(5, 2, dtype=torch.float64)
    for assignment in itertools.product(range(2), repeat=5):
        z = torch.tensor(assignment)
        p = math.exp((start.weights.log()[z] + log_density[torch.arange(5), z]).sum().item())
        total += p
        resp[torch.arange(5), z] += p

    got = mixture.em_step(x, *start)

    for a, b in zip(got, mixture.m_step(x, resp / total), strict=True):
        torch.testing.assert_close(a, b)
    assert mixture.gmm_log_likelihood(x, *start).item() == pytest.approx(math.log(total), rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_no_step_lowers_the_likelihood_and_a_rising_one_stops_at_a_stationary_point(seed):
    x = data(40, 2, seed)
    generator = torch.Generator().manual_seed(seed)
    fitted = mixture.em.start_at_points(x, 2, generator)
    values = []
    for _ in range(60):
        values.append(mixture.gmm_log_likelihood(x, *fitted).item())
        fitted = mixture.em_step(x, *fitted)

    assert all(later >= earlier - 1e-9 for earlier, later in itertools.pairwise(values))
    assert values[-1] > values[0]


def test_one_component_is_fitted_in_one_step():
    x = data(20, 3)

    weights, means, covs = mixture.fit_gmm(x, 1, 1, torch.Generator().manual_seed(0))

    torch.testing.assert_close(weights, torch.ones(1, dtype=torch.float64))
    torch.testing.assert_close(means[0], x.mean(dim=0))
    torch.testing.assert_close(covs[0], x.mT.cov(correction=0))


@pytest.mark.parametrize("seed", range(5))
def test_fit_finds_well_separated_clusters(seed):
    x = clusters(seed)

    fitted = mixture.fit_gmm(x, 2, 30, torch.Generator().manual_seed(seed))

    first = fitted.means[:, 0].argmin()
    torch.testing.assert_close(fitted.means[first], x[:60].mean(dim=0), rtol=1e-3, atol=1e-3)
    assert fitted.weights[first].item() == pytest.approx(60 / 150, abs=1e-3)


def test_what_a_fit_has_to_reach_is_reached_by_a_right_answer():
    x = clusters(3)
    known = mixture.fit_gmm(x, 2, 30, torch.Generator().manual_seed(1))
    target = mixture.FitTarget(x, mean_log_likelihood(x, known) - 1e-9, known)

    got = target.draw(torch.Generator().manual_seed(0))

    assert target.shapes == ((2,), (2, 2), (2, 2, 2))
    assert tuple(tuple(part.shape) for part in got) == target.shapes
    assert mean_log_likelihood(x, got) >= target.bar


def test_more_components_than_points_are_refused():
    with pytest.raises(ValueError, match="4 components need at least as many points, got 3"):
        mixture.fit_gmm(data(3, 2), 4, 5, torch.Generator())


def test_responsibilities_of_another_number_of_points_are_refused():
    with pytest.raises(ValueError, match=r"resp must have shape \(3, K\), got \(4, 2\)"):
        mixture.m_step(data(3, 2), soft(4, 2))
