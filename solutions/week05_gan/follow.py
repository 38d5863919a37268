"""What a right answer gives on top of a student's own earlier answers, so that one slip is not paid for twice."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from autograder.judge import NoAnswer
from autograder.question import FollowThrough, Inputs, Theirs
from reference_impl.divergence import f_divergence, law_seen_by
from reference_impl.laws import EstimatorLaw


def _from_their_value(inputs: Inputs, theirs: Theirs) -> Tensor:
    """The divergence as the value of the game at its optimum: (V(D*, G) + log 4) / 2, one pair of laws at a time."""
    p, q = inputs["p"], inputs["q"]
    d = theirs("optimal_discriminator")(p, q)
    K = p.shape[-1]
    rows = zip(d.reshape(-1, K), p.reshape(-1, K), q.reshape(-1, K), strict=True)
    values = torch.stack([theirs("gan_value")(*row) for row in rows])
    return (values.reshape(p.shape[:-1]) + math.log(4)) / 2


def _from_their_jensen_shannon(inputs: Inputs, theirs: Theirs) -> Any:
    if inputs["name"] != "jensen_shannon":
        return f_divergence(**inputs)
    # Together with a second pair of laws: a single number is one that anyone can hit, and is not followed.
    p, q = inputs["p"], inputs["q"]
    both = theirs("jensen_shannon")(torch.stack([p, p]), torch.stack([q, (p + 3 * q) / 4]))
    return both[0]


def _seen_by_their_discriminator(inputs: Inputs, theirs: Theirs) -> EstimatorLaw:
    """The mean of means of log 2D and log 2(1 - D) over samples, for the student's own D."""
    p, q = inputs["p"], inputs["q"]
    law = law_seen_by(theirs("optimal_discriminator")(p, q), p, q)
    if not law.mean.isfinite():
        raise NoAnswer("the student's discriminator is certain where it is wrong, or no probability")
    return law


JENSEN_SHANNON = (FollowThrough(("optimal_discriminator", "gan_value"), _from_their_value),)
F_DIVERGENCE = (FollowThrough(("jensen_shannon",), _from_their_jensen_shannon),)
JS_ESTIMATE = (FollowThrough(("optimal_discriminator",), _seen_by_their_discriminator),)
