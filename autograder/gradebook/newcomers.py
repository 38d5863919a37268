"""A submission that nbgrader's database does not have yet: its rows in four statements.

nbgrader builds them one by one, as objects with all that hangs on them, which takes longer than judging the submission.
The rows are the same; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from nbgrader import utils
from nbgrader.api import Comment, Grade, Notebook, Student, SubmittedAssignment, SubmittedNotebook, new_uuid
from sqlalchemy import insert, select
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Page:
    """What a new submission of a week consists of: the identities that nbgrader gave the release, names by identity."""

    assignment: str
    notebook: str
    grades: dict[str, str]
    comments: dict[str, str]

    @classmethod
    def of(cls, stored: Notebook) -> Self:
        tasks = {cell.id: cell.name for cell in stored.task_cells}
        return cls(
            assignment=stored.assignment_id,
            notebook=stored.id,
            grades={cell.id: cell.name for cell in stored.grade_cells} | tasks,
            comments={cell.id: cell.name for cell in stored.solution_cells} | tasks,
        )

    def has(self, session: Session, student: str) -> bool:
        """Whether the student's submission is on record."""
        of_student = select(SubmittedAssignment.id).where(
            SubmittedAssignment.assignment_id == self.assignment, SubmittedAssignment.student_id == student
        )
        return session.execute(of_student).first() is not None

    def add(
        self,
        session: Session,
        student: str,
        submitted: datetime | None,
        grade: Callable[[str], dict[str, Any]],
        comment: Callable[[str], str | None],
    ) -> None:
        """Add a submission, and its student if unknown. `grade` and `comment` tell what a cell gets by its name."""
        if session.execute(select(Student.id).where(Student.id == student)).first() is None:
            session.execute(insert(Student.__table__), [{"id": student}])
        submission, notebook = new_uuid(), new_uuid()
        time = None if submitted is None else utils.parse_utc(submitted)
        own = {"id": submission, "assignment_id": self.assignment, "student_id": student, "timestamp": time}
        session.execute(insert(SubmittedAssignment.__table__), [own])
        part = {"id": notebook, "assignment_id": submission, "notebook_id": self.notebook}
        session.execute(insert(SubmittedNotebook.__table__), [part])
        grades = [{"cell_id": cell, **grade(name)} for cell, name in self.grades.items()]
        comments = [{"cell_id": cell, "auto_comment": comment(name)} for cell, name in self.comments.items()]
        for table, rows in ((Grade.__table__, grades), (Comment.__table__, comments)):
            if rows:
                session.execute(insert(table), [{"notebook_id": notebook, **row} for row in rows])
