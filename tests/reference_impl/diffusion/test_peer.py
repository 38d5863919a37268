"""The same numbers as Hugging Face's DDPM scheduler, which computes in float32."""

import pytest
import torch

from reference_impl import diffusion

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

TOLERANCE = {"rtol": 1e-4, "atol": 1e-5}
STEPS = [0, 1, 2, 17, 49]


@pytest.fixture(scope="module")
def ddpm_scheduler():
    from diffusers import DDPMScheduler

    return DDPMScheduler


@pytest.fixture
def peer(ddpm_scheduler):
    betas = torch.linspace(1e-2, 0.3, 50).tolist()
    return ddpm_scheduler(50, trained_betas=betas, variance_type="fixed_small", clip_sample=False)


def normal(*shape, seed):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def test_noising_agrees(peer):
    x0, noise, t = normal(5, 2, 3, seed=0), normal(5, 2, 3, seed=1), torch.tensor(STEPS)

    got = diffusion.q_sample(x0, t, peer.betas, noise)

    torch.testing.assert_close(got, peer.add_noise(x0, noise, t), **TOLERANCE)


@pytest.mark.parametrize("step", STEPS)
def test_a_reverse_step_agrees(peer, step):
    xt, eps_hat = normal(2, 3, seed=0), normal(2, 3, seed=1)
    want = peer.step(eps_hat, step, xt, generator=torch.Generator().manual_seed(2))
    noise, t = normal(2, 3, seed=2), torch.full((2,), step)

    got = diffusion.p_sample(xt, t, eps_hat, peer.betas, noise)

    torch.testing.assert_close(got, want.prev_sample, **TOLERANCE)
    x0_hat = diffusion.predict_x0(xt, t, eps_hat, peer.betas)
    torch.testing.assert_close(x0_hat, want.pred_original_sample, **TOLERANCE)


def test_the_cosine_schedule_agrees(ddpm_scheduler):
    want = ddpm_scheduler(100, beta_schedule="squaredcos_cap_v2").betas

    torch.testing.assert_close(diffusion.cosine_betas(100, 0.008), want.double(), rtol=1e-6, atol=1e-8)


def test_the_linear_schedule_agrees(ddpm_scheduler):
    want = ddpm_scheduler(1000, beta_start=1e-4, beta_end=0.02).betas

    torch.testing.assert_close(diffusion.linear_betas(1000, 1e-4, 0.02), want.double(), rtol=1e-5, atol=1e-9)
