"""The configuration beside a gradebook, through which nbgrader finds it. Imports nothing of nbgrader: that is slow."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from autograder.files import write_whole

_CONFIG: Final = '''\
"""Shows this gradebook in nbgrader's formgrader: start `jupyter lab` in this folder. Written by `autograder grade`."""

from pathlib import Path

out = Path(__file__).parent.resolve()
course = (out / {course!r}).resolve()

c = get_config()  # noqa: F821
load_subconfig(str(course / "nbgrader_config.py"))  # noqa: F821
c.CourseDirectory.root = str(out)
c.CourseDirectory.source_directory = str(course / "build" / "source")
c.CourseDirectory.release_directory = str(course / "assignments")
c.CourseDirectory.submitted_directory = str((out / {submitted!r}).resolve())
c.EngineStep.course = str(course)
'''


def write_config(out: Path, course: Path, submitted: Path | None = None) -> Path | None:
    """Write OUT/nbgrader_config.py, so that nbgrader finds this gradebook; None where OUT is the course itself.

    Args:
        out: folder of the gradebook.
        course: folder that holds course.toml and the course's own nbgrader_config.py.
        submitted: folder of STUDENT/WEEK/WEEK.ipynb; the course's own where None.
    """
    out, course = out.resolve(), course.resolve()
    if out == course:
        return None
    path = out / "nbgrader_config.py"
    places = {"course": course, "submitted": (submitted or course / "submitted").resolve()}
    write_whole(path, _CONFIG.format(**{name: os.path.relpath(place, out) for name, place in places.items()}))
    return path
