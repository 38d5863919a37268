"""What has to happen before nbgrader's converters begin, for which they have no hook.

Changed in place, once for a process, and for courses alone that are configured to use our steps: one Jupyter server may
show several courses.

    generate_assignment   the source notebook is built from `solutions/` first: it is there, and never an old one
    autograde             a week is known to the database from its release; a submission counts whatever its files are
                          called, and also where there is no notebook among them; what the judge has not decided yet
                          is no 0, and waits for a person if the judge fails
"""

from __future__ import annotations

import glob
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException

from autograder.gradebook.database import make_tables

from .nbgrader import course_root
from .nbgrader_graders import begin

if TYPE_CHECKING:
    from autograder.course import Course

OURS = "autograder.adapters."

Step = Callable[..., None]


@cache
def take_over() -> None:
    """Put our steps before nbgrader's own."""
    for converter, name, wrapped in (
        (GenerateAssignment, "init_notebooks", _generating),
        (Autograde, "init_notebooks", _autograding),
        (Autograde, "init_assignment", _autograding_one),
    ):
        setattr(converter, name, wrapped(getattr(converter, name)))


def _generating(nbgraders: Step) -> Step:
    def init_notebooks(self: Any) -> None:
        if _is_ours(*self.preprocessors):
            make_tables(self.coursedir.db_url)  # nbgrader itself would need `alembic` on the PATH for it
            _build_source(self)
        nbgraders(self)

    return init_notebooks


def _autograding(nbgraders: Step) -> Step:
    def init_notebooks(self: Any) -> None:
        if not _is_ours(*self.sanitize_preprocessors):
            nbgraders(self)
            return
        begin()
        # `intake` decides which file is meant, by what is in it; nbgrader skips a name that it does not know.
        place = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        folders = sorted(folder for folder in glob.glob(place) if Path(folder).is_dir())  # noqa: PTH207
        self.assignments = {folder: [str(Path(folder) / f"{Path(folder).name}.ipynb")] for folder in folders}
        if not folders:
            nbgraders(self)  # says what it looked for, and what there is
        for week in {Path(folder).name for folder in folders}:
            _register(self, week)

    return init_notebooks


def _autograding_one(nbgraders: Step) -> Step:
    def init_assignment(self: Any, assignment_id: str, student_id: str) -> None:
        if not _is_ours(*self.sanitize_preprocessors):
            nbgraders(self, assignment_id, student_id)
            return
        with _gradebook(self) as gradebook:
            before = _automatic(gradebook, assignment_id, student_id)
        nbgraders(self, assignment_id, student_id)
        # It gives 0 points where no file has the expected name. That is for the judge to say.
        with _gradebook(self) as gradebook:
            for grade in gradebook.find_submission_notebook(assignment_id, assignment_id, student_id).grades:
                grade.auto_score, grade.needs_manual_grade = before.get(grade.cell_id, (None, True))
            gradebook.db.commit()

    return init_assignment


def _is_ours(*steps: Any) -> bool:
    names = (step if isinstance(step, str) else f"{step.__module__}." for step in steps)
    return any(name.startswith(OURS) for name in names)


def _gradebook(converter: Any) -> Gradebook:
    return Gradebook(converter.coursedir.db_url, converter.coursedir.course_id)


def _automatic(gradebook: Gradebook, week: str, student: str) -> dict[str, tuple[float | None, bool]]:
    """A student's automatic points and what waits for a person, by nbgrader's id of the cell."""
    try:
        grades = gradebook.find_submission_notebook(week, week, student).grades
    except MissingEntry:
        return {}
    return {grade.cell_id: (grade.auto_score, grade.needs_manual_grade) for grade in grades}


def _register(converter: Any, week: str) -> None:
    """Make the database know a week as it was released, so that nobody has to generate it once more for that."""
    from autograder.gradebook.book import Book

    course = _course(converter)
    release = course.root / "assignments" / week / f"{week}.ipynb"
    if not release.is_file():
        _fail(converter, f"expected {release}: run `nbgrader generate_assignment {week}` first")
    directories = converter.coursedir
    with Book.open(
        Path(directories.root),
        release,
        url=directories.db_url,
        course_id=directories.course_id,
        due=course.due(week),
    ):
        pass  # opening registers it


def _build_source(converter: Any) -> None:
    from autograder.errors import AutograderError
    from autograder.release import build_source

    week = converter.coursedir.assignment_id
    course = _course(converter)
    if week not in course.weeks:
        return  # nbgrader says what there is
    course.import_anew()  # a Jupyter server lives longer than a week's files stay as they are
    try:
        odd = build_source(course.root, course.week(week))
    except AutograderError as error:
        _fail(converter, str(error))
    if odd and not converter.force:
        released = course.root / "assignments" / week
        told = ", ".join(map(str, odd))
        converter.log.warning(f"{released} is not what its sources give: {told}. Add --force to have it done anew.")


def _course(converter: Any) -> Course:
    from autograder.course import Course
    from autograder.errors import UsageError

    try:
        return Course.load(course_root(converter.config, converter.coursedir.root))
    except UsageError as error:
        _fail(converter, str(error))


def _fail(converter: Any, why: str) -> NoReturn:
    converter.log.error(why)
    raise NbGraderException(why)


def show_weeks(root: Path, sources: Path) -> None:
    """Make a folder for each week's source, by which the formgrader lists weeks; the source itself is built later."""
    for notebook in root.glob("solutions/*/notebook.py"):
        with suppress(OSError):  # a course that may only be read: then it lists what there is
            (sources / notebook.parent.name).mkdir(parents=True, exist_ok=True)
