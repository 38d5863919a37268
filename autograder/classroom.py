"""A class from its folders to its gradebook: grade what changed, write everything as it comes, report."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from autograder.adapters.nbgrader import write_config
from autograder.course import Course
from autograder.engine import Failed, Graded, Grader, grade_class
from autograder.errors import UsageError
from autograder.gradebook import receipts
from autograder.gradebook.autograded import write_autograded
from autograder.gradebook.book import Book
from autograder.gradebook.handed_in import handed_in
from autograder.gradebook.marks import load_marks
from autograder.gradebook.places import autograded_path
from autograder.gradebook.receipts import Receipt
from autograder.gradebook.regrade import Change, changes
from autograder.intake import Found, find_submissions
from autograder.intake.discovery import student_of
from autograder.report.class_report import write_class_report
from autograder.report.feedback import write_feedback
from autograder.results import SubmissionResult
from autograder.sandbox import Isolation
from autograder.standing import Standing, nobodys, standings


@dataclass(frozen=True, slots=True)
class Options:
    """How a class is graded.

    Args:
        out: where gradebook, receipts, pages and report go.
        jobs: submissions at a time.
        again: grade also what has not changed since its receipt.
        preview: write nothing.
        device: where the reference runs.
        isolation: "bubblewrap" or "none".
    """

    out: Path
    jobs: int = 1
    again: bool = False
    preview: bool = False
    device: str = "cpu"
    isolation: Isolation = "bubblewrap"


@dataclass(frozen=True, slots=True)
class Run:
    """What came of grading a class; `results` are in the students' order, `warnings` for whoever grades."""

    week: str
    results: tuple[SubmissionResult, ...]
    failed: tuple[Failed, ...] = ()
    reused: int = 0
    moves: tuple[Change, ...] = ()
    preview: bool = False
    out: Path = Path()
    report: Path | None = None
    warnings: tuple[str, ...] = ()


class Listener(Protocol):
    """Is told how far grading is."""

    def start(self, week: str, total: int, reused: int) -> None: ...

    def step(self, student: str) -> None: ...

    def stop(self) -> None: ...


def grade_week(course: Course, week: str, paths: Sequence[Path], options: Options, listener: Listener) -> Run:
    """Grade the submissions of `week` found under `paths`. What is unchanged since its receipt is reused."""
    course.week(week)
    if not options.preview:
        require_folder(options.out)
    founds = find_submissions(paths, week)
    if not founds:
        raise UsageError(
            f"no submission of {week} in {', '.join(map(str, paths))}; "
            f"expected notebooks, or folders laid out STUDENT/{week}/{week}.ipynb"
        )
    before = receipts.load_week(options.out, week)
    times, warnings = _times(founds, week)
    with Grader(course, week, isolation=options.isolation, device=options.device) as grader:
        reused = {} if options.again else _unchanged(grader, founds, options.out)
        rest = [found for found in founds if found.student not in reused]
        listener.start(week, len(rest), len(reused))
        try:
            graded, failed = _grade_rest(grader, rest, times, options, listener)
        finally:
            listener.stop()
        if not options.preview:
            _date(grader, {student: time for student, time in times.items() if student in reused}, options.out)
    results = {**reused, **graded}
    ordered = tuple(results[found.student] for found in founds if found.student in results)
    moves = tuple(changes(before, {student: results[student] for student in results.keys() & before.keys()}))
    report = None if options.preview else _write_pages(course, week, options.out)
    if not options.preview:
        write_config(options.out, course.root, submitted_folder(paths))
    return Run(week, ordered, tuple(failed), len(reused), moves, options.preview, options.out, report, warnings)


def require_folder(out: Path) -> None:
    """Make the folder of the results, before anything is run for it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise UsageError(f"cannot write to {out}: {error.strerror}; give another folder with --out") from None


def submitted_folder(paths: Sequence[Path]) -> Path | None:
    """The one folder of STUDENT/WEEK/ that the submissions lie in, where it is that plain."""
    return paths[0].resolve() if len(paths) == 1 and paths[0].is_dir() else None


def report_week(course: Course, week: str, out: Path) -> Run:
    """Write feedback pages and class report anew from the receipts under `out`."""
    course.week(week)
    results = receipts.load_week(out, week)
    if not results:
        raise UsageError(
            f"no receipt of {week} in {out / 'receipts'}; run `autograder grade {week}` first, or give --out"
        )
    report = _write_pages(course, week, out)
    return Run(
        week, tuple(results[student] for student in sorted(results)), reused=len(results), out=out, report=report
    )


def course_standings(course: Course, out: Path, now: datetime) -> tuple[tuple[Standing, ...], tuple[str, ...]]:
    """Everybody's standing by the gradebook in `out`, and what is odd about it.

    Args:
        out: folder of the gradebook; submissions in its `submitted/` that are not graded yet are no missing ones.
        now: decides what is overdue; with a time zone.
    """
    found = standings(course.syllabus, load_marks(out), now, _handed_in(out / "submitted", course))
    odd = tuple(
        f"{name} was due on {due:%Y-%m-%d}, and this gradebook has it of nobody; grade it, or it counts 0 for all"
        for name in nobodys(course.syllabus, found, now)
        if (due := course.syllabus.assignments[name].due)
    )
    return found, odd


def _handed_in(submitted: Path, course: Course) -> set[tuple[str, str]]:
    """(student, assignment) of every folder `STUDENT/NAME` of nbgrader's layout."""
    folders = sorted(submitted.iterdir()) if submitted.is_dir() else []
    return {
        (student_of(folder / name, name), name)
        for folder in folders
        for name in course.weeks
        if not folder.name.startswith(".") and os.path.lexists(folder / name)
    }


def _unchanged(grader: Grader, founds: Sequence[Found], out: Path) -> dict[str, SubmissionResult]:
    """Results whose receipt and all that goes with it are there and were made from the same inputs."""
    reused = {}
    week = grader.week.name
    for found in founds:
        if not (out / "gradebook.db").is_file() or not autograded_path(out, found.student, week).is_file():
            continue
        key = grader.origin.key(grader.read(found).digest)
        result = receipts.load_if_unchanged(out, found.student, week, key)
        if result is not None:
            reused[found.student] = result
    return reused


def _times(founds: Sequence[Found], week: str) -> tuple[Mapping[str, datetime], tuple[str, ...]]:
    """When each student handed in, where a file says so, and what is wrong with such files."""
    times, warnings = {}, []
    for found in founds:
        try:
            time = handed_in(found.path, week)
        except ValueError as error:
            warnings.append(str(error))
            continue
        if time is not None:
            times[found.student] = time
    return times, tuple(warnings)


def _grade_rest(
    grader: Grader, founds: Sequence[Found], times: Mapping[str, datetime], options: Options, listener: Listener
) -> tuple[dict[str, SubmissionResult], list[Failed]]:
    results: dict[str, SubmissionResult] = {}
    failed: list[Failed] = []
    for outcome in _written(grader, founds, times, options):
        if isinstance(outcome, Failed):
            failed.append(outcome)
            listener.step(outcome.found.student)
        else:
            results[outcome.result.student] = outcome.result
            listener.step(outcome.result.student)
    return results, failed


def _written(
    grader: Grader, founds: Sequence[Found], times: Mapping[str, datetime], options: Options
) -> Iterator[Graded | Failed]:
    """Grade, and write each result as it comes, so that a run that is stopped loses only what it was at."""
    if not founds:
        return
    outcomes = grade_class(grader, founds, options.jobs)
    if options.preview:
        yield from outcomes
        return
    with Book.open(options.out, _release(grader)) as book:
        for outcome in outcomes:
            if isinstance(outcome, Graded):
                _write(outcome, grader, book, times.get(outcome.result.student), options.out)
            yield outcome


def _release(grader: Grader) -> Path:
    return grader.course.root / "assignments" / grader.week.name / f"{grader.week.name}.ipynb"


def _date(grader: Grader, times: Mapping[str, datetime], out: Path) -> None:
    """Of reused results: the same notebook may have been handed in again, or its time may have come later."""
    week = grader.week.name
    known = load_marks(out).students if times else {}
    marks = {student: known[student][week] for student in times if week in known.get(student, {})}
    other = {student: times[student] for student, mark in marks.items() if mark.submitted != times[student]}
    if other:
        with Book.open(out, _release(grader)) as book:
            book.date(other)


def _write(graded: Graded, grader: Grader, book: Book, submitted: datetime | None, out: Path) -> None:
    """The receipt comes last: where it stands, everything else does."""
    book.record(graded.result, graded.submission.notebook, submitted)
    write_autograded(out, graded.result, graded.submission.notebook)
    receipts.write(out, Receipt.of(graded.result, grader.origin, graded.submission.digest))


def _write_pages(course: Course, week: str, out: Path) -> Path:
    results: Mapping[str, SubmissionResult] = receipts.load_week(out, week)
    title = course.weeks[week]
    write_feedback(out, results.values(), title=title)
    return write_class_report(out, results.values(), title=title)
