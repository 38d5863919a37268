"""The derivations that the course asks for, and the corpus of students' texts."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.course import Course

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "derivations"
NAMES = sorted(path.name for path in CORPUS.iterdir() if path.is_dir())


@dataclass(frozen=True)
class Written:
    """A text of the corpus with what its header says of it."""

    path: Path
    text: str
    loses: frozenset
    first_bad: int | None

    @property
    def right(self):
        return self.path.name.startswith("right-")

    def __str__(self):
        return f"{self.path.parent.name}/{self.path.stem}"


@cache
def asked():
    """Every derivation that a week asks for, by name."""
    course = Course.load(ROOT)
    questions = [question for week in course.weeks for question in course.week(week).questions]
    return {question.name: question.reference() for question in questions if question.is_written}


def corpus(name):
    """The texts of one name, in order."""
    return [read(path) for path in sorted((CORPUS / name).glob("*.tex"))]


def read(path):
    text = path.read_text(encoding="utf-8")
    loses = re.search(r"^% loses: (.+)$", text, re.MULTILINE)
    first = re.search(r"^% first bad row: (\d+)$", text, re.MULTILINE)
    lost = frozenset(part.strip() for part in loses.group(1).split(",")) if loses else frozenset()
    return Written(path, text, lost, int(first.group(1)) if first else None)


def states(judgement):
    """The state of every part."""
    parts = {"start": judgement.start, "goal": judgement.goal, "validity": judgement.validity, **judgement.moves}
    return {name: finding.state for name, finding in parts.items()}
