"""The sampler and its law, against another derivation of the law carried through in 50 digits."""

import mpmath
import pytest
import torch

from reference_impl import diffusion

mpmath.mp.dps = 50

CHAINS = {
    "one step": ([0.4], 2.0, 0.5),
    "short": ([0.1, 0.2, 0.5, 0.9], -1.5, 0.3),
    "wide data": ([0.1, 0.2, 0.5, 0.9], 3.0, 4.0),
    "point data": ([0.1, 0.2, 0.5], 3.0, 0.0),
    "tiny betas": ([1e-9, 1e-7], 1.0, 2.0),
    "1000 steps": (torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64).tolist(), 2.0, 0.5),
}


def law_through_the_posterior(betas, mean, std):
    """Each step: x0_hat = E[x_0 | x_t] by conditioning, then q(x_{t-1} | x_t, x0_hat)."""
    betas = [mpmath.mpf(beta) for beta in betas]
    mean, var = mpmath.mpf(mean), mpmath.mpf(std) ** 2
    bars = [mpmath.mpf(1)]
    for beta in betas:
        bars.append(bars[-1] * (1 - beta))
    at, spread = mpmath.mpf(0), mpmath.mpf(1)
    for t in reversed(range(len(betas))):
        bar, before, beta = bars[t + 1], bars[t], betas[t]
        gain = mpmath.sqrt(bar) * var / (bar * var + 1 - bar)  # x0_hat = mean + gain (x - sqrt(bar) mean)
        from_x0 = mpmath.sqrt(before) * beta / (1 - bar)
        from_xt = mpmath.sqrt(1 - beta) * (1 - before) / (1 - bar)
        at = from_x0 * (mean + gain * (at - mpmath.sqrt(bar) * mean)) + from_xt * at
        spread = (from_x0 * gain + from_xt) ** 2 * spread + beta * (1 - before) / (1 - bar)
    return float(at), float(spread)


@pytest.mark.parametrize(("betas", "mean", "std"), CHAINS.values(), ids=CHAINS)
def test_law_is_that_of_the_chain_through_the_posterior(betas, mean, std):
    want_mean, want_variance = law_through_the_posterior(betas, mean, std)

    law = diffusion.ancestral_law(5, torch.tensor(betas, dtype=torch.float64), mean, std)

    assert law.shape == (5,)
    assert law.mean == pytest.approx(want_mean, rel=1e-11)
    assert law.variance == pytest.approx(want_variance, rel=1e-11, abs=1e-25)


def test_even_for_data_that_no_step_changes_the_chain_is_narrower():
    """Data N(0, 1) stays N(0, 1) forwards, so the start is exact; only the variance of the steps is too small."""
    law = diffusion.ancestral_law(1, diffusion.linear_betas(10, 0.1, 0.5), 0.0, 1.0)

    assert law.mean == 0
    assert 0.5 < law.variance < 0.999


def test_finer_steps_come_nearer_to_the_data():
    def gap(num_steps):
        betas = diffusion.linear_betas(num_steps, 0.1 / num_steps, 20 / num_steps)
        return abs(diffusion.ancestral_law(1, betas, 2.0, 0.5).variance - 0.25)

    assert gap(4000) < gap(400) / 5 < gap(40) / 25


@pytest.mark.parametrize(("betas", "mean", "std"), list(CHAINS.values())[:5], ids=list(CHAINS)[:5])
def test_draws_follow_the_law(betas, mean, std):
    """Four standard errors of the mean and of the variance, for one seed."""
    n, betas = 50_000, torch.tensor(betas, dtype=torch.float64)
    law = diffusion.ancestral_law(n, betas, mean, std)

    draws = diffusion.ancestral_sample(n, betas, mean, std, torch.Generator().manual_seed(3))

    assert draws.shape == (n,)
    assert draws.mean().item() == pytest.approx(law.mean, abs=4 * (law.variance / n) ** 0.5 + 1e-12)
    assert draws.var().item() == pytest.approx(law.variance, rel=4 * (2 / n) ** 0.5, abs=1e-20)


def test_all_randomness_comes_from_the_generator():
    betas, generator = torch.tensor([0.1, 0.5]), torch.Generator().manual_seed(7)
    before = torch.get_rng_state()

    first, second = (diffusion.ancestral_sample(4, betas, 1.0, 2.0, generator) for _ in range(2))
    again = diffusion.ancestral_sample(4, betas, 1.0, 2.0, generator.manual_seed(7))

    assert torch.equal(first, again)
    assert not torch.equal(first, second)
    assert torch.equal(before, torch.get_rng_state())


def test_no_chains_are_refused():
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        diffusion.ancestral_sample(0, torch.tensor([0.1]), 0.0, 1.0, None)
