"""The forward process, against the joint Gaussian of the whole chain built step by step."""

import numpy as np
import pytest
import torch

from reference_impl import diffusion

EVENTS = [(), (3,), (2, 3), (2, 2, 3)]
BETAS = torch.tensor([0.05, 0.3, 0.1, 0.6, 0.02], dtype=torch.float64)


def joint(x0, betas):
    """Mean and covariance of (x_1, ..., x_T) given scalar x_0: solve L x = noise + first, L lower bidiagonal."""
    T = len(betas)
    chain = np.eye(T) - np.diag(np.sqrt(1 - betas[1:]), k=-1)
    inverse = np.linalg.inv(chain)
    first = np.zeros(T)
    first[0] = np.sqrt(1 - betas[0]) * x0
    return inverse @ first, inverse @ np.diag(betas) @ inverse.T


def condition(mean, cov, t, xt):
    """Moments of the coordinate before t, given that coordinate t is xt."""
    gain = cov[t - 1, t] / cov[t, t]
    return mean[t - 1] + gain * (xt - mean[t]), cov[t - 1, t - 1] - gain * cov[t, t - 1]


def batch(event, steps, dtype=torch.float64, seed=0):
    generator = torch.Generator().manual_seed(seed)

    def normal():
        return torch.randn(len(steps), *event, dtype=dtype, generator=generator)

    return normal(), normal(), torch.tensor(steps)


@pytest.mark.parametrize("event", EVENTS)
def test_marginal_is_that_of_the_chain(event):
    x0, _, t = batch(event, [4, 0, 2, 2])

    mean, variance = diffusion.q_mean_variance(x0, t, BETAS)

    assert variance.shape == (4,)
    for i, k in enumerate(t.tolist()):
        for value, got in zip(x0[i].flatten().tolist(), mean[i].flatten().tolist(), strict=True):
            want_mean, want_cov = joint(value, BETAS.numpy())
            assert got == pytest.approx(want_mean[k], rel=1e-12)
            assert variance[i].item() == pytest.approx(want_cov[k, k], rel=1e-12)


@pytest.mark.parametrize("event", EVENTS)
def test_posterior_is_what_conditioning_the_chain_gives(event):
    x0, xt, t = batch(event, [4, 1, 2, 3])

    mean, variance = diffusion.q_posterior(x0, xt, t, BETAS)

    assert variance.shape == (4,)
    for i, k in enumerate(t.tolist()):
        pairs = zip(x0[i].flatten().tolist(), xt[i].flatten().tolist(), mean[i].flatten().tolist(), strict=True)
        for start, seen, got in pairs:
            want_mean, want_variance = condition(*joint(start, BETAS.numpy()), k, seen)
            assert got == pytest.approx(want_mean, rel=1e-11)
            assert variance[i].item() == pytest.approx(want_variance, rel=1e-11)


@pytest.mark.parametrize("betas", [BETAS, BETAS[:1], torch.tensor([1e-12, 0.1], dtype=torch.float64)])
def test_posterior_at_step_0_is_the_point_mass_on_x0(betas):
    x0, xt, t = batch((2,), [0, 0])

    mean, variance = diffusion.q_posterior(x0, xt, t, betas)

    assert variance.tolist() == [0, 0]
    torch.testing.assert_close(mean, x0, rtol=1e-15, atol=0)


def test_posterior_keeps_its_digits_where_the_betas_are_tiny():
    """For equal tiny betas alpha_bar is nearly 1 and the variance at step t is beta t / (t + 1)."""
    betas = torch.full((1000,), 1e-12, dtype=torch.float64)
    x0, xt, t = batch((), [1, 9, 999])

    _, variance = diffusion.q_posterior(x0, xt, t, betas)

    torch.testing.assert_close(variance, 1e-12 * t.double() / (t + 1), rtol=1e-8, atol=0)


@pytest.mark.parametrize("event", EVENTS)
def test_averaging_the_posterior_over_the_marginal_gives_the_marginal_a_step_earlier(event):
    """E and Var of x_{t-1} through x_t, at T = 1000 too."""
    betas = diffusion.linear_betas(1000, 1e-4, 0.02)
    x0, _, t = batch(event, [1, 500, 999])
    now, before = diffusion.q_mean_variance(x0, t, betas), diffusion.q_mean_variance(x0, t - 1, betas)

    mean, variance = diffusion.q_posterior(x0, now.mean, t, betas)
    away = diffusion.q_posterior(torch.zeros_like(x0), torch.ones_like(x0), t, betas).mean
    slope = away.reshape(3, -1)[:, 0]

    torch.testing.assert_close(mean, before.mean, rtol=1e-10, atol=1e-13)
    torch.testing.assert_close(variance + slope**2 * now.variance, before.variance, rtol=1e-10, atol=0)


@pytest.mark.parametrize("event", EVENTS)
def test_sample_is_the_mean_without_noise_and_a_standard_deviation_away_with_unit_noise(event):
    x0, _, t = batch(event, [0, 3, 4])
    law = diffusion.q_mean_variance(x0, t, BETAS)

    still = diffusion.q_sample(x0, t, BETAS, torch.zeros_like(x0))
    moved = diffusion.q_sample(x0, t, BETAS, torch.ones_like(x0))

    torch.testing.assert_close(still, law.mean)
    away = ((moved - still) ** 2).reshape(3, -1)
    torch.testing.assert_close(away, law.variance[:, None].expand_as(away))


def test_float32_is_computed_in_float64():
    x0, xt, t = batch((3,), [0, 2, 4], dtype=torch.float32)
    betas = BETAS.float()

    got = diffusion.q_posterior(x0, xt, t, betas)
    want = diffusion.q_posterior(x0.double(), xt.double(), t, betas.double())

    assert torch.equal(got.mean, want.mean.float())
    assert torch.equal(got.variance, want.variance.float())


def test_inputs_are_left_as_they_are():
    x0, xt, t = batch((3,), [0, 2, 4])
    before = [x0.clone(), xt.clone(), t.clone(), BETAS.clone()]

    diffusion.q_posterior(x0, xt, t, BETAS)
    diffusion.q_sample(x0, t, BETAS, xt)

    for old, new in zip(before, [x0, xt, t, BETAS], strict=True):
        assert torch.equal(old, new)


def test_posterior_names_both_shapes_when_they_disagree():
    with pytest.raises(ValueError, match=r"x0: \(4, 2\), xt: \(4, 3\)"):
        diffusion.q_posterior(torch.zeros(4, 2), torch.zeros(4, 3), torch.zeros(4, dtype=torch.int64), BETAS)


def test_noise_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"mean: \(4, 2\), noise: \(4,\)"):
        diffusion.q_sample(torch.zeros(4, 2), torch.zeros(4, dtype=torch.int64), BETAS, torch.zeros(4))


@pytest.mark.parametrize(
    ("t", "message"),
    [
        (torch.zeros(2), r"t must be int64 of shape \(2,\), got floating of shape \(2,\)"),
        (torch.tensor(1), r"got torch.int64 of shape \(\)"),
        (torch.tensor([0, 1, 2]), r"got torch.int64 of shape \(3,\)"),
        (torch.tensor([0, 5]), r"t must lie in \[0, 5\), got steps from 0 to 5"),
        (torch.tensor([-1, 0]), r"got steps from -1 to 0"),
    ],
)
def test_steps_that_do_not_fit_are_refused(t, message):
    with pytest.raises(ValueError, match=message):
        diffusion.q_mean_variance(torch.zeros(2, 3), t, BETAS)


def test_data_without_a_batch_axis_is_refused():
    with pytest.raises(ValueError, match=r"expected a batch of shape \(B, \*E\), got a 0-d tensor"):
        diffusion.q_mean_variance(torch.tensor(1.0), torch.tensor(0), BETAS)
