"""What a right answer gives on top of a student's own earlier answers, so that one slip is not paid for twice."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from autograder.judge import NoAnswer
from autograder.question import FollowThrough, Inputs, Theirs
from reference_impl import information


def _cross_entropy_on_entropy(inputs: Inputs, theirs: Theirs) -> Any:
    p, q = inputs.values()
    return theirs("entropy")(p) + information.kl_divergence(p, q)


def _cross_entropy(p: Tensor, q: Tensor, theirs: Theirs) -> Tensor:
    """The student's; where it is infinite with good reason, only its finite rows, for no other is taken."""
    cross_entropy = theirs("cross_entropy")
    try:
        result: Tensor = cross_entropy(p, q)
    except NoAnswer:
        finite = information.cross_entropy(p, q).isfinite()
        if bool(finite.all()):
            raise
        result = torch.full(finite.shape, math.inf, dtype=p.dtype)
        if bool(finite.any()):
            result[finite] = cross_entropy(p[finite], q[finite])
    return result


def _divergence_on_both(inputs: Inputs, theirs: Theirs) -> Any:
    p, q = inputs.values()
    return _cross_entropy(p, q, theirs) - theirs("entropy")(p)


def _divergence_on_cross_entropy(inputs: Inputs, theirs: Theirs) -> Any:
    p, q = inputs.values()
    return _cross_entropy(p, q, theirs) - information.entropy(p)


def _divergence_on_cross_entropies(inputs: Inputs, theirs: Theirs) -> Any:
    """The entropy is the cross-entropy of a law with itself."""
    p, q = inputs.values()
    return _cross_entropy(p, q, theirs) - theirs("cross_entropy")(p, p)


def _divergence_on_entropy(inputs: Inputs, theirs: Theirs) -> Any:
    p, q = inputs.values()
    return information.cross_entropy(p, q) - theirs("entropy")(p)


def _marginals(joint: Tensor) -> tuple[Tensor, Tensor]:
    return joint.sum(dim=-1), joint.sum(dim=-2)


def _information_on_entropies(inputs: Inputs, theirs: Theirs) -> Any:
    joint = inputs["joint"]
    rows, columns = _marginals(joint)
    entropy = theirs("entropy")
    return entropy(rows) + entropy(columns) - entropy(joint.flatten(start_dim=-2))


def _information_on_divergence(inputs: Inputs, theirs: Theirs) -> Any:
    joint = inputs["joint"]
    rows, columns = _marginals(joint)
    product = rows.unsqueeze(-1) * columns.unsqueeze(-2)
    return theirs("kl_divergence")(joint.flatten(start_dim=-2), product.flatten(start_dim=-2))


def _less_conditional(joint: Tensor, theirs: Theirs) -> Tensor:
    """H(Y) - H(Y | X); a row that never occurs weighs nothing, whatever law stands in it."""
    rows, columns = _marginals(joint)
    flat = torch.full_like(joint, 1 / joint.shape[-1])
    conditional = torch.where(rows.unsqueeze(-1) > 0, joint / rows.unsqueeze(-1), flat)
    entropy = theirs("entropy")
    result: Tensor = entropy(columns) - (rows * entropy(conditional)).sum(dim=-1)
    return result


CROSS_ENTROPY = (FollowThrough(("entropy",), _cross_entropy_on_entropy),)
KL_DIVERGENCE = (
    FollowThrough(("cross_entropy", "entropy"), _divergence_on_both),
    FollowThrough(("cross_entropy",), _divergence_on_cross_entropy),
    FollowThrough(("cross_entropy",), _divergence_on_cross_entropies),
    FollowThrough(("entropy",), _divergence_on_entropy),
)
MUTUAL_INFORMATION = (
    FollowThrough(("entropy",), _information_on_entropies),
    FollowThrough(("kl_divergence",), _information_on_divergence),
    FollowThrough(("entropy",), lambda inputs, theirs: _less_conditional(inputs["joint"], theirs)),
    FollowThrough(("entropy",), lambda inputs, theirs: _less_conditional(inputs["joint"].mT, theirs)),
)
