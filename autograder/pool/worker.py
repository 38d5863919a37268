"""A process that grades: it reads orders from a socket and answers them, until the socket's other end is closed."""

from __future__ import annotations

import json
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from autograder.copies import end_with
from autograder.errors import AutograderError, NoWall

from .bundle import unpacked
from .work import attempt, decode_order, encode_outcome

if TYPE_CHECKING:
    from autograder.engine import Grader


def serve(grader: Grader, connection: Connection) -> None:
    """Grade what comes over `connection`, one submission at a time; the first message says whether a wall stands.

    This thread only listens, so that the end of the coordinator ends at once what is being graded in the other one.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="grade") as hand:
        hand.submit(_begin, grader, connection)
        while (order := _next(connection)) is not None:
            hand.submit(_answer, grader, connection, order)
        grader.close()
        hand.shutdown(cancel_futures=True)


def told(connection: Connection, state: str, reason: str = "") -> None:
    """The first message of a worker."""
    connection.send_bytes(json.dumps([state, reason]).encode())


def _begin(grader: Grader, connection: Connection) -> None:
    try:
        grader.wall()
    except NoWall as error:
        _send(connection, partial(told, connection, "no wall", str(error)))
    else:
        _send(connection, partial(told, connection, "ready"))


def _answer(grader: Grader, connection: Connection, order: bytes) -> None:
    outcome = encode_outcome(attempt(grader, decode_order(order)))
    _send(connection, partial(connection.send_bytes, outcome))


def _send(connection: Connection, message: partial[None]) -> None:
    with suppress(OSError):  # nobody listens any more, as `serve` finds out too
        message()


def _next(connection: Connection) -> bytes | None:
    try:
        return connection.recv_bytes()
    except (EOFError, OSError):
        return None


def main(descriptor: int, parent: int) -> None:
    """In a process that started empty: the first message is a bundle of what the judge needs."""
    end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the coordinator decides when this ends
    connection = Connection(descriptor)
    bundle = _next(connection)
    if bundle is None:
        return
    try:
        with unpacked(bundle) as grader:
            serve(grader, connection)
    except (AutograderError, OSError) as error:
        _send(connection, partial(told, connection, "no wall" if isinstance(error, NoWall) else "refused", str(error)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.flush()
    os._exit(0)  # nothing is left to be put in order
