"""The parts of the benchmark. Each runs something, returns what it found as plain data, and needs no other one."""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .meter import Failed, Usage, measure
from .ours import Ours
from .peers import NbGrader, Otter, Points
from .workplace import BIN, Workplace, environment

Data = dict[str, Any]
CORES = len(os.sched_getaffinity(0))
FEW = 20  # submissions whose time is taken away, where throughput without start-up is asked for
LATENCIES = 3  # of each other grader
ROOT = Path(__file__).parent.parent


@dataclass
class Bench:
    """One run of the benchmark.

    Args:
        work: built.
        large: submissions of the large class.
        few: submissions that the other graders grade, one after the other.
        say: prints a line for whoever waits.
    """

    work: Workplace
    large: int
    few: int
    say: Callable[[str], None]

    def __post_init__(self) -> None:
        self.ours = Ours(self.work, self.say)
        self._points: dict[str, Points] = {}

    def part_class(self) -> Data:
        """A class of one, the large class, half of it, and the large one again with nothing changed."""
        out = self.work.out("class")
        one = self._told("one submission", self.ours.grade(1, jobs=CORES), 1)
        whole = self._told(f"{self.large} submissions", self.ours.grade(self.large, jobs=CORES, out=out), self.large)
        half = self._told("half of them", self.ours.grade(self.large // 2, jobs=CORES), self.large // 2)
        again = self._told("nothing changed", self.ours.grade(self.large, jobs=CORES, out=out), self.large)
        return {
            **_taken(whole, self.large),
            "first": _taken(one, 1),
            "half": _taken(half, self.large // 2),
            "unchanged": _taken(again, self.large),
            "memory_over_time": {f"{share:.0%}": whole.memory_at(share) for share in (0.1, 0.5, 1.0)},
            "doubling": whole.wall / half.wall,
        }

    def part_regrade(self) -> Data:
        """One tolerance of one question changes: look who would move, then grade."""
        out = self.work.out("regrade")
        jobs = CORES
        self._told("before", self.ours.grade(self.large, jobs=jobs, out=out), self.large)
        original = self.work.questions_file.read_text()
        try:
            self.ours.change_one_tolerance()
            preview = self.ours.grade(self.large, jobs=jobs, out=out, options=("--preview",))
            self._told("preview", preview, self.large)
            grade = self._told("regrade", self.ours.grade(self.large, jobs=jobs, out=out), self.large)
        finally:
            self.work.questions_file.write_text(original)
        return {"preview": _taken(preview, self.large), "grade": _taken(grade, self.large)}

    def part_peers(self) -> Data:
        """The few, graded by nbgrader, by otter, and by us; and whether all gave the same points."""
        nbgrader, otter = NbGrader(self.work), Otter(self.work)
        nbgrader.build(self.few)
        otter.build(self.few)
        students = [student.name for student in self.work.students(self.few)]
        class_ = self._told("nbgrader", nbgrader.grade(), self.few)
        one = [self._told("nbgrader, one", nbgrader.grade_one(student), 1) for student in students[:LATENCIES]]
        runs = [self._told("otter", otter.grade_one(student), 1) for student in students]
        ours = self._told("ours", self.ours.grade(self.few, jobs=1), self.few)
        points = {"ours": self.ours.points, "nbgrader": nbgrader.points(), "otter": otter.points()}
        return {
            "nbgrader": {**_taken(class_, self.few), "first": _middle(one), "latency": _median(one)},
            "otter": {**_taken(_sum(runs), self.few), "first": _middle(runs), "latency": _median(runs)},
            "ours": _taken(ours, self.few),
            "points": points["ours"],
            "points_differ": _differences(points),
        }

    def part_cores(self) -> Data:
        """What a second processor brings, start-up left out: one is taken away, not only one of the jobs."""
        if CORES < 2:
            self.say("  this process may use one processor only")
            return {}
        many = FEW + min(200, self.large)
        rates = {}
        for cores in (1, 2):
            few = self.ours.grade(FEW, jobs=cores, cores=cores)
            lot = self.ours.grade(many, jobs=cores, cores=cores)
            if lot.wall <= few.wall:
                raise Failed(f"{many} submissions took no longer than {FEW}: the machine is too busy to tell")
            rates[cores] = (many - FEW) / (lot.wall - few.wall)
            self.say(f"  {cores} processors: {rates[cores]:.2f} submissions a second")
        return {"submissions_a_second": rates, "second_core": rates[2] / rates[1]}

    def part_floor(self) -> Data:
        """The same cells and calls, warm and without isolation."""
        submitted = self.work.handed_in(min(100, self.large))
        return self._python("benchmarks.floor", self.work.course, submitted)

    def part_week(self) -> Data:
        """A week that computes more, ours and its floor: one right notebook of the example class, handed in by many."""
        course, week, fewer = self.work.whole_course(ROOT), "week06_ddpm", FEW // 2
        notebook = ROOT / "examples" / "submitted" / "student-01" / week
        spent = {}
        for count in (fewer, 2 * fewer):
            folder = self.work.copies(notebook, count)
            command = [BIN / "autograder", "grade", week, folder, "--out", self.work.out(f"week-{count}"), "--json"]
            spent[count] = self._told(f"{count} of {week}", measure(command, cwd=course, env=environment()), count).cpu
        floor = self._python("benchmarks.floor", course, self.work.copies(notebook, fewer), week)
        return {"week": week, "cpu_each": (spent[2 * fewer] - spent[fewer]) / fewer, "floor": floor}

    def part_where(self) -> Data:
        """Where the time of one submission goes."""
        submitted = self.work.handed_in(min(100, self.large))
        return self._python("benchmarks.where", self.work.course, submitted, self.work.out("where"))

    def _python(self, module: str, *arguments: Path | str) -> Data:
        usage = measure([sys.executable, "-m", module, *arguments], cwd=ROOT, env=environment())
        found: Data = json.loads(usage.output.splitlines()[-1])
        return found

    def _told(self, what: str, usage: Usage, count: int) -> Usage:
        each = f", {usage.cpu / count:.3f} CPU s each" if count > 1 else ""
        self.say(f"  {what}: {usage.wall:.1f} s, {usage.cpu:.1f} CPU s{each}, {usage.peak / 2**20:.0f} MiB")
        return usage


def _taken(usage: Usage, count: int) -> Data:
    return {
        "submissions": count,
        "wall": usage.wall,
        "cpu": usage.cpu,
        "cpu_each": usage.cpu / count,
        "a_minute": 60 * count / usage.wall,
        "peak_memory": usage.peak,
    }


def _sum(runs: list[Usage]) -> Usage:
    """Of runs one after the other."""
    peak = max(runs, key=lambda usage: usage.peak)
    return Usage(sum(usage.wall for usage in runs), sum(usage.cpu for usage in runs), peak.memory)


def _middle(runs: list[Usage]) -> Data:
    """The run of median CPU seconds."""
    return _taken(sorted(runs, key=lambda usage: usage.cpu)[len(runs) // 2], 1)


def _median(runs: list[Usage]) -> float:
    return statistics.median(usage.wall for usage in runs)


def _differences(points: dict[str, Points]) -> list[str]:
    """Where not all graders gave the same points."""
    return [
        f"{student}, {question}: " + ", ".join(f"{name} {of[student].get(question)}" for name, of in points.items())
        for student, questions in points["ours"].items()
        for question in questions
        if len({of[student].get(question) for of in points.values()}) > 1
    ]
