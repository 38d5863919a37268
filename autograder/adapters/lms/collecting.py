"""From an LMS's download to `submitted/STUDENT/WEEK/`: which LMS it is, whose files are whose, and where they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final, Literal

from autograder.errors import UsageError

from . import canvas, canvas_download, moodle, moodle_download
from .download import Download, open_download
from .filing import Filed, file_away, only_collector
from .piles import Doubt, Sorted
from .sheet import Sheet, read_sheet

Source = Literal["canvas", "moodle"]
SOURCES: Final[tuple[Source, ...]] = ("canvas", "moodle")
NO_WORKSHEET: Final[tuple[str, ...]] = ("without the assignment's grading worksheet no times of handing in are known.",)


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of a download.

    Args:
        source: the LMS.
        by: the column of the roster that names students.
        filed: a student each, by name.
        doubts: files that are nobody's for certain; they were not taken.
        absent: people of the roster of whom there is nothing.
        notes: what else there is to know.
    """

    source: Source
    week: str
    by: str
    filed: tuple[Filed, ...]
    doubts: tuple[Doubt, ...] = ()
    absent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """1 where something that was handed in is not where it is graded."""
        odd = any(one.state in ("kept", "not taken") or one.doubts for one in self.filed)
        return 1 if self.doubts or odd else 0

    def to_json(self) -> dict[str, Any]:
        return {
            "from": self.source,
            "week": self.week,
            "by": self.by,
            "filed": [one.to_json() for one in self.filed],
            "doubts": [doubt.to_json() for doubt in self.doubts],
            "absent": list(self.absent),
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class How:
    """How a download is collected.

    Args:
        rosters: CSV files that say who is who.
        source: the LMS; None to tell it by the names of the files.
        by: the roster's column that names students; None for what fits those that are known.
        zone: of the LMS's times.
        replace: put what was handed in again in the place of what is there.
    """

    rosters: tuple[Path, ...]
    source: Source | None = None
    by: str | None = None
    zone: tzinfo | None = None
    replace: bool = False


def collect(path: Path, week: str, submitted: Path, how: How) -> Collected:
    """Put the submissions of `week` that an LMS packed under `submitted`.

    Raises:
        UsageError: the download or a roster is not what it should be; nothing was written.
        AutograderError: the disk does not let us; what was collected before that is whole.
    """
    if not how.rosters:
        raise UsageError(
            "expected --roster: the gradebook that Canvas exports, or Moodle's grading worksheet of the assignment "
            "(and its list of participants); it says which student is meant by the names in the download"
        )
    sheets = [read_sheet(roster) for roster in how.rosters]
    with open_download(path) as download:
        source = how.source or _source(download)
        known = _known(submitted)
        found, by, notes = (
            _from_canvas(download, sheets, how, known)
            if source == "canvas"
            else _from_moodle(download, sheets, how, known)
        )
        with only_collector(submitted):
            filed = tuple(
                file_away(submitted, week, student, found.piles[student], replace=how.replace)
                for student in sorted(found.piles)
            )
    return Collected(source, week, by, filed, found.doubts, found.absent, (*notes, *_about_times(filed)))


def _source(download: Download) -> Source:
    """The LMS whose names the files have."""
    counts: dict[Source, int] = {
        "canvas": sum(canvas_download.looks_like_canvas(entry) for entry in download.entries),
        "moodle": sum(moodle_download.looks_like_moodle(entry) for entry in download.entries),
    }
    if counts["canvas"] == counts["moodle"]:
        whose = "Canvas's as well as Moodle's" if counts["canvas"] else "neither Canvas's nor Moodle's"
        raise UsageError(f"{download.path} holds names of files that are {whose}; say with --from which it is")
    return max(SOURCES, key=lambda one: counts[one])


def _from_canvas(
    download: Download, sheets: Sequence[Sheet], how: How, known: set[str]
) -> tuple[Sorted, str, tuple[str, ...]]:
    if len(sheets) > 1:
        raise UsageError("expected one --roster with Canvas: the gradebook that it exports")
    book = canvas.read_gradebook(sheets[0])
    named = book.roster.named(how.by, known)
    return canvas_download.sort(download.entries, book, named), named.column, ()


def _from_moodle(
    download: Download, sheets: Sequence[Sheet], how: How, known: set[str]
) -> tuple[Sorted, str, tuple[str, ...]]:
    roster = moodle.read_people(sheets)
    named = roster.named(how.by, known)
    worksheet = next((sheet for sheet in sheets if moodle.is_worksheet(sheet)), None)
    if worksheet is None:
        times, notes = moodle_download.Times({}, frozenset()), NO_WORKSHEET
    else:
        times, notes = moodle_download.read_times(worksheet, how.zone)
    return moodle_download.sort(download.entries, roster, named, times), named.column, notes


def _known(submitted: Path) -> set[str]:
    """Students who have a folder already, and so a name."""
    if not submitted.is_dir():
        return set()
    return {path.name for path in submitted.iterdir() if path.is_dir() and not path.name.startswith(".")}


def _about_times(filed: Sequence[Filed]) -> tuple[str, ...]:
    """Who is late by an unknown time: without a time a submission counts as on time."""
    late = [one.student for one in filed if one.late and one.submitted is None and one.state in ("new", "replaced")]
    if not late:
        return ()
    return (
        f"late, but by how much is not known, so that they count as on time: {', '.join(late)}. Write the time into "
        "STUDENT/WEEK/timestamp.txt (2026-10-19 21:40:00 UTC), or let the LMS take lateness off and export with --raw.",
    )
