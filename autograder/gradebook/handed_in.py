"""When a submission was handed in, as nbgrader's exchange writes it down: `STUDENT/WEEK/timestamp.txt`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from nbgrader.utils import parse_utc

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
    if folder.name != week or not file.exists():
        return None
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > _MOST_BYTES:
            raise ValueError("not a small file")
        text = file.read_text(encoding="utf-8").strip()
        return _parsed(text)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{file} holds no time such as 2026-10-19 21:40:00 UTC; it was left aside") from None


def _parsed(text: str) -> datetime:
    if not _DATE.match(text):  # nbgrader's parser would take "10" for the tenth of this month
        raise ValueError("not a date and time")
    try:
        # By ourselves where we can: nbgrader 0.9.6 takes the zone of "21:40:00 +0200" for 200 seconds.
        time = datetime.fromisoformat(re.sub(r" (?=[+-]\d{2}:?\d{2}$)", "", text))
    except ValueError:
        time = parse_utc(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
