"""What a right answer gives on top of a student's own earlier answers, so that one slip is not paid for twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import torch
from torch import Tensor

from autograder.judge import NoAnswer
from autograder.question import FollowThrough, Inputs, Theirs
from reference_impl.diffusion import forward, reverse
from reference_impl.diffusion import schedule as schedules
from reference_impl.diffusion.forward import Moments
from reference_impl.diffusion.sampling import expected_noise
from reference_impl.diffusion.schedule import Schedule
from reference_impl.laws import NormalLaw


def _on_alpha_bar(formula: Callable[..., Any]) -> FollowThrough:
    """`formula(..., schedule)` with the student's `alpha_bar`; the other arguments by name, betas and noise aside."""

    def reference(inputs: Inputs, theirs: Theirs) -> Any:
        betas = inputs["betas"]
        schedule = Schedule.from_alpha_bar(betas, theirs("alpha_bar")(betas))
        return formula(*(value for name, value in inputs.items() if name != "betas"), schedule)

    return FollowThrough(("alpha_bar",), reference)


def _noised(x0: Any, t: Any, noise: Any, schedule: Schedule) -> Any:
    return forward.sample(forward.marginal(x0, t, schedule), noise)


def _stepped(xt: Any, t: Any, eps_hat: Any, noise: Any, schedule: Schedule) -> Any:
    return forward.sample(reverse.step(xt, t, eps_hat, schedule), noise)


def _stepped_through_the_posterior(xt: Any, t: Any, eps_hat: Any, noise: Any, schedule: Schedule) -> Any:
    x0_hat = reverse.clean(xt, t, eps_hat, schedule)
    return forward.sample(forward.posterior(x0_hat, xt, t, schedule), noise)


def _noised_by_their_moments(inputs: Inputs, theirs: Theirs) -> Any:
    moments = theirs("q_mean_variance")(inputs["x0"], inputs["t"], inputs["betas"])
    return forward.sample(Moments(*moments), inputs["noise"])


def _stepped_by_their_posterior(inputs: Inputs, theirs: Theirs) -> Any:
    xt, t, eps_hat, betas, noise = inputs.values()
    x0_hat = theirs("predict_x0")(xt, t, eps_hat, betas)
    return forward.sample(Moments(*theirs("q_posterior")(x0_hat, xt, t, betas)), noise)


def _stepped_with_their_variance(inputs: Inputs, theirs: Theirs) -> Any:
    """Ho et al.'s eq. (11) for the mean; only the variance is taken from the student's posterior."""
    xt, t, eps_hat, betas, noise = inputs.values()
    mean, _ = reverse.step(xt, t, eps_hat, Schedule.from_betas(betas))
    _, variance = theirs("q_posterior")(xt, xt, t, betas)
    return forward.sample(Moments(mean, variance), noise)


def _law_of_chain(inputs: Inputs, schedule: Schedule, step: Callable[..., Tensor]) -> NormalLaw:
    """The law of the chain whose steps `step(xt, t, eps_hat, noise)` are affine, by what they do to three points."""
    t = torch.arange(len(schedule.beta))

    def after(xt: float, noise: float) -> Tensor:
        x = torch.full(t.shape, xt, dtype=torch.float64)
        eps_hat = expected_noise(x, t, schedule, inputs["mean"], inputs["std"])
        return step(x, t, eps_hat, torch.full_like(x, noise))

    shift = after(0.0, 0.0)
    factor, width = after(1.0, 0.0) - shift, after(0.0, 1.0) - shift
    if not torch.allclose(after(-2.0, 3.0), shift - 2 * factor + 3 * width):
        raise NoAnswer("the student's reverse step is not affine")
    at, variance = 0.0, 1.0
    for a, b, c in reversed(torch.stack([factor, shift, width], dim=1).tolist()):
        at, variance = a * at + b, a * a * variance + c * c
    return NormalLaw((inputs["n"],), at, variance)


def _chain_on_alpha_bar(stepped: Callable[..., Tensor]) -> FollowThrough:
    def reference(inputs: Inputs, theirs: Theirs) -> NormalLaw:
        schedule = Schedule.from_alpha_bar(inputs["betas"], theirs("alpha_bar")(inputs["betas"]))
        return _law_of_chain(inputs, schedule, lambda *at: stepped(*at, schedule))

    return FollowThrough(("alpha_bar",), reference)


def _chain_of_their_steps(*, on_alpha_bar: bool) -> FollowThrough:
    def reference(inputs: Inputs, theirs: Theirs) -> NormalLaw:
        betas = inputs["betas"]
        right = Schedule.from_betas(betas)
        schedule = Schedule.from_alpha_bar(betas, theirs("alpha_bar")(betas)) if on_alpha_bar else right

        def step(xt: Tensor, t: Tensor, eps_hat: Tensor, noise: Tensor) -> Tensor:
            return cast(Tensor, theirs("p_sample")(xt, t, eps_hat, betas, noise))

        return _law_of_chain(inputs, schedule, step)

    return FollowThrough(("alpha_bar", "p_sample") if on_alpha_bar else ("p_sample",), reference)


SNR = (_on_alpha_bar(schedules.signal_to_noise),)
Q_MEAN_VARIANCE = (_on_alpha_bar(forward.marginal),)
Q_SAMPLE = (_on_alpha_bar(_noised), FollowThrough(("q_mean_variance",), _noised_by_their_moments))
Q_POSTERIOR = (_on_alpha_bar(forward.posterior),)
PREDICT_X0 = (_on_alpha_bar(reverse.clean),)
SCORE_FROM_EPS = (_on_alpha_bar(reverse.score),)
P_SAMPLE = (
    _on_alpha_bar(_stepped),
    _on_alpha_bar(_stepped_through_the_posterior),
    FollowThrough(("predict_x0", "q_posterior"), _stepped_by_their_posterior),
    FollowThrough(("q_posterior",), _stepped_with_their_variance),
)
ANCESTRAL_SAMPLE = (
    _chain_on_alpha_bar(_stepped),
    _chain_on_alpha_bar(_stepped_through_the_posterior),
    _chain_of_their_steps(on_alpha_bar=False),
    _chain_of_their_steps(on_alpha_bar=True),
)
