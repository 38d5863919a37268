"""What a kernel says, without the threads that ipykernel says it with.

ipykernel sends output from a thread of its own, and reads what programs write to the descriptors 1 and 2 in two more.
Here everything is sent by the one thread that runs the cells: a grader has nobody who watches a cell while it runs, and
each hop between threads costs as much as a small cell.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import zmq
from ipykernel.iostream import BackgroundSocket, IOPubThread, OutStream
from zmq.eventloop.zmqstream import ZMQStream

CUT = "\n... the rest of this output was left out: it was longer than the limit.\n"
FLUSH_SECONDS = 0.2  # between two messages of a stream while a cell runs
HELD_BACK = {signal.SIGINT, signal.SIGALRM}  # half a message would garble all that follow


class Publisher(IOPubThread):
    """Sends at once what the main thread says, and with it what other threads have said since."""

    def __init__(self, session: Any) -> None:
        # Not `super().__init__`, which would open sockets: this is made before the fork.
        self.socket: zmq.Socket[bytes] | None = None
        self.session = session
        self.background_socket = BackgroundSocket(self)  # type: ignore[no-untyped-call]
        self.thread = threading.Thread()  # never started; what asks whether it is alive is told no
        self.io_loop = None  # type: ignore[assignment]
        self._stopped = False
        self._pipe_flag = False
        self._events: deque[Callable[[], Any]] = deque()
        self._main = threading.get_ident()
        self._master_pid = os.getpid()

    def open(self, socket: zmq.Socket[bytes]) -> None:
        """Begin to send; whoever subscribes is greeted from the main thread's event loop."""
        self.socket = socket
        self._main = threading.get_ident()
        self._master_pid = os.getpid()
        self._subscriptions = ZMQStream(socket)
        self._subscriptions.on_recv(self._handle_subscription)

    def greet(self) -> None:
        """Greet who subscribed while something was sent: that took away the signal that the event loop waits for."""
        self._subscriptions.flush(zmq.POLLIN)

    def schedule(self, f: Callable[[], Any]) -> None:
        if os.getpid() != self._master_pid or self.socket is None:
            return  # a fork that the notebook made: the sockets are not its own
        if threading.get_ident() != self._main:
            self._events.append(f)
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, HELD_BACK)
        try:
            while self._events:
                self._events.popleft()()
            f()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class CappedStream(OutStream):
    """Standard output that stops sending after so much in a cell, so that a flood costs a student no more than that.

    A courtesy to honest floods: the host counts again, and trusts nothing of this.
    """

    limit = 2**20

    def __init__(self, session: Any, publisher: Publisher, name: str, **_: Any) -> None:
        super().__init__(session, publisher, name, watchfd=False)  # type: ignore[no-untyped-call]
        self._cell: object = None
        self._left = self.limit
        self._flushed = 0.0
        self._drain: Drain | None = None

    def open(self, drain: Drain) -> None:
        """Begin to send; `drain` is what programs write beside Python."""
        self._master_pid = os.getpid()
        self._left = self.limit
        self._drain = drain
        self._flushed = time.monotonic()

    def fileno(self) -> int:
        if self._drain is None:
            return int(super().fileno())  # type: ignore[no-untyped-call]
        return self._drain.number

    def write(self, string: str) -> int:
        cell = self.parent_header.get("msg_id") if isinstance(self.parent_header, dict) else None
        if cell != self._cell:
            self._cell, self._left = cell, self.limit
        if not isinstance(string, str) or len(string) <= self._left:
            self._left -= len(string)
            return super().write(string) or 0
        if self._left > 0:
            super().write(string[: self._left] + CUT)
            self._left = 0
            self.flush()  # at once: a cell that goes on so may leave no memory to say it with
        return len(string)

    def flush(self) -> None:
        if threading.current_thread() is not threading.main_thread() or os.getpid() != self._master_pid:
            return  # the main thread sends it
        self._flushed = time.monotonic()
        if self._drain is not None and (text := self._drain.read(self.limit)):
            self.write(text)
        self._flush()  # type: ignore[no-untyped-call]

    def _schedule_flush(self) -> None:
        """In ipykernel's place, which has a thread to wait in."""
        if time.monotonic() - self._flushed >= FLUSH_SECONDS:
            self.flush()


class Drain:
    """A file in the place of descriptor 1 or 2: what C code and other programs write there is read from it."""

    def __init__(self, number: int, directory: str) -> None:
        self.number = number
        self._at = 0
        file = os.open(directory, os.O_TMPFILE | os.O_RDWR | os.O_APPEND, 0o600)
        os.dup2(file, number)
        os.close(file)

    def read(self, most: int) -> str:
        """What was written since the last time, the first `most` bytes of it."""
        try:
            size = os.fstat(self.number).st_size
            if size <= self._at:
                return ""
            data = os.pread(self.number, min(size - self._at, most), self._at)
        except OSError:  # the notebook has closed it, or put something else in its place
            return ""
        self._at = size
        return data.decode(errors="replace")


class DisplayCap:
    """The same for figures and other rich output: a hook of IPython's display publisher."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._cell: object = None
        self._left = limit

    def __call__(self, message: dict[str, Any]) -> dict[str, Any]:
        if message["header"]["msg_type"] not in ("display_data", "update_display_data"):
            return message
        cell = message["parent_header"].get("msg_id")
        if cell != self._cell:
            self._cell, self._left = cell, self.limit
        self._left -= sum(len(part) for part in message["content"]["data"].values() if isinstance(part, str))
        if self._left < 0:
            message["content"].update(data={"text/plain": CUT.strip()}, metadata={})
        return message
