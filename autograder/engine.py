"""The way of one submission, from a path to a judged result; and of a class, through a pool.

found → intake → sandbox and collect → judge → Graded
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType

from autograder.collect.session import CellOutcome, Session, open_wall
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.gradebook import receipts
from autograder.intake import Found, Release, Submission, load_release, read_submission
from autograder.judge import Judge
from autograder.judge.judge import missing
from autograder.results import SubmissionResult
from autograder.sandbox import Isolation, Limits, Wall

__all__ = ["Course", "Failed", "Graded", "Grader"]


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission with its marks, its rebuilt notebook, and the receipt's key."""

    submission: Submission
    result: SubmissionResult
    key: str


@dataclass(frozen=True, slots=True)
class Failed:
    """One submission that our side could not grade. It has no score."""

    found: Found
    reason: str


class Grader:
    """Grades submissions of one week behind one wall. A context manager; `grade` may be called from several threads.

    Args:
        course: the course on disk.
        week: name of the week.
        limits: what a submission may use; the course's where None.
        isolation: "bubblewrap", or "none" for code that you trust (it warns on every run).
        device: where the reference runs, e.g. "cpu" or "cuda".
    """

    def __init__(
        self,
        course: Course,
        week: str,
        *,
        limits: Limits | None = None,
        isolation: Isolation = "bubblewrap",
        device: str = "cpu",
    ) -> None:
        self.course = course
        self.limits = limits or course.limits
        self.isolation = isolation
        self.week = course.week(week)
        self.release: Release = load_release(course.root, week)
        secret = course.secret()
        self.judge = Judge(self.week, secret, device)
        self.origin = receipts.Origin.of(
            course.root, week, secret=secret, device=device, limits=self.limits, isolation=isolation
        )
        self._wall: Wall | None = None
        self._opened = ExitStack()
        self._opening = threading.Lock()

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()
        self._wall = None

    def wall(self) -> Wall:
        """The wall, built at first use: a run in which nothing changed needs none."""
        with self._opening:
            if self._wall is None:
                self._wall = self._opened.enter_context(open_wall(self.isolation))
            return self._wall

    def read(self, found: Found) -> Submission:
        return read_submission(found.path, self.release, student=found.student)

    def grade(self, found: Found) -> Graded:
        """Read, run and judge one submission. Raises `AutograderError` where our side fails."""
        return self.grade_submission(self.read(found))

    def grade_submission(self, submission: Submission) -> Graded:
        key = self.origin.key(submission.digest)
        started = time.monotonic()
        if submission.refused is not None:
            return Graded(submission, self._refused(submission), key)
        names = {name for name, answered in submission.answered.items() if answered}
        with Session(self.wall(), submission.cells, self.limits) as session:
            problems = {name: text for name in names if (text := _problem(session.cells.get(name)))}
            questions = self.judge.judge(session, names, problems, submission.written)
        # Only a kernel that has ended tells how much memory it took.
        result = SubmissionResult(
            student=submission.student,
            week=self.week.name,
            questions=questions,
            repaired=submission.repaired,
            notes=session.notes,
            seconds=time.monotonic() - started,
            peak_memory=session.peak_memory,
        )
        return Graded(submission, result, key)

    def _refused(self, submission: Submission) -> SubmissionResult:
        questions = {q.name: missing(q, "The notebook could not be read.") for q in self.week.questions}
        return SubmissionResult(
            submission.student, self.week.name, questions, repaired=submission.repaired, refused=submission.refused
        )


def grade_class(grader: Grader, founds: Iterable[Found], jobs: int) -> Iterator[Graded | Failed]:
    """Grade a class in a local pool; results come as they are ready. One submission's failure stops no other."""
    with ThreadPoolExecutor(jobs, thread_name_prefix="grade") as pool:
        futures: dict[Future[Graded], Found] = {pool.submit(grader.grade, found): found for found in founds}
        for future in as_completed(futures):
            try:
                yield future.result()
            except AutograderError as error:
                yield Failed(futures[future], str(error))
            except Exception as error:
                # A fault of ours must not cost the rest of the class; it is reported, and there is no score.
                yield Failed(futures[future], f"a fault in the grader: {type(error).__name__}: {error}")


def _problem(outcome: CellOutcome | None) -> str:
    """What went wrong when an answer's cell ran, for its author."""
    match outcome:
        case None | CellOutcome(outcome="ok"):
            return ""
        case CellOutcome(outcome="error"):
            at = f" at line {outcome.line}" if outcome.line else ""
            # IPython names a file that a student has never seen.
            text = re.sub(r"\s*\(\d+\.py, line \d+\)", "", outcome.text).strip()
            return f"Your cell stopped with {outcome.error}{at}" + (f": {text}" if text else ".")
        case CellOutcome(outcome="timeout"):
            return "Your cell did not finish within the time limit and was stopped."
        case CellOutcome(outcome="died"):
            return "Your cell ended the kernel; the other cells were run without it."
    return "Your cell was not run."
