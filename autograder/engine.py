"""The way of one submission, from a path to a judged result.

found → intake → sandbox and collect → judge → Graded
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder import devices
from autograder.collect import stored
from autograder.collect.session import CellOutcome, Session, open_wall
from autograder.course import Course
from autograder.errors import NoWall
from autograder.gradebook import receipts
from autograder.gradebook.digests import canonical, sha256
from autograder.intake import Fetched, Found, Release, Submission, fetch_submission, load_release, read_fetched
from autograder.judge import Asks, Judge
from autograder.judge.judge import missing
from autograder.results import QuestionResult, SubmissionResult
from autograder.sandbox import Isolation, Limits, Wall, warn_where_open
from autograder.seeds import Secret

__all__ = ["Course", "Failed", "Graded", "Grader"]

ATTEMPTS = 3  # at a submission under which the wall ends
ENDING_SECONDS = 2.0  # between the end of the warm parent and that of the wall
MOST_WALLS = 6  # that end in a row, with nothing graded in between


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission with its marks, its rebuilt notebook, and the receipt's key.

    `answers` is what the notebook said, for `Grader.replay`; None where it may say something else another time.
    """

    submission: Submission
    result: SubmissionResult
    key: str
    answers: bytes | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A submission's marks from what its notebook had answered before. `digest` is that of the file."""

    result: SubmissionResult
    digest: str


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
        device: where the reference runs, see `devices.resolve`.
        wall: one that runs already and outlives this grader; its own, built at first use, where None.
        private: folders and files beside the course that no notebook may see, wherever they lie.
        secret: the course's own where None.
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
        secret: Secret | None = None,
    ) -> None:
        warn_where_open(isolation)
        self.course = course
        self.limits = limits or course.limits
        self.isolation = isolation
        self.device = devices.resolve(device)
        self.private = (course.root, *private)
        self.week = course.week(week)
        self.release: Release = load_release(course.root, week)
        self.secret = secret or course.secret()
        self.judge = Judge(self.week, self.secret, self.device)
        self.origin = self._origin(self.limits)
        self._runs = self.origin.running()
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

    @property
    def gave_up(self) -> bool:
        """Whether there is no wall, and will be none."""
        return bool(self._no_wall)

    def origin_now(self, course: Course) -> receipts.Origin:
        """What a grader of the course as it is now would begin with: not `origin` any more, once that has changed."""
        return self._origin(course.limits)

    def _origin(self, limits: Limits) -> receipts.Origin:
        return receipts.Origin.of(
            self.course.root,
            self.week.name,
            secret=self.secret,
            device=devices.described(self.device),
            limits=limits,
            isolation=self.isolation,
        )

    def fetch(self, found: Found) -> Fetched:
        return fetch_submission(found.path, self.release, student=found.student)

    def read(self, found: Found) -> Submission:
        return read_fetched(self.fetch(found), self.release)

    def grade(self, found: Found) -> Graded:
        """Read, run and judge one submission. Raises `AutograderError` where our side fails."""
        return self.grade_fetched(self.fetch(found))

    def grade_fetched(self, fetched: Fetched) -> Graded:
        started = time.monotonic()
        submission = read_fetched(fetched, self.release)
        key = self.origin.key(submission.digest)
        if submission.refused is not None:
            return Graded(submission, self._refused(submission), key, self._refusal(fetched, submission))
        for attempt in range(ATTEMPTS):
            wall = self.wall()
            try:
                graded = self._graded(wall, fetched, submission, started)
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

    def replay(self, fetched: Fetched, answers: bytes | None) -> Replayed | None:
        """Judge from what the same notebook answered before; None where only running it can tell.

        Args:
            fetched: the submission.
            answers: `Graded.answers` of an earlier grading, of whatever it was; None where nothing is kept.
        """
        if fetched.refused is not None:
            return Replayed(self._refused(read_fetched(fetched, self.release)), fetched.digest)
        try:
            recording, about = stored.from_bytes(answers or b"")
            if about["key"] != self._running(fetched):
                return None
            if about["refused"] is not None:
                return Replayed(self._refused(read_fetched(fetched, self.release)), fetched.digest)
            session = stored.Replay(recording)
            questions = self._judged(session, recording.cells, about["answered"], about["written"])
        except Exception:  # something else is asked; or ours, and running it comes to the same, and says whose it is
            return None
        if session.over:
            return None
        result = SubmissionResult(
            student=fetched.student,
            week=self.week.name,
            questions=questions,
            repaired=tuple(about["repaired"]),
            seconds=recording.seconds,
            peak_memory=recording.peak_memory,
            submission=fetched.digest,
            hand_in_code=about["hand_in_code"],
        )
        return Replayed(result, fetched.digest)

    def _graded(self, wall: Wall, fetched: Fetched, submission: Submission, started: float) -> Graded:
        names = [name for name, answered in submission.answered.items() if answered]
        with Session(wall, submission.cells, self.limits) as session:
            recorder = stored.Recorder(session)
            questions = self._judged(recorder, session.cells, names, submission.written)
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
            submission=submission.digest,
            hand_in_code=submission.hand_in_code,
        )
        recording = recorder.recording(result.seconds)
        answers = None if recording is None else stored.to_bytes(recording, self._about(fetched, submission))
        return Graded(submission, result, self.origin.key(submission.digest), answers)

    def _judged(
        self,
        session: Asks,
        cells: Mapping[str, CellOutcome],
        names: Sequence[str],
        written: Mapping[str, str],
    ) -> dict[str, QuestionResult]:
        problems = {name: text for name in names if (text := _problem(cells.get(name)))}
        return self.judge.judge(session, names, problems, written)

    def _refusal(self, fetched: Fetched, submission: Submission) -> bytes | None:
        """To be kept in the place of answers: this file cannot be read, and nothing needs to be run to say so."""
        return stored.to_bytes(stored.Recording({}, (), 0.0, 0), self._about(fetched, submission))

    def _about(self, fetched: Fetched, submission: Submission) -> dict[str, Any]:
        return {
            "key": self._running(fetched),
            "answered": [name for name, answered in submission.answered.items() if answered],
            "written": dict(submission.written),
            "repaired": submission.repaired,
            "refused": submission.refused,
            "hand_in_code": submission.hand_in_code,
        }

    def _running(self, fetched: Fetched) -> str:
        """Of all that decides what a file is made into and what that answers, but for what it is asked."""
        return sha256(canonical([self._runs, fetched.digest, fetched.path.name, fetched.repaired]))

    def _refused(self, submission: Submission) -> SubmissionResult:
        questions = {q.name: missing(q, "The notebook could not be read.") for q in self.week.questions}
        return SubmissionResult(
            submission.student,
            self.week.name,
            questions,
            repaired=submission.repaired,
            refused=submission.refused,
            submission=submission.digest,
        )


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
