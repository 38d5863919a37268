"""The command line: arguments in, one call, text or JSON out."""

from __future__ import annotations

import json
import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder import __version__
from autograder.adopt import adopt
from autograder.derive import derive
from autograder.downloads import collect
from autograder.errors import AutograderError, UsageError
from autograder.export import export
from autograder.importing import import_
from autograder.options import STATUSES, Moment, course_option, find_course, isolation_option, json_option
from autograder.ready import ready
from autograder.todo import todo

if TYPE_CHECKING:
    from autograder.classroom import Run
    from autograder.course import Course
    from autograder.sandbox import Isolation


MISSING = "this command needs {}. Install it with: pip install 'autograder[instructor]'"


class Commands(click.Group):
    """Turns our failures into a message and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(2)
        except AutograderError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(3)
        except KeyboardInterrupt:
            click.echo("Stopped. What was graded is recorded; the same command goes on from there.", err=True)
            ctx.exit(130)
        except ModuleNotFoundError as error:
            if (error.name or "").split(".")[0] == "autograder":
                raise
            click.echo(f"Error: {MISSING.format(error.name)}", err=True)
            ctx.exit(2)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            # Whatever else goes wrong is our failure too, and no "not in order" (1) that was found.
            traceback.print_exc()
            click.echo(f"Error: a fault in the grader: {type(error).__name__}: {error}", err=True)
            ctx.exit(3)


@click.group(cls=Commands, epilog=STATUSES, context_settings={"max_content_width": 100})
@click.version_option(__version__)
def main() -> None:
    """Release, grade and explain notebooks of mathematical machine learning.

    \b
    Example:
      autograder grade week06_ddpm submitted
    """


@main.command(epilog=STATUSES)
@click.argument("week")
@click.option("--title", help="One line for pages and tables [made from the name].")
@click.option("--category", help="What course.toml counts it as [weekly].")
@course_option
@json_option
def new(week: str, title: str | None, category: str | None, course_root: Path | None, as_json: bool) -> None:
    """Make the skeleton of WEEK: its private files with one small question, and its entry in course.toml.

    It passes the release gate as it is made. Nothing that is there is written over. A project or an examination is
    made the same way, with its --category.

    \b
    Example:
      autograder new week07_flows --title "Week 7: normalizing flows"
    """
    from autograder.new import new_week

    course = find_course(course_root)
    made = new_week(course, week, title, category)
    if as_json:
        click.echo(json.dumps(made.to_json()))
        return
    entry = "has its new entry; give it a due date" if made.entered else "had its entry"
    click.echo(f"Made {made.folder}: {', '.join(made.files)}.\ncourse.toml {entry}.\n\nNext:")
    click.echo(f"  autograder release {week}            writes assignments/{week}")
    click.echo(f"  autograder validate {week} --quick   proves its hidden tests; passes as made")
    click.echo("Then put your questions in the place of the small one: docs/write-a-week.md.")


@main.command(epilog=STATUSES)
@click.argument("week", required=False)
@click.option("--all", "every", is_flag=True, help="Every week of course.toml.")
@click.option("--check", is_flag=True, help="Write nothing; fail where assignments/ is not what the sources give.")
@course_option
@json_option
def release(week: str | None, every: bool, check: bool, course_root: Path | None, as_json: bool) -> None:
    """Write the students' notebook and public checks of WEEK from its private sources.

    \b
    Example:
      autograder release week06_ddpm
    """
    course = find_course(course_root)
    names = _weeks(course, week, every)  # before what takes seconds to import

    from autograder.release import release as release_week

    changed = False
    for name in names:
        report = release_week(course.root, course.week(name), check=check)
        changed = changed or bool(report.differences)
        if as_json:
            click.echo(json.dumps(report.to_json()))
        elif report.differences:
            click.echo(f"{name}: " + ("not what the sources give:" if check else "written:"))
            for line in report.differences:
                click.echo(f"  {line}")
        else:
            click.echo(f"{name}: assignments/{name} is up to date.")
    if check and changed:
        sys.exit(1)


@main.command(epilog=STATUSES)
@click.argument("week", required=False)
@click.option("--all", "every", is_flag=True, help="Every week of course.toml, each though another one fails.")
@click.option("--quick", is_flag=True, help="Leave out the notebooks behind the wall and the mutants.")
@click.option(
    "--secrets",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Judge the answers on the inputs of N secrets; by default 4, with --quick 2.",
)
@isolation_option
@course_option
@json_option
def validate(
    week: str | None,
    every: bool,
    quick: bool,
    secrets: int | None,
    isolation: Isolation,
    course_root: Path | None,
    as_json: bool,
) -> None:
    """Prove that WEEK's hidden tests tell right answers from wrong ones.

    With --json, one object a week is printed, one a line.

    \b
    Example:
      autograder validate week06_ddpm
    """
    course = find_course(course_root)
    names = _weeks(course, week, every)  # before what takes seconds to import

    from rich.console import Console

    from autograder.release.validate import validate_weeks
    from autograder.report.gate import print_gate, print_summary

    errors, reports = Console(stderr=True), []
    with errors.status("validating") as status:
        for report in validate_weeks(
            course, names, quick=quick, secrets=secrets, isolation=isolation, progress=status.update
        ):
            reports.append(report)
            if as_json:
                click.echo(json.dumps(report.to_json()))
            else:
                print_gate(report, Console())
    if len(reports) > 1 and not as_json:
        print_summary(reports, Console())
    if not all(report.passed for report in reports):
        sys.exit(1)


@main.command(epilog=STATUSES)
@click.argument("week")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Where gradebook, pages and receipts go [course folder].")
@click.option("--jobs", type=click.IntRange(1), help="Submissions at a time, each in a process [all processors].")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on the workers of a Dask scheduler, tls://host:8786.")
@click.option("--again", is_flag=True, help="Grade also what has not changed since its receipt.")
@click.option("--preview", is_flag=True, help="Write nothing; show whose marks would move, and by how much.")
@click.option(
    "--device", default="cpu", show_default=True, help="Where the reference runs: cpu, cuda, cuda:1, ..., or auto."
)
@isolation_option
@course_option
@json_option
def grade(
    week: str,
    paths: tuple[Path, ...],
    out: Path | None,
    jobs: int | None,
    scheduler: str | None,
    again: bool,
    preview: bool,
    device: str,
    isolation: Isolation,
    course_root: Path | None,
    as_json: bool,
) -> None:
    """Grade submissions of WEEK and write gradebook, receipts, feedback pages and class report.

    PATHS are notebooks or folders laid out STUDENT/WEEK/WEEK.ipynb; without any, the course's submitted/ is taken.

    With --json, one object a submission is printed, one a line; docs/json.md documents it.

    \b
    Example:
      autograder grade week06_ddpm submitted --json
    """
    from autograder.classroom import Options, grade_week
    from autograder.report.terminal import Terminal

    course = find_course(course_root)
    options = Options(
        out=(out or course.root).resolve(),
        jobs=jobs or len(os.sched_getaffinity(0)),
        scheduler=scheduler,
        again=again,
        preview=preview,
        device=device,
        isolation=isolation,
    )
    terminal = Terminal(quiet=as_json)
    run = grade_week(course, week, paths or (course.root / "submitted",), options, terminal)
    if as_json:
        for result in run.results:
            click.echo(json.dumps(result.to_json()))
    else:
        terminal.show(run)
    for warning in run.warnings:
        click.echo(f"Warning: {warning}", err=True)
    _tell_failures(run)


@main.command(epilog=STATUSES)
@click.argument("week", required=False)
@click.option("--student", help="With --course: this student alone, in detail.")
@click.option("--at", type=Moment(), help="With --course: as of that time, 2026-11-02T12:00:00+01:00 [now].")
@click.option("--out", type=click.Path(path_type=Path), help="Where receipts and gradebook are [course folder].")
@click.option(
    "--course",
    "course_root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    is_flag=False,
    flag_value=".",
    metavar="[DIRECTORY]",
    help="Without WEEK: how students stand in the whole course. With a folder: that course, not the one above.",
)
@json_option
def report(
    week: str | None,
    student: str | None,
    at: datetime | None,
    out: Path | None,
    course_root: Path | None,
    as_json: bool,
) -> None:
    """Write the pages of WEEK anew from its receipts; or with --course show how students stand.

    With WEEK, feedback pages and class report are written. Without it, --course prints each student's standing in the
    whole course: averages by category, late deductions, the total so far. It writes nothing.

    \b
    Example:
      autograder report --course --student student-01
      autograder report week06_ddpm --json
    """
    if week is None and course_root is None:
        raise UsageError("expected a WEEK, or --course for the standing in the whole course")
    if week is not None and (student is not None or at is not None):
        raise UsageError("--student and --at go with --course, without a WEEK")
    course = find_course(None if course_root == Path() else course_root)
    where = (out or course.root).resolve()
    if week is None:
        _report_course(course, where, student, at or datetime.now(UTC), as_json)
    else:
        _report_week(course, week, where, as_json)


def _report_week(course: Course, week: str, out: Path, as_json: bool) -> None:
    from autograder.classroom import report_week
    from autograder.report.summary import summary_json
    from autograder.report.terminal import Terminal

    run = report_week(course, week, out)
    if as_json:
        click.echo(json.dumps(summary_json(run.results, run.alike)))
    else:
        Terminal(quiet=False).show(run)
    _tell_failures(run)


def _report_course(course: Course, out: Path, student: str | None, now: datetime, as_json: bool) -> None:
    from autograder.classroom import course_standings
    from autograder.report.standing import print_class, print_student

    found, odd = course_standings(course, out, now)
    if student is not None and student not in {one.student for one in found}:
        raise UsageError(f"no student {student!r} in {out / 'gradebook.db'}; `autograder report --course` lists all")
    for line in odd:
        click.echo(f"Warning: {line}", err=True)
    shown = [one for one in found if student in (None, one.student)]
    if as_json:
        for one in shown:
            click.echo(json.dumps(one.to_json()))
    elif student is not None:
        print_student(shown[0], course.syllabus.late, title=course.title)
    else:
        print_class(shown, title=course.title)


@main.command(epilog=STATUSES)
@json_option
def doctor(as_json: bool) -> None:
    """Try to get through the wall; say which layers, device and versions there are, what is missing, how to get it.

    Exit status: 0 if all that is needed is there; 1 if not. A layer that is "missing" in small letters makes the wall
    stronger where it can be had, and grading goes on without it.

    \b
    Example:
      autograder doctor
    """
    from autograder.sandbox.doctor import examine

    findings = examine()
    if as_json:
        click.echo(json.dumps([finding.to_json() for finding in findings]))
    else:
        for finding in findings:
            state = "ok" if finding.ok else "MISSING" if finding.needed else "missing"
            click.echo(f"{state:<7}  {finding.name}: {finding.detail}")
            if not finding.ok:
                click.echo(f"         {finding.remedy}")
    if not all(finding.ok or not finding.needed for finding in findings):
        sys.exit(1)


main.add_command(adopt)
main.add_command(derive)
main.add_command(import_)
main.add_command(todo)
main.add_command(collect)
main.add_command(export)
main.add_command(ready)


def _tell_failures(run: Run) -> None:
    """What our side failed at, each reason once; exit status 3 if there is any."""
    reasons: dict[str, list[str]] = {}
    for failed in run.failed:
        reasons.setdefault(failed.reason, []).append(str(failed.found.path))
    for reason, paths in reasons.items():
        click.echo(f"Error: {', '.join(paths)}: {reason}\nNo score was recorded.", err=True)
    for what in run.unwritten:
        click.echo(f"Error: could not be written: {what}. The marks are recorded.", err=True)
    if run.failed or run.unwritten:
        sys.exit(3)


def _weeks(course: Course, week: str | None, every: bool) -> list[str]:
    if (week is None) != every:
        raise UsageError("expected one WEEK or --all")
    return list(course.weeks) if week is None else [week]
