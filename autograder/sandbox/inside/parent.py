"""The warm parent: imports what every notebook imports, once, then forks on request.

It is started with the number of a socket. On it arrives one message a fork: JSON, the descriptor of the channel on
which that fork's supervisor reports, and those of the files through which a kernel joins its control groups. The warm
parent itself runs no thread and never a line of a student's.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import linux
from .kernel import Prepared
from .supervisor import Order, supervise

NEEDED = (
    "numpy.random",
    "torch",
    "safetensors.torch",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics.execution",
    "IPython.core.magics.pylab",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)
# Imported before the first fork too, where they are installed.
WELCOME = ("sympy", "matplotlib.pyplot", "matplotlib_inline.backend_inline")
# Masked where they are installed; without this, an emptied folder would still import as a namespace.
ABSENT = ("autograder", "reference_impl", "solutions")
LARGEST_ORDER = 65536
MOST_DESCRIPTORS = 3  # a channel, and the control groups' files


def main() -> None:
    setup: dict[str, Any] = json.loads(sys.argv[1])
    _stand_apart(setup["outside"])
    if setup["become"] is not None:
        linux.become(*setup["become"])
    if setup["walled"]:
        linux.set_dumpable(False)
    control = socket.socket(fileno=setup["control"])
    prepared = _warm_up(setup["extensions"], walled=setup["walled"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is the host's to handle
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # supervisors are reaped by the system
    control.send(b"warm")
    _serve(control, setup, prepared)


def _stand_apart(outside: dict[str, str]) -> None:
    """Whatever is called bwrap on this machine: without namespaces of our own nothing is started."""
    for kind, theirs in outside.items():
        if str(Path("/proc/self/ns", kind).readlink()) == theirs:
            raise SystemExit(f"bwrap has made no {kind} namespace")


def _warm_up(extensions: list[str], *, walled: bool) -> Prepared:
    for name in ABSENT if walled else ():
        sys.modules[name] = None  # type: ignore[assignment]
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # a third of a second in every fork, for no one
    for name in (*NEEDED, *extensions):
        importlib.import_module(name)
    for name in WELCOME:
        with suppress(ImportError):
            importlib.import_module(name)
    sys.modules["torch"].set_num_threads(1)
    with suppress(Exception):
        _rehearse()
    prepared = Prepared(extensions)
    gc.collect()
    gc.freeze()  # a collection in a fork must not copy the parent's pages
    linux.gather_pages()
    return prepared


def _rehearse() -> None:
    """Do once what is slow the first time, and stays in memory."""
    from IPython.core.ultratb import VerboseTB

    try:
        exec(compile("raise ValueError", "<nowhere>", "exec"), {})
    except ValueError:
        VerboseTB(theme_name="linux").text(*sys.exc_info())  # asks `inspect` for the file of every module
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.registry import backend_registry
    from matplotlib.figure import Figure

    backend_registry.list_all()  # type: ignore[no-untyped-call]  # reads the metadata of every package
    canvas = FigureCanvasAgg(Figure())
    canvas.figure.subplots().plot([0, 1])
    canvas.print_figure(io.BytesIO(), format="png", bbox_inches="tight")  # looks at every font


def _serve(control: socket.socket, setup: dict[str, Any], prepared: Prepared) -> None:
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, LARGEST_ORDER, MOST_DESCRIPTORS)
        if not message:
            return  # the host is gone
        order = Order.read(json.loads(message), walled=setup["walled"])
        if os.fork() == 0:
            control.close()
            channel, *groups = descriptors
            supervise(order, prepared, socket.socket(fileno=channel), groups, setup["sysctl_user"])
        for descriptor in descriptors:
            os.close(descriptor)


if __name__ == "__main__":
    main()
