"""Our wall under the `nbgrader autograde` of a course that knows nothing of us: `autograder adopt` sets it.

nbgrader sanitises a submission by its own rules. Then, in the place of its own:

    ReadEach            a file that is no notebook waits for a person, and keeps no other notebook back
    ExecuteBehindWall   for `Execute`: the cells are run in the sandbox, and get their outputs back
    SaveOutcomes        for `SaveAutoGrades`: a test cell has its points by what it did, not by what was printed

The tests still run in the student's process, as ever in such a course: docs/adopt.md says what that means.
"""

from __future__ import annotations

import atexit
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import nbformat
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, SaveAutoGrades
from traitlets import Float, Integer

from .nbgrader_beside import files_beside

if TYPE_CHECKING:
    from autograder.collect.notebook import CellOutcome
    from autograder.sandbox import Limits, Wall

Resources = dict[str, Any]

OUTCOMES = "autograder_outcomes"  # among nbconvert's resources: by the test cell's id; None where nbgrader executed
UNREADABLE = "autograder_unreadable"  # in a notebook's metadata

_walls: dict[tuple[Path, ...], Wall] = {}


class ReadEach(NotebookExporter):
    """nbgrader's own, but that a submitted file which is no notebook becomes one that says so."""

    def from_filename(
        self, filename: str, resources: Resources | None = None, **options: Any
    ) -> tuple[NotebookNode, Resources]:
        if not any(isinstance(step, ExecuteBehindWall) for step in self._preprocessors):  # it is the student's file
            why = _why_unreadable(Path(filename))
            if why:
                self.log.warning(f"{filename} cannot be read and waits for a person: {why}")
                converted = self.from_notebook_node(_saying(why), resources, **options)  # type: ignore[no-untyped-call]
                return cast(tuple[NotebookNode, Resources], converted)
        return super().from_filename(filename, resources, **options)


def _why_unreadable(path: Path) -> str:
    from autograder.intake.reading import RefusedError, read_bytes

    try:
        text = read_bytes(path).decode("utf-8")
        notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        if all(_is_cell(cell) for cell in notebook.cells):
            return ""
    except RefusedError as error:
        return str(error)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # nbformat meets what is no notebook with any of these
    return "The file is no notebook that Jupyter saved."


def _is_cell(cell: Any) -> bool:
    kinds = ("code", "markdown", "raw")
    return cell.cell_type in kinds and isinstance(cell.source, str) and isinstance(cell.metadata, dict)


def _saying(why: str) -> NotebookNode:
    cell = new_markdown_cell(f"**This file could not be read.** {why}")  # type: ignore[no-untyped-call]
    notebook: NotebookNode = new_notebook(cells=[cell], metadata={UNREADABLE: True})  # type: ignore[no-untyped-call]
    return notebook


class ExecuteBehindWall(Execute):  # type: ignore[misc]
    """In place of nbgrader's executing; `Execute.timeout` and the like still hold."""

    notebook_seconds = Float(600.0, help="For all cells of a notebook; `Execute.timeout` is for one.").tag(config=True)
    memory_bytes = Integer(2 * 2**30, help="What one notebook may hold in memory.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: Resources, km: Any | None = None
    ) -> tuple[NotebookNode, Resources]:
        names = resources["nbgrader"]
        language = language_of(self._kernelspec(names))
        if language != "python":
            self.log.warning(f"{names['notebook']} is {language}, not Python: executed by nbgrader, without a wall")
            resources[OUTCOMES] = None
            return cast(tuple[NotebookNode, Resources], super().preprocess(nb, resources, km))
        try:
            outcomes = self._run(nb, resources)
        except BaseException:
            wait_for_a_person(names)
            raise
        resources[OUTCOMES] = {_id(cell): outcomes[index] for index, cell in _code(nb).items() if _id(cell)}
        return nb, resources

    def _run(self, nb: NotebookNode, resources: Resources) -> dict[int, CellOutcome]:
        """What came of each cell that holds code, by its place; its outputs are in the notebook."""
        from autograder.cell import Cell
        from autograder.collect.session import Session
        from autograder.errors import AutograderError

        from .nbgrader_outcomes import outputs_of

        code, limits = _code(nb), self._limits()
        cells = [Cell(str(index), cell.source) for index, cell in code.items()]
        private = self._private()
        try:
            with Session(_wall(private), cells, limits, self._files(resources)) as session:
                session.confirm()
        except AutograderError:
            _forget(private)  # the next notebook shall have a wall that stands
            raise
        outcomes = {index: session.cells[str(index)] for index in code}
        for count, (index, outcome) in enumerate(outcomes.items(), 1):
            code[index].execution_count = count
            code[index].outputs = outputs_of(outcome, limits.cell_seconds, count)
        return outcomes

    def _limits(self) -> Limits:
        from autograder.sandbox import Limits

        asked = self.timeout if self.timeout and self.timeout > 0 else self.notebook_seconds
        return Limits(
            cell_seconds=float(min(asked, self.notebook_seconds)),
            notebook_seconds=self.notebook_seconds,
            memory_bytes=self.memory_bytes,
        )

    def _kernelspec(self, names: Mapping[str, str]) -> Mapping[str, Any]:
        """The instructor's: a student's own could ask for a kernel without a wall."""
        with Gradebook(names["db_url"]) as gradebook:
            text = gradebook.find_notebook(names["notebook"], names["assignment"]).kernelspec
        return json.loads(text) if text else {}

    @property
    def _directories(self) -> Any:
        return self.parent.parent.coursedir  # preprocessor → exporter → converter

    def _private(self) -> tuple[Path, ...]:
        exchange = self.config.Exchange.get("root")
        return (Path(self._directories.root).resolve(), *([Path(exchange).resolve()] if exchange else []))

    def _files(self, resources: Resources) -> dict[str, Path]:
        names, places = resources["nbgrader"], self._directories
        source = Path(places.format_path(places.source_directory, ".", names["assignment"]))
        submitted = Path(places.format_path(places.submitted_directory, names["student"], names["assignment"]))
        files, left_out = files_beside(Path(resources["metadata"]["path"]), submitted, source)
        for name in left_out:
            self.log.warning(f"{submitted / name} is a link; it is not shown to the notebook")
        return files


class SaveOutcomes(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's own, but for the test cells that ran behind the wall."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        from autograder.errors import AutograderError

        if OUTCOMES not in resources:
            raise AutograderError("ExecuteBehindWall did not run before SaveOutcomes: run `autograder adopt` again.")
        saved = cast(tuple[NotebookNode, Resources], super().preprocess(nb, resources))
        if nb.metadata.get(UNREADABLE):
            wait_for_a_person(resources["nbgrader"], anew=True)
        return saved

    def _add_score(self, cell: NotebookNode, resources: Resources) -> None:
        from .nbgrader_outcomes import points_of

        outcomes = resources[OUTCOMES]
        if outcomes is None or cell.cell_type != "code" or utils.is_solution(cell):
            super()._add_score(cell, resources)
            return
        name, most = cell.metadata.nbgrader["grade_id"], float(cell.metadata.nbgrader["points"])
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        # A test cell without a line of code is not run, and nbgrader gives it all.
        grade.auto_score = points_of(cell.source, outcomes[name], most) if name in outcomes else most
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        self.gradebook.db.commit()


def language_of(kernelspec: Mapping[str, Any]) -> str:
    """The language of a notebook's kernel, in small letters; one that nobody knows is taken for Python."""
    if language := str(kernelspec.get("language") or ""):
        return language.lower()
    name = str(kernelspec.get("name") or "python3")
    try:
        return str(KernelSpecManager().get_kernel_spec(name).language).lower()
    except NoSuchKernel:
        return "python"


def wait_for_a_person(names: Mapping[str, str], *, anew: bool = False) -> None:
    """Have every mark that a submission has not got yet wait for a person: without one it would count as 0.

    Args:
        names: nbgrader's, of the notebook.
        anew: of this notebook alone, and without the automatic marks that an earlier submission got for it.
    """
    with Gradebook(names["db_url"]) as gradebook:
        for notebook in gradebook.find_submission(names["assignment"], names["student"]).notebooks:
            if anew and notebook.name != names["notebook"]:
                continue
            for grade in notebook.grades:
                grade.auto_score = None if anew else grade.auto_score
                if grade.auto_score is None and (anew or grade.manual_score is None):
                    grade.needs_manual_grade = True
        gradebook.db.commit()


def _code(nb: NotebookNode) -> dict[int, NotebookNode]:
    return {index: cell for index, cell in enumerate(nb.cells) if cell.cell_type == "code" and cell.source.strip()}


def _id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id") or "")


def _wall(private: tuple[Path, ...]) -> Wall:
    """Kept warm while the process lives: starting one takes longer than running a notebook."""
    from autograder.sandbox import Wall

    if private not in _walls:
        wall = Wall(private=private)
        wall.start()
        atexit.register(wall.stop)
        _walls[private] = wall
    return _walls[private]


def _forget(private: tuple[Path, ...]) -> None:
    if wall := _walls.pop(private, None):
        wall.stop()
