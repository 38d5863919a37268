"""A full disk: told before anything is graded, or after a few submissions; a run with room makes up for it."""

import os
import subprocess
import tempfile
from contextlib import contextmanager, suppress

import pytest

from autograder.classroom import Options, grade_week
from autograder.engine import Grader
from autograder.errors import AutograderError, NoWall, UsageError
from autograder.gradebook import receipts
from autograder.recording import MOST_UNWRITTEN
from autograder.sandbox import Wall

from . import small

pytestmark = pytest.mark.sandbox


@contextmanager
def mounted(path, options):
    """A file system in memory, of a size of its own."""
    path.mkdir(exist_ok=True)
    if os.geteuid():
        pytest.skip("only root can mount a small disk")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", path], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"nothing can be mounted here: {made.stderr}")
    try:
        yield path
    finally:
        subprocess.run(["umount", path], check=True)


@pytest.fixture
def disk(tmp_path):
    with mounted(tmp_path / "disk", "size=3m") as disk:
        yield disk


def fill(disk):
    """Take all that is left of it."""
    with (disk / "ballast").open("ab", buffering=0) as file:
        for size in (65536, 4096, 1):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))


class FillsTheDisk(small.Silent):
    """Fills it when so many submissions are done, or at the end, before the pages."""

    def __init__(self, disk, after=None):
        self.disk = disk
        self.after = after
        self.done = 0

    def start(self, week, total, reused):
        self._fill_if(self.after == 0)

    def step(self, student):
        self.done += 1
        self._fill_if(self.after == self.done)

    def stop(self):
        self._fill_if(self.after is None)

    def _fill_if(self, now):
        if now:
            fill(self.disk)


def graded_while(course, submitted, disk, wall, listener):
    return grade_week(course, small.WEEK, [submitted], Options(disk / "out"), listener, wall)


def test_a_full_disk_is_told_before_anything_is_graded(course, submitted, disk, wall):
    fill(disk)

    with pytest.raises(AutograderError, match=r"No space left on device\. Nothing was graded\. Make room") as caught:
        small.grade(course, submitted, disk, wall)

    assert not isinstance(caught.value, UsageError)


def test_a_disk_that_fills_up_costs_nobody_recorded_a_mark_and_stops_the_run(course, disk, wall, tmp_path):
    crowd = tmp_path / "crowd"
    for number in range(1, 13):
        small.hand_in(course, crowd, f"student-{number:02}", None)

    run = graded_while(course, crowd, disk, wall, FillsTheDisk(disk, after=2))

    assert [result.student for result in run.results] == ["student-01", "student-02"]
    assert len(run.failed) == 10
    tried = [failed for failed in run.failed if "It was not graded" not in failed.reason]
    assert len(tried) == MOST_UNWRITTEN
    for failed in tried:
        assert "full" in failed.reason or "No space left" in failed.reason
    scores = {f"student-{number:02}": {0.0} for number in range(1, 13)}
    small.require_sound(disk / "out", scores)

    (disk / "ballast").unlink()
    run = small.grade(course, crowd, disk / "out", wall)
    assert (run.reused, run.failed) == (2, ())
    small.require_sound(disk / "out", scores)
    assert not small.leftovers(disk)


def test_a_full_disk_keeps_the_marks_of_an_earlier_run(course, submitted, disk, wall, undisturbed, tmp_path):
    earlier = tmp_path / "earlier"
    for student in small.CLASS:
        small.hand_in(course, earlier, student, None)
    small.grade(course, earlier, disk / "out", wall)

    run = graded_while(course, submitted, disk, wall, FillsTheDisk(disk, after=0))

    assert [failed.found.student for failed in run.failed] == ["student-01", "student-02"]
    assert sorted(receipts.load_week(disk / "out", small.WEEK)) == sorted(small.CLASS)
    small.require_sound(disk / "out", {student: {0.0} for student in small.CLASS})
    (disk / "ballast").unlink()
    assert not small.grade(course, submitted, disk / "out", wall).failed
    small.require_done(disk / "out", undisturbed)


def test_pages_that_do_not_fit_are_told_and_the_marks_stand(course, submitted, disk, wall, undisturbed):
    run = graded_while(course, submitted, disk, wall, FillsTheDisk(disk))

    assert {result.student: result.score for result in run.results} == small.SCORES
    assert not run.failed
    assert run.report is None
    assert [what.partition(":")[0] for what in run.unwritten[:4]] == [f"feedback page of {one}" for one in small.CLASS]
    assert all("No space left on device" in what for what in run.unwritten)
    small.require_sound(disk / "out")
    (disk / "ballast").unlink()
    run = small.grade(course, submitted, disk / "out", wall)
    assert (run.reused, run.unwritten) == (len(small.CLASS), ())
    small.require_done(disk / "out", undisturbed)


def test_no_room_for_the_sandbox_is_no_wall(tmp_path, monkeypatch):
    with mounted(tmp_path / "temporary", "size=16k,nr_inodes=3") as temporary:
        (temporary / "one").mkdir()
        (temporary / "two").mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))

        with pytest.raises((NoWall, OSError), match="No space left on device"), Wall():
            pass
        monkeypatch.setattr(tempfile, "tempdir", None)


def test_a_run_without_room_for_the_sandbox_stops_and_records_nothing(course, submitted, tmp_path, monkeypatch):
    with mounted(tmp_path / "temporary", "size=16k,nr_inodes=3") as temporary, Grader(course, small.WEEK) as grader:
        (temporary / "one").mkdir()
        (temporary / "two").mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))

        with pytest.raises(NoWall, match=r"The sandbox could not be started: .*No space left on device"):
            grader.wall()
        with pytest.raises(NoWall, match="No space left on device"):
            grader.wall()
        monkeypatch.setattr(tempfile, "tempdir", None)
