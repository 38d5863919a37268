"""What notebooks answered, one file a submission: OUT/answers/STUDENT/WEEK.bin. Not for students.

Only a means to grade faster: a file that is missing, old or damaged costs a run of the notebook, so none is forced to
the disk. Each says what it is of (`collect/stored.py`), and a new one takes the place of the last.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from autograder.files import plain_name


def answers_path(out: Path, student: str, week: str) -> Path:
    return out / "answers" / plain_name(student) / f"{plain_name(week)}.bin"


def keep(out: Path, student: str, week: str, answers: bytes | None) -> None:
    """Keep `answers` in the place of earlier ones, whole or not at all; None: have none."""
    path = answers_path(out, student, week)
    beside = path.with_name(f".{path.name}.tmp")
    # A disk that is full must not cost a mark.
    with suppress(OSError):
        if answers is None:
            path.unlink(missing_ok=True)
            return
        (out / "answers").mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(exist_ok=True)
        try:
            beside.write_bytes(answers)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def kept(out: Path, student: str, week: str) -> bytes | None:
    """What `keep` was given last; None where there is nothing that can be read."""
    with suppress(OSError):
        return answers_path(out, student, week).read_bytes()
    return None
