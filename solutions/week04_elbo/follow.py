"""What a right answer gives on top of a student's own earlier answers, so that one slip is not paid for twice."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from autograder.question import FollowThrough, Inputs, Theirs
from reference_impl import variational
from reference_impl.laws import EstimatorLaw

COARSE = 0.25  # step of the quadrature: far more exact than the tests, and cheap for an answer in plain Python


def _standardised(inputs: Inputs, theirs: Theirs) -> Tensor:
    """The divergence does not change when p becomes N(0, I) and q moves along: so it is one from N(0, I)."""
    mu_q, logvar_q, mu_p, logvar_p = inputs.values()
    mu = (mu_q - mu_p) * torch.exp(-0.5 * logvar_p)
    kl: Tensor = theirs("gaussian_kl")(mu, logvar_q - logvar_p)
    return kl


def _bound_on(*names: str) -> FollowThrough:
    """The expectation of the bound with the student's `gaussian_kl`, `bernoulli_recon`, or both."""
    slots = {"gaussian_kl": "kl", "bernoulli_recon": "recon"}

    def reference(inputs: Inputs, theirs: Theirs) -> EstimatorLaw:
        terms: dict[str, Any] = {slots[name]: theirs(name) for name in names}
        return variational.elbo_law(inputs["x"], inputs["params"], step=COARSE, **terms)

    return FollowThrough(names, reference)


GAUSSIAN_KL_BETWEEN = (FollowThrough(("gaussian_kl",), _standardised),)
ELBO = (_bound_on("gaussian_kl"), _bound_on("bernoulli_recon"), _bound_on("gaussian_kl", "bernoulli_recon"))
