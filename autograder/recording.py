"""Results to the gradebook, its notebooks and receipts, one after another, as they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from autograder.engine import Failed, Graded, Grader, Replayed
from autograder.errors import AutograderError
from autograder.files import AT_ONCE
from autograder.gradebook.answers import keep
from autograder.gradebook.book import Book
from autograder.gradebook.marks import load_marks
from autograder.gradebook.receipts import Receipt, load
from autograder.gradebook.record import record, renew
from autograder.intake import Found
from autograder.reuse import OnRecord

Writing = tuple[Found, Graded | Replayed | Failed, Future[Receipt]]  # a failure's receipt never comes

MOST_UNWRITTEN = 3  # results in a row that cannot be written: a fault that every further one would meet


class Recorder:
    """Writes what comes of grading a week. The only one who does; to be used inside a `with` block.

    Attributes:
        written: the receipts of this run, by student.
    """

    def __init__(self, grader: Grader, on_record: OnRecord, times: Mapping[str, datetime]) -> None:
        self.grader = grader
        self.on_record = on_record
        self.out = on_record.out
        self.times = times
        self.written: dict[str, Receipt] = {}

    def each(
        self, outcomes: Iterator[Graded | Replayed | Failed], founds: Sequence[Found]
    ) -> Generator[Graded | Replayed | Failed, None, None]:
        """Record what was graded. Where nothing can be written any more the rest is not graded for nothing.

        Args:
            outcomes: of these submissions, in any order.
            founds: all that may come.
        """
        left = {found.student: found for found in founds}
        in_a_row = 0
        with self._book() as book, ThreadPoolExecutor(AT_ONCE) as threads:
            begun = self._begun(book, threads, outcomes, left)
            for found, outcome, receipt in _a_few_ahead(begun):
                if isinstance(outcome, Failed):
                    yield outcome
                    continue
                try:
                    self.written[found.student] = receipt.result()
                except AutograderError as error:
                    in_a_row += 1
                    yield Failed(found, str(error))
                except Exception as error:
                    in_a_row += 1
                    yield Failed(found, f"a fault in the grader, when it was recorded: {type(error).__name__}: {error}")
                else:
                    in_a_row = 0
                    yield outcome
                if in_a_row == MOST_UNWRITTEN:
                    begun.close()  # nothing further begins; what has begun is still told
            if left:
                why = f"It was not graded: {MOST_UNWRITTEN} results in a row could not be written."
                yield from (Failed(found, why) for found in left.values())

    def again(self, adrift: Mapping[str, Found]) -> list[Failed]:
        """Write what is adrift from its receipt: nothing needs to be graded for it. Returns what cannot be written."""
        failed: list[Failed] = []
        if not adrift:
            return failed
        with self._book() as book:
            for student, found in adrift.items():
                receipt = self.on_record.receipts[student]
                result = replace(receipt.to_result(), reused=True)  # a person's decision on what is undecided holds
                try:
                    record(self.out, book, receipt, result, self.grader.read(found).notebook, self.times.get(student))
                except AutograderError as error:
                    failed.append(Failed(found, str(error)))
        return failed

    def date(self, students: Sequence[str]) -> None:
        """Of results that stand: the same notebook may have been handed in again, or its time may have come later."""
        times = {student: self.times[student] for student in students if student in self.times}
        week = self.grader.week.name
        known = load_marks(self.out).students if times else {}
        marks = {student: known[student][week] for student in times if week in known.get(student, {})}
        other = {student: times[student] for student, mark in marks.items() if mark.submitted != times[student]}
        if other:
            with self._book() as book:
                book.date(other)

    def standing(self, failed: Sequence[Failed]) -> dict[str, Receipt]:
        """All receipts that now stand; of what `failed` it has to be seen."""
        receipts = {**self.on_record.receipts, **self.written}
        for item in failed:
            receipts.pop(item.found.student, None)
            receipt = load(self.out, item.found.student, self.grader.week.name)
            if receipt is not None:
                receipts[item.found.student] = receipt
        return {student: receipts[student] for student in sorted(receipts)}

    def _book(self) -> Book:
        course, week = self.grader.course, self.grader.week.name
        return Book.open(self.out, release_of(self.grader), due=course.due(week))

    def _begun(
        self,
        book: Book,
        threads: ThreadPoolExecutor,
        outcomes: Iterator[Graded | Replayed | Failed],
        left: dict[str, Found],
    ) -> Generator[Writing, None, None]:
        """Each outcome, with its receipt: written, or, where that is all there is to write, being written."""
        for outcome in outcomes:
            found = left.pop(outcome.found.student if isinstance(outcome, Failed) else outcome.result.student)
            receipt: Future[Receipt] = Future()
            if not isinstance(outcome, Failed):
                try:
                    new = self._receipt(found, outcome)
                    if isinstance(outcome, Replayed) and self.on_record.needs_no_writing(new, outcome.result):
                        receipt = threads.submit(renew, self.out, new)
                    else:
                        self._record(book, found, outcome, new)
                        receipt.set_result(new)
                except Exception as error:
                    receipt.set_exception(error)
            yield found, outcome, receipt

    def _receipt(self, found: Found, outcome: Graded | Replayed) -> Receipt:
        digest = outcome.submission.digest if isinstance(outcome, Graded) else outcome.digest
        return Receipt.of(outcome.result, self.grader.origin, digest)

    def _record(self, book: Book, found: Found, outcome: Graded | Replayed, receipt: Receipt) -> None:
        student, result = found.student, outcome.result
        if isinstance(outcome, Graded):
            keep(self.out, student, result.week, outcome.answers)
            notebook = outcome.submission.notebook
        else:
            submission = self.grader.read(found)
            if submission.digest != outcome.digest:
                raise AutograderError(f"{found.path} was changed while it was graded. Grade it again.")
            notebook = submission.notebook
        record(self.out, book, receipt, result, notebook, self.times.get(student))


def _a_few_ahead(begun: Iterator[Writing]) -> Iterator[Writing]:
    """The same in the same order, asked for before the first of them are done."""
    waiting: deque[Writing] = deque()
    for one in begun:
        waiting.append(one)
        while waiting and (len(waiting) > AT_ONCE or isinstance(waiting[0][1], Failed) or waiting[0][2].done()):
            yield waiting.popleft()
    yield from waiting


def release_of(grader: Grader) -> Path:
    return grader.course.root / "assignments" / grader.week.name / f"{grader.week.name}.ipynb"
