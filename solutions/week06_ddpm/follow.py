"""What a right answer gives on top of a student's own earlier answers, so that one slip is not paid for twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.question import FollowThrough, Inputs, Theirs
from reference_impl.diffusion import forward, reverse
from reference_impl.diffusion import schedule as schedules
from reference_impl.diffusion.forward import Moments
from reference_impl.diffusion.schedule import Schedule


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
