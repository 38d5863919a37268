"""What is found about one claim."""

from __future__ import annotations

from dataclasses import dataclass

from ..reading.tree import Node


@dataclass(frozen=True)
class Outcome:
    """What was found about one claim.

    Attributes:
        verdict: "valid", "invalid" or "undecided".
        strict: whether the two sides differ somewhere (an inequality that is not an equality).
        left, right: the readings by which it was judged.
    """

    verdict: str
    reason: str = ""
    counterexample: str = ""
    remark: str = ""
    strict: bool = False
    left: Node | None = None
    right: Node | None = None
