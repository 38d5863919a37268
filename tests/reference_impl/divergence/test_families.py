"""Divergences, against their generators in 60 digits and against SciPy."""

import math

import mpmath
import numpy as np
import pytest
import torch
from scipy import stats
from scipy.spatial import distance

from reference_impl import divergence

mpmath.mp.dps = 60

GENERATORS = {
    "kl": lambda u: u * mpmath.log(u) if u else mpmath.mpf(0),
    "reverse_kl": lambda u: -mpmath.log(u) if u else mpmath.inf,
    "pearson_chi2": lambda u: (u - 1) ** 2,
    "squared_hellinger": lambda u: (mpmath.sqrt(u) - 1) ** 2,
    "total_variation": lambda u: abs(u - 1) / 2,
}
# lim f(u)/u as u grows
SLOPES = {
    "kl": mpmath.inf,
    "reverse_kl": mpmath.mpf(0),
    "pearson_chi2": mpmath.inf,
    "squared_hellinger": mpmath.mpf(1),
    "total_variation": mpmath.mpf(1) / 2,
}
PAIRS = {
    "inside": ([0.1, 0.2, 0.3, 0.4], [0.4, 0.35, 0.05, 0.2]),
    "nearly the same": ([0.25 + 1e-7, 0.25 - 1e-7, 0.5], [0.25, 0.25, 0.5]),
    "the same": ([0.2, 0.3, 0.5], [0.2, 0.3, 0.5]),
    "no p somewhere": ([0.0, 0.6, 0.4], [0.3, 0.2, 0.5]),
    "no q somewhere": ([0.3, 0.2, 0.5], [0.0, 0.6, 0.4]),
    "neither somewhere": ([0.0, 0.6, 0.4], [0.0, 0.2, 0.8]),
    "nothing in common": ([1.0, 0.0], [0.0, 1.0]),
}


def by_the_generator(p, q, name):
    total = mpmath.mpf(0)
    for a, b in zip(map(mpmath.mpf, p), map(mpmath.mpf, q), strict=True):
        if b:
            total += b * GENERATORS[name](a / b)
        elif a:
            total += a * SLOPES[name]
    return float(total)


def double(values):
    return torch.tensor(values, dtype=torch.float64)


@pytest.mark.parametrize(("p", "q"), PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize("name", GENERATORS)
def test_a_divergence_is_what_its_generator_says(name, p, q):
    got = divergence.f_divergence(double(p), double(q), name).item()

    assert got == pytest.approx(by_the_generator(p, q, name), rel=1e-12, abs=1e-16)


@pytest.mark.parametrize("name", SLOPES)
def test_the_limit_at_q_0_is_the_slope_of_the_generator_far_out(name):
    u = mpmath.mpf(10) ** 40
    far = GENERATORS[name](u) / u

    assert far > 50 if SLOPES[name] == mpmath.inf else abs(far - SLOPES[name]) < mpmath.mpf(10) ** -18


@pytest.mark.parametrize(("p", "q"), PAIRS.values(), ids=PAIRS)
def test_jensen_shannon_is_scipys_distance_squared(p, q):
    got = divergence.jensen_shannon(double(p), double(q)).item()

    assert got == pytest.approx(distance.jensenshannon(p, q) ** 2, rel=1e-7, abs=1e-15)
    assert got == divergence.f_divergence(double(p), double(q), "jensen_shannon").item()


def test_jensen_shannon_keeps_its_digits_between_neighbours():
    p, q = double([0.25 + 1e-7, 0.25 - 1e-7, 0.5]), double([0.25, 0.25, 0.5])
    a, b = ([mpmath.mpf(x) for x in law.tolist()] for law in (p, q))
    want = sum(x * mpmath.log(2 * x / (x + y)) + y * mpmath.log(2 * y / (x + y)) for x, y in zip(a, b, strict=True)) / 2

    # The terms are of size 1e-8 and cancel to 1e-14.
    assert divergence.jensen_shannon(p, q).item() == pytest.approx(float(want), abs=1e-22)


def test_half_the_generator_of_the_paper_gives_the_usual_jensen_shannon():
    p, q = (double(law) for law in PAIRS["inside"])
    u = p / q

    from_paper = (q * (-(u + 1) * ((1 + u) / 2).log() + u * u.log())).sum()

    torch.testing.assert_close(divergence.f_divergence(p, q, "jensen_shannon"), from_paper / 2)


@pytest.mark.parametrize(("p", "q"), PAIRS.values(), ids=PAIRS)
def test_both_kls_are_scipys_entropy(p, q):
    got = divergence.f_divergence(double(p), double(q), "kl").item()
    back = divergence.f_divergence(double(q), double(p), "reverse_kl").item()

    assert got == back == pytest.approx(stats.entropy(p, q), rel=1e-9, abs=1e-15)


def test_batches_are_row_by_row():
    rng = np.random.default_rng(0)
    p, q = (torch.from_numpy(rng.dirichlet(np.ones(4), (3, 2))) for _ in range(2))
    p[1, 0], q[0, 1] = double([0.5, 0, 0.5, 0]), double([0, 1, 0, 0])

    for name in divergence.NAMES:
        got = divergence.f_divergence(p, q, name)
        rows = [[divergence.f_divergence(p[i, j], q[i, j], name) for j in range(2)] for i in range(3)]
        torch.testing.assert_close(got, torch.stack([torch.stack(row) for row in rows]))


def test_laws_without_a_point_in_common_are_log_2_apart():
    p, q = (double(law) for law in PAIRS["nothing in common"])

    assert divergence.jensen_shannon(p, q).item() == pytest.approx(math.log(2), rel=1e-15)


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"name must be one of kl, reverse_kl, .*, got 'wasserstein'"):
        divergence.f_divergence(torch.ones(1), torch.ones(1), "wasserstein")


def test_laws_on_different_points_are_refused():
    with pytest.raises(ValueError, match=r"same last axis, got p: \(2,\), q: \(3,\)"):
        divergence.jensen_shannon(torch.ones(2), torch.ones(3))


@pytest.mark.parametrize("tiny", [0.0, 1e-300, 1e-20, 1e-16, 1e-8])
def test_jensen_shannon_is_finite_beside_tiny_probabilities(tiny):
    p, q = torch.tensor([tiny, 1 - tiny]).double(), torch.tensor([0.5, 0.5]).double()
    m = [(mpmath.mpf(a) + b) / 2 for a, b in zip(p.tolist(), q.tolist(), strict=True)]

    def against(law):
        return sum(a * mpmath.log(a / c) for a, c in zip(map(mpmath.mpf, law.tolist()), m, strict=True) if a)

    want = float((against(p) + against(q)) / 2)

    assert divergence.jensen_shannon(p, q).item() == pytest.approx(want, rel=1e-13)
    assert divergence.jensen_shannon(q, p).item() == pytest.approx(want, rel=1e-13)
