"""A student's notebook beside what was handed out: which question has an answer, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.intake import Fetched, Release, Submission, parsed_release, read_fetched
from autograder.intake.code import defines_function
from autograder.intake.matching import Matched, match, same_code
from autograder.intake.reading import StudentCell, StudentNotebook
from autograder.intake.released import RELEASED

from .readiness import State

_TOLD_WITH_ITS_QUESTION = ": its answer cell is missing."


@dataclass(frozen=True)
class Compared:
    """One notebook and its release, read by the code that grading reads them with.

    Args:
        theirs: the student's.
        release: what was handed out.
        submission: what grading makes of it.
        matched: which cell answers what.
        texts: by name, the cells for answers in prose as they were handed out.
    """

    theirs: StudentNotebook
    release: Release
    submission: Submission
    matched: Matched
    texts: Mapping[str, str]

    @property
    def names(self) -> list[str]:
        """Of all questions, in the order of the release."""
        return [cell.name for cell in self.release.cells if cell.role == "answer" or cell.name in self.texts]

    @property
    def repaired(self) -> tuple[str, ...]:
        """What grading would put right."""
        return tuple(text for text in self.submission.repaired if not text.endswith(_TOLD_WITH_ITS_QUESTION))

    def state(self, name: str) -> State:
        if name in self.texts:
            own = [cell.source for cell in self.theirs.cells if cell.name == name]
            changed = any(not same_code(text, self.texts[name]) for text in own)
            if self.submission.answered.get(name, changed):
                return "answered"
            return "as released" if own else "missing"
        if name not in self.matched.cells and name not in self.matched.elsewhere:
            return "missing"
        return "answered" if self.submission.answered[name] else "as released"

    def in_code(self) -> list[str]:
        """Answers that are to be run, and are not as released."""
        not_run = {*self.release.written, *self.texts}
        names = [name for name in self.release.answers if name not in not_run]
        return [name for name in names if self.state(name) == "answered"]

    def is_function(self, name: str) -> bool:
        return defines_function(self.release.stubs[name], name)

    def cell_of(self, name: str) -> str:
        """Name of the cell that answers `name`."""
        return self.matched.elsewhere.get(name, name)

    def may_raise(self, cell: StudentCell) -> bool:
        """An expression that is not answered yet raises when its cell runs, and "Run All" goes on."""
        tags = [ours.metadata.get("tags", []) for ours in self.release.notebook.cells if _name(ours) == cell.name]
        return bool(cell.name) and any("raises-exception" in tag for tag in tags)


def compared(path: Path, data: bytes, digest: str, theirs: StudentNotebook) -> Compared | str:
    """A notebook beside its release; a sentence where that is not there to be compared with.

    Args:
        path: the notebook's.
        data: its bytes.
        digest: SHA-256 of them.
        theirs: what was read of it.
    """
    beside = path.parent / RELEASED
    if not beside.is_file():
        return (
            f"There is no {RELEASED} beside this notebook, so whether every question is there is not known. It came "
            "with the notebook: keep the folder tests with it."
        )
    try:
        release = parsed_release(beside.read_bytes())
    except Exception:  # a damaged file fails in many ways, and each means the same here
        return f"{RELEASED} is damaged, so whether every question is there is not known: put the released file there."
    submission = read_fetched(Fetched("", path, data, digest), release)
    texts = {_name(cell): cell.source for cell in release.notebook.cells if _is_prose(cell)}
    return Compared(theirs, release, submission, match(release, theirs.cells), texts)


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _is_prose(cell: NotebookNode) -> bool:
    """Whether it is a text that a person reads."""
    return cell.cell_type == "markdown" and bool(cell.metadata.get("nbgrader", {}).get("solution"))
