"""`autograder derive`: judge one derivation, and say of each line whether it follows."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.errors import UsageError
from autograder.options import course_option, find_course, json_option
from autograder.written import derivation_text, says_something

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.question import Question
    from autograder.results import RowResult

STATUSES = """
\b
Exit status:
  0  every part has its points
  1  something is lost
  2  bad usage, or FILE holds no such derivation
  3  our side failed
  4  nothing is lost, but a person has to decide a part
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One check of a derivation: `state` is "yes", "no" or "undecided"."""

    name: str
    state: str
    points: float
    max_points: float
    reason: str


@dataclass(frozen=True, slots=True)
class Derived:
    """What was found. It is for staff: it holds counterexamples."""

    question: str
    rows: tuple[RowResult, ...]
    parts: tuple[Part, ...]

    @property
    def status(self) -> int:
        states = {part.state for part in self.parts}
        return 1 if "no" in states else 4 if "undecided" in states else 0

    def to_json(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "points": sum(part.points for part in self.parts),
            "max_points": sum(part.max_points for part in self.parts),
            "rows": [asdict(row) for row in self.rows],
            "parts": [asdict(part) for part in self.parts],
        }


@click.command(epilog=STATUSES)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--question", required=True, metavar="WEEK/NAME", help="Which derivation it is.")
@course_option
@json_option
def derive(file: Path, question: str, course_root: Path | None, as_json: bool) -> None:
    """Judge the derivation in FILE, and say of each line whether it follows.

    FILE is LaTeX, with or without a first line `%%derivation NAME`, or a student's notebook. What is printed is for
    staff: it shows counterexamples.

    \b
    Example:
      autograder derive submitted/student-01/week04_elbo/week04_elbo.ipynb --question week04_elbo/elbo_jensen
    """
    from autograder.report.derivation import print_derived

    course = find_course(course_root)
    week, asked = _asked(course, question)
    text = _text(course, file, week, asked.name)
    found = derived(asked, text, question)
    if as_json:
        click.echo(json.dumps(found.to_json()))
    else:
        print_derived(found)
    sys.exit(found.status)


def derived(asked: Question, text: str, name: str) -> Derived:
    """Judge `text` as grading does.

    Args:
        asked: a question that is answered in writing.
        text: below `%%derivation NAME`.
        name: what the question is called in what is printed.
    """
    from autograder.collect.wire import Answer
    from autograder.compare import derivation

    answer, want = Answer("returned", text), asked.reference()
    parts: list[Part] = []
    rows: tuple[RowResult, ...] = ()
    for check in asked.checks:
        verdict = check.compare(answer, want, "float64")
        if isinstance(check.compare, derivation):
            rows = rows or check.compare.rows(answer, want)
        state = "yes" if verdict.passed else "undecided" if verdict.undecided else "no"
        points = check.points if verdict.passed else 0
        parts.append(Part(check.name, state, points, check.points, verdict.to_student))
    return Derived(name, rows, tuple(parts))


def _asked(course: Course, name: str) -> tuple[str, Question]:
    week, _, question = name.partition("/")
    if not question:
        raise UsageError(f"expected --question WEEK/NAME, such as week04_elbo/elbo_jensen, got {name!r}")
    private = course.week(week)
    known = [asked.name for asked in private.questions if asked.is_written]
    if question not in known:
        raise UsageError(f"{week} has no derivation {question!r}; it has {', '.join(known) or 'none'}")
    return week, private.question(question)


def _text(course: Course, file: Path, week: str, name: str) -> str:
    text = _of_notebook(course, file, week, name) if file.suffix == ".ipynb" else _of_file(file)
    if not says_something(text):
        raise UsageError(f"{file} holds no derivation {name}")
    return text


def _of_file(file: Path) -> str:
    try:
        return derivation_text(file.read_text(encoding="utf-8").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8 text") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None


def _of_notebook(course: Course, file: Path, week: str, name: str) -> str:
    from autograder.intake import load_release, read_submission

    submission = read_submission(file, load_release(course.root, week))
    if submission.refused is not None:
        raise UsageError(f"{file}: {submission.refused}")
    return submission.written.get(name, "")
