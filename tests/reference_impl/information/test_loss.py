"""The loss of a classifier, against torch's own, its derivative and 50 digits."""

import mpmath
import pytest
import torch

from reference_impl import information


def test_loss_is_torchs():
    generator = torch.Generator().manual_seed(0)
    logits, scores = torch.randn(2, 6, dtype=torch.float64, generator=generator)
    q = scores.softmax(dim=0)

    got = information.softmax_cross_entropy(logits, q)

    torch.testing.assert_close(got, torch.nn.functional.cross_entropy(logits, q))
    torch.testing.assert_close(got, information.cross_entropy(q, logits.softmax(dim=0)))


@pytest.mark.parametrize("logits", [[1e4, -1e4, 0.0], [-1e4, -1e4 + 1.5, -1e4 - 0.25], [1e4, 1e4 - 2.0, 1e4]])
def test_loss_keeps_its_digits_for_huge_logits(logits):
    q = [0.2, 0.0, 0.8]
    with mpmath.workdps(50):
        total = mpmath.log(sum(mpmath.exp(mpmath.mpf(x)) for x in logits))
        want = sum(mpmath.mpf(w) * (total - mpmath.mpf(x)) for w, x in zip(q, logits, strict=True))

    got = information.softmax_cross_entropy(*(torch.tensor(v, dtype=torch.float64) for v in (logits, q)))

    assert got.item() == pytest.approx(float(want), rel=1e-12)


def test_gradient_in_the_logits_is_what_is_predicted_less_what_is_wanted():
    logits = torch.tensor([2.0, -1.0, 1e4, 1e4 + 1], dtype=torch.float64, requires_grad=True)
    q = torch.tensor([0.1, 0.2, 0.3, 0.4], dtype=torch.float64)

    information.softmax_cross_entropy(logits, q).backward()

    torch.testing.assert_close(logits.grad, logits.detach().softmax(dim=0) - q)


def test_a_batch_is_refused():
    with pytest.raises(ValueError, match=r"logits must have shape \(K,\) with K >= 1, got \(2, 3\)"):
        information.softmax_cross_entropy(torch.zeros(2, 3), torch.ones(2, 3) / 3)
