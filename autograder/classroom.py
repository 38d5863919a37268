"""A class from its folders to its gradebook: grade what changed, write everything as it comes, report."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from autograder.adapters.nbgrader import write_config
from autograder.course import Course
from autograder.engine import Failed, Graded, Grader, grade_class
from autograder.errors import AutograderError, UsageError
from autograder.files import make_folder
from autograder.gradebook import receipts
from autograder.gradebook.agreement import held
from autograder.gradebook.book import Book
from autograder.gradebook.handed_in import handed_in
from autograder.gradebook.marks import load_marks
from autograder.gradebook.places import autograded_path
from autograder.gradebook.receipts import Receipt
from autograder.gradebook.record import record
from autograder.gradebook.regrade import Change, changes
from autograder.intake import Found, Submission, find_submissions
from autograder.intake.discovery import student_of
from autograder.report.class_report import write_class_report
from autograder.report.feedback import write_feedback
from autograder.results import SubmissionResult
from autograder.sandbox import Isolation, Wall
from autograder.standing import Standing, nobodys, standings

LEAST_SPACE = 2**20  # bytes on the disk, without which nothing is begun
MOST_UNWRITTEN = 3  # results in a row that cannot be written: a fault that every further one would meet


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
    """What came of grading a class; `results` are in the students' order, `warnings` for whoever grades.

    `failed` have no score; `unwritten` says which pages could not be written: the marks on them are recorded.
    """

    week: str
    results: tuple[SubmissionResult, ...]
    failed: tuple[Failed, ...] = ()
    reused: int = 0
    moves: tuple[Change, ...] = ()
    preview: bool = False
    out: Path = Path()
    report: Path | None = None
    warnings: tuple[str, ...] = ()
    unwritten: tuple[str, ...] = ()


class Listener(Protocol):
    """Is told how far grading is."""

    def start(self, week: str, total: int, reused: int) -> None: ...

    def step(self, student: str) -> None: ...

    def stop(self) -> None: ...


def grade_week(
    course: Course, week: str, paths: Sequence[Path], options: Options, listener: Listener, wall: Wall | None = None
) -> Run:
    """Grade the submissions of `week` found under `paths`. What is unchanged since its receipt is reused.

    `wall`: one that runs already, for whoever grades several times.
    """
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
    private = (options.out, *paths)
    with Grader(course, week, isolation=options.isolation, device=options.device, wall=wall, private=private) as grader:
        reused, adrift = ({}, {}) if options.again else _unchanged(grader, founds, options.out)
        rest = [found for found in founds if found.student not in reused]
        listener.start(week, len(rest), len(reused))
        try:
            graded, failed = _grade_rest(grader, rest, times, options, listener)
        finally:
            listener.stop()
        if not options.preview:
            failed += _write_again(grader, adrift, times, options.out)
            _date(grader, {student: time for student, time in times.items() if student in reused}, options.out)
    if adrift:
        warnings = (*warnings, _of_adrift(adrift, preview=options.preview))
    results = {**reused, **graded}
    for item in failed:
        results.pop(item.found.student, None)
    ordered = tuple(results[found.student] for found in founds if found.student in results)
    moves = tuple(changes(before, {student: results[student] for student in results.keys() & before.keys()}))
    run = Run(week, ordered, tuple(failed), len(reused), moves, options.preview, options.out, warnings=warnings)
    if options.preview:
        return run
    report, unwritten = _write_pages(course, week, options.out)
    try:
        write_config(options.out, course.root, submitted_folder(paths))
    except OSError as error:
        unwritten = (*unwritten, f"{options.out / 'nbgrader_config.py'}: {error.strerror}")
    return replace(run, report=report, unwritten=unwritten)


def require_folder(out: Path) -> None:
    """Make the folder of the results, before anything is run for it."""
    try:
        make_folder(out)
        with tempfile.TemporaryFile(dir=out) as file:
            file.write(bytes(LEAST_SPACE))
            file.flush()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise AutograderError(
                f"cannot write to {out}: {error.strerror}. Nothing was graded. Make room and grade again: "
                "what is recorded already is reused."
            ) from None
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
    report, unwritten = _write_pages(course, week, out)
    ordered = tuple(results[student] for student in sorted(results))
    return Run(week, ordered, reused=len(results), out=out, report=report, unwritten=unwritten)


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


def _unchanged(
    grader: Grader, founds: Sequence[Found], out: Path
) -> tuple[dict[str, SubmissionResult], dict[str, Submission]]:
    """Results whose receipts were made from the same inputs, by student; and of those the submissions that are adrift.

    Adrift is what gradebook or `autograded/` do not hold as the receipt says: they were lost, or an older backup was
    put in their place.
    """
    reused, adrift = {}, {}
    week = grader.week.name
    books = held(out, week)
    for found in founds:
        try:
            submission = grader.read(found)
        except Exception:  # ours; grading it comes to the same, and says whose it is
            continue
        result = receipts.load_if_unchanged(out, found.student, week, grader.origin.key(submission.digest))
        if result is None:
            continue
        reused[found.student] = result
        book = books.get(found.student)
        if book is None or not book.agrees(result) or not autograded_path(out, found.student, week).is_file():
            adrift[found.student] = submission
    return reused, adrift


def _write_again(
    grader: Grader, adrift: Mapping[str, Submission], times: Mapping[str, datetime], out: Path
) -> list[Failed]:
    """Write what is adrift from its receipt: nothing needs to be graded for it. Returns what could not be written."""
    failed: list[Failed] = []
    if not adrift:
        return failed
    with Book.open(out, _release(grader)) as book:
        for student, submission in adrift.items():
            receipt = receipts.load(out, student, grader.week.name)
            if receipt is None:
                continue
            result = replace(receipt.to_result(), reused=True)  # a person's decision on what is undecided holds
            try:
                record(out, book, receipt, result, submission.notebook, times.get(student))
            except AutograderError as error:
                failed.append(Failed(Found(student, submission.path), str(error)))
    return failed


def _of_adrift(adrift: Mapping[str, Submission], *, preview: bool) -> str:
    return (
        f"Of {', '.join(sorted(adrift))} the gradebook or the annotated notebook was not as the receipt says; they "
        f"{'would be' if preview else 'were'} written anew from it. Marks that a person gave were not touched."
    )


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
    with closing(_written(grader, founds, times, options)) as outcomes:
        for outcome in outcomes:
            if isinstance(outcome, Failed):
                failed.append(outcome)
                listener.step(outcome.found.student)
            else:
                results[outcome.result.student] = outcome.result
                listener.step(outcome.result.student)
    return results, failed


def _written(
    grader: Grader, founds: Sequence[Found], times: Mapping[str, datetime], options: Options
) -> Generator[Graded | Failed, None, None]:
    """Grade, and write each result as it comes, so that a run that is stopped loses only what it was at."""
    if not founds:
        return
    grader.wall()  # first of all: without it nothing is recorded, not even what needs none
    with closing(grade_class(grader, founds, options.jobs)) as outcomes:
        if options.preview:
            yield from outcomes
            return
        with Book.open(options.out, _release(grader)) as book:
            yield from _record_each(outcomes, grader, book, founds, times, options.out)


def _record_each(
    outcomes: Iterator[Graded | Failed],
    grader: Grader,
    book: Book,
    founds: Sequence[Found],
    times: Mapping[str, datetime],
    out: Path,
) -> Iterator[Graded | Failed]:
    """Record what was graded. Where nothing can be written any more the rest of the class is not graded for nothing."""
    left = {found.student: found for found in founds}
    in_a_row = 0
    for outcome in outcomes:
        found = left.pop(outcome.found.student if isinstance(outcome, Failed) else outcome.result.student)
        if isinstance(outcome, Failed):
            yield outcome
            continue
        try:
            receipt = Receipt.of(outcome.result, grader.origin, outcome.submission.digest)
            record(out, book, receipt, outcome.result, outcome.submission.notebook, times.get(found.student))
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
            why = f"It was not graded: {in_a_row} results in a row could not be written."
            yield from (Failed(found, why) for found in left.values())
            return


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


def _write_pages(course: Course, week: str, out: Path) -> tuple[Path | None, tuple[str, ...]]:
    """The class report, if it could be written, and what could not be. Pages hold nothing that a receipt does not."""
    results: Mapping[str, SubmissionResult] = receipts.load_week(out, week)
    title = course.weeks[week]
    unwritten = []
    for result in results.values():
        try:
            write_feedback(out, [result], title=title)
        except Exception as error:
            unwritten.append(f"feedback page of {result.student}: {_said(error)}")
    if not results:
        return None, ()
    try:
        return write_class_report(out, results.values(), title=title), tuple(unwritten)
    except Exception as error:
        return None, (*unwritten, f"class report: {_said(error)}")


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)
    return str(error) if isinstance(error, AutograderError) else f"{type(error).__name__}: {error}"
