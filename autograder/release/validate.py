"""All that must hold before a week goes to students, in one report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from nbformat import NotebookNode

from autograder.collect.session import Session, open_wall
from autograder.course import Course
from autograder.errors import AutograderError, NoWall
from autograder.intake.released import ReleasedCell, executed_cells, load_release, released_cells, written_texts
from autograder.judge import Judge
from autograder.question import Week
from autograder.results import QuestionResult
from autograder.sandbox import Isolation, warn_where_open

from .build import release, released_files
from .gate import SECRETS, GateReport, gate_secrets, validate_answers
from .leaks import find_leaks
from .mutants import WANTED, mutation_score
from .prose import faults_of_prose
from .source import read_source

Progress = Callable[[str], None]


def validate_week(
    course: Course,
    name: str,
    *,
    quick: bool = False,
    secrets: int | None = None,
    isolation: Isolation = "bubblewrap",
    progress: Progress = lambda text: None,
) -> GateReport:
    """Run the release gate on one week.

    Args:
        course: the course on disk.
        name: the week.
        quick: only what needs no kernel and no mutants, under two secrets where nothing else is said.
        secrets: under how many the answers are judged, the course's own among them.
        isolation: of the solution's and the template's notebooks.
        progress: called with a few words at each stage.
    """
    week = course.week(name)
    source = read_source(course.root / "solutions" / name / "notebook.py", week)
    progress("judging right, wrong and degenerate answers")
    own = course.existing_secret()
    report = validate_answers(week, gate_secrets(secrets or (2 if quick else SECRETS), own))
    report.faults.extend(faults_of_prose(week, source))
    progress("comparing assignments/ with the sources")
    report.faults.extend(_faults_of_release(course, week, source))
    if not quick:
        progress("running the solution and the released notebook behind the wall")
        report.faults.extend(_faults_of_notebooks(course, week, source, isolation))
        report.faults.extend(_faults_of_mutants(week, source, report, progress))
    return report


def validate_weeks(
    course: Course,
    names: Sequence[str],
    *,
    quick: bool = False,
    secrets: int | None = None,
    isolation: Isolation = "bubblewrap",
    progress: Progress = lambda text: None,
) -> Iterator[GateReport]:
    """Run the gate on each of the weeks. Of several, one that cannot even be read is a report with that one fault."""
    for number, name in enumerate(names, start=1):
        where = f"{name}: " if len(names) == 1 else f"{name} ({number} of {len(names)}): "

        def say(text: str, where: str = where) -> None:
            progress(where + text)

        try:
            report = validate_week(course, name, quick=quick, secrets=secrets, isolation=isolation, progress=say)
        except NoWall:
            raise
        except AutograderError as error:
            if len(names) == 1:
                raise
            report = GateReport(name, faults=[str(error)])
        yield report


def _faults_of_release(course: Course, week: Week, source: NotebookNode) -> list[str]:
    faults = [
        f"assignments/{week.name}/{difference}; run `autograder release {week.name}`"
        for difference in release(course.root, week, check=True).differences
    ]
    return faults + [f"leak: {leak}" for leak in find_leaks(week, source, released_files(source, week))]


def _faults_of_notebooks(course: Course, week: Week, source: NotebookNode, isolation: Isolation) -> list[str]:
    released = load_release(course.root, week.name)
    judge = Judge(week, gate_secrets(1, course.existing_secret())[0])

    def judged(cells: tuple[ReleasedCell, ...]) -> Mapping[str, QuestionResult]:
        with Session(wall, executed_cells(cells), course.limits) as session:
            return judge.judge(session, set(released.answers), written=written_texts(cells))

    by_a_person = {question.name for question in week.questions if question.is_prose}  # `faults_of_prose`

    warn_where_open(isolation)
    with open_wall(isolation) as wall:
        full = judged(released_cells(source))
        empty = judged(released.cells)
    faults = []
    for name, result in full.items():
        if name in by_a_person:
            continue
        if result.verdict != "right":
            faults.append(f"{name}: the solution's notebook gets {result.points:g} of {result.max_points:g} points")
            faults.extend(f"{name}: {check.name}: {check.staff}" for check in result.checks if not check.passed)
        if empty[name].points:
            faults.append(f"{name}: the released notebook, unanswered, gets {empty[name].points:g} points")
    return faults


def _faults_of_mutants(week: Week, source: NotebookNode, report: GateReport, progress: Progress) -> list[str]:
    cells = released_cells(source)
    answers = {cell.name: cell.source for cell in cells if cell.role == "answer" and not cell.is_written}
    given = [cell.source for cell in cells if cell.role == "given"]
    score = mutation_score(week, answers, given, lambda question: progress(f"mutating the solution: {question}"))
    report.mutation = score.to_json()
    if score.score >= WANTED:
        return []
    return [f"mutants: {score.score:.1%} of those that change an output lose points; {WANTED:.0%} are wanted"]
