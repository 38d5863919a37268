"""A real ipykernel in a forked process, on sockets in a directory."""

from __future__ import annotations

import builtins
import logging
import random
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from ipykernel.iostream import OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config

# The ends of the sockets' names; the host knows them too.
PORTS = {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}
CUT = "\n... the rest of this output was left out: it was longer than the limit.\n"


class CappedStream(OutStream):
    """Standard output that stops sending after so much in a cell, so that a flood costs a student no more than that.

    A courtesy to honest floods: the host counts again, and trusts nothing of this.
    """

    limit = 2**20

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._cell: object = None
        self._left = self.limit
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

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
        return len(string)


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


class QuietKernel(IPythonKernel):
    """A kernel that refuses questions at once: nobody is there to answer them."""

    def raw_input(self, prompt: object = "") -> NoReturn:
        raise EOFError("input() cannot be answered while a notebook is graded")

    def getpass(self, prompt: str = "", stream: Any = None, *, echo_char: str | None = None) -> NoReturn:
        raise EOFError("getpass() cannot be answered while a notebook is graded")


def serve_kernel(
    *, sockets: str, key: str, output_bytes: int, extensions: tuple[str, ...], on_bound: Callable[[], None]
) -> None:
    """Serve until the host ends this process. `on_bound` is called when every socket is open and all is set up."""
    CappedStream.limit = output_bytes
    _same_randomness()
    app = _App.instance(
        ip=f"{sockets}/s",
        transport="ipc",
        connection_file="unwritten.json",
        kernel_class=QuietKernel,
        outstream_class=f"{__name__}.CappedStream",
        extensions=list(extensions),
        matplotlib="inline",
        parent_handle=0,
        log_level=logging.CRITICAL,
        config=Config({"HistoryManager": {"enabled": False}, "Session": {"key": key.encode()}}),
        **PORTS,
    )
    app.initialize([])  # type: ignore[no-untyped-call]
    app.kernel.shell.display_pub.register_hook(DisplayCap(output_bytes))
    builtins.input = app.kernel.raw_input
    on_bound()
    app.start()  # type: ignore[no-untyped-call]


class _App(IPKernelApp):
    def write_connection_file(self, **kwargs: Any) -> None:
        """The host knows the connection already, and a notebook need not."""


def _same_randomness() -> None:
    """A notebook that never seeds gives the same results each time it is graded."""
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)
