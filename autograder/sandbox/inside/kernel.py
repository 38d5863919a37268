"""A real ipykernel in a forked process, on sockets in a directory.

All that needs neither sockets nor a place of its own is done once, in the warm parent: the shell, its magics, the
extensions. What is left to a fork, `Prepared.serve`, takes milliseconds.
"""

from __future__ import annotations

import _sitebuiltins
import asyncio
import builtins
import logging
import os
import random
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import zmq
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.application import BaseIPythonApplication
from tornado.ioloop import IOLoop
from traitlets.config import Config
from zmq.eventloop.zmqstream import ZMQStream

from .streams import CappedStream, DisplayCap, Drain, Publisher

# The ends of the sockets' names; the host knows them too.
SHELL, IOPUB = 1, 2
# Run before the first fork, so that what they load and compute is there in each; and often enough for Python to have
# adapted its code to it, which a fork would have to do in pages of its own.
REHEARSED = (
    "1",
    "import math",
    "def f(x):\n    return x\n\nf(1)",
    "raise ValueError",
    "print(1)",
    "%matplotlib inline",
)
REHEARSALS = 20


class NoThread:
    """In the place of the thread that ipykernel reads requests in: they are read where they are carried out."""

    def __init__(self) -> None:
        self.parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class QuietKernel(IPythonKernel):
    """A kernel of one thread that refuses questions at once: nobody is there to answer them."""

    _supports_kernel_subshells = False  # which need that thread
    _execute_sleep = 0.0  # for the output of threads, of which there is none

    def _publish_execute_input(self, *_: Any) -> None:
        """What is run is known to who asked for it."""

    def _publish_status(self, status: str, channel: str, parent: Any = None) -> None:
        """That it begins, too."""
        if status == "idle":
            super()._publish_status(status, channel, parent)  # type: ignore[no-untyped-call]

    def raw_input(self, prompt: object = "") -> NoReturn:
        raise EOFError("input() cannot be answered while a notebook is graded")

    def getpass(self, prompt: str = "", stream: Any = None, *, echo_char: str | None = None) -> NoReturn:
        raise EOFError("getpass() cannot be answered while a notebook is graded")


class Prepared:
    """A kernel that waits for a fork and for sockets."""

    def __init__(self, extensions: Sequence[str]) -> None:
        self.app = _App.instance(
            transport="ipc",
            connection_file="unwritten.json",
            outstream_class=f"{CappedStream.__module__}.{CappedStream.__name__}",
            extensions=list(extensions),
            matplotlib="inline",
            parent_handle=0,
            log_level=logging.CRITICAL,
            config=Config({"HistoryManager": {"enabled": False}}),
        )
        own = sys.stdout, sys.stderr, sys.displayhook
        try:
            self.app.prepare()
            self.streams: Any = (sys.stdout, sys.stderr)
        finally:
            sys.stdout, sys.stderr, sys.displayhook = own  # the warm parent's own words stay where they were

    def serve(
        self, *, sockets: str, key: str, output_bytes: int, with_files: bool, on_bound: Callable[[], None]
    ) -> None:
        """In a fork: serve until the host ends this process. `on_bound` is called when all is set up.

        With files beside it a notebook can import modules from its working directory, as in Jupyter.
        """
        CappedStream.limit = output_bytes
        _same_randomness()
        sys.stdout, sys.stderr = self.streams
        sys.displayhook = self.app.displayhook
        asyncio.set_event_loop(asyncio.new_event_loop())
        directory = tempfile.gettempdir()
        for number, stream in enumerate(self.streams, 1):
            stream.open(Drain(number, directory))
        self.app.open(sockets, key.encode())
        self.app.kernel.shell.display_pub.register_hook(DisplayCap(output_bytes))
        builtins.input = self.app.kernel.raw_input
        builtins.help = _sitebuiltins._Helper()  # which `site` would bring, and is not imported
        if with_files:
            _import_from_here(self.app.kernel.shell.events)
        on_bound()
        self.app.start()


def _import_from_here(events: Any) -> None:
    """From the first cell on, and no sooner: a file called as a module that we import is not to run before the wall is
    closed.
    """

    def once() -> None:
        sys.path.insert(0, "")
        events.unregister("pre_execute", once)

    events.register("pre_execute", once)


class _App(IPKernelApp):
    """ipykernel's application in two steps, with one thread."""

    def prepare(self) -> None:
        """All of `IPKernelApp.initialize` that a fork can inherit."""
        BaseIPythonApplication.initialize(self, [])  # type: ignore[no-untyped-call]
        self.init_pdb()  # type: ignore[no-untyped-call]
        self.iopub_thread = Publisher(self.session)
        self.iopub_socket = self.iopub_thread.background_socket
        self.init_io()  # type: ignore[no-untyped-call]
        self.init_signal()  # type: ignore[no-untyped-call]
        self.init_kernel()
        self.init_path()  # type: ignore[no-untyped-call]
        self.init_shell()  # type: ignore[no-untyped-call]
        self.init_gui_pylab()  # type: ignore[no-untyped-call]
        with Rehearsal(self.kernel) as rehearsal:
            for source in REHEARSALS * REHEARSED:
                rehearsal.request("execute_request", {"code": source, "store_history": False, "stop_on_error": False})
        self.kernel.shell.reset(new_session=True)
        self.init_extensions()  # type: ignore[no-untyped-call]
        self.init_code()  # type: ignore[no-untyped-call]
        for name in self.extensions:
            if rehearse := getattr(sys.modules.get(name), "rehearse", None):
                with Rehearsal(self.kernel) as rehearsal:
                    rehearse(self.kernel.shell, rehearsal.request)

    def init_kernel(self) -> None:
        self.kernel = QuietKernel.instance(
            parent=self,
            session=self.session,
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            shell_channel_thread=NoThread(),
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def open(self, sockets: str, key: bytes) -> None:
        """In the fork: the sockets, and who sends through them."""
        with suppress(OSError):
            Path(str(self.profile_dir.location)).mkdir(parents=True)  # type: ignore[union-attr]  # in another home now
        self.session.key = key
        self.session.pid = os.getpid()
        self.context = zmq.Context()
        shell, iopub = self.context.socket(zmq.ROUTER), self.context.socket(zmq.XPUB)
        shell.router_handover = 1
        shell.bind(f"ipc://{sockets}/s-{SHELL}")
        iopub.bind(f"ipc://{sockets}/s-{IOPUB}")
        self.iopub_thread.open(iopub)
        self.kernel.shell_stream = ZMQStream(shell)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # but while a cell runs

    def start(self) -> None:
        self.kernel.start()
        loop = IOLoop.current()
        loop.add_callback(self.iopub_thread.greet)
        loop.start()

    def write_connection_file(self, **kwargs: Any) -> None:
        """The host knows the connection already, and a notebook need not."""


class Nobody(ZMQStream):
    """Takes replies while there are no sockets."""

    def __init__(self) -> None:
        pass

    def send_multipart(self, *args: Any, **kwargs: Any) -> None:
        pass

    def flush(self, *args: Any, **kwargs: Any) -> int:
        return 0


class Rehearsal:
    """Carries requests out before the fork, all the way from their bytes to replies that nobody gets."""

    def __init__(self, kernel: QuietKernel) -> None:
        self.kernel = kernel
        self.session: Any = kernel.session
        self.loop = asyncio.new_event_loop()

    def __enter__(self) -> Rehearsal:
        asyncio.set_event_loop(self.loop)
        self.kernel.shell_stream = Nobody()
        return self

    def request(self, kind: str, content: dict[str, Any], buffers: Sequence[bytes] = ()) -> None:
        parts = [b"nobody", *self.session.serialize(self.session.msg(kind, content)), *buffers]
        self.loop.run_until_complete(self.kernel.shell_main(None, [zmq.Frame(part) for part in parts]))

    def __exit__(self, *_: object) -> None:
        self.kernel.shell_stream = None
        self.session.digest_history.clear()
        asyncio.set_event_loop(None)
        self.loop.close()


def _same_randomness() -> None:
    """A notebook that never seeds gives the same results each time it is graded."""
    random.seed(0)
    if "numpy.random" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)
