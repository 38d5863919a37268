"""What a right answer gives on top of a student's own earlier answers, so that one slip is not paid for twice."""

from __future__ import annotations

from typing import Any

from autograder.question import FollowThrough, Inputs, Theirs
from reference_impl import mixture


def _by_their_responsibilities(inputs: Inputs, theirs: Theirs) -> Any:
    return mixture.m_step(inputs["x"], theirs("responsibilities")(*inputs.values()))


def _by_their_m_step(inputs: Inputs, theirs: Theirs) -> Any:
    return theirs("m_step")(inputs["x"], mixture.responsibilities(*inputs.values()))


def _by_both(inputs: Inputs, theirs: Theirs) -> Any:
    return theirs("m_step")(inputs["x"], theirs("responsibilities")(*inputs.values()))


EM_STEP = (
    FollowThrough(("responsibilities",), _by_their_responsibilities),
    FollowThrough(("m_step",), _by_their_m_step),
    FollowThrough(("responsibilities", "m_step"), _by_both),
)
