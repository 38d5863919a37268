"""Workers of Dask, on this machine or on others. The only place that knows Dask.

Each worker of Dask that is fit gets a process of ours beside it, with a judge and a wall, for as long as a class is
graded. The worker hands submissions on to that process, and neither reads them nor imports the judge. It says so by a
resource that bears the run's name, for which every submission asks: so a worker that was refused, or has lost its
wall, is given none, and one that joins later takes its part.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import secrets
import socket
import sys
import threading
import time
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from distributed import Client, KilledWorker, Reschedule, WorkerPlugin, get_worker
from distributed.utils import sync

from autograder.errors import AutograderError, NoWall, UsageError

from .bundle import bundle_of
from .processes import Fresh, Processes
from .work import Fault, decode_outcome, encode_order, fault_in

if TYPE_CHECKING:
    from autograder.engine import Graded, Grader
    from autograder.intake import Fetched

CONNECT_SECONDS = 15.0
JOIN_SECONDS = 60.0  # for a first worker to join the scheduler
LOOK_SECONDS = 2.0  # between two looks at how many workers there are
PATIENCE = 600.0  # without any worker that can grade, until what is left is given up
LEASE_SECONDS = 300.0  # after which a worker takes a coordinator that is silent for dead

_log = logging.getLogger("distributed.autograder")


# ---------------------------------------------------------------- in a worker of Dask


class Hand(WorkerPlugin):
    """Keeps the process that grades beside a worker.

    Args:
        name: of this run.
        bundle: what that process needs.
    """

    def __init__(self, name: str, bundle: bytes) -> None:
        self.name = name
        self.bundle = bundle
        self.said: tuple[str, str] | None = None  # why it cannot grade: "no wall" or "refused", and a sentence

    async def setup(self, worker: Any) -> None:
        self._worker = worker
        self._heard = time.monotonic()
        self._over = asyncio.Event()
        self._crew = Processes(Fresh(self.bundle), 1)
        try:
            await asyncio.to_thread(self._crew.start)
        except Exception as error:  # to be told; raised, it would end the worker
            self.said = ("no wall" if isinstance(error, NoWall) else "refused", str(error))
            _log.warning("This worker is given no submissions: %s", error)
        else:
            self._lease = asyncio.create_task(self._end_with_the_coordinator())
            await worker.set_resources(**{self.name: 1})

    async def teardown(self, worker: Any) -> None:
        self._over.set()
        await asyncio.to_thread(self._crew.close)

    async def _end_with_the_coordinator(self) -> None:
        while time.monotonic() < self._heard + LEASE_SECONDS:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), LEASE_SECONDS / 10)
                return
        await self._worker.set_resources(**{self.name: 0})
        await self._worker.plugin_remove(self.name)

    def hear(self) -> tuple[str, str] | None:
        """The coordinator lives. Why this worker does not grade for it, if it does not."""
        self._heard = time.monotonic()
        return self.said

    def grade(self, order: bytes) -> bytes:
        outcome = self._crew.grade(order)
        fault = fault_in(outcome)
        if fault is not None and fault.lasting:
            self.said = ("no wall", fault.reason)
            sync(self._worker.loop, self._worker.set_resources, **{self.name: 0})
            raise Reschedule
        return outcome


def grade_there(name: str, order: bytes) -> bytes:
    """The task, in a thread of a worker of Dask."""
    hand: Any = get_worker().plugins[name]
    outcome: bytes = hand.grade(order)
    return outcome


def hear(name: str, dask_worker: Any) -> tuple[str, str] | None:
    hand = dask_worker.plugins.get(name)
    return hand.hear() if isinstance(hand, Hand) else ("refused", "It could not load the grader; look at its log.")


# ---------------------------------------------------------------- in the coordinator


class Cluster:
    """A crew of Dask's workers.

    Args:
        grader: of the week; the workers get what they need of its course.
        address: of the scheduler, such as tls://host:8786.
    """

    def __init__(self, grader: Grader, address: str) -> None:
        require_private(address)
        self._name = f"autograder-{secrets.token_hex(8)}"
        self._bundle = bundle_of(grader)
        self._needs = {self._name: 1} | ({} if grader.device == "cpu" else {"GPU": 1})
        self._address = address
        self._client: Any = None
        self._workers = 1
        self._pending: dict[Future[Graded | Fault], Any] = {}
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, name="cluster", daemon=True)

    @property
    def window(self) -> int:
        return 2 * max(1, self._workers) + 2

    def start(self) -> None:
        try:
            connect: Any = Client
            self._client = connect(self._address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"no scheduler of Dask answers at {self._address} ({error}); start one, or mend --scheduler"
            ) from error
        try:
            self._client.wait_for_workers(1, timeout=JOIN_SECONDS)
        except TimeoutError:
            raise AutograderError(
                f"No worker has joined the scheduler at {self._address} within {JOIN_SECONDS:g} seconds. Nothing was "
                "graded. Start workers (docs/beyond-one-machine.md), and grade again."
            ) from None
        try:
            self._client.register_plugin(Hand(self._name, self._bundle))
        except Exception as error:
            raise AutograderError(
                f"A worker could not load the grader ({type(error).__name__}: {error}). Nothing was graded. "
                "Install the same autograder there, from the same checkout and constraints.txt."
            ) from error
        self._require_somebody(self._client.run(hear, self._name))
        self._workers = self._count()
        self._watch.start()

    def _require_somebody(self, said: dict[str, tuple[str, str] | None]) -> None:
        """Tell whom nothing is given, and why. Raises `NoWall` or `AutograderError` where that is everybody."""
        reasons: dict[tuple[str, str], list[str]] = {}
        for address, why in said.items():
            if why is not None:
                reasons.setdefault(tuple(why), []).append(address)  # type: ignore[arg-type]
        told = [f"{', '.join(sorted(addresses))}: {reason}" for (_, reason), addresses in reasons.items()]
        if all(why is not None for why in said.values()):
            no_wall = all(kind == "no wall" for kind, _ in reasons)
            raise (NoWall if no_wall else AutograderError)("No worker can grade. " + " ".join(told))
        for line in told:
            print(f"Warning: no submission is given to {line}", file=sys.stderr)

    def submit(self, fetched: Fetched) -> Future[Graded | Fault]:
        future: Future[Graded | Fault] = Future()
        key = f"{self._name}-{secrets.token_hex(8)}"
        order = encode_order(fetched)
        try:
            task = self._client.submit(grade_there, self._name, order, key=key, pure=False, resources=self._needs)
        except Exception as error:
            future.set_result(self._fault(error))
            return future
        self._pending[future] = task
        task.add_done_callback(partial(self._done, future))
        return future

    def _done(self, future: Future[Graded | Fault], task: Any) -> None:
        if self._pending.pop(future, None) is None:
            return
        try:
            outcome = decode_outcome(task.result())
        except (Exception, CancelledError) as error:
            outcome = self._fault(error)
        future.set_result(outcome)

    def _fault(self, error: BaseException) -> Fault:
        if isinstance(error, KilledWorker):
            return Fault(
                "Several workers ended while it was graded. Look what ends them (memory?), and grade it again."
            )
        if self._client.status != "running":
            return Fault(f"The scheduler at {self._address} was lost. Start it, and grade again.")
        return Fault(f"a fault in the grader: {type(error).__name__}: {error}")

    def _count(self) -> int:
        """How many workers grade for us."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return sum(worker.get("resources", {}).get(self._name, 0) > 0 for worker in workers)

    def _look(self) -> None:
        """Keep the number of workers, tell them that somebody waits, and give up where there are none any more."""
        seen = told = time.monotonic()
        while not self._over.wait(LOOK_SECONDS):
            now = time.monotonic()
            with suppress(Exception):  # the scheduler is busy, or gone; what becomes of tasks `_done` is told
                self._workers = self._count()
                seen = now if self._workers else seen
                if now > told + LEASE_SECONDS / 5:
                    self._client.run(hear, self._name, on_error="ignore")
                    told = now
            if now > seen + PATIENCE:
                self._give_up()

    def _give_up(self) -> None:
        why = f"For {PATIENCE:g} seconds no worker of {self._address} could grade. Start workers, and grade again."
        for future in [*self._pending]:
            if self._pending.pop(future, None) is not None:
                future.set_result(Fault(why))

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._client is None:
            return
        if self._watch.is_alive():
            self._watch.join(CONNECT_SECONDS)
        tasks = [*self._pending.values()]
        self._pending.clear()
        with suppress(Exception):  # it may have been the scheduler that failed
            if tasks:
                self._client.cancel(tasks, force=True)
            self._client.unregister_worker_plugin(self._name)
        self._client.close()


def require_private(address: str) -> None:
    """Raise `UsageError` where others could listen: the course's secret and hidden tests go over that connection."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme == "tls":
        return
    if parts.scheme != "tcp" or not parts.hostname:
        raise UsageError(f"expected a scheduler's address such as tls://host:8786, got {address!r}")
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(parts.hostname, None)}
    except OSError as error:
        raise UsageError(f"the scheduler's host {parts.hostname} is not known here: {error.strerror}") from None
    if not all(ipaddress.ip_address(str(host).partition("%")[0]).is_loopback for host in found):
        raise UsageError(
            f"{address} is on another machine and not encrypted: the course's secret and hidden tests would cross the "
            "network in the clear. Start scheduler and workers with TLS, and give tls://...; "
            "docs/beyond-one-machine.md says how"
        )
