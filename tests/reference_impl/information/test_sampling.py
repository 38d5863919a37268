"""Draws from a table, against the chi-squared law of their counts and the distribution function itself."""

import pytest
import torch
from scipy import stats

from reference_impl import information

TABLES = {
    "one outcome": [1.0],
    "a coin": [0.3, 0.7],
    "zeros at both ends and inside": [0.0, 0.2, 0.0, 0.5, 0.3, 0.0],
    "many": [k / 5050 for k in range(1, 101)],
}


def table(values):
    return torch.tensor(values, dtype=torch.float64)


@pytest.mark.parametrize("p", TABLES.values(), ids=TABLES)
def test_counts_are_those_of_the_law(p):
    n = 40_000

    draws = information.sample_categorical(table(p), n, torch.Generator().manual_seed(1))
    counts = torch.bincount(draws, minlength=len(p))

    assert draws.dtype == torch.int64
    assert draws.shape == (n,)
    expected = information.categorical_law(table(p), n).p * n
    possible = expected > 0
    assert not counts[~possible].any()
    if possible.sum() > 1:
        assert stats.chisquare(counts[possible], expected[possible]).pvalue > 1e-4


def test_draws_are_where_the_distribution_function_first_exceeds_the_uniform_number():
    p = table(TABLES["many"])
    uniform = torch.rand(1000, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    sums = [sum(TABLES["many"][: k + 1]) for k in range(100)]
    want = [next(k for k, total in enumerate(sums) if total > u) for u in uniform.tolist()]

    draws = information.sample_categorical(p, 1000, torch.Generator().manual_seed(2))

    assert draws.tolist() == want


def test_no_draw_falls_into_what_rounding_leaves():
    """A table that adds up to less than 1 leaves a gap at the end; here it is made wide."""
    draws = information.sample_categorical(table([0.25, 0.25, 0.0]), 1000, torch.Generator().manual_seed(3))

    assert set(draws.tolist()) == {0, 1}
    torch.testing.assert_close(information.categorical_law(table([0.25, 0.25, 0.0]), 1).p, table([0.5, 0.5, 0.0]))


def test_all_randomness_comes_from_the_generator():
    p, generator = table([0.2, 0.8]), torch.Generator().manual_seed(7)
    before = torch.get_rng_state()

    first, second = (information.sample_categorical(p, 50, generator) for _ in range(2))
    again = information.sample_categorical(p, 50, generator.manual_seed(7))

    assert torch.equal(first, again)
    assert not torch.equal(first, second)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("function", [information.sample_categorical, information.categorical_law])
def test_no_draws_are_refused(function):
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        function(table([1.0]), 0, None)
