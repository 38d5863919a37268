"""`autograder export canvas|moodle|csv`: marks, and feedback, in the files that these systems import."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from autograder.errors import UsageError
from autograder.options import course_option, find_course, json_option

if TYPE_CHECKING:
    from autograder.adapters.lms.exported import Exported, Left
    from autograder.adapters.lms.marks import Rules
    from autograder.adapters.lms.people import Named
    from autograder.course import Course
    from autograder.standing import Standing

STATUSES = """
\b
Exit status:
  0  done; cells that were left as they are, and why, are told
  1  done, but a mark found no place: its student is not in the roster, or the system does not take it
  2  bad usage: nothing was written
  3  our side failed
"""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Gradebook:
    """The marks that are exported: the course, the folder of its gradebook, and how everybody stands."""

    course: Course
    out: Path
    standings: tuple[Standing, ...]

    @property
    def students(self) -> set[str]:
        return {standing.student for standing in self.standings}


def marks_options(command: F) -> F:
    """What the exports of an LMS's marks share."""
    options = (
        click.option("--by", metavar="COLUMN", help="The LMS's column that names our students [what fits]."),
        click.option("--raw", is_flag=True, help="Points as gained: nothing is taken off for lateness."),
        click.option("--provisional", is_flag=True, help="Also marks of which a person still has to give a part."),
        click.option("--zeros", is_flag=True, help="0 for what was due and not handed in [the cell stays]."),
        click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file [OUT/exports/...]."),
        click.option("--out", type=click.Path(path_type=Path), help="Where the gradebook is [course folder]."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(epilog=STATUSES)
@click.argument("week", required=False)
@click.option("--roster", type=click.Path(path_type=Path), help="The gradebook that Canvas exported; it is filled in.")
@click.option("--assignment", help="The column's title or id in Canvas [found by the week's title or name].")
@click.option("--total", metavar="TITLE", help="Also the total so far, in percent, into the column of this title.")
@click.option("--scale", is_flag=True, help="Convert where Canvas marks out of other points.")
@marks_options
@course_option
@json_option
def canvas(
    week: str | None,
    roster: Path | None,
    assignment: str | None,
    total: str | None,
    scale: bool,
    by: str | None,
    raw: bool,
    provisional: bool,
    zeros: bool,
    to: Path | None,
    out: Path | None,
    course_root: Path | None,
    as_json: bool,
) -> None:
    """Fill marks of WEEK, or of all weeks, into the gradebook that Canvas exported.

    Export it in Canvas (Grades > Export > Export Entire Gradebook), run this, and import the new file there. Cells of
    whom there is no mark stay as Canvas wrote them. Without --roster a new file names students by SIS Login ID alone.

    \b
    Example:
      autograder export canvas week06_ddpm --roster gradebook.csv
    """
    from autograder.adapters.lms.marks import Rules

    if assignment is not None and week is None:
        raise UsageError("--assignment goes with a WEEK")
    if roster is None and assignment is not None:
        raise UsageError("--assignment goes with --roster")
    book = _gradebook(course_root, out)
    path = _target(to, book.out, f"{week or 'course'}-canvas.csv", [roster] if roster else [])
    rules = Rules(raw, provisional, zeros)
    text, told = _canvas(book, week, roster, assignment, total, by, rules, scale=scale)
    _finish([(path, text.encode())], told, as_json=as_json)


def _canvas(
    book: Gradebook,
    week: str | None,
    roster: Path | None,
    assignment: str | None,
    total: str | None,
    by: str | None,
    rules: Rules,
    *,
    scale: bool,
) -> tuple[str, Exported]:
    from autograder.adapters.lms import canvas
    from autograder.adapters.lms.marks import of_course, of_week
    from autograder.adapters.lms.sheet import read_sheet

    columns = [of_week(book.standings, name, rules) for name in _weeks(book.course, week)]
    totals = [of_course(book.standings, total, rules)] if total is not None else []
    if roster is None:
        return canvas.fresh([column for column in [*columns, *totals] if column.values], by)
    gradebook = canvas.read_gradebook(read_sheet(roster))
    pairs, missing = [], []
    for column in [*columns, *totals]:
        wanted = [assignment] if assignment and column not in totals else [column.title, column.name]
        place = gradebook.place(*wanted)
        if place is None:
            missing.append(column)
        else:
            pairs.append((place, column))
    if missing and (week is not None or not pairs or totals[-1:] == missing[-1:]):
        headings = ", ".join(place.heading for place in gradebook.places) or "none"
        raise UsageError(
            f"{roster} has no assignment {assignment or missing[-1].title!r}; it has {headings}. Make it in Canvas and "
            "export again, or name one with --assignment"
        )
    text, told = canvas.fill(gradebook, gradebook.roster.named(by, book.students), pairs, scale=scale)
    notes = [f"Canvas has no assignment for {column.name}" for column in missing if column.values]
    return text, replace(told, notes=(*notes, *told.notes))


@click.command(epilog=STATUSES)
@click.argument("week", required=False)
@click.option(
    "--worksheet", type=click.Path(path_type=Path), help="The assignment's grading worksheet; it is filled in."
)
@click.option(
    "--roster",
    "rosters",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A list of participants; may be repeated.",
)
@click.option("--feedback", is_flag=True, help="Also the feedback pages, as a zip file for Moodle.")
@click.option("--comments/--no-comments", default=True, help="Feedback in a few lines beside the grade [yes].")
@click.option("--scale", is_flag=True, help="Convert where the worksheet's maximum grade is another one.")
@marks_options
@course_option
@json_option
def moodle(
    week: str | None,
    worksheet: Path | None,
    rosters: tuple[Path, ...],
    feedback: bool,
    comments: bool,
    scale: bool,
    by: str | None,
    raw: bool,
    provisional: bool,
    zeros: bool,
    to: Path | None,
    out: Path | None,
    course_root: Path | None,
    as_json: bool,
) -> None:
    """Fill marks of WEEK into Moodle's grading worksheet; or write a file for the gradebook's own import.

    Download the worksheet (the assignment > Submissions > Actions > Download grading worksheet, in English), run this,
    and upload the new file there. Without --worksheet the file is one for Grades > Import > CSV file; without WEEK it
    holds the total so far, in percent.

    \b
    Example:
      autograder export moodle week06_ddpm --worksheet Grades.csv --feedback
    """
    from autograder.adapters.lms.marks import Rules

    if worksheet is None and (feedback or scale):
        raise UsageError("--feedback and --scale go with --worksheet, which holds Moodle's numbers and maximum")
    if week is None and worksheet is not None:
        raise UsageError("--worksheet goes with a WEEK: it is one assignment's")
    book = _gradebook(course_root, out)
    sources = [*rosters, *([worksheet] if worksheet else [])]
    path = _target(to, book.out, f"{week or 'course'}-moodle.csv", sources)
    rules = Rules(raw, provisional, zeros)
    if worksheet is None:
        text, told = _grade_import(book, week, rosters, by, rules, comments=comments)
        _finish([(path, text.encode())], told, as_json=as_json)
        return
    text, told, people = _worksheet(book, week or "", worksheet, rosters, by, rules, comments=comments, scale=scale)
    files = [(path, text.encode())]
    if feedback:
        archive, notes = _feedback(book, week or "", told, people)
        files.append((path.with_name(f"{path.stem}-feedback.zip"), archive))
        told = replace(told, notes=(*told.notes, *notes))
    _finish(files, told, as_json=as_json)


def _grade_import(
    book: Gradebook, week: str | None, rosters: Sequence[Path], by: str | None, rules: Rules, *, comments: bool
) -> tuple[str, Exported]:
    from autograder.adapters.lms import moodle
    from autograder.adapters.lms.marks import of_course, of_week
    from autograder.adapters.lms.sheet import plain, read_sheet

    if week is None:
        column, said = of_course(book.standings, book.course.title, rules), {}
    else:
        _weeks(book.course, week)
        column, said = of_week(book.standings, week, rules), _comments(book, week, rules) if comments else {}
    commented = comments and week is not None
    if rosters:
        named = moodle.read_people([read_sheet(path) for path in rosters]).named(by, book.students)
        return moodle.grade_import(column, said, named.column, named, commented=commented)
    key = next((name for name in moodle.NAMES if plain(name) == plain(by or "Username")), None)
    if key is None:
        raise UsageError(f"Moodle has no column {by!r} that names students; it has {', '.join(moodle.NAMES)}")
    return moodle.grade_import(column, said, key, None, commented=commented)


def _worksheet(
    book: Gradebook,
    week: str,
    worksheet: Path,
    rosters: Sequence[Path],
    by: str | None,
    rules: Rules,
    *,
    comments: bool,
    scale: bool,
) -> tuple[str, Exported, Named]:
    from autograder.adapters.lms import moodle
    from autograder.adapters.lms.marks import of_week
    from autograder.adapters.lms.sheet import read_sheet

    _weeks(book.course, week)
    sheet = read_sheet(worksheet)
    if not moodle.is_worksheet(sheet):
        raise UsageError(
            f"{worksheet} has no column {moodle.IDENTIFIER!r}, so it is no grading worksheet; download it with "
            "Moodle's language set to English"
        )
    roster = moodle.read_people([sheet, *(read_sheet(path) for path in rosters)])
    named = roster.named(by, book.students)
    said = _comments(book, week, rules) if comments else {}
    column = of_week(book.standings, week, rules)
    text, told = moodle.fill(sheet, named, roster.people, column, said, scale=scale)
    return text, told, named


def _feedback(book: Gradebook, week: str, told: Exported, named: Named) -> tuple[bytes, tuple[str, ...]]:
    """The pages of those whose mark was written, as a zip file, and of whom there is none."""
    from autograder.adapters.lms.moodle_download import feedback_archive

    pages = {one.student: book.out / "feedback" / one.student / week / f"{week}.html" for one in told.written}
    there = [(student, path) for student, path in sorted(pages.items()) if path.is_file()]
    archive = feedback_archive((named.people[student], path.name, path.read_bytes()) for student, path in there)
    without = sorted(pages.keys() - {student for student, _ in there})
    return archive, (f"there is no feedback page of {', '.join(without)}",) if without else ()


@click.command("csv", epilog=STATUSES)
@click.argument("week", required=False)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file [OUT/exports/...].")
@click.option("--out", type=click.Path(path_type=Path), help="Where the gradebook is [course folder].")
@course_option
@json_option
def as_csv(week: str | None, to: Path | None, out: Path | None, course_root: Path | None, as_json: bool) -> None:
    """Write everybody's marks of WEEK, or how everybody stands in the course, as a plain table.

    The numbers are those of `autograder report --course`: points as gained, what lateness took off, and what counts.

    \b
    Example:
      autograder export csv week06_ddpm --to marks.csv
    """
    from autograder.adapters.lms.exported import Exported, Written
    from autograder.adapters.lms.table import counted_cell, course_table, week_table

    book = _gradebook(course_root, out)
    path = _target(to, book.out, f"{week or 'course'}.csv", [])
    if week is None:
        text = course_table(book.standings)
    else:
        _weeks(book.course, week)
        text = week_table(book.standings, week)
    rows = tuple(Written(one.student, week or "course", counted_cell(one, week)) for one in book.standings)
    _finish([(path, text.encode())], Exported("csv", (), written=rows), as_json=as_json)


def _gradebook(course_root: Path | None, out: Path | None) -> Gradebook:
    from autograder.classroom import course_standings

    course = find_course(course_root)
    where = (out or course.root).resolve()
    standings, odd = course_standings(course, where, datetime.now(UTC))
    for line in odd:
        click.echo(f"Warning: {line}", err=True)
    return Gradebook(course, where, standings)


def _weeks(course: Course, week: str | None) -> list[str]:
    if week is not None and week not in course.weeks:
        raise UsageError(f"course.toml has no week {week!r}; it has {', '.join(course.weeks) or 'none'}")
    return list(course.weeks) if week is None else [week]


def _comments(book: Gradebook, week: str, rules: Rules) -> dict[str, str]:
    """A few lines of feedback by student."""
    from autograder.adapters.lms.comments import comment
    from autograder.gradebook.remarks import load_remarks

    remarks = load_remarks(book.out, week)
    items = {
        standing.student: item for standing in book.standings for item in standing.items if item.assignment.name == week
    }
    return {student: comment(theirs, items[student], raw=rules.raw) for student, theirs in remarks.items()}


def _target(to: Path | None, out: Path, name: str, sources: Sequence[Path]) -> Path:
    """Where the file goes; never where it came from."""
    path = to or out / "exports" / name
    if path.resolve() in {source.resolve() for source in sources}:
        raise UsageError(f"{path} is the file that the LMS exported; write another one with --to")
    return path


def _finish(files: Sequence[tuple[Path, bytes]], told: Exported, *, as_json: bool) -> None:
    """Write the files, say what was done, and end with the status of that."""
    from autograder.files import write_whole_bytes

    for path, data in files:
        try:
            write_whole_bytes(path, data)
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}; give another file with --to") from None
    told = replace(told, files=tuple(path for path, _ in files))
    if as_json:
        click.echo(json.dumps(told.to_json()))
    else:
        _print(told)
    sys.exit(told.status)


def _print(told: Exported) -> None:
    from autograder.words import counted, one_line

    noun = "row" if told.to == "csv" else "mark"
    by = f"; students are named by {told.by}" if told.by else ""
    click.echo(f"Wrote {', '.join(map(str, told.files))}: {counted(len(told.written), noun)}{by}.")
    replaced = [one for one in told.written if one.replaces]
    if replaced:
        moves = ", ".join(f"{one.student} {one_line(one.before)} to {one.value}" for one in replaced)
        click.echo(f"In the place of another mark: {moves}.")
    for line in _by_reason(told.left):
        click.echo(f"Left as it is: {line}.")
    if told.absent:
        click.echo(f"In the roster, and unknown here: {'; '.join(map(one_line, told.absent))}.")
    for note in told.notes:
        click.echo(f"Note: {one_line(note)}")
    for line in _by_reason(told.homeless):
        click.echo(f"No place for: {line}.", err=True)


def _by_reason(left: Iterable[Left]) -> Iterable[str]:
    groups: dict[tuple[str, str], list[str]] = {}
    for one in left:
        groups.setdefault((one.what, one.why), []).append(one.student)
    return (f"{what}: {why}: {', '.join(students)}" for (what, why), students in groups.items())
