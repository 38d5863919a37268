"""The way of one submission, from a path to a judged result; and of a class, through a pool.

found → intake → sandbox and collect → judge → Graded
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType

from autograder.collect.session import CellOutcome, Session, open_wall
from autograder.course import Course
from autograder.errors import AutograderError, NoWall
from autograder.gradebook import receipts
from autograder.intake import Found, Release, Submission, load_release, read_submission
from autograder.judge import Judge
from autograder.judge.judge import missing
from autograder.results import SubmissionResult
from autograder.sandbox import Isolation, Limits, Wall, warn_where_open

__all__ = ["Course", "Failed", "Graded", "Grader"]

ATTEMPTS = 3  # at a submission under which the wall ends
ENDING_SECONDS = 2.0  # between the end of the warm parent and that of the wall
MOST_WALLS = 6  # that end in a row, with nothing graded in between


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
        wall: one that runs already and outlives this grader; its own, built at first use, where None.
        private: folders and files beside the course that no notebook may see, wherever they lie.
    """

    def __init__(
        self,
        course: Course,
        week: str,
        *,
        limits: Limits | None = None,
        isolation: Isolation = "bubblewrap",
        device: str = "cpu",
        wall: Wall | None = None,
        private: Sequence[Path] = (),
    ) -> None:
        warn_where_open(isolation)
        self.course = course
        self.limits = limits or course.limits
        self.isolation = isolation
        self.private = (course.root, *private)
        self.week = course.week(week)
        self.release: Release = load_release(course.root, week)
        secret = course.secret()
        self.judge = Judge(self.week, secret, device)
        self.origin = receipts.Origin.of(
            course.root, week, secret=secret, device=device, limits=self.limits, isolation=isolation
        )
        self.walled = wall is not None  # once there was a wall
        self._wall = wall
        self._no_wall = ""  # why there is none any more
        self._ended = 0  # walls that ended by themselves since a submission was graded
        self._opened = ExitStack()
        self._opening = threading.Lock()

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the wall, and with it what is being graded in other threads. May be called again."""
        with self._opening:
            self._no_wall = self._no_wall or "The grader has stopped."
            self._opened.close()
            self._wall = None

    def wall(self) -> Wall:
        """The wall, built at first use: a run in which nothing changed needs none."""
        with self._opening:
            if self._no_wall:
                raise NoWall(self._no_wall)
            if self._wall is None:
                try:
                    self._wall = self._opened.enter_context(open_wall(self.isolation, self.private))
                except NoWall as error:
                    self._no_wall = str(error)
                    raise
                except OSError as error:
                    self._no_wall = f"The sandbox could not be started: {error}."
                    raise NoWall(self._no_wall) from error
                self.walled = True
            return self._wall

    def _has_ended(self, wall: Wall, *, patience: float) -> bool:
        """Whether `wall` has ended under what was graded behind it. Whoever asks for a wall then gets a new one."""
        if not wall.ended(patience=patience):
            return False
        with self._opening:
            if self._wall is wall:
                wall.stop()
                self._wall = None
                self._ended += 1
                if self._ended >= MOST_WALLS and not self._no_wall:
                    self._no_wall = (
                        f"The sandbox ended by itself {self._ended} times in a row, and was not started again. "
                        "Look whether the system ran out of memory (dmesg), and grade again."
                    )
        return True

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
        for attempt in range(ATTEMPTS):
            wall = self.wall()
            try:
                graded = self._graded(wall, submission, key, started)
            except Exception as error:
                # Ours, whatever it looks like, if the wall has gone: it is not the student's, and is done again.
                if not self._has_ended(wall, patience=ENDING_SECONDS if isinstance(error, NoWall) else 0.0):
                    raise
                if attempt == ATTEMPTS - 1:
                    raise NoWall(f"The sandbox ended {ATTEMPTS} times while this was graded. Grade it again.") from None
            else:
                self._ended = 0
                return graded
        raise AssertionError("the last attempt returns or raises")

    def _graded(self, wall: Wall, submission: Submission, key: str, started: float) -> Graded:
        names = {name for name, answered in submission.answered.items() if answered}
        with Session(wall, submission.cells, self.limits) as session:
            problems = {name: text for name in names if (text := _problem(session.cells.get(name)))}
            questions = self.judge.judge(session, names, problems, submission.written)
            session.confirm()
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


def grade_class(grader: Grader, founds: Iterable[Found], jobs: int) -> Generator[Graded | Failed, None, None]:
    """Grade a class in a local pool; results come as they are ready. One submission's failure stops no other.

    Raises `NoWall` where there is none from the start. Closing the iterator ends what is being graded.
    """
    waiting = iter(founds)
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="grade")
    running: dict[Future[Graded], Found] = {}
    try:
        # A few at a time: results that were written are forgotten, and what is not begun can still be left.
        while True:
            for found in islice(waiting, 2 * jobs - len(running)):
                running[pool.submit(grader.grade, found)] = found
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield _outcome(future, running.pop(future), grader)
    except BaseException:
        grader.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _outcome(future: Future[Graded], found: Found, grader: Grader) -> Graded | Failed:
    try:
        return future.result()
    except NoWall as error:
        if not grader.walled:
            raise
        return Failed(found, str(error))
    except AutograderError as error:
        return Failed(found, str(error))
    except Exception as error:
        # A fault of ours must not cost the rest of the class; it is reported, and there is no score.
        return Failed(found, f"a fault in the grader: {type(error).__name__}: {error}")


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
