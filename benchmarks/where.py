"""Where the time of one submission goes, and how long one takes when all is warm.

Submissions are graded one after the other in this process, in the way of `autograder grade`: read, run behind the wall,
judged, recorded. The methods in `SEAMS` are watched. What a watched method calls that is watched too counts there
alone, so that the parts add up to the whole. Counted are CPU seconds of all processes, ours and those behind the wall;
what a kernel does after its host has gone on counts for where the host is by then.

    python -m benchmarks.where COURSE CLASS OUT
"""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.engine import Failed, Grader
from autograder.intake import find_submissions
from autograder.recording import Recorder
from autograder.report import class_report, feedback
from autograder.reuse import OnRecord

from .meter import cpu_seconds, own_counter
from .workplace import WEEK

# What is watched: module, name in it, and what it is called in the table.
SEAMS = (
    ("autograder.engine", "Grader.fetch", "reading"),
    ("autograder.engine", "read_fetched", "reading"),
    ("autograder.collect.conversation", "Conversation.start", "fork, namespaces, start of the kernel"),
    ("autograder.collect.session", "Session.__enter__", "cells and their messages"),
    ("autograder.collect.session", "Session.ask", "calls and the wire"),
    ("autograder.collect.session", "Session.confirm", "end of the kernel"),
    ("autograder.collect.session", "Session.close", "end of the kernel"),
    ("autograder.judge.judge", "Judge.judge", "judging"),
    ("autograder.gradebook.book", "Book.record", "gradebook"),
    ("autograder.gradebook.record", "write_autograded", "annotated notebook"),
    ("autograder.gradebook.receipts", "write", "receipt"),
    ("autograder.recording", "keep", "answers kept"),
    ("autograder.collect.stored", "to_bytes", "answers kept"),
    ("autograder.report.feedback", "write_feedback", "pages"),
    ("autograder.report.class_report", "write_class_report", "pages"),
)
REST = "all else"
WARM_UP = 3  # submissions before the clock runs


class Watch:
    """Adds up what passes between the seams: CPU seconds of all processes, of this one, and wall seconds."""

    def __init__(self) -> None:
        self.counter = own_counter()
        self.spent: dict[str, list[float]] = {}
        self._inside = [REST]
        self._last = self._now()

    def install(self) -> None:
        for module, path, name in SEAMS:
            owner: Any = importlib.import_module(module)
            *above, last = path.split(".")
            for part in above:
                owner = getattr(owner, part)
            own = inspect.getattr_static(owner, last)
            if isinstance(own, classmethod):
                setattr(owner, last, classmethod(self._watched(own.__func__, name)))
            else:
                setattr(owner, last, self._watched(own, name))

    def start(self) -> None:
        self.spent.clear()
        self._last = self._now()

    @contextmanager
    def within(self, name: str):
        self._pass()
        self._inside.append(name)
        try:
            yield
        finally:
            self._pass()
            self._inside.pop()

    def _watched(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        if inspect.iscoroutinefunction(function):

            async def later(*args: Any, **kwargs: Any) -> Any:
                with self.within(name):
                    return await function(*args, **kwargs)

            return functools.wraps(function)(later)

        def now(*args: Any, **kwargs: Any) -> Any:
            with self.within(name):
                return function(*args, **kwargs)

        return functools.wraps(function)(now)

    def _now(self) -> tuple[float, float, float]:
        return cpu_seconds(self.counter), time.process_time(), time.perf_counter()

    def _pass(self) -> None:
        """What was spent since the last seam belongs to what we are in."""
        now = self._now()
        sums = self.spent.setdefault(self._inside[-1], [0.0, 0.0, 0.0])
        for index, (before, after) in enumerate(zip(self._last, now, strict=True)):
            sums[index] += after - before
        self._last = now


def measure_parts(course: Path, submitted: Path, out: Path) -> dict[str, Any]:
    """CPU and wall milliseconds of a submission by part, and the seconds until its mark is recorded."""
    watch = Watch()
    watch.install()
    founds = find_submissions((submitted,), WEEK)
    loaded = Course.load(course)
    results, latencies = [], []
    with Grader(loaded, WEEK, private=(out,)) as grader:
        recorder = Recorder(grader, OnRecord.of(out, WEEK), {})
        began = time.perf_counter()
        for number, graded in enumerate(recorder.each(map(grader.grade, founds), founds)):
            if isinstance(graded, Failed):
                raise SystemExit(graded.reason)
            if number == WARM_UP - 1:
                watch.start()
            elif number >= WARM_UP:
                latencies.append(time.perf_counter() - began)
                results.append(graded.result)
            began = time.perf_counter()
        title = loaded.weeks[WEEK]
        feedback.write_feedback(out, results, title=title)
        class_report.write_class_report(out, results, title=title)
        with watch.within(REST):
            pass
    parts = {name: [1000 * value / len(results) for value in sums] for name, sums in watch.spent.items()}
    return {
        "parts": parts,  # CPU of all, CPU of this process, wall
        "latency_median": statistics.median(latencies),
        "latency_max": max(latencies),
        "submissions": len(results),
    }


if __name__ == "__main__":
    print(json.dumps(measure_parts(*map(Path, sys.argv[1:4]))))
