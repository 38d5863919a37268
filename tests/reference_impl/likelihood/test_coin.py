"""Tosses of a coin, against scipy.stats, torch.distributions, SymPy and search on a grid."""

import itertools
import math

import pytest
import sympy
import torch
from scipy import optimize, stats

from reference_impl import likelihood

TOSSES = torch.tensor([1.0, 0, 1, 1, 0, 1, 1], dtype=torch.float64)


@pytest.mark.parametrize("p", [0.0, 0.013, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("tosses", [[1, 1, 1], [0, 0, 0, 0], [1, 0, 1, 1, 0], [1], [0]])
def test_log_likelihood_is_the_sum_of_scipys_log_probabilities(p, tosses):
    want = stats.bernoulli.logpmf(tosses, p).sum()

    assert likelihood.bernoulli_log_likelihood(p, torch.tensor(tosses)).item() == pytest.approx(want, rel=1e-12)


def test_ten_heads_are_worth_what_the_course_says():
    heads = torch.ones(10)

    fair, tricked = (likelihood.bernoulli_log_likelihood(p, heads).exp().item() for p in (0.5, 0.9))

    assert fair == pytest.approx(1 / 1024, rel=1e-6)
    assert tricked == pytest.approx(0.3486784401, rel=1e-6)


@pytest.mark.parametrize("p", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("N", [1, 4])
def test_likelihoods_of_all_sequences_add_up_to_one(p, N):
    sequences = torch.tensor(list(itertools.product([0, 1], repeat=N)))

    total = likelihood.bernoulli_log_likelihood(p, sequences).exp().sum()

    assert total.item() == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("dtype", [torch.int64, torch.bool, torch.float32, torch.float64])
def test_tosses_may_have_any_dtype_and_p_may_be_a_tensor(dtype):
    want = 5 * math.log(0.3) + 2 * math.log(0.7)

    for p in (0.3, torch.tensor(0.3, dtype=torch.float64)):
        assert likelihood.bernoulli_log_likelihood(p, TOSSES.to(dtype)).item() == pytest.approx(want, rel=1e-6)


def test_a_tiny_p_is_not_rounded_away():
    want = 3 * math.log1p(-1e-20)

    assert likelihood.bernoulli_log_likelihood(1e-20, torch.zeros(3)).item() == pytest.approx(want, rel=1e-6)


@pytest.mark.parametrize(("a", "b"), [(1.5, 4.0), (2.0, 2.0), (30.0, 1.01)])
@pytest.mark.parametrize("tosses", [[1, 1, 1], [0, 0], [1, 0, 1, 1, 0]])
def test_map_is_the_highest_point_of_scipys_posterior(a, b, tosses):
    posterior = stats.beta(a + sum(tosses), b + len(tosses) - sum(tosses))
    found = optimize.minimize_scalar(
        lambda p: -posterior.logpdf(p), bounds=(0, 1), method="bounded", options={"xatol": 1e-10}
    )

    got = likelihood.bernoulli_map(torch.tensor(tosses), a, b)

    assert got.item() == pytest.approx(found.x, abs=1e-6)


@pytest.mark.parametrize("dtype", [torch.int64, torch.bool, torch.float64])
def test_map_under_a_flat_prior_is_the_share_of_heads(dtype):
    assert likelihood.bernoulli_map(TOSSES.to(dtype), 1.0, 1.0).item() == pytest.approx(5 / 7, rel=1e-12)


def test_fisher_information_is_the_variance_of_the_score_and_the_mean_curvature():
    p = sympy.Symbol("p", positive=True)
    got = likelihood.bernoulli_fisher_information()
    log_probability = {0: sympy.log(1 - p), 1: sympy.log(p)}
    weight = {0: 1 - p, 1: p}

    variance = sum(weight[x] * sympy.diff(log_probability[x], p) ** 2 for x in (0, 1))
    curvature = -sum(weight[x] * sympy.diff(log_probability[x], p, 2) for x in (0, 1))

    assert sympy.simplify(variance - got) == 0
    assert sympy.simplify(curvature - got) == 0


@pytest.mark.parametrize("p", [0.1, 0.37, 0.8])
def test_fisher_information_is_what_autograd_finds_in_the_log_likelihood(p):
    at = torch.tensor(p, dtype=torch.float64, requires_grad=True)
    tails, heads = (
        torch.autograd.grad(likelihood.bernoulli_log_likelihood(at, torch.tensor([x])), at)[0].item() for x in (0, 1)
    )

    information = likelihood.bernoulli_fisher_information()
    (symbol,) = information.free_symbols

    assert float(information.subs(symbol, p)) == pytest.approx((1 - p) * tails**2 + p * heads**2, rel=1e-12)


@pytest.mark.parametrize(
    "function",
    [lambda x: likelihood.bernoulli_log_likelihood(0.5, x), lambda x: likelihood.bernoulli_map(x, 2.0, 2.0)],
)
def test_a_single_number_is_no_row_of_tosses(function):
    with pytest.raises(ValueError, match="got a 0-d tensor"):
        function(torch.tensor(1.0))
