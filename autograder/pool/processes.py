"""Processes of this machine that grade, each with a judge and a wall of its own: judges share no interpreter's lock.

A worker is a copy of the coordinator, made when that has imported and read everything and before it opens the
gradebook; or, where the judge uses a GPU, whose driver survives no copy, a process that starts empty.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

import autograder
from autograder.copies import end_with
from autograder.errors import AutograderError, NoWall

from .work import Fault, decode_outcome, encode_order, encode_outcome, fault_in

if TYPE_CHECKING:
    from autograder.engine import Graded
    from autograder.intake import Fetched

ATTEMPTS = 3  # at a submission under which the worker ends
MOST_LOST = 6  # workers that end in a row, with nothing graded in between
END_SECONDS = 20.0  # for a worker to end its wall; then it is killed


class Lost(Exception):
    """The worker ended, or was killed."""


class Worker:
    """The near end of a process that grades.

    Args:
        near: our end of the socket.
        kill: ends it by force.
    """

    def __init__(self, near: socket.socket, kill: Callable[[], object]) -> None:
        self._socket = near
        self._connection = Connection(os.dup(near.fileno()))
        self.kill = kill

    def send(self, data: bytes) -> None:
        try:
            self._connection.send_bytes(data)
        except OSError as error:
            raise Lost from error

    def receive(self) -> bytes:
        try:
            return self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise Lost from error

    def started(self) -> None:
        """Wait until it can grade. Raises `NoWall`, or `AutograderError` where it is no fit worker."""
        state, reason = json.loads(self.receive())
        if state != "ready":
            raise NoWall(reason) if state == "no wall" else AutograderError(reason)

    def dismiss(self) -> None:
        """Tell it to end, with what it is at."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def ended(self) -> None:
        """Wait until it has ended."""
        try:
            while self._connection.poll(END_SECONDS):
                self._connection.recv_bytes()
        except (EOFError, OSError):
            pass
        self.kill()
        self._socket.close()
        self._connection.close()


class Nursery:
    """A copy of this process, made while it holds nothing that is not to be shared, that makes the workers.

    They are copies of it, and not of what the coordinator has become since: one that has threads, and the lock on the
    gradebook. It ends with the coordinator, and the workers end with it.
    """

    def __init__(self, work: Callable[[Connection], None]) -> None:
        parent = os.getpid()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._turn = threading.Lock()
        with theirs, warnings.catch_warnings():
            # Newer Pythons warn of forking beside threads; the copy takes no lock that another thread may hold.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
            if self._pid == 0:
                self._control.close()
                _nursery(theirs, work, parent)

    def worker(self) -> Worker:
        near, far = socket.socketpair()
        with far, self._turn:
            try:
                socket.send_fds(self._control, [b"one more"], [far.fileno()])
            except OSError as error:
                near.close()
                raise AutograderError(f"No worker could be started ({error}); grade again.") from error
        return Worker(near, lambda: None)

    def close(self) -> None:
        """Kill whatever worker still runs. May be called again."""
        with self._turn:
            self._control.close()
            if self._pid:
                os.kill(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)
                self._pid = 0


def _nursery(control: socket.socket, work: Callable[[Connection], None], parent: int) -> NoReturn:
    """Never returns to what the original was doing."""
    try:
        end_with(parent)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the coordinator decides when workers end
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
        gc.collect()
        gc.freeze()  # pages that the collector does not write to stay shared
        here = os.getpid()
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, 64, 1)
            if not message:
                break
            if os.fork() == 0:
                control.close()
                _copy(Connection(descriptors[0]), work, here)
            os.close(descriptors[0])
    finally:
        os._exit(0)


def _copy(connection: Connection, work: Callable[[Connection], None], parent: int) -> NoReturn:
    try:
        end_with(parent)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        work(connection)
    finally:
        os._exit(0)


class Fresh:
    """Starts workers empty, and sends them what they need."""

    def __init__(self, bundle: bytes) -> None:
        self._bundle = bundle

    def worker(self) -> Worker:
        near, far = socket.socketpair()
        root = str(Path(autograder.__file__).resolve().parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        with far:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.pool.worker", str(far.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                pass_fds=[far.fileno()],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
                start_new_session=True,
            )
        worker = Worker(near, partial(_end, process))
        try:
            worker.send(self._bundle)
        except Lost:
            worker.ended()
            raise
        return worker

    def close(self) -> None:
        pass


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


class Processes:
    """A crew of workers. What a worker was at when it ended is done again by another one.

    Args:
        source: where workers come from.
        jobs: how many.
    """

    def __init__(self, source: Nursery | Fresh, jobs: int) -> None:
        self.window = 2 * jobs
        self._source = source
        self._jobs = self._places = jobs  # workers that there may be: one that finds no wall gives up its place
        self._why = "The grader has stopped."  # why there are no places
        self._no_wall = False
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._starting = 0
        self._lost = 0  # in a row
        self._turn = threading.Condition()
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="worker")  # one waits for each worker

    def start(self) -> None:
        """Start all workers; return as soon as one is ready."""
        left = {self._threads.submit(self._open) for _ in range(self._jobs)}
        while left:
            done, left = wait(left, return_when=FIRST_COMPLETED)
            if any(future.result() for future in done):
                return
        raise NoWall(self._why) if self._no_wall else AutograderError(self._why)

    def submit(self, fetched: Fetched) -> Future[Graded | Fault]:
        return self._threads.submit(self._graded, encode_order(fetched))

    def _graded(self, order: bytes) -> Graded | Fault:
        return decode_outcome(self.grade(order))

    def grade(self, order: bytes) -> bytes:
        """The outcome of an order, by whichever worker is free. To be called in at most `jobs` threads at once."""
        for _ in range(ATTEMPTS):
            worker = self._take()
            if worker is None:
                return encode_outcome(Fault(self._why, lasting=True))
            try:
                worker.send(order)
                outcome = worker.receive()
            except Lost:
                self._dropped(worker, lost=True)
                continue
            fault = fault_in(outcome)
            if fault is not None and fault.lasting:
                self._dropped(worker)
                self._give_up_place(fault.reason, no_wall=True)
                continue
            self._lost = 0
            self._give_back(worker)
            return outcome
        reason = (
            f"The process that graded it ended {ATTEMPTS} times. See whether the system ran out of memory (dmesg), "
        )
        return encode_outcome(Fault(reason + "and grade it again."))

    def _open(self) -> bool:
        """Whether there is a worker."""
        worker = self._take()
        if worker is not None:
            self._give_back(worker)
        return worker is not None

    def _take(self) -> Worker | None:
        """A worker that is free, or a new one; None where there can be none."""
        while True:
            with self._turn:
                while not self._idle and len(self._workers) + self._starting >= self._places > 0:
                    self._turn.wait()
                if not self._places:
                    return None
                if self._idle:
                    return self._idle.pop()
                self._starting += 1
            worker = self._started()
            if worker is not None:
                return worker

    def _started(self) -> Worker | None:
        worker = None
        try:
            worker = self._source.worker()
            with self._turn:
                self._starting -= 1
                self._workers.add(worker)
                closing = not self._places
            if closing:
                worker.dismiss()
            worker.started()
        except AutograderError as error:
            self._dropped(worker)
            self._give_up_place(str(error), no_wall=isinstance(error, NoWall))
        except (Lost, OSError):
            self._dropped(worker, lost=True)
        else:
            return worker
        return None

    def _give_back(self, worker: Worker) -> None:
        with self._turn:
            closing = not self._places
            if not closing:
                self._idle.append(worker)
                self._turn.notify()
        if closing:
            self._dropped(worker)

    def _dropped(self, worker: Worker | None, *, lost: bool = False) -> None:
        """A worker has ended, or is to be ended."""
        if worker is not None:
            worker.dismiss()
            worker.ended()
        with self._turn:
            if worker is None:
                self._starting -= 1
            else:
                self._workers.discard(worker)
            self._lost += lost
            if self._lost >= MOST_LOST and self._places:
                self._places = 0
                self._why = (
                    f"Processes that grade ended {self._lost} times in a row, and were not started again. "
                    "Look whether the system ran out of memory (dmesg), and grade again."
                )
            self._turn.notify_all()

    def _give_up_place(self, why: str, *, no_wall: bool) -> None:
        with self._turn:
            if self._places:
                self._places -= 1
                self._why, self._no_wall = why, no_wall
            self._turn.notify_all()

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, and with them what they are at."""
        with self._turn:
            self._places = 0
            workers, idle = [*self._workers], [*self._idle]
            self._turn.notify_all()
        for worker in workers:
            worker.dismiss()
        late = threading.Timer(END_SECONDS, self._kill, (workers,))
        late.start()
        for worker in idle:
            worker.ended()
        with self._turn:  # a thread that went would take with it the processes that it started
            self._turn.wait_for(lambda: self._workers <= {*idle} and not self._starting)
        self._threads.shutdown(cancel_futures=True)
        late.cancel()
        self._source.close()

    def _kill(self, workers: list[Worker]) -> None:
        """What does not end when it is told to."""
        for worker in workers:
            worker.kill()
        self._source.close()
