"""The order in which a submission's marks are written, so that a receipt never stands for marks that are not there.

An earlier receipt goes before the gradebook changes, and the new one comes last, after gradebook and notebook. Each
step is on the disk before the next one begins. Whenever it ends, by `kill -9` or a power cut: where a receipt stands,
all that it vouches for does, and where none stands the submission is graded again.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode

from autograder.errors import AutograderError
from autograder.files import put_back, set_aside
from autograder.results import SubmissionResult

from . import receipts
from .autograded import write_autograded
from .book import Book
from .places import receipt_path
from .receipts import Receipt


def record(
    out: Path,
    book: Book,
    receipt: Receipt,
    result: SubmissionResult,
    notebook: NotebookNode,
    submitted: datetime | None = None,
) -> None:
    """Write one submission's marks, annotated notebook and receipt.

    Args:
        out: folder of the gradebook.
        book: open, of the result's week.
        receipt: of the result.
        result: what the judge decided.
        notebook: the rebuilt notebook; for a refused submission, the released one.
        submitted: when it was handed in, with a time zone; None leaves what is on record.

    Raises:
        AutograderError: something could not be written. Then the gradebook holds the old marks and the old receipt
            stands, or there is no receipt.
    """
    path = receipt_path(out, result.student, result.week)
    aside: Path | None = None

    def forget() -> None:
        nonlocal aside
        aside = set_aside(path)

    try:
        try:
            book.record(result, notebook, submitted, before=forget)
        except BaseException:
            if aside is not None:
                put_back(path, aside)
            raise
        write_autograded(out, result, notebook)
        receipts.write(out, receipt)
    except OSError as error:
        raise _unwritten(out, result.student, error) from error


def renew(out: Path, receipt: Receipt) -> Receipt:
    """Write a receipt whose marks and notebook stand already, in the place of the one that vouched for them.

    Threads may each renew one. Returns the receipt.

    Raises:
        AutograderError: it could not be written. Then the old one stands.
    """
    try:
        receipts.write(out, receipt)
    except OSError as error:
        raise _unwritten(out, receipt.student, error) from error
    return receipt


def _unwritten(out: Path, student: str, error: OSError) -> AutograderError:
    return AutograderError(f"No score was recorded for {student}: {error.filename or out}: {error.strerror}")
