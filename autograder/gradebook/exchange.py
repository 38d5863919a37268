"""What nbgrader's exchange lays beside a submission, and looks for beside the feedback to give it back.

`nbgrader autograde` and `nbgrader generate_feedback` carry these files along. Results that were written otherwise need
them too: without, `nbgrader release_feedback` finds nobody to give a page to.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from autograder.files import plain_name, write_whole

from .handed_in import FILE as TIME
from .places import autograded_path

FILES: Final = (TIME, "submission_secret.txt")
_MOST_BYTES: Final = 1000


def carry(out: Path, student: str, week: str, path: Path) -> None:
    """Lay the exchange's files beside a submission's annotated notebook and its page, where it has such.

    Args:
        out: folder of the gradebook.
        student: whose it is.
        week: name of the week.
        path: the submission, a notebook or its folder `STUDENT/WEEK`.

    Raises:
        OSError: one could not be written.
    """
    folder = path if path.name == week else path.parent
    if folder.name != week or folder.is_symlink():
        return
    places = (autograded_path(out, student, week).parent, out / "feedback" / plain_name(student) / plain_name(week))
    for name in FILES:
        text = _small_text(folder / name)
        for place in places if text else ():
            if place.is_dir():
                write_whole(place / name, text)


def _small_text(file: Path) -> str:
    """What a student's folder holds under that name; nothing where that is no small file of text."""
    try:
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST_BYTES:
            return ""
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
