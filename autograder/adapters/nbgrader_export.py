"""`nbgrader export` with what counts: lateness taken off by course.toml, as `autograder report --course` does it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograder.standing import Item, standings

from .nbgrader import course_root

# nbgrader's own, in its order.
COLUMNS: Final = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


class CourseExport(CsvExportPlugin):  # type: ignore[misc]
    """nbgrader's CSV. The penalty is that of `course.toml` as of now; the database holds none."""

    def export(self, gradebook: Gradebook) -> None:
        dest = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", dest)
        with dest.open("w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            rows.writeheader()
            rows.writerows(self._rows(gradebook))

    def _rows(self, gradebook: Gradebook) -> Iterator[dict[str, object]]:
        items = self._items(gradebook)
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                if not (_asked(self.assignment, assignment.name) and _asked(self.student, student.id)):
                    continue
                item = items.get((student.id, assignment.name))
                points = (item.points or 0.0) if item else 0.0
                penalty = item.deduction if item else 0.0
                yield {
                    "assignment": assignment.name,
                    "duedate": assignment.duedate,
                    "timestamp": _utc(item.submitted) if item else None,
                    "student_id": student.id,
                    "last_name": student.last_name,
                    "first_name": student.first_name,
                    "email": student.email,
                    "raw_score": points,
                    "late_submission_penalty": penalty,
                    "score": points - penalty,
                    "max_score": assignment.max_score,
                }

    def _items(self, gradebook: Gradebook) -> dict[tuple[str, str], Item]:
        """By student and assignment what counts of all that was handed in."""
        from autograder.course import Course
        from autograder.gradebook.marks import marks_of

        course = Course.load(course_root(self.config, self.parent.coursedir.root))
        found = standings(course.syllabus, marks_of(gradebook), datetime.now(UTC), frozenset())
        return {(one.student, item.assignment.name): item for one in found for item in one.items}


def _asked(wanted: list[object], name: str) -> bool:
    return not wanted or name in map(str, wanted)


def _utc(time: datetime | None) -> datetime | None:
    """As nbgrader writes it: UTC, without saying so."""
    return None if time is None else time.astimezone(UTC).replace(tzinfo=None)
