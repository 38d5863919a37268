"""The same numbers on every device that is there."""

import pytest
import torch

from reference_impl import diffusion

DEVICES = [
    "cpu",
    pytest.param("cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")),
]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("event", [(), (2, 3)])
def test_results_stay_on_the_device_of_the_arguments_and_agree_with_the_cpu(device, event):
    generator = torch.Generator().manual_seed(0)
    a, b, noise = torch.randn(3, 4, *event, dtype=torch.float64, generator=generator)
    t, betas = torch.tensor([0, 3, 9, 5]), diffusion.linear_betas(10, 0.01, 0.4)
    calls = [
        (diffusion.alpha_bar, (betas,)),
        (diffusion.snr, (betas,)),
        (diffusion.q_sample, (a, t, betas, noise)),
        (lambda *args: diffusion.q_posterior(*args).mean, (a, b, t, betas)),
        (lambda *args: diffusion.q_posterior(*args).variance, (a, b, t, betas)),
        (diffusion.predict_x0, (a, t, b, betas)),
        (diffusion.score_from_eps, (a, t, betas)),
        (diffusion.p_sample, (a, t, b, betas, noise)),
        (diffusion.ddpm_loss, (a, b)),
    ]

    for function, args in calls:
        got = function(*(arg.to(device) for arg in args))

        assert got.device.type == device
        torch.testing.assert_close(got.cpu(), function(*args), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("device", DEVICES)
def test_the_chain_runs_where_its_betas_are(device):
    betas = diffusion.linear_betas(5, 0.1, 0.5).to(device)

    draws = diffusion.ancestral_sample(20_000, betas, 1.0, 0.5, torch.Generator(device).manual_seed(1))
    law = diffusion.ancestral_law(20_000, betas, 1.0, 0.5)

    assert draws.device.type == device
    assert draws.mean().item() == pytest.approx(law.mean, abs=5 * (law.variance / 20_000) ** 0.5)
    assert draws.var().item() == pytest.approx(law.variance, rel=5 * (2 / 20_000) ** 0.5)
