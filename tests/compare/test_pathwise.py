"""The gradient of a random result: judged by the result that came back, whatever the randomness was."""

import math

import pytest
import torch

from autograder import compare
from autograder.collect.answer import answer
from autograder.collect.wire import Call, GeneratorSeed
from reference_impl.laws import NormalLaw

MU = torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5]], dtype=torch.float64)
LOGVAR = torch.tensor([[0.2, -1.0, 1.0], [0.0, 0.7, -2.0]], dtype=torch.float64)
LAW = NormalLaw((2, 3), MU, LOGVAR.exp())


def expected(z, weights, law):
    return weights, weights * (z - law.mean) / 2


PATHWISE = compare.pathwise(expected, float64=(1e-9, 1e-11), float32=(1e-4, 1e-5))


def judge(sampler, dtype=torch.float64):
    arguments = {"mu": MU.to(dtype), "logvar": LOGVAR.to(dtype), "generator": GeneratorSeed(3)}
    got = answer({"f": sampler}, Call("f", arguments, wrt=("mu", "logvar"), weighted=True))
    return PATHWISE(got, LAW, "float32" if dtype == torch.float32 else "float64")


def noise(mu, g):
    return torch.randn(mu.shape, dtype=mu.dtype, generator=g)


def by_quantile(mu, logvar, g):
    u = torch.rand(mu.shape, dtype=mu.dtype, generator=g)
    return mu - logvar.exp().sqrt() * math.sqrt(2) * torch.erfinv(2 * u - 1)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize(
    "sampler",
    [lambda m, v, g: m + (v / 2).exp() * noise(m, g), by_quantile],
    ids=["noise times deviation", "inverse of the distribution function"],
)
def test_any_smooth_map_of_noise_is_right(sampler, dtype):
    assert judge(sampler, dtype).passed


@pytest.mark.parametrize(
    "sampler",
    [
        lambda m, v, g: m + (v / 2).exp().detach() * noise(m, g),
        lambda m, v, g: m.detach() + (v / 2).exp() * noise(m, g),
        lambda m, v, g: m + v.exp() * noise(m, g),
        lambda m, v, g: m * 2 + (v / 2).exp() * noise(m, g),
    ],
    ids=["deviation detached", "mean detached", "variance for deviation", "twice the mean"],
)
def test_a_wrong_gradient_is_refused(sampler):
    verdict = judge(sampler)

    assert not verdict.passed
    assert verdict.to_student.startswith("the gradient: ")


def test_a_result_without_a_graph_has_no_gradient():
    verdict = judge(lambda m, v, g: torch.normal(m.detach(), (v.detach() / 2).exp(), generator=g))

    assert "has no gradient" in verdict.to_student


def test_which_gradient_is_wrong_tells_one_slip_from_another():
    def habits(sampler):
        arguments = {"mu": MU, "logvar": LOGVAR, "generator": GeneratorSeed(3)}
        call = Call("f", arguments, wrt=("mu", "logvar"), weighted=True)
        return PATHWISE.habits(answer({"f": sampler}, call), LAW)

    assert habits(lambda m, v, g: m + (v / 2).exp().detach() * noise(m, g)) == ((True, False), (False, True))
    assert habits(lambda m, v, g: m.detach() + (v / 2).exp() * noise(m, g)) == ((False, True), (True, False))
