"""The folder that a benchmark works in: a copy of the course, released, and a class that has handed in.

WORK/course/            solutions/ and assignments/ of the week, course.toml
WORK/classes/N/         STUDENT/WEEK/WEEK.ipynb of the first N students
WORK/out/               what grading them writes
WORK/nbgrader, otter/   the same assignment and the same answers for the other graders (peers.py)
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course import Course
from autograder.question import Week
from autograder.release import release
from autograder.release.source import read_source

from .answers import Student, students

WEEK = "week00_elbo"
SOURCE = Path(__file__).with_name("course")
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Workplace:
    """`root` is made by `build`, and emptied where it was there."""

    root: Path

    @property
    def course(self) -> Path:
        return self.root / "course"

    @property
    def questions_file(self) -> Path:
        return self.course / "solutions" / WEEK / "questions.py"

    def whole_course(self, checkout: Path) -> Path:
        """A copy of the course around this benchmark: grading gives a course a secret of its own."""
        folder = self.root / "whole-course"
        if not folder.exists():
            folder.mkdir()
            for name in ("course.toml", "nbgrader_config.py"):
                shutil.copy(checkout / name, folder)
            for name in ("solutions", "reference_impl", "assignments"):
                shutil.copytree(checkout / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        return folder

    def copies(self, submitted: Path, count: int) -> Path:
        """A class whose `count` students have all handed in the folder `submitted`."""
        folder = self.root / "classes" / f"{submitted.name}-{count}"
        if not folder.exists():
            for number in range(1, count + 1):
                shutil.copytree(submitted, folder / f"student-{number:02}" / submitted.name)
        return folder

    @cached_property
    def week(self) -> Week:
        return Course.load(self.course).week(WEEK)

    @cached_property
    def source(self) -> NotebookNode:
        """The week's notebook with its solutions."""
        return read_source(self.course / "solutions" / WEEK / "notebook.py", self.week)

    @cached_property
    def solutions(self) -> Mapping[str, str]:
        """Source of each answer cell with its solution, without the marks around that."""
        marks = ("### BEGIN SOLUTION", "### END SOLUTION")
        return {
            cell.metadata["nbgrader"]["grade_id"]: "\n".join(
                line for line in cell.source.splitlines() if line.strip() not in marks
            )
            for cell in self.source.cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        }

    def build(self) -> None:
        """Copy the course and release its week."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(SOURCE, self.course, ignore=shutil.ignore_patterns("__pycache__"))
        release(self.course, self.week)

    def students(self, count: int) -> list[Student]:
        return students(self.week, self.solutions, count)

    def handed_in(self, count: int) -> Path:
        """The folder of the first `count` students' notebooks; made where it is not there yet."""
        folder = self.root / "classes" / str(count)
        if not folder.exists():
            released = self.course / "assignments" / WEEK / f"{WEEK}.ipynb"
            hand_in(self.students(count), released, lambda student: folder / student.name / WEEK / f"{WEEK}.ipynb")
        return folder

    def out(self, name: str) -> Path:
        """An empty folder for what grading writes."""
        folder = self.root / "out" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def hand_in(class_: list[Student], released: Path, place) -> None:
    """Write each student's notebook: the released one with the student's answers in the place of the stubs.

    Args:
        class_: who hands in.
        released: the notebook as its grader's own tool released it.
        place: where the notebook of a student goes.
    """
    notebook = nbformat.read(released, as_version=4)
    stubs = {
        cell.source.partition("(")[0].removeprefix("def "): cell
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source.startswith("def ")
    }
    untouched = {name: stub.source for name, stub in stubs.items()}
    for student in class_:
        for name, stub in stubs.items():
            stub.source = student.sources.get(name, untouched[name])
        path = place(student)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)


def environment() -> dict[str, str]:
    """For all graders: this environment's programs first, one thread each."""
    return {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "OMP_NUM_THREADS": "1", "JUPYTER_PLATFORM_DIRS": "1"}
