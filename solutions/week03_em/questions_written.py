"""The question that is answered in words, and marked by a person."""

from __future__ import annotations

from autograder.authoring import written_question
from autograder.rubric import Criterion

EM_COLLAPSE = written_question(
    "em_collapse",
    "Why the highest likelihood is not wanted",
    Criterion(
        "what one component does, and what the other is for",
        1,
        "Its mean sits on a point and its covariance goes to 0, so its density there is unbounded; the other keeps the "
        "density of the remaining points away from 0. Half where only one of the two is said.",
    ),
    Criterion(
        "why a single Gaussian cannot",
        1,
        "It pays for the other points: the exponent falls faster than the normalisation grows. That the maximiser is "
        "known and finite is as good.",
    ),
    Criterion(
        "what to do about it, and the price",
        1,
        "A floor or a prior for covariances, a shared covariance, giving up collapsed runs. Half where no price is "
        "named (bias, something to choose, no longer maximum likelihood).",
    ),
)
