"""Where the randomness of a case comes from: its place in the course, and for what is hidden the course's secret."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from autograder.errors import AutograderError

if TYPE_CHECKING:
    from autograder.question import Week


@dataclass(frozen=True, slots=True)
class Seeds:
    """The seeds of one week, for a grader elsewhere that is to draw the same inputs and not to have the secret.

    Args:
        week: name of the week.
        by_case: seed by question and label, for each of its cases.
        fingerprint: of the secret that they were made with, see `fingerprint`.
    """

    week: str
    by_case: Mapping[str, Mapping[str, int]]
    fingerprint: str

    @classmethod
    def of(cls, secret: bytes, week: Week) -> Seeds:
        """Those that `secret` gives the cases of `week`. It cannot be computed back from them."""
        by_case = {
            question.name: {
                case.label: case_seed(secret, week.name, question.name, case.label)
                for check in question.checks
                for case in check.cases
            }
            for question in week.questions
        }
        return cls(week.name, by_case, fingerprint(secret, week.name))

    def seed(self, week: str, question: str, label: str) -> int:
        try:
            return {self.week: self.by_case}[week][question][label]
        except KeyError:
            raise AutograderError(
                f"there is no seed for {week}, {question}, {label!r}: the week was changed since it was exported; "
                "export it again"
            ) from None

    def to_json(self) -> dict[str, Any]:
        return {"week": self.week, "by_case": self.by_case, "fingerprint": self.fingerprint}


Secret = bytes | Seeds


def case_seed(secret: Secret | None, week: str, question: str, label: str) -> int:
    """A seed in [0, 2**63) that only `secret` and the case's place decide.

    Args:
        secret: the course's, or what it gave this week; None for a public case, whose inputs anyone may compute.
        week: name of the week.
        question: name of the question.
        label: `Case.label`.
    """
    if isinstance(secret, Seeds):
        return secret.seed(week, question, label)
    place = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in (week, question, label))
    if secret is None:
        digest = hashlib.sha256(b"public" + place).digest()
    else:
        digest = hmac.digest(secret, b"hidden" + place, "sha256")
    return int.from_bytes(digest[:8], "big") >> 1


def case_generator(secret: Secret | None, week: str, question: str, label: str) -> torch.Generator:
    """A CPU generator on `case_seed`, for `Case.draw`."""
    return torch.Generator().manual_seed(case_seed(secret, week, question, label))


def fingerprint(secret: Secret, week: str) -> str:
    """Tells one secret from another in what is written about a mark; the secret itself is written nowhere."""
    return (
        secret.fingerprint
        if isinstance(secret, Seeds)
        else hmac.digest(secret, b"receipt" + week.encode(), "sha256").hex()
    )
