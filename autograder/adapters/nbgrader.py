"""Our engine under `nbgrader autograde`: same sandbox, same judge, same marks as `autograder grade`.

nbgrader grades in two steps, "sanitising" `submitted/` into `autograded/` and "autograding" that in place. Its own
preprocessors execute the student's code in an open kernel and read marks from outputs; `nbgrader_config.py` puts these
in their place:

    name_after_week   a renamed notebook is still this week's (nbgrader would skip it)
    ReadNothing       a file that nbgrader cannot parse costs its owner a clear message, and no one else anything
    Rebuild           sanitise: our release with the student's answer cells, by `intake`
    Judge             autograde: the engine's verdicts into gradebook, receipt and the notebook's check cells
"""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

if TYPE_CHECKING:
    from autograder.engine import Grader
    from autograder.intake import Found
    from autograder.sandbox import Isolation

Resources = dict[str, Any]

__all__ = ["Judge", "ReadNothing", "Rebuild", "name_after_week"]


def name_after_week(*, assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's `pre_convert_hook`: have it process WEEK.ipynb, whatever the student called the file.

    Which file that is decides `intake`, by its content; nbgrader itself skips a name that it does not know.
    """
    if notebooks:
        folder = Path(notebooks[0]).parent
        notebooks[:] = [str(folder / f"{folder.name}.ipynb")]


class ReadNothing(NotebookExporter):
    """An exporter that leaves reading a submitted file to `Rebuild`."""

    def from_filename(
        self, filename: str, resources: Resources | None = None, **options: Any
    ) -> tuple[NotebookNode, Resources]:
        if any(isinstance(step, Rebuild) for step in self._preprocessors):
            notebook: NotebookNode = new_notebook()  # type: ignore[no-untyped-call]
        else:
            text = Path(filename).read_text(encoding="utf-8")  # ours: `Rebuild` wrote it
            notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        converted = self.from_notebook_node(notebook, resources, **options)  # type: ignore[no-untyped-call]
        return cast(tuple[NotebookNode, Resources], converted)


class EngineStep(NbGraderPreprocessor):  # type: ignore[misc]
    """What both steps share: the warm grader of a week, and where a student's file is."""

    course = Unicode("", help="The folder that holds course.toml; nbgrader's root where empty.").tag(config=True)
    isolation = Unicode("bubblewrap", help="The wall around a submission, see `autograder grade --help`.").tag(
        config=True
    )
    device = Unicode("cpu", help="Where the reference runs: cpu, cuda, cuda:1, ..., or auto.").tag(config=True)

    @property
    def _directories(self) -> Any:
        return self.parent.parent.coursedir  # preprocessor → exporter → converter

    def _course_root(self) -> Path:
        return Path(self.course or self._directories.root).resolve()

    def _grader(self, resources: Resources) -> Grader:
        return _warm_grader(self._course_root(), resources["nbgrader"]["assignment"], self.isolation, self.device)

    def _found(self, resources: Resources) -> Found:
        from autograder.intake import Found, find_submissions

        names = resources["nbgrader"]
        student, week = names["student"], names["assignment"]
        folder = Path(self._directories.format_path(self._directories.submitted_directory, student, week))
        return Found(student, find_submissions([folder], week)[0].path)


class Rebuild(EngineStep):
    """In place of nbgrader's sanitising."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        return self._grader(resources).read(self._found(resources)).notebook, resources


class Judge(EngineStep):
    """In place of nbgrader's executing, and of its reading marks from outputs."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        from autograder.gradebook.autograded import explained
        from autograder.gradebook.book import Book
        from autograder.gradebook.receipts import Receipt
        from autograder.gradebook.record import record

        names = resources["nbgrader"]
        grader = self._grader(resources)
        graded = grader.grade(self._found(resources))
        result, notebook = graded.result, graded.submission.notebook
        out = Path(self._directories.root)
        release = self._course_root() / "assignments" / names["assignment"] / f"{names['assignment']}.ipynb"
        with Book.open(out, release, url=names["db_url"], course_id=self._directories.course_id) as book:
            # The notebook too, as nbgrader will, but before there is a receipt that vouches for it.
            record(out, book, Receipt.of(result, grader.origin, graded.submission.digest), result, notebook)
        return explained(notebook, result), resources


@cache
def _warm_grader(course: Path, week: str, isolation: Isolation, device: str) -> Grader:
    """One grader for the process, closed at its end: starting one takes longer than grading many submissions."""
    from autograder.engine import Course, Grader

    grader = Grader(Course.load(course), week, isolation=isolation, device=device).__enter__()
    atexit.register(grader.__exit__, None, None, None)
    return grader
