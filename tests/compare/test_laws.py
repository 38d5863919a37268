"""Draws of categories, of vectors and of mixtures: right samplers pass, and each way of being wrong is named."""

import math

import pytest
import torch

from autograder import compare
from autograder.collect.answer import answer
from autograder.collect.wire import Call, GeneratorSeed
from reference_impl.laws import CategoricalLaw, GaussianMixtureLaw, MultivariateNormalLaw, NormalLaw

N = 2000
P = torch.tensor([0.45, 0.0, 0.3, 0.2, 0.05], dtype=torch.float64)
CATEGORIES = CategoricalLaw(N, P)
MEAN = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
FACTOR = torch.tensor([[2.0, 0.0, 0.0], [0.8, 0.5, 0.0], [-0.6, 0.3, 1.0]], dtype=torch.float64)
# Unit variances, and two components that go together.
TURN = torch.linalg.cholesky(torch.tensor([[1.0, 0.2, 0.0], [0.2, 1.0, 0.0], [0.0, 0.0, 1.0]], dtype=torch.float64))
VECTORS = MultivariateNormalLaw(N, MEAN, FACTOR @ FACTOR.mT)
MIXTURE = GaussianMixtureLaw(
    N,
    torch.tensor([0.2, 0.5, 0.3], dtype=torch.float64),
    torch.tensor([[0.0, 0.0], [1.5, -1.0], [-4.0, 3.0]], dtype=torch.float64),
    torch.tensor([[[1.0, 0.6], [0.6, 0.9]], [[0.4, -0.1], [-0.1, 2.0]], [[1.0, 0.0], [0.0, 0.2]]], dtype=torch.float64),
)
TABLE = NormalLaw((60, 20), torch.arange(20.0).double(), torch.linspace(0.1, 3, 60, dtype=torch.float64)[:, None])
LAWS = {
    "categories": (compare.categorical_law, CATEGORIES),
    "vectors": (compare.multivariate_normal_law, VECTORS),
    "mixture": (compare.mixture_law, MIXTURE),
    "table": (compare.normal_law, TABLE),
}


def ask(sampler, seed=0):
    return answer({"f": sampler}, Call("f", {"generator": GeneratorSeed(seed)}, times=2, again=True))


def normals(g, *shape):
    return torch.randn(*shape, dtype=torch.float64, generator=g)


def told(comparator, sampler, law):
    verdict = comparator()(ask(sampler), law, "float64")
    assert not verdict.passed
    return verdict.to_student


@pytest.mark.parametrize(("comparator", "law"), LAWS.values(), ids=LAWS)
def test_a_right_sampler_passes_on_many_seeds(comparator, law):
    verdicts = [comparator()(ask(law.draw, seed), law, "float64") for seed in range(10)]

    assert all(verdict.passed for verdict in verdicts)


@pytest.mark.parametrize(("comparator", "law"), LAWS.values(), ids=LAWS)
def test_the_stated_false_alarm_rate_bounds_the_measured_one(comparator, law):
    """At a rate that can be measured: 100 right samples at 5 % give 5 refusals at the most; 17 is 5.5 sigma off."""
    refused = sum(not comparator(0.05)(ask(law.draw, seed), law, "float64").passed for seed in range(100))

    assert refused <= 17


def shares(n):
    """As many of each category as expected, to the nearest whole number."""
    return torch.arange(len(P)).repeat_interleave((P * n).round().long())


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda g: torch.multinomial(P.sqrt(), N, True, generator=g), "how often each comes"),
        (lambda g: torch.full((N,), 0), "how often each comes"),
        (lambda g: torch.randint(5, (N,), generator=g), "a category of probability 0 was drawn"),
        (lambda g: CATEGORIES.draw(g) + 1, "0 to K - 1"),
        (lambda g: CATEGORIES.draw(g).sort().values, "the relation of"),
        (lambda g: CATEGORIES.draw(g)[: N // 2].repeat(2), "the first half to the second"),
        (lambda g: shares(N)[torch.randperm(N, generator=g)], "too even"),
        (lambda g: CATEGORIES.draw(g).double(), "expected dtype int64, got float64"),
        (lambda g: CATEGORIES.draw(g)[:7], "expected shape (2000,), got (7,)"),
    ],
    ids=["other law", "mode", "uniform", "one off", "sorted", "twice", "exact shares", "floats", "too few"],
)
def test_wrong_categories_are_refused(wrong, words):
    assert words in told(compare.categorical_law, wrong, CATEGORIES)


def test_a_single_category_may_be_drawn_again_and_again():
    law = CategoricalLaw(50, torch.tensor([0.0, 1.0]))

    assert compare.categorical_law()(ask(law.draw), law, "float64").passed


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda g: normals(g, N, 3) @ FACTOR.mT, "mean"),
        (lambda g: MEAN + normals(g, N, 3) @ FACTOR, "variance"),
        (lambda g: MEAN + normals(g, N, 3) * FACTOR.square().sum(1).sqrt(), "variance"),
        (lambda g: MEAN + (normals(g, N, 1).expand(N, 3)) @ FACTOR.mT, "differs by more than chance"),
        (lambda g: MEAN + (normals(g, N // 2, 3) @ FACTOR.mT).repeat(2, 1), "differs by more than chance"),
        (lambda g: MEAN + normals(g, N, 3) @ TURN.mT @ FACTOR.mT, "the correlation of two components"),
        (lambda g: VECTORS.draw(g).mT, "expected shape (2000, 3), got (3, 2000)"),
    ],
    ids=[
        "no mean",
        "transposed factor",
        "no correlation",
        "one noise a row",
        "each twice",
        "two related",
        "transposed",
    ],
)
def test_wrong_vectors_are_refused(wrong, words):
    assert words in told(compare.multivariate_normal_law, wrong, VECTORS)


def component(g, weights=MIXTURE.weights):
    return torch.multinomial(weights, N, True, generator=g)


def around(k, noise):
    return MIXTURE.means[k] + (torch.linalg.cholesky(MIXTURE.covs)[k] @ noise[..., None]).squeeze(-1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda g: around(component(g, torch.ones(3)), normals(g, N, 2)),
        lambda g: around(component(g).sort().values, normals(g, N, 2)),
        lambda g: MIXTURE.means[component(g)] + normals(g, N, 2),
        lambda g: around(component(g), normals(g, N, 2).sort(0).values),
        lambda g: (MIXTURE.weights @ MIXTURE.means) + normals(g, N, 2),
        lambda g: MIXTURE.means[component(g)] + (MIXTURE.covs[component(g)] @ normals(g, N, 2, 1)).squeeze(-1),
    ],
    ids=["equal weights", "sorted", "unit covariances", "sorted noise", "mean of means", "covariance for factor"],
)
def test_wrong_mixtures_are_refused(wrong):
    assert "not independent draws" in told(compare.mixture_law, wrong, MIXTURE)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda g: TABLE.mean + TABLE.variance.sqrt() * normals(g, 20),
        lambda g: TABLE.mean + TABLE.variance.sqrt() * normals(g, 60, 1),
        lambda g: TABLE.mean + TABLE.variance * normals(g, 60, 20),
        lambda g: TABLE.variance.sqrt() * normals(g, 60, 20),
    ],
    ids=["one noise for all rows", "one noise for all columns", "variance for deviation", "no mean"],
)
def test_wrong_tables_are_refused(wrong):
    assert not compare.normal_law()(ask(wrong), TABLE, "float64").passed


def test_the_far_tails_of_a_mixture_have_digits():
    """Draws ten deviations out on either side are told apart from draws at eight."""
    law = GaussianMixtureLaw(4, torch.ones(1).double(), torch.zeros(1, 1).double(), torch.ones(1, 1, 1).double())
    far = torch.tensor([[-10.0], [10.0], [8.0], [-8.0]]).double()

    verdict = compare.mixture_law()(ask(lambda g: far), law, "float64")

    assert not verdict.passed
    assert math.isfinite(verdict.distance)


def test_a_single_row_has_no_next_one():
    law = NormalLaw((1, 400), 1.0, 4.0)

    assert compare.normal_law()(ask(law.draw), law, "float64").passed


def test_exact_shares_are_seen_over_many_calls():
    """In each call the number of draws from a component is what is expected, and chance never shows."""
    law = GaussianMixtureLaw(10, MIXTURE.weights, MIXTURE.means, MIXTURE.covs)
    shares = torch.tensor([0, 0, 1, 1, 1, 1, 1, 2, 2, 2])

    def exact(generator):
        k = shares[torch.randperm(10, generator=generator)]
        return law.means[k] + (torch.linalg.cholesky(law.covs)[k] @ normals(generator, 10, 2, 1)).squeeze(-1)

    def judged(sampler):
        got = answer({"f": sampler}, Call("f", {"generator": GeneratorSeed(0)}, times=400, again=True))
        return compare.mixture_law()(got, law, "float64")

    assert judged(law.draw).passed
    assert "the spread from call to call" in judged(exact).to_student
