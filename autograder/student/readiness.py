"""What was found of a notebook before it is handed in, as data and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from autograder.words import counted, joined

State = Literal["answered", "as released", "missing"]

IN_WORDS: dict[State, str] = {
    "answered": "answered",
    "as released": "left as released",
    "missing": "its cell is missing",
}
MISSING = "Neither its cell nor its name is in the notebook: {}. Copy the cell from the released notebook."
NO_HIDDEN = "No hidden check was run, so this is no mark."


@dataclass(frozen=True, slots=True)
class QuestionReadiness:
    """One question.

    Args:
        name: of the question.
        state: "answered"; "as released", the cell is unchanged; "missing", there is neither the cell nor the name.
        checks: number of public checks that ran.
        passed: how many of them pass.
        problems: what to look at, in sentences that name the question.
    """

    name: str
    state: State
    checks: int = 0
    passed: int = 0
    problems: tuple[str, ...] = ()

    @property
    def in_order(self) -> bool:
        return self.state == "answered" and not self.problems

    @property
    def in_words(self) -> str:
        if self.checks and self.state == "answered":
            return f"{IN_WORDS[self.state]}; {self.passed} of {self.checks} public checks pass"
        return IN_WORDS[self.state] + ("; see below" if self.problems else "")


@dataclass(frozen=True, slots=True)
class FreshRun:
    """The whole notebook in a fresh kernel.

    Args:
        cells: how many there are to run.
        ran: how many ended as they should.
        stopped: what happened to the others, in sentences, the first first.
        cut: how many of those that ran were demonstrations of ours and took too long here. Grading does not run them.
    """

    cells: int
    ran: int
    stopped: tuple[str, ...] = ()
    cut: int = 0

    @property
    def in_words(self) -> str:
        were = counted(self.cut, "demonstration was", "demonstrations were")
        cut = f" ({were} cut short here; grading does not run them)" if self.cut else ""
        if not self.stopped:
            return f"In a fresh kernel all {self.cells} code cells run, from the top to the bottom{cut}."
        return f"In a fresh kernel {self.ran} of {self.cells} code cells run as they should{cut}."


@dataclass(frozen=True, slots=True)
class Readiness:
    """A notebook as it lies on the disk.

    Args:
        notebook: the file.
        week: that it is of; empty where that is not known.
        saved: when it was written.
        submission: SHA-256 of its bytes.
        hand_in_code: of what its cells say; empty where it cannot be read.
        refused: why grading would not read it; None where it would.
        questions: in the order of the release.
        fresh: None where nothing was run.
        warnings: about the file, in sentences.
        repaired: what grading would put right, in sentences. Costs nothing.
    """

    notebook: Path
    week: str
    saved: datetime
    submission: str
    hand_in_code: str
    refused: str | None = None
    questions: tuple[QuestionReadiness, ...] = ()
    fresh: FreshRun | None = None
    warnings: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()

    @property
    def in_order(self) -> bool:
        return not self.problems()

    def problems(self) -> tuple[str, ...]:
        """All that there is to look at, the most important first, each once."""
        return tuple(dict.fromkeys(self._problems()))

    def _problems(self) -> Iterator[str]:
        if self.refused is not None:
            yield self.refused
        yield from self.warnings
        for state, what in (("missing", MISSING), ("as released", "Left as released: {}.")):
            if names := [question.name for question in self.questions if question.state == state]:
                yield what.format(joined(names))
        if self.fresh is not None:
            yield from self.fresh.stopped
        for question in self.questions:
            yield from question.problems

    @property
    def verdict(self) -> str:
        if self.refused is not None:
            return "As it is, this file would not be graded."
        if self.in_order:
            return f"Ready to hand in. {NO_HIDDEN}"
        return f"It would be read and graded. Look at the above before you hand it in. {NO_HIDDEN}"

    def to_json(self) -> dict[str, Any]:
        return {
            "notebook": str(self.notebook),
            "week": self.week,
            "saved": self.saved.isoformat(timespec="seconds"),
            "submission": self.submission,
            "hand_in_code": self.hand_in_code,
            "in_order": self.in_order,
            "refused": self.refused,
            "questions": {
                question.name: {
                    "state": question.state,
                    "checks": question.checks,
                    "passed": question.passed,
                    "problems": list(question.problems),
                }
                for question in self.questions
            },
            "fresh": None if self.fresh is None else asdict(self.fresh) | {"stopped": list(self.fresh.stopped)},
            "warnings": list(self.warnings),
            "repaired": list(self.repaired),
        }
