"""What a right answer gives on top of a student's own earlier answers, so that one slip is not paid for twice."""

from __future__ import annotations

import torch

from autograder.judge import NoAnswer
from autograder.question import FollowThrough, Inputs, Theirs
from reference_impl.laws import MultivariateNormalLaw


def _drawn_from_their_fit(inputs: Inputs, theirs: Theirs) -> MultivariateNormalLaw:
    mean, cov = theirs("gaussian_mle")(inputs["x"])
    spectrum = torch.linalg.eigvalsh(cov)
    if not torch.allclose(cov, cov.T) or spectrum.min() <= 1e-6 * spectrum.max():
        raise NoAnswer("the student's covariance is none of a normal law")
    return MultivariateNormalLaw(inputs["n"], mean, cov)


SAMPLE_FITTED_GAUSSIAN = (FollowThrough(("gaussian_mle",), _drawn_from_their_fit),)
