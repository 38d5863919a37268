"""All that must hold before a week goes to students, in one report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from autograder.collect.session import Session
from autograder.course import Course
from autograder.intake import Release, load_release, load_solution
from autograder.judge import Judge
from autograder.question import Week
from autograder.results import QuestionResult
from autograder.sandbox import Limits, Wall

from .gate import SECRETS, GateReport, validate_answers
from .leaks import find_leaks
from .mutants import WANTED, mutation_score
from .release import release


def validate_week(
    course: Course,
    name: str,
    *,
    quick: bool = False,
    isolation: str = "bwrap",
    progress: Callable[[str], None] = lambda text: None,
) -> GateReport:
    """Run the release gate on one week.

    Args:
        course: the course on disk.
        name: the week.
        quick: only what needs no kernel and no mutants.
        isolation: of the solution's and the template's notebooks.
        progress: called with a few words at each stage.
    """
    week = course.week(name)
    progress("judging right, wrong and degenerate answers")
    report = validate_answers(week, (*SECRETS, course.secret()))
    progress("comparing assignments/ with the sources")
    report.faults.extend(_faults_of_release(course, week))
    if quick:
        return report
    progress("running the solution and the released notebook behind the wall")
    report.faults.extend(_faults_of_notebooks(course, week, isolation))
    progress("mutating the solution")
    solution = load_solution(course.root, name)
    score = mutation_score(
        week, solution.answers, solution.given, lambda question: progress(f"mutating the solution: {question}")
    )
    report.mutation = score.to_json()
    if score.score < WANTED:
        report.faults.append(
            f"mutants: {score.score:.1%} of those that change an output lose points; {WANTED:.0%} are wanted"
        )
    return report


def _faults_of_release(course: Course, week: Week) -> list[str]:
    faults = [f"assignments/{week.name}: {line}; run `autograder release {week.name}`" for line in
              release(course.root, week, check=True).differences]
    faults.extend(f"leak: {leak}" for leak in find_leaks(course.root, week))
    return faults


def _faults_of_notebooks(course: Course, week: Week, isolation: str) -> list[str]:
    released, solution = load_release(course.root, week.name), load_solution(course.root, week.name)
    names = {question.name for question in week.questions}
    faults = [f"questions.py has {name!r}, but the notebook has no answer cell for it" for name in names - set(released.names)]
    faults += [f"the notebook has an answer cell {name!r} without a question" for name in set(released.names) - names]
    if faults:
        return faults
    judge = Judge(week, course.secret())
    with Wall(course.limits, isolation=isolation) as wall:
        full = _judge_notebook(judge, wall, course.limits, solution)
        empty = _judge_notebook(judge, wall, course.limits, released)
    for name in sorted(names):
        if full[name].verdict != "right":
            faults.append(f"{name}: the solution's notebook gets {full[name].points:g} of {full[name].max_points:g}: {full[name].messages}")
        if empty[name].points:
            faults.append(f"{name}: the released notebook, unanswered, gets {empty[name].points:g} points")
    return faults


def _judge_notebook(judge: Judge, wall: Wall, limits: Limits, notebook: Release) -> Mapping[str, QuestionResult]:
    with Session(wall, notebook.cells, replace(limits)) as session:
        return judge.judge(session, set(notebook.names))
