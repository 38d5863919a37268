"""The gradebook: nbgrader's own database, with one writer and one transaction a submission.

`check_NAME` cells carry the points of question NAME, the cell NAME itself those of an answer in prose. What a person
gave in the formgrader, marks, comments and extra credit, is never touched; a mark of theirs is flagged for review when
the automatic one has moved beneath it, or the answer is another one.
"""

from __future__ import annotations

import fcntl
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Assignment, Grade, Gradebook, InvalidEntry, MissingEntry
from sqlalchemy import false, update
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import AutograderError
from autograder.files import make_folder
from autograder.results import QuestionResult, SubmissionResult
from autograder.words import one_line

from . import words
from .cells import register
from .database import COURSE_ID, durable_transaction, first_line, open_database, sqlite_url, unusable
from .newcomers import Page
from .places import CHECK_PREFIX


class Book:
    """One week's page of the gradebook, held by one writer. Use as a context manager."""

    def __init__(self, gradebook: Gradebook, week: str, lock: IO[str]) -> None:
        self._gradebook = gradebook
        self._week = week
        self._lock = lock
        # Of the released notebook's cells, which stay what they are while the book is held: looked up for every mark.
        self._points: dict[str, float] = {}
        self._names: dict[str, str] = {}  # by nbgrader's id
        self._page: Page

    @classmethod
    def open(
        cls,
        out: Path,
        release: Path,
        *,
        url: str | None = None,
        course_id: str = COURSE_ID,
        due: datetime | None = None,
    ) -> Self:
        """Open or make the gradebook and register the released notebook, changed or not.

        Args:
            out: folder that holds `gradebook.db` and the writer's lock.
            release: the released notebook, `WEEK.ipynb`; its stem names the week.
            url: an SQLAlchemy URL instead of `OUT/gradebook.db`.
            course_id: nbgrader's name of the course.
            due: when the week is due, with a time zone; None leaves what is on record.

        Raises:
            AutograderError: someone else is writing, or the database cannot be used.
        """
        lock = _only_writer(out)
        where = url or sqlite_url(out / "gradebook.db")
        try:
            notebook = nbformat.read(release, as_version=4)  # type: ignore[no-untyped-call]
            book = cls(open_database(where, course_id), release.stem, lock)
        except BaseException as error:
            lock.close()
            if isinstance(error, SQLAlchemyError):
                raise AutograderError(unusable(where, error)) from error
            raise
        try:
            with book._transaction(lambda error: unusable(where, error)):
                # Changes nothing, but is refused where nothing can be: to be known before anything is graded.
                book._gradebook.db.execute(update(Assignment).where(false()).values(name=""))
                register(book._gradebook, release.stem, notebook, due)
                stored = book._gradebook.find_notebook(release.stem, release.stem)
                book._points = {c.name.removeprefix(CHECK_PREFIX): c.max_score for c in stored.grade_cells}
                book._names = {cell.id: cell.name for cell in stored._base_cells}
                book._page = Page.of(stored)
        except BaseException:
            book.close()
            raise
        return book

    def record(
        self,
        result: SubmissionResult,
        notebook: NotebookNode | None = None,
        submitted: datetime | None = None,
        *,
        unmoved: Collection[str] = (),
        before: Callable[[], object] | None = None,
    ) -> None:
        """Write one submission's marks: all of them, or none.

        Args:
            result: what the judge decided.
            notebook: the rebuilt notebook; tells which answers that a person marks were left as released.
            submitted: when it was handed in, with a time zone; None leaves what is on record.
            unmoved: names of undecided questions whose answer, and all that was found of it, is as it was when it was
                recorded last: what a person has decided of them holds.
            before: called when the marks are ready to be written, just before they are.

        Raises:
            AutograderError: the result does not fit the release, or the database cannot be written.
        """
        with self._transaction(lambda error: f"No score was recorded for {result.student}: {first_line(error)}"):
            self._check_fits(result)
            untouched = _untouched(notebook)
            session = self._gradebook.db
            if self._page.has(session, result.student):
                self._mark_again(result, untouched, submitted, unmoved)
            else:
                self._page.add(
                    session,
                    result.student,
                    submitted,
                    lambda name: _new_grade(name, result, untouched),
                    lambda name: auto_comment(name, result),
                )
            session.flush()
            if before is not None:
                before()

    def _mark_again(
        self, result: SubmissionResult, untouched: set[str], submitted: datetime | None, unmoved: Collection[str]
    ) -> None:
        time = {} if submitted is None else {"timestamp": submitted}
        self._gradebook.update_or_create_submission(self._week, result.student, **time)
        stored = self._gradebook.find_submission_notebook(self._week, self._week, result.student)
        for grade in stored.grades:
            _mark(grade, self._names[grade.cell_id], result, untouched, unmoved)
        for comment in stored.comments:
            comment.auto_comment = auto_comment(self._names[comment.cell_id], result)

    def date(self, times: Mapping[str, datetime]) -> None:
        """Write down when submissions that are on record were handed in, by student. Marks stay as they are."""
        with self._transaction(lambda error: f"No time of handing in was recorded: {first_line(error)}"):
            for student, time in times.items():
                self._gradebook.update_or_create_submission(self._week, student, timestamp=time)

    def scores(self) -> dict[str, float]:
        """Each student's score as the gradebook has it: a person's marks and extra credit count."""
        submissions = self._gradebook.assignment_submissions(self._week)
        return {submission.student.id: float(submission.score) for submission in submissions}

    def close(self) -> None:
        self._gradebook.close()
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _transaction(self, told: Callable[[Exception], str]) -> Iterator[None]:
        """nbgrader's API commits after each call; in here its commits only flush, and leaving is what commits."""
        session = self._gradebook.db
        session.remove()
        try:
            with durable_transaction(self._gradebook.engine) as connection:
                session.configure(bind=connection, join_transaction_mode="rollback_only")
                try:
                    yield
                    session.commit()
                finally:
                    session.remove()
        except (SQLAlchemyError, InvalidEntry, MissingEntry) as error:
            raise AutograderError(told(error)) from error
        finally:
            session.configure(bind=self._gradebook.engine)

    def _check_fits(self, result: SubmissionResult) -> None:
        if result.week != self._week:
            raise AutograderError(f"expected a result of {self._week}, got one of {result.week} for {result.student}")
        for question in result.questions.values():
            if not math.isclose(self._points.get(question.name, math.nan), question.max_points):
                points = self._points.get(question.name, "none")
                raise AutograderError(
                    f"Question {question.name} is judged out of {question.max_points:g} points, its cell "
                    f"{CHECK_PREFIX}{question.name} of the released notebook has {points}. "
                    f"Run `autograder release` and grade again."
                )
            if not 0 <= question.points <= question.max_points:
                raise AutograderError(
                    f"expected 0 to {question.max_points:g} points in {question.name}, got {question.points:g}"
                )


def _mark(
    grade: Grade, name: str, result: SubmissionResult, untouched: set[str], unmoved: Collection[str] = ()
) -> None:
    """Fill in one grade of one submission; `manual_score` and `extra_credit` stay as they are.

    A mark of a person that is flagged stays so until a person has looked.
    """
    before = grade.auto_score
    score, undecided = _auto_score(name, result, untouched)
    grade.auto_score = score
    if grade.manual_score is None:
        grade.needs_manual_grade = undecided
    else:
        holds = result.reused or name.removeprefix(CHECK_PREFIX) in unmoved
        grade.needs_manual_grade = grade.needs_manual_grade or score != before or (undecided and not holds)


def _new_grade(name: str, result: SubmissionResult, untouched: set[str]) -> dict[str, Any]:
    """The columns of a grade that nobody has touched."""
    score, undecided = _auto_score(name, result, untouched)
    return {"auto_score": score, "needs_manual_grade": undecided}


def _auto_score(name: str, result: SubmissionResult, untouched: set[str]) -> tuple[float | None, bool]:
    """The automatic points, None where nothing is certain, and whether a person has to decide."""
    if result.refused is not None:
        return 0.0, False
    question = _question(name, result)
    if question is None:  # an answer in prose: a person marks it, unless it was left as released
        return (0.0, False) if name in untouched else (None, True)
    return auto_score(question, result), question.verdict == "undecided"


def auto_score(question: QuestionResult, result: SubmissionResult) -> float | None:
    """The automatic points of a question; None where nothing is certain.

    Of an undecided question the certain points stand until a person decides: nbgrader adds up `auto_score`s that are
    flagged.
    """
    if result.refused is not None:
        return 0.0
    return (float(question.points) or None) if question.verdict == "undecided" else float(question.points)


def auto_comment(cell: str, result: SubmissionResult) -> str | None:
    """What nbgrader shows beside the answer in `cell`; a person's own comment takes its place."""
    if result.refused is not None:
        return words.for_markdown([f"{words.NOT_GRADED}{one_line(result.refused)}"])
    question = result.questions.get(cell)
    if question is None or (question.prose and question.verdict == "undecided"):  # left to the person who marks it
        return None
    return words.for_markdown([words.headline(question), *words.told(question)])


def _question(grade_id: str, result: SubmissionResult) -> QuestionResult | None:
    return result.questions.get(grade_id.removeprefix(CHECK_PREFIX))


def _untouched(notebook: NotebookNode | None) -> set[str]:
    """Names of the answers that are still what was released."""
    return {
        cell.metadata.nbgrader["grade_id"]
        for cell in (notebook.cells if notebook else [])
        if utils.is_solution(cell) and cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
    }


def _only_writer(out: Path) -> IO[str]:
    """Take the folder's lock. The file stays; only the lock on it means anything, and it ends with the process."""
    try:
        make_folder(out)
        lock = (out / ".gradebook.lock").open("w", encoding="utf-8")
    except OSError as error:
        raise AutograderError(
            f"The gradebook in {out} cannot be written: {error.strerror}. Nothing was graded. "
            "Make the folder writable, or give another --out."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise AutograderError(
            f"Another process is writing the gradebook in {out}. Wait for it to end, or give another --out."
        ) from error
    except OSError as error:
        lock.close()
        raise AutograderError(
            f"The file system of {out} has no locks ({error.strerror}): two runs could write one gradebook at once. "
            "Give an --out on a local disk."
        ) from error
    return lock
