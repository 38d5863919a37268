"""How many workers a class needs in an hour, and who would be too slow first: a small model, beside what is measured.

    python -m benchmarks.capacity [--submissions N] [--class-size 100000] [--hours 1]

The model has four numbers, each measured on loopback: seconds that a worker takes for a submission, milliseconds of
the scheduler for a task, those of the coordinator for a submission (reading, sending, receiving, writing), and bytes
of a task. Workers work side by side; the scheduler and the one writer do one thing after another. So

    submissions a second  =  min(workers / worker_seconds, 1 / scheduler_seconds, 1 / coordinator_seconds)
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from distributed import Client

from autograder.course import Course
from autograder.engine import Graded, Grader
from autograder.intake import Found, find_submissions
from autograder.pool.cluster import Cluster
from autograder.pool.crew import grade_class
from autograder.pool.work import encode_order, encode_outcome
from autograder.recording import Recorder
from autograder.reuse import OnRecord

ROOT = Path(__file__).parents[1]
WEEK = "week06_ddpm"
QUICK = ("student-01", "student-02", "student-03", "student-04", "student-05")  # no endless cells among them
BUSY = 0.9  # of its time a worker is to be busy; the rest is for those that start, or are lost
TASKS = 400  # to measure the scheduler with


@dataclass(frozen=True)
class Model:
    """Seconds and bytes a submission."""

    worker: float
    scheduler: float
    coordinator: float
    sent: int

    def rate(self, workers: float) -> float:
        """Submissions a second."""
        return min(workers / self.worker, 1 / self.scheduler, 1 / self.coordinator)

    def workers(self, rate: float) -> int:
        return math.ceil(rate * self.worker / BUSY)

    @property
    def limits(self) -> dict[str, float]:
        """Submissions an hour at which each of those who do one thing after another is busy all the time."""
        return {"scheduler": 3600 / self.scheduler, "coordinator": 3600 / self.coordinator}


@dataclass(frozen=True)
class Measured:
    """A class on so many workers."""

    workers: int
    submissions: int
    seconds: float
    coordinator: float  # seconds of its processor for one, and of writing it
    sent: int


@contextmanager
def dask(workers: int) -> Iterator[tuple[str, psutil.Process]]:
    """A scheduler's address and process, with so many workers of one thread; all on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with ExitStack() as opened:
        folder = opened.enter_context(tempfile.TemporaryDirectory(dir="/tmp"))

        def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard"]
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"TMPDIR": folder}
            )
            opened.callback(process.wait)
            opened.callback(process.terminate)
            return process

        scheduler = start("dask_scheduler", "--host", address)
        for _ in range(workers):
            start("dask_worker", address, "--nthreads", "1", "--no-nanny", "--memory-limit", "0",
                  "--local-directory", folder)  # fmt: skip
        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        yield address, psutil.Process(scheduler.pid)


def grade(course: Course, founds: list[Found], workers: int, out: Path) -> Measured:
    """Grade on `workers`, then write, each by itself so that each is measured by itself."""
    with dask(workers) as (address, _), Grader(course, WEEK) as grader:
        with Cluster(grader, address) as crew:
            crew.start()
            list(grade_class(crew, grader, founds[: 2 * workers]))  # what a worker does once is no part of the rate
            began, used = time.perf_counter(), time.process_time()
            outcomes = list(grade_class(crew, grader, founds))
            seconds, used = time.perf_counter() - began, time.process_time() - used
        graded = [outcome for outcome in outcomes if isinstance(outcome, Graded)]
        assert len(graded) == len(founds), outcomes
        began = time.perf_counter()
        list(Recorder(grader, OnRecord.of(out, WEEK), {}).each(iter(graded), founds))
        writing = time.perf_counter() - began
        sent = len(encode_order(grader.fetch(founds[0]))) + len(encode_outcome(graded[0]))
    return Measured(workers, len(founds), seconds, (used + writing) / len(founds), sent)


def _echo(data: bytes, size: int) -> bytes:
    return data[:1] * size


def scheduler_seconds(sent: int) -> tuple[float, float]:
    """Of its processor for one task that carries `sent` bytes there and back; and on the clock, with one worker."""
    with dask(1) as (address, scheduler), Client(address, set_as_default=False) as client:
        client.submit(_echo, b"x", 1).result()
        before, began = sum(scheduler.cpu_times()[:2]), time.perf_counter()
        waiting = [client.submit(_echo, b"x" * (sent // 2), sent // 2, pure=False, key=f"e-{i}") for i in range(TASKS)]
        for future in waiting:
            future.result()
        seconds = time.perf_counter() - began
        return (sum(scheduler.cpu_times()[:2]) - before) / TASKS, seconds / TASKS


def submissions(folder: Path, number: int) -> list[Found]:
    for i in range(number):
        there = folder / f"student-{i:05}" / WEEK
        there.mkdir(parents=True)
        shutil.copy(ROOT / "examples" / "submitted" / QUICK[i % len(QUICK)] / WEEK / f"{WEEK}.ipynb", there)
    return find_submissions([folder], WEEK)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=40, help="to measure with")
    parser.add_argument("--class-size", type=int, default=100_000)
    parser.add_argument("--hours", type=float, default=1.0)
    arguments = parser.parse_args()
    course = Course.load(ROOT)
    with tempfile.TemporaryDirectory() as name:
        founds = submissions(Path(name) / "submitted", arguments.submissions)
        one, two = (grade(course, founds, workers, Path(name) / f"out{workers}") for workers in (1, 2))
    scheduler, clock = scheduler_seconds(one.sent)
    model = Model(one.seconds / one.submissions, scheduler, one.coordinator, one.sent)
    tell(model, one, two, clock, arguments.class_size / (3600 * arguments.hours))


def tell(model: Model, one: Measured, two: Measured, clock: float, rate: float) -> None:
    cores = len(os.sched_getaffinity(0))
    print(f"{cores} processors, load {os.getloadavg()[0]:.1f} in the last minute\n")
    print(f"a worker       {model.worker:8.3f} s a submission")
    print(
        f"the scheduler  {1000 * model.scheduler:8.2f} ms of its processor a task ({1000 * clock:.2f} ms on the clock)"
    )
    print(f"coordinator    {1000 * model.coordinator:8.2f} ms a submission, writing included")
    print(f"sent           {model.sent / 1024:8.1f} KiB a submission, there and back\n")
    print("submissions a second        model   measured")
    print(f"  one worker             {model.rate(1):8.2f}   {one.submissions / one.seconds:8.2f}   (fitted)")
    print(f"  two workers            {model.rate(2):8.2f}   {two.submissions / two.seconds:8.2f}\n")
    print(f"{rate:.1f} submissions a second need {model.workers(rate)} workers, {BUSY:.0%} busy,")
    print(f"and {8e-6 * model.sent * rate:.1f} Mbit/s at the coordinator.")
    for who, most in model.limits.items():
        print(
            f"The {who} is busy all the time at {most:,.0f} submissions an hour ({most / rate / 3600:.1f} times that)."
        )
    print(json.dumps({**asdict(model), "workers": model.workers(rate), "two": two.submissions / two.seconds}))


if __name__ == "__main__":
    main()
