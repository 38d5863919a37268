"""Entropy and its relatives, against SciPy, 50 digits, and what the theory says of them."""

import itertools
import math

import mpmath
import numpy as np
import pytest
import torch
from scipy import stats

from reference_impl import information

SHAPES = [(1,), (2,), (7,), (3, 4), (2, 3, 5), (2, 1, 3, 2)]
INF = math.inf


def law(*shape, seed=0):
    weights = torch.rand(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)) ** 3
    return weights / weights.sum(dim=-1, keepdim=True)


def tensor(*values):
    return torch.tensor(values, dtype=torch.float64)


@pytest.mark.parametrize("shape", SHAPES)
def test_entropy_is_scipys(shape):
    p = law(*shape)

    torch.testing.assert_close(information.entropy(p), torch.as_tensor(stats.entropy(p.numpy(), axis=-1)))


@pytest.mark.parametrize("shape", SHAPES)
def test_divergence_is_scipys(shape):
    p, q = law(*shape, seed=1), law(*shape, seed=2)

    got = information.kl_divergence(p, q)

    torch.testing.assert_close(got, torch.as_tensor(stats.entropy(p.numpy(), q.numpy(), axis=-1)))


@pytest.mark.parametrize("shape", SHAPES)
def test_cross_entropy_is_entropy_and_divergence_together(shape):
    p, q = law(*shape, seed=3), law(*shape, seed=4)

    got = information.cross_entropy(p, q)

    torch.testing.assert_close(got, information.entropy(p) + information.kl_divergence(p, q))


def test_sums_agree_with_fifty_digits_where_probabilities_differ_by_two_hundred_orders():
    p, q = tensor(1e-200, 1e-12, 0.25, 0.75 - 1e-12), tensor(0.25, 1e-200, 0.75, 1e-30)
    with mpmath.workdps(50):
        pairs = [(mpmath.mpf(a), mpmath.mpf(b)) for a, b in zip(p.tolist(), q.tolist(), strict=True)]
        entropy = -sum(a * mpmath.log(a) for a, _ in pairs)
        cross = -sum(a * mpmath.log(b) for a, b in pairs)

    assert information.entropy(p).item() == pytest.approx(float(entropy), rel=1e-14)
    assert information.cross_entropy(p, q).item() == pytest.approx(float(cross), rel=1e-14)
    assert information.kl_divergence(p, q).item() == pytest.approx(float(cross - entropy), rel=1e-14)


def test_an_outcome_that_never_occurs_adds_nothing():
    p, q = law(4, seed=5), law(4, seed=6)
    wider = torch.cat([p[:2], tensor(0.0), p[2:]]), torch.cat([q[:2], tensor(0.0), q[2:]])

    torch.testing.assert_close(information.entropy(wider[0]), information.entropy(p))
    torch.testing.assert_close(information.cross_entropy(*wider), information.cross_entropy(p, q))
    torch.testing.assert_close(information.kl_divergence(*wider), information.kl_divergence(p, q))


def test_what_only_the_second_law_allows_adds_nothing():
    p, q = tensor(0.0, 0.4, 0.6), tensor(0.2, 0.3, 0.5)

    assert information.kl_divergence(p, q).item() == pytest.approx(0.4 * math.log(4 / 3) + 0.6 * math.log(1.2))


def test_what_the_second_law_rules_out_costs_infinitely_much_in_its_row_only():
    p = tensor([0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0])
    q = tensor([1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [1.0, 0.0, 0.0])

    assert information.cross_entropy(p, q).tolist() == [INF, math.log(2), INF]
    assert information.kl_divergence(p, q).tolist() == [INF, math.log(2), INF]


@pytest.mark.parametrize("K", [1, 2, 10])
def test_entropy_lies_between_that_of_a_point_and_that_of_the_uniform_law(K):
    point, uniform = torch.eye(K, dtype=torch.float64)[0], torch.full((K,), 1 / K, dtype=torch.float64)

    assert information.entropy(point).item() == 0
    assert information.entropy(uniform).item() == pytest.approx(math.log(K))
    assert -1e-12 <= information.entropy(law(K)).item() <= math.log(K) + 1e-12


@pytest.mark.parametrize("K", range(1, 7))
@pytest.mark.parametrize("seed", range(10))
def test_divergence_is_never_negative_and_0_only_between_equals(K, seed):
    """Gibbs' inequality."""
    p, q = law(K, seed=seed), law(K, seed=seed + 1)

    assert information.kl_divergence(p, q).item() >= -1e-14
    assert information.kl_divergence(p, p).item() == 0


def enumerated(joint):
    """Mutual information as an expectation over all cells, in plain Python."""
    rows = [math.fsum(row) for row in joint]
    columns = [math.fsum(column) for column in zip(*joint, strict=True)]
    cells = itertools.product(range(len(rows)), range(len(columns)))
    return math.fsum(joint[a][b] * math.log(joint[a][b] / (rows[a] * columns[b])) for a, b in cells if joint[a][b] > 0)


@pytest.mark.parametrize(("A", "B"), [(1, 1), (1, 4), (3, 1), (2, 2), (3, 5)])
def test_mutual_information_is_the_sum_over_all_cells(A, B):
    joint = law(2, A * B, seed=7).reshape(2, A, B)
    joint[0, 0, 0] = 0.0
    joint[0] = 1.0 / (A * B) if A * B == 1 else joint[0] / joint[0].sum()

    got = information.mutual_information(joint)

    want = [enumerated(table) for table in joint.tolist()]
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-15)


def test_mutual_information_is_sklearns_of_counted_pairs():
    from sklearn import metrics

    counts = torch.tensor([[3, 0, 2], [1, 4, 0]])
    pairs = [(a, b) for a in range(2) for b in range(3) for _ in range(int(counts[a, b]))]

    got = information.mutual_information(counts.double() / counts.sum())

    assert got.item() == pytest.approx(metrics.mutual_info_score(*zip(*pairs, strict=True)))


def test_mutual_information_is_what_the_chain_rule_leaves():
    """I(X; Y) = H(X) - H(X | Y), the conditional entropy as a mean over the columns."""
    joint = law(12, seed=8).reshape(3, 4)
    column = joint.sum(dim=0)
    conditional = (column * information.entropy((joint / column).mT)).sum()

    got = information.mutual_information(joint)

    torch.testing.assert_close(got, information.entropy(joint.sum(dim=1)) - conditional)


def test_mutual_information_is_0_for_independent_and_all_entropy_for_equal_variables():
    p, q = law(3, seed=9), law(5, seed=10)

    assert information.mutual_information(torch.outer(p, q)).item() == pytest.approx(0, abs=1e-15)
    assert information.mutual_information(p.diag()).item() == pytest.approx(information.entropy(p).item())


def test_rows_and_columns_that_never_occur_add_nothing():
    joint = law(6, seed=11).reshape(2, 3)
    wider = torch.zeros(3, 4, dtype=torch.float64)
    wider[1:, :3] = joint

    torch.testing.assert_close(information.mutual_information(wider), information.mutual_information(joint))


@pytest.mark.parametrize("function", [information.cross_entropy, information.kl_divergence])
def test_laws_on_different_outcomes_are_refused(function):
    with pytest.raises(ValueError, match=r"p and q must have the same last axis, got p: \(2, 3\), q: \(2, 4\)"):
        function(torch.ones(2, 3), torch.ones(2, 4))


def test_a_number_is_no_law():
    with pytest.raises(ValueError, match=r"p must have shape \(..., K\) with K >= 1, got \(\)"):
        information.entropy(torch.tensor(1.0))


def test_a_vector_is_no_joint_law():
    with pytest.raises(ValueError, match=r"joint must have shape \(..., A, B\), got \(4,\)"):
        information.mutual_information(torch.ones(4))
