"""Schedules, against long products and ratios in 60 digits."""

import mpmath
import pytest
import torch

from reference_impl import diffusion
from reference_impl.diffusion import Schedule

mpmath.mp.dps = 60

SCHEDULES = {
    "one step": [0.3],
    "short": [0.1, 0.25, 0.5, 0.75],
    "tiny betas": [1e-10, 3e-12, 1e-8],
    "linear, 1000 steps": torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64).tolist(),
    "tiny, 1000 steps": torch.linspace(1e-9, 1e-7, 1000, dtype=torch.float64).tolist(),
    "nearly 1": [0.9, 0.999, 0.999],
}


def long_products(betas):
    product, out = mpmath.mpf(1), []
    for beta in betas:
        product *= 1 - mpmath.mpf(beta)
        out.append(product)
    return out


def as_double(values):
    return torch.tensor([float(value) for value in values], dtype=torch.float64)


@pytest.mark.parametrize("betas", SCHEDULES.values(), ids=SCHEDULES)
def test_alpha_bar_is_the_long_product(betas):
    got = diffusion.alpha_bar(torch.tensor(betas, dtype=torch.float64))

    torch.testing.assert_close(got, as_double(long_products(betas)), rtol=1e-13, atol=0)


@pytest.mark.parametrize("betas", SCHEDULES.values(), ids=SCHEDULES)
def test_one_minus_alpha_bar_keeps_its_digits(betas):
    got = Schedule.from_betas(torch.tensor(betas, dtype=torch.float64)).one_minus_alpha_bar

    torch.testing.assert_close(got, as_double(1 - p for p in long_products(betas)), rtol=1e-13, atol=0)


@pytest.mark.parametrize("betas", SCHEDULES.values(), ids=SCHEDULES)
def test_snr_is_the_ratio_of_the_long_products(betas):
    got = diffusion.snr(torch.tensor(betas, dtype=torch.float64))

    torch.testing.assert_close(got, as_double(p / (1 - p) for p in long_products(betas)), rtol=2e-13, atol=0)


def test_float32_betas_are_taken_at_their_exact_values():
    betas = torch.linspace(1e-4, 0.02, 50)

    got = diffusion.alpha_bar(betas)

    want = as_double(long_products(betas.tolist()))
    torch.testing.assert_close(got, want.float(), rtol=1e-7, atol=0)


def test_before_step_0_all_of_the_data_is_left():
    schedule = Schedule.from_betas(torch.tensor([0.2, 0.5]))

    assert schedule.alpha_bar_before[0] == 1
    assert schedule.one_minus_alpha_bar_before[0] == 0
    assert schedule.alpha_bar_before[1] == schedule.alpha_bar[0]


def test_a_schedule_takes_someone_elses_alpha_bar_as_it_is():
    betas, shifted = torch.tensor([0.2, 0.5]), torch.tensor([1.0, 0.8])

    schedule = Schedule.from_alpha_bar(betas, shifted)

    assert schedule.alpha_bar.tolist() == shifted.double().tolist()
    assert schedule.one_minus_alpha_bar.tolist() == (1 - shifted.double()).tolist()


def test_linear_betas_stand_at_equal_distances():
    got = diffusion.linear_betas(5, 0.1, 0.3)

    assert got.dtype == torch.float64
    torch.testing.assert_close(got, torch.tensor([0.1, 0.15, 0.2, 0.25, 0.3], dtype=torch.float64))


def test_one_linear_beta_is_the_first():
    assert diffusion.linear_betas(1, 0.1, 0.3).tolist() == [0.1]


def test_linear_betas_take_tensors_for_numbers():
    got = diffusion.linear_betas(3, torch.tensor(0.25), torch.tensor(0.75))

    assert got.tolist() == [0.25, 0.5, 0.75]


def cosine_by_ratios(num_steps, s):
    def f(t):
        return mpmath.cos((mpmath.mpf(t) / num_steps + s) / (1 + s) * mpmath.pi / 2) ** 2

    s = mpmath.mpf(s)
    return [min(1 - f(t) / f(t - 1), mpmath.mpf(0.999)) for t in range(1, num_steps + 1)]


@pytest.mark.parametrize(("num_steps", "s"), [(1, 0.008), (2, 0.0), (7, 0.008), (1000, 0.008), (4000, 0.1)])
def test_cosine_betas_are_the_ratios_of_the_paper(num_steps, s):
    got = diffusion.cosine_betas(num_steps, s)

    assert got.dtype == torch.float64
    torch.testing.assert_close(got, as_double(cosine_by_ratios(num_steps, s)), rtol=1e-12, atol=0)


def test_alpha_bar_of_the_cosine_schedule_is_the_cosine_until_it_is_clipped():
    s, num_steps = 0.008, 100
    u = (torch.arange(1, num_steps + 1, dtype=torch.float64) / num_steps + s) / (1 + s) * torch.pi / 2
    cosine = u.cos() ** 2 / torch.cos(torch.tensor(s / (1 + s) * torch.pi / 2, dtype=torch.float64)) ** 2

    got = diffusion.alpha_bar(diffusion.cosine_betas(num_steps, s))

    torch.testing.assert_close(got[:-1], cosine[:-1], rtol=1e-11, atol=0)
    assert got[-1] > cosine[-1]


def test_no_beta_is_clipped_from_below():
    assert diffusion.cosine_betas(4000, 0.0)[0] < 1e-6


@pytest.mark.parametrize(
    ("betas", "message"),
    [
        (torch.zeros(2, 2), r"floating of shape \(T,\).*got floating \(2, 2\)"),
        (torch.zeros(0), r"T >= 1, got floating \(0,\)"),
        (torch.tensor([1, 2]), "got torch.int64"),
        (torch.tensor([0.1, 1.0]), "strictly between 0 and 1"),
        (torch.tensor([0.1, float("nan")]), "strictly between 0 and 1"),
    ],
)
def test_betas_that_are_no_schedule_are_refused(betas, message):
    with pytest.raises(ValueError, match=message):
        diffusion.alpha_bar(betas)


def test_a_schedule_names_both_shapes_when_they_disagree():
    with pytest.raises(ValueError, match=r"expected alpha_bar of shape \(2,\), got \(3,\)"):
        Schedule.from_alpha_bar(torch.tensor([0.1, 0.2]), torch.ones(3))


@pytest.mark.parametrize("make", [lambda: diffusion.linear_betas(0, 0.1, 0.2), lambda: diffusion.cosine_betas(0, 0.1)])
def test_no_steps_are_no_schedule(make):
    with pytest.raises(ValueError, match="num_steps must be at least 1, got 0"):
        make()
