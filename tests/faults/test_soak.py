"""Many submissions in a row: the grader does not grow. `make soak` grades 2,000; `make test` a few."""

import json
import os
import tempfile
import time
from pathlib import Path

import pytest

from autograder.classroom import Options, grade_week
from autograder.collect.session import open_wall

from . import small

FEW, MANY = 28, int(os.environ.get("SOAK", "2000"))
WARM = 12  # submissions until everything has been imported, cached and allocated once

# What may be more at the end than after the warm-up. Results are kept until the class report is written, some KiB each.
MOST_MEMORY = 24 * 2**20
MEMORY_EACH = 12 * 2**10
GROUPS = Path("/sys/fs/cgroup")


class Watching(small.Silent):
    """Counts what the grader holds at the end of each run, when nothing is being graded; and now and then for a log."""

    def __init__(self, wall, temporary, log=None):
        self.wall = wall
        self.temporary = temporary
        self.log = log
        self.done = 0
        self.at_rest = []
        self.began = time.monotonic()

    def step(self, student):
        self.done += 1
        if self.log and self.done % 50 == 0:
            self._tell()

    def stop(self):
        self.at_rest.append(self.count())
        if self.log:
            self._tell()

    def _tell(self):
        line = {"submissions": self.done, "seconds": round(time.monotonic() - self.began), **self.count()}
        with self.log.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def count(self):
        warm = self.wall._process.pid
        while children := [child for child, parent in sorted(small.processes().items()) if parent == warm]:
            warm = children[0]
            if _name(warm).startswith("python"):
                break
        return {
            "memory": _memory(os.getpid()),
            "memory of the warm parent": _memory(warm),
            "descriptors": sum(1 for _ in Path("/proc/self/fd").iterdir()),
            "threads": sum(1 for _ in Path("/proc/self/task").iterdir()),
            "processes": _below(os.getpid()),
            "temporary files": sum(1 for _ in self.temporary.rglob("*")),
            "control groups": sum(1 for _ in GROUPS.glob(f"**/autograder-{os.getpid()}-*")),
        }


def _name(pid):
    return Path(f"/proc/{pid}/comm").read_text()


def _memory(pid):
    """Bytes in memory that are its own; pages that a fork shares with its parent are half each."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _below(pid):
    tree, found, generation = small.processes(), 0, {pid}
    while generation := {child for child, parent in tree.items() if parent in generation}:
        found += len(generation)
    return found


def grade_many(course, tmp_path, number, log=None):
    """What was held after a warm-up, and after `number` more submissions of one class."""
    for i in range(WARM + number):
        answers = small.RIGHT if i % 2 else small.CLASS["student-02"]
        small.hand_in(course, tmp_path / ("warm" if i < WARM else "class"), f"student-{i:04}", answers)
    with tempfile.TemporaryDirectory(dir="/tmp") as temporary, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", temporary)
        with open_wall() as wall:
            watching = Watching(wall, Path(temporary), log)
            for name in ("warm", "class"):
                options = Options(tmp_path / f"{name}-out", jobs=1)
                run = grade_week(course, small.WEEK, [tmp_path / name], options, watching, wall)
                assert not run.failed
                assert {result.score for result in run.results} == {2.0, 5.0}
    return watching.at_rest


def require_flat(at_rest, number):
    """The grader holds no more than it did after the warm-up."""
    before, after = at_rest
    allowed = dict.fromkeys(before, 0) | {"memory of the warm parent": MOST_MEMORY}
    allowed["memory"] = MOST_MEMORY + MEMORY_EACH * number
    for what, most in allowed.items():
        assert after[what] <= before[what] + most, f"{what}: {before[what]}, then {after[what]} after {number} more"


@pytest.mark.sandbox
@pytest.mark.slow
def test_a_few_submissions_leave_nothing_in_the_grader(course, tmp_path):
    require_flat(grade_many(course, tmp_path, FEW), FEW)


@pytest.mark.sandbox
@pytest.mark.soak
def test_many_submissions_leave_nothing_in_the_grader(course, tmp_path):
    log = Path(os.environ["SOAK_LOG"]) if "SOAK_LOG" in os.environ else None
    require_flat(grade_many(course, tmp_path, MANY, log), MANY)
