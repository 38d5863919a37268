"""The loss, against a sum over elements and finite differences."""

import pytest
import torch

from reference_impl import diffusion


@pytest.mark.parametrize("shape", [(1,), (4,), (3, 2), (2, 1, 2, 3)])
def test_loss_is_the_mean_over_every_element(shape):
    eps, eps_hat = torch.randn(2, *shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    pairs = list(zip(eps.flatten().tolist(), eps_hat.flatten().tolist(), strict=True))

    got = diffusion.ddpm_loss(eps, eps_hat)

    assert got.shape == ()
    assert got.item() == pytest.approx(sum((a - b) ** 2 for a, b in pairs) / len(pairs), rel=1e-12)


def test_gradient_is_what_finite_differences_say():
    eps, eps_hat = torch.randn(2, 3, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(1))

    assert torch.autograd.gradcheck(diffusion.ddpm_loss, (eps, eps_hat.requires_grad_()))


def test_shapes_that_would_broadcast_are_refused():
    with pytest.raises(ValueError, match=r"eps: \(3, 1\), eps_hat: \(3,\)"):
        diffusion.ddpm_loss(torch.zeros(3, 1), torch.zeros(3))
