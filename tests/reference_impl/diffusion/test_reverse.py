"""The reverse process, against autograd, inversion, and the posterior that it stands in for."""

import pytest
import torch

from reference_impl import diffusion

EVENTS = [(), (3,), (2, 3), (2, 2, 3)]
BETAS = torch.tensor([0.05, 0.3, 0.1, 0.6, 0.02], dtype=torch.float64)
LONG = diffusion.linear_betas(1000, 1e-4, 0.02)
CASES = [(BETAS, [0, 4, 2, 1]), (BETAS[:1], [0, 0, 0, 0]), (LONG, [0, 1, 500, 999])]


def batch(event, steps, seed=0):
    generator = torch.Generator().manual_seed(seed)

    def normal():
        return torch.randn(len(steps), *event, dtype=torch.float64, generator=generator)

    return normal(), normal(), normal(), torch.tensor(steps)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(("betas", "steps"), CASES)
def test_predict_x0_takes_back_what_q_sample_did(event, betas, steps):
    x0, eps, _, t = batch(event, steps)
    xt = diffusion.q_sample(x0, t, betas, eps)

    got = diffusion.predict_x0(xt, t, eps, betas)

    torch.testing.assert_close(got, x0, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(("betas", "steps"), CASES)
def test_score_is_the_gradient_of_the_log_density(event, betas, steps):
    x0, eps, _, t = batch(event, steps)
    law = diffusion.q_mean_variance(x0, t, betas)
    xt = diffusion.q_sample(x0, t, betas, eps).requires_grad_()
    variance = law.variance.reshape(-1, *[1] * len(event)).expand_as(xt)
    torch.distributions.Normal(law.mean, variance.sqrt()).log_prob(xt).sum().backward()

    got = diffusion.score_from_eps(eps, t, betas)

    torch.testing.assert_close(got, xt.grad, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(("betas", "steps"), CASES)
def test_a_reverse_step_draws_from_the_posterior_at_the_predicted_data(event, betas, steps):
    xt, eps_hat, noise, t = batch(event, steps)
    x0_hat = diffusion.predict_x0(xt, t, eps_hat, betas)
    mean, variance = diffusion.q_posterior(x0_hat, xt, t, betas)
    want = mean + variance.sqrt().reshape(-1, *[1] * len(event)) * noise

    got = diffusion.p_sample(xt, t, eps_hat, betas, noise)

    torch.testing.assert_close(got, want, rtol=1e-9, atol=1e-11)


def test_the_last_step_adds_no_noise():
    xt, eps_hat, noise, t = batch((3,), [0, 0])

    got = diffusion.p_sample(xt, t, eps_hat, BETAS, noise)

    assert torch.equal(got, diffusion.p_sample(xt, t, eps_hat, BETAS, 100 * noise))
    torch.testing.assert_close(got, diffusion.predict_x0(xt, t, eps_hat, BETAS), rtol=1e-12, atol=1e-14)


def test_far_predictions_are_not_clipped():
    xt = torch.full((1, 2), 50.0)

    got = diffusion.p_sample(xt, torch.tensor([0]), torch.zeros_like(xt), BETAS.float(), torch.zeros_like(xt))

    assert (got > 50).all()


def test_shapes_that_disagree_are_named():
    xt, t = torch.zeros(2, 3), torch.zeros(2, dtype=torch.int64)

    with pytest.raises(ValueError, match=r"xt: \(2, 3\), eps: \(2,\)"):
        diffusion.predict_x0(xt, t, torch.zeros(2), BETAS)
    with pytest.raises(ValueError, match=r"xt: \(2, 3\), eps_hat: \(2,\)"):
        diffusion.p_sample(xt, t, torch.zeros(2), BETAS, xt)
    with pytest.raises(ValueError, match=r"mean: \(2, 3\), noise: \(2,\)"):
        diffusion.p_sample(xt, t, xt, BETAS, torch.zeros(2))


@pytest.mark.parametrize(
    "call",
    [
        lambda x, t: diffusion.predict_x0(x, t, x, BETAS),
        lambda x, t: diffusion.score_from_eps(x, t, BETAS),
        lambda x, t: diffusion.p_sample(x, t, x, BETAS, x),
    ],
    ids=["predict_x0", "score_from_eps", "p_sample"],
)
def test_steps_past_the_end_are_refused(call):
    with pytest.raises(ValueError, match=r"t must lie in \[0, 5\), got steps from 5 to 5"):
        call(torch.zeros(1, 2), torch.tensor([5]))
