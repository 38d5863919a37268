"""Where the randomness of a case comes from: its place in the course, and for what is hidden the course's secret."""

from __future__ import annotations

import hashlib
import hmac

import torch


def case_seed(secret: bytes | None, week: str, question: str, label: str) -> int:
    """A seed in [0, 2**63) that only `secret` and the case's place decide.

    Args:
        secret: the course's; None for a public case, whose inputs anyone may compute.
        week: name of the week.
        question: name of the question.
        label: `Case.label`.
    """
    place = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in (week, question, label))
    if secret is None:
        digest = hashlib.sha256(b"public" + place).digest()
    else:
        digest = hmac.digest(secret, b"hidden" + place, "sha256")
    return int.from_bytes(digest[:8], "big") >> 1


def case_generator(secret: bytes | None, week: str, question: str, label: str) -> torch.Generator:
    """A CPU generator on `case_seed`, for `Case.draw`."""
    return torch.Generator().manual_seed(case_seed(secret, week, question, label))
