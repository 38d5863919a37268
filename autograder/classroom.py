"""A class from its folders to its gradebook: grade what changed, write everything as it comes, report."""

from __future__ import annotations

import errno
import gc
import os
import tempfile
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from autograder.adapters.nbgrader_config import write_config
from autograder.course import Course
from autograder.engine import Failed, Graded, Grader, Replayed
from autograder.errors import AutograderError, UsageError
from autograder.files import AT_ONCE, make_folder
from autograder.gradebook import receipts
from autograder.gradebook.decisions import decided, load_decisions
from autograder.gradebook.exchange import carry
from autograder.gradebook.handed_in import handed_in
from autograder.gradebook.marks import load_marks
from autograder.gradebook.regrade import Change, changes
from autograder.intake import Found, find_submissions
from autograder.intake.discovery import student_of
from autograder.likeness import Alike, alike, forms_of_week
from autograder.pool.crew import Crew, grade_class, local_crew
from autograder.recording import Recorder
from autograder.report.class_report import write_class_report
from autograder.report.feedback import write_feedback
from autograder.results import SubmissionResult
from autograder.reuse import OnRecord, Unchanged, replayed, unchanged
from autograder.sandbox import Isolation, Wall
from autograder.standing import Standing, nobodys, standings

LEAST_SPACE = 2**20  # bytes on the disk, without which nothing is begun


@dataclass(frozen=True, slots=True)
class Options:
    """How a class is graded.

    Args:
        out: where gradebook, receipts, pages and report go.
        jobs: submissions at a time, on this machine.
        scheduler: address of a scheduler of Dask whose workers grade, in place of this machine.
        again: grade also what has not changed since its receipt.
        preview: write nothing.
        device: where the reference runs, see `devices.resolve`.
        isolation: "bubblewrap" or "none".
    """

    out: Path
    jobs: int = 1
    scheduler: str | None = None
    again: bool = False
    preview: bool = False
    device: str = "cpu"
    isolation: Isolation = "bubblewrap"


@dataclass(frozen=True, slots=True)
class Run:
    """What came of grading a class; `results` are in the students' order, `warnings` for whoever grades.

    `failed` have no score; `unwritten` says which pages could not be written: the marks on them are recorded. `alike`
    is who handed in answers of the same structure, where pages were written.
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
    alike: tuple[Alike, ...] = ()


class Listener(Protocol):
    """Is told how far grading is."""

    def looked(self, week: str, done: int, total: int) -> None:
        """Of `total` submissions `done` were looked at for answers that are kept, and judged where there are any."""

    def start(self, week: str, total: int, reused: int) -> None: ...

    def step(self, student: str) -> None: ...

    def stop(self) -> None: ...


def grade_week(
    course: Course, week: str, paths: Sequence[Path], options: Options, listener: Listener, wall: Wall | None = None
) -> Run:
    """Grade the submissions of `week` found under `paths`. What is unchanged since its receipt is reused.

    `wall`: one that runs already, for whoever grades several times.
    """
    gc.freeze()  # what is imported stays: looking through it again and again is a tenth of the time of a regrade
    course.week(week)
    if not options.preview:
        require_folder(options.out)
    founds = find_submissions(paths, week)
    if not founds:
        raise UsageError(
            f"no submission of {week} in {', '.join(map(str, paths))}; "
            f"expected notebooks, or folders laid out STUDENT/{week}/{week}.ipynb"
        )
    on_record = OnRecord.of(options.out, week)
    times, warnings = _times(founds, week)
    private = (options.out, *paths)
    with Grader(course, week, isolation=options.isolation, device=options.device, wall=wall, private=private) as grader:
        same = Unchanged() if options.again else unchanged(grader, founds, on_record)
        rest = [found for found in founds if found.student not in same.results]
        judged = {} if options.again else _replayed(grader, rest, options.out, listener)
        recorder = None if options.preview else Recorder(grader, on_record, times)
        with _crew(grader, len(rest) - len(judged), options) as crew:
            listener.start(week, len(rest), len(same.results))
            try:
                if len(judged) < len(rest):
                    crew.start()  # first of all: without a wall nothing is recorded, not even what needs none
                graded, failed = _gathered(_outcomes(crew, grader, judged, rest), rest, recorder, listener)
            finally:
                listener.stop()
        if recorder is not None:
            failed += recorder.again(same.adrift)
            recorder.date([*same.results, *judged])
    if same.adrift:
        warnings = (*warnings, _of_adrift(same.adrift, preview=options.preview))
    results = {**same.results, **graded}
    for item in failed:
        results.pop(item.found.student, None)
    ordered = tuple(results[found.student] for found in founds if found.student in results)
    before = {student: receipt.to_result() for student, receipt in on_record.receipts.items() if student in results}
    moves = tuple(changes(before, {student: results[student] for student in before}))
    run = Run(week, ordered, tuple(failed), len(same.results), moves, options.preview, options.out, warnings=warnings)
    if recorder is None:
        return run
    pages = _write_pages(course, week, options.out, recorder.standing(failed))
    carried = _carried(options.out, week, [found for found in founds if found.student in results])
    unwritten = (*pages.unwritten, *carried)
    try:
        write_config(options.out, course.root, submitted_folder(paths))
    except OSError as error:
        unwritten = (*unwritten, f"{options.out / 'nbgrader_config.py'}: {error.strerror}")
    return replace(run, report=pages.report, unwritten=unwritten, alike=pages.alike)


def _replayed(grader: Grader, founds: Sequence[Found], out: Path, listener: Listener) -> dict[str, Replayed]:
    judged = {}
    try:
        for done, found in enumerate(founds, 1):
            outcome = replayed(grader, found, out)
            if outcome is not None:
                judged[found.student] = outcome
            listener.looked(grader.week.name, done, len(founds))
    except BaseException:
        listener.stop()
        raise
    return judged


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
    on_record = receipts.load_all(out, week)
    if not on_record:
        raise UsageError(
            f"no receipt of {week} in {out / 'receipts'}; run `autograder grade {week}` first, or give --out"
        )
    pages = _write_pages(course, week, out, on_record)
    return Run(
        week,
        pages.results,
        reused=len(pages.results),
        out=out,
        report=pages.report,
        unwritten=pages.unwritten,
        alike=pages.alike,
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


def _of_adrift(adrift: Mapping[str, Found], *, preview: bool) -> str:
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


def _crew(grader: Grader, submissions: int, options: Options) -> Crew:
    if options.scheduler is None or not submissions:
        return local_crew(grader, submissions, options.jobs)
    try:
        from autograder.pool.cluster import Cluster
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--scheduler needs Dask, and there is no {error.name}: pip install 'autograder[cluster]'"
        ) from None
    return Cluster(grader, options.scheduler)


def _gathered(
    outcomes: Generator[Graded | Replayed | Failed, None, None],
    founds: Sequence[Found],
    recorder: Recorder | None,
    listener: Listener,
) -> tuple[dict[str, SubmissionResult], list[Failed]]:
    """Results by student, each written as it comes, so that a run that is stopped loses only what it was at."""
    results: dict[str, SubmissionResult] = {}
    failed: list[Failed] = []
    with closing(outcomes), closing(recorder.each(outcomes, founds) if recorder and founds else outcomes) as written:
        for outcome in written:
            if isinstance(outcome, Failed):
                failed.append(outcome)
                listener.step(outcome.found.student)
            else:
                results[outcome.result.student] = outcome.result
                listener.step(outcome.result.student)
    return results, failed


def _outcomes(
    crew: Crew, grader: Grader, judged: Mapping[str, Replayed], founds: Sequence[Found]
) -> Generator[Graded | Replayed | Failed, None, None]:
    """What was judged already, then what has to be run, as it comes."""
    yield from judged.values()
    with closing(grade_class(crew, grader, [found for found in founds if found.student not in judged])) as graded:
        yield from graded


@dataclass(frozen=True, slots=True)
class _Pages:
    """What came of writing pages: the class report, if there is one, and what could not be written.

    `results` are what the pages show: those on record, in the order of the students, with what persons gave.
    """

    results: tuple[SubmissionResult, ...]
    report: Path | None = None
    unwritten: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()


def _write_pages(course: Course, week: str, out: Path, on_record: Mapping[str, receipts.Receipt]) -> _Pages:
    """Feedback and class report. Beside what receipts hold they tell what persons gave, and which answers are alike."""
    title = course.weeks[week]
    given = load_decisions(out, week)
    results = tuple(decided(on_record[name].to_result(), given.get(name, {})) for name in sorted(on_record))

    def fault(result: SubmissionResult) -> str:
        try:
            write_feedback(out, [result], title=title)
        except Exception as error:
            return f"feedback page of {result.student}: {_said(error)}"
        return ""

    with ThreadPoolExecutor(AT_ONCE) as threads:
        unwritten = tuple(text for text in threads.map(fault, results) if text)
    if not results:
        return _Pages(results)
    try:
        found = _alike(course, week, out, on_record)
        return _Pages(results, write_class_report(out, results, title=title, alike=found), unwritten, found)
    except Exception as error:
        return _Pages(results, None, (*unwritten, f"class report: {_said(error)}"))


def _alike(course: Course, week: str, out: Path, on_record: Mapping[str, receipts.Receipt]) -> tuple[Alike, ...]:
    digests = {student: receipt.inputs["submission"] for student, receipt in on_record.items()}
    forms = forms_of_week(course.root, out, course.week(week), digests)
    return alike(forms.students, forms.plain)


def _carried(out: Path, week: str, founds: Sequence[Found]) -> tuple[str, ...]:
    """What of nbgrader's exchange could not be laid beside pages and notebooks, with which it gives feedback back."""
    unwritten = []
    for found in founds:
        try:
            carry(out, found.student, week, found.path)
        except OSError as error:
            unwritten.append(f"what the exchange needs to give {found.student} feedback: {_said(error)}")
    return tuple(unwritten)


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)
    return str(error) if isinstance(error, AutograderError) else f"{type(error).__name__}: {error}"
