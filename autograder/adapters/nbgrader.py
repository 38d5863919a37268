"""Our engine under `nbgrader autograde`: same sandbox, same judge, same marks as `autograder grade`.

nbgrader grades in two steps, "sanitising" `submitted/` into `autograded/` and "autograding" that in place. Its own
preprocessors execute the student's code in an open kernel and read marks from outputs; `nbgrader_config.py` puts these
in their place:

    ReadNothing   a file that nbgrader cannot parse costs its owner a clear message, and no one else anything
    Rebuild       sanitise: our release with the student's answer cells, by `intake`
    Judge         autograde: the engine's verdicts into gradebook, receipt and the notebook's check cells

What goes before them is in `nbgrader_steps`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum, Unicode
from traitlets.config import Config

from .nbgrader_graders import warm_grader

if TYPE_CHECKING:
    from autograder.engine import Grader
    from autograder.intake import Found
    from autograder.sandbox import Isolation

Resources = dict[str, Any]

__all__ = ["Judge", "ReadNothing", "Rebuild", "course_root"]


def course_root(config: Config, root: str) -> Path:
    """The folder that holds course.toml: what `EngineStep.course` says, else nbgrader's root."""
    return Path(config.EngineStep.get("course") or root).resolve()


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
    isolation = Enum(
        ("bubblewrap", "none"), "bubblewrap", help="The wall around a submission, see `autograder grade --help`."
    ).tag(config=True)
    device = Unicode("cpu", help="Where the reference runs: cpu, cuda, cuda:1, ..., or auto.").tag(config=True)

    @property
    def _directories(self) -> Any:
        return self.parent.parent.coursedir  # preprocessor → exporter → converter

    def _course_root(self) -> Path:
        return course_root(self.config, self._directories.root)

    def _grader(self, resources: Resources) -> Grader:
        isolation, week = cast("Isolation", self.isolation), resources["nbgrader"]["assignment"]
        return warm_grader(self._course_root(), week, isolation, self.device, self._private())

    def _private(self) -> list[Path]:
        """What no notebook may see: the gradebook's folder, what others handed in, here and in the exchange."""
        directories = self._directories
        submitted = Path(directories.format_path(directories.submitted_directory, ".", "."))
        exchange = self.config.Exchange.get("root")
        return [Path(directories.root), submitted, *([Path(exchange)] if exchange else [])]

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
        from autograder.gradebook.answers import keep
        from autograder.gradebook.autograded import explained
        from autograder.gradebook.book import Book
        from autograder.gradebook.receipts import Receipt, load
        from autograder.gradebook.record import record

        names = resources["nbgrader"]
        grader, found = self._grader(resources), self._found(resources)
        graded = grader.grade(found)
        result, notebook = graded.result, graded.submission.notebook
        out, week = Path(self._directories.root), names["assignment"]
        receipt, earlier = Receipt.of(result, grader.origin, graded.submission.digest), load(out, found.student, week)
        # What a person decided about an answer that the program cannot decide holds, as long as nothing has changed.
        same = earlier is not None and earlier.key == receipt.key
        release = grader.course.root / "assignments" / week / f"{week}.ipynb"
        course_id, due = self._directories.course_id, grader.course.due(week)
        with Book.open(out, release, url=names["db_url"], course_id=course_id, due=due) as book:
            keep(out, found.student, week, graded.answers)
            # The notebook too, as nbgrader will, but before there is a receipt that vouches for it.
            record(out, book, receipt, replace(result, reused=same), notebook, self._time(found, week))
        return explained(notebook, result), resources

    def _time(self, found: Found, week: str) -> datetime | None:
        """When it was handed in, read as `autograder grade` reads it: nbgrader misreads some time zones."""
        from autograder.gradebook.handed_in import handed_in

        try:
            return handed_in(found.path, week)
        except ValueError as error:
            self.log.warning(str(error))
            return None
