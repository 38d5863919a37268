"""Who grades a class, as far as the coordinator sees it; and the coordinator's loop over the class."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from types import TracebackType
from typing import Protocol, Self

from autograder.engine import Failed, Graded, Grader
from autograder.errors import AutograderError
from autograder.intake import Fetched, Found

from .bundle import bundle_of
from .processes import Fresh, Nursery, Processes
from .work import Fault, attempt
from .worker import serve

LEAST_EACH = 2  # submissions for each process


class Crew(Protocol):
    """Grades submissions, several at a time; to be used in a `with` block, whose end ends what is being graded."""

    @property
    def window(self) -> int:
        """How many submissions may be with the crew at once, those included that wait for their turn."""

    def start(self) -> None:
        """Return as soon as one submission can be graded. Raises `NoWall` where none can."""

    def submit(self, fetched: Fetched) -> Future[Graded | Fault]: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Threads:
    """Threads of this process, behind the one wall of its grader."""

    def __init__(self, grader: Grader, jobs: int) -> None:
        self.grader = grader
        self.window = 2 * jobs
        self._pool = ThreadPoolExecutor(jobs, thread_name_prefix="grade")
        self._begun: set[Future[Graded | Fault]] = set()

    def start(self) -> None:
        self.grader.wall()

    def submit(self, fetched: Fetched) -> Future[Graded | Fault]:
        future = self._pool.submit(attempt, self.grader, fetched)
        self._begun.add(future)
        future.add_done_callback(self._begun.discard)
        return future

    def __enter__(self) -> Threads:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._begun:
            self.grader.close()
        self._pool.shutdown(cancel_futures=True)


def local_crew(grader: Grader, submissions: int, jobs: int) -> Threads | Processes:
    """Who grades so many submissions on this machine, `jobs` at a time. To be made before the gradebook is opened.

    Processes, unless they would have next to nothing to do, or `grader` was given a wall that runs already. They are
    copies of this one; where the judge uses a GPU they start empty, as CUDA does not survive in a copy.
    """
    jobs = max(1, min(jobs, submissions))
    if jobs == 1 or grader.walled or submissions < LEAST_EACH * jobs:
        return Threads(grader, jobs)
    source = Nursery(partial(serve, grader)) if grader.device == "cpu" else Fresh(bundle_of(grader))
    return Processes(source, jobs)


def grade_class(crew: Crew, grader: Grader, founds: Iterable[Found]) -> Generator[Graded | Failed, None, None]:
    """Grade a class; results come as they are ready. One submission's failure stops no other.

    A few submissions are read at a time: results that were written are forgotten, and what is not begun can be left.

    Args:
        crew: started.
        grader: of the week; it reads the files.
        founds: where they lie.
    """
    waiting = iter(founds)
    done: SimpleQueue[tuple[Found, Future[Graded | Fault]]] = SimpleQueue()
    running = 0
    while True:
        while running < crew.window and (found := next(waiting, None)) is not None:
            fetched = _fetched(grader, found)
            if isinstance(fetched, Failed):
                yield fetched
                continue
            crew.submit(fetched).add_done_callback(partial(_tell, done, found))
            running += 1
        if not running:
            return
        found, future = done.get()
        running -= 1
        yield _outcome(found, future)


def _tell(
    done: SimpleQueue[tuple[Found, Future[Graded | Fault]]], found: Found, future: Future[Graded | Fault]
) -> None:
    done.put((found, future))


def _fetched(grader: Grader, found: Found) -> Fetched | Failed:
    try:
        return grader.fetch(found)
    except AutograderError as error:
        return Failed(found, str(error))
    except Exception as error:
        return Failed(found, f"a fault in the grader: {type(error).__name__}: {error}")


def _outcome(found: Found, future: Future[Graded | Fault]) -> Graded | Failed:
    try:
        outcome = future.result()
    except Exception as error:
        return Failed(found, f"a fault in the grader: {type(error).__name__}: {error}")
    return Failed(found, outcome.reason) if isinstance(outcome, Fault) else outcome
