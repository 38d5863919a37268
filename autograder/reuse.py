"""What need not be run: submissions that are unchanged since their receipts, and those whose answers are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.engine import Grader, Replayed
from autograder.gradebook.agreement import Held, held
from autograder.gradebook.answers import kept
from autograder.gradebook.places import autograded_path
from autograder.gradebook.receipts import Receipt, load_all, reusable
from autograder.intake import Found
from autograder.results import SubmissionResult


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What earlier runs have left of a week, by student: receipts, and what the gradebook holds."""

    out: Path
    receipts: Mapping[str, Receipt]
    books: Mapping[str, Held] = field(default_factory=dict)

    @classmethod
    def of(cls, out: Path, week: str) -> OnRecord:
        return cls(out, load_all(out, week), held(out, week))

    def holds(self, receipt: Receipt, result: SubmissionResult) -> bool:
        """Whether gradebook and `autograded/` are there as this receipt says."""
        book = self.books.get(receipt.student)
        there = autograded_path(self.out, receipt.student, receipt.week).is_file()
        return there and book is not None and book.agrees(result)

    def needs_no_writing(self, receipt: Receipt, result: SubmissionResult) -> bool:
        """Whether gradebook and notebook are as they are to be, so that the receipt is all that is new.

        They hold nothing of distances and of what is for staff. What is undecided is flagged anew for a person.
        """
        earlier = self.receipts.get(receipt.student)
        if earlier is None or any(question.verdict == "undecided" for question in result.questions.values()):
            return False
        written_by = ("submission", "release", "engine", "environment", "week")
        if any(earlier.inputs.get(name) != receipt.inputs[name] for name in written_by):
            return False
        was = earlier.to_result()
        return _shown(was) == _shown(result) and self.holds(earlier, was)


@dataclass(slots=True)
class Unchanged:
    """Results whose receipts were made from the same inputs, by student; and of those the submissions that are adrift.

    Adrift is what gradebook or `autograded/` do not hold as the receipt says: they were lost, or an older backup was
    put in their place.
    """

    results: dict[str, SubmissionResult] = field(default_factory=dict)
    adrift: dict[str, Found] = field(default_factory=dict)


def unchanged(grader: Grader, founds: Sequence[Found], record: OnRecord) -> Unchanged:
    """What is reused as it stands. A file is hashed for it and not looked into."""
    same = Unchanged()
    for found in founds:
        receipt = record.receipts.get(found.student)
        if receipt is None:
            continue
        try:
            fetched = grader.fetch(found)
        except Exception:  # ours; grading it comes to the same, and says whose it is
            continue
        result = reusable(receipt, grader.origin.key(fetched.digest))
        if result is None:
            continue
        same.results[found.student] = result
        if not record.holds(receipt, result):
            same.adrift[found.student] = found
    return same


def replayed(grader: Grader, found: Found, out: Path) -> Replayed | None:
    """What is judged from the answers that this notebook gave before; None where it has to be run."""
    try:
        fetched = grader.fetch(found)
    except Exception:  # as above
        return None
    return grader.replay(fetched, kept(out, found.student, grader.week.name))


def _shown(result: SubmissionResult) -> SubmissionResult:
    """What gradebook, notebook and feedback page may hold of a result."""
    questions = {
        name: replace(
            question,
            checks=tuple(replace(check, distance=0.0, staff="") for check in question.checks),
            rows=tuple(replace(row, staff="") for row in question.rows),
        )
        for name, question in result.questions.items()
    }
    return replace(result, questions=questions, seconds=0.0, peak_memory=0)
