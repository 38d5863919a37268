"""When a submission was handed in, as nbgrader's exchange writes it down: `STUDENT/WEEK/timestamp.txt`."""

from __future__ import annotations

import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from nbgrader.utils import parse_utc

from autograder.words import one_line

FILE: Final = "timestamp.txt"
_MOST_BYTES: Final = 200
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}")


def handed_in(path: Path, week: str) -> datetime | None:
    """The time beside a submission, with its zone (UTC where the file names none); None where there is no such file.

    Args:
        path: the submission, a notebook or its folder `STUDENT/WEEK`.
        week: name of the week. A notebook that lies elsewhere has no time: a folder of several has no time for each.

    Raises:
        ValueError: the file is there and does not hold a time. The message names it.
    """
    folder = path if path.name == week else path.parent
    file = folder / FILE
    if folder.name != week or folder.is_symlink():
        return None
    try:
        # Whatever a student's folder holds in its place is looked at as it is: a link's end may be no path at all.
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST_BYTES:
            raise ValueError("not a small file")
        # The gradebook keeps UTC, in which the first and the last hours of the calendar do not exist.
        return _parsed(file.read_text(encoding="utf-8").strip()).astimezone(UTC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, OverflowError, OSError):
        where = one_line(str(file))
        raise ValueError(f"{where} holds no time such as 2026-10-19 21:40:00 UTC; it was left aside") from None


def _parsed(text: str) -> datetime:
    if not _DATE.match(text):  # nbgrader's parser would take "10" for the tenth of this month
        raise ValueError("not a date and time")
    try:
        # By ourselves where we can: nbgrader 0.9.6 takes the zone of "21:40:00 +0200" for 200 seconds.
        time = datetime.fromisoformat(re.sub(r" (?=[+-]\d{2}:?\d{2}$)", "", text))
    except ValueError:
        time = parse_utc(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
