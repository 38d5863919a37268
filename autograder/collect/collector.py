"""The IPython extension that answers calls in a notebook's kernel. Runs beside the student's code and decides nothing.

The host opens a comm with calls; the answers go back in few messages. Where a call has ended the kernel or garbled what
is said, the host asks again, and has each answer sent as soon as there is one, so that the call is known that did it.
"""

from __future__ import annotations

import io
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import ModuleType
from typing import Any, NoReturn

import torch

from .answer import answer
from .wire import MAX_BLOB, Answer, Call, Message, decode_calls, encode_answers, encode_calls

TARGET = "answers"
KEEP_BYTES = 2**20  # of answers that wait for others
KEEP_SECONDS = 0.5
PATIENCE = 2  # calls of one entry that may run out of time before its others are not tried

REHEARSALS = 20
_REHEARSED = "_rehearsed"
_X = torch.linspace(0.5, 1.5, 3, dtype=torch.float64)
REHEARSED = (
    Call(_REHEARSED, {"x": _X}),
    Call(_REHEARSED, {"x": _X.float()}, times=2, again=True),
    Call(_REHEARSED, {"x": _X}, wrt=("x",)),
    Call(_REHEARSED, {"x": _X}, wrt=("x",), weighted=True),
    Call(_REHEARSED, {"x": _X}, over=("n", (1, 2))),
    Call(_REHEARSED, {"x": "text"}),  # raises
    Call(_REHEARSED, {}, bound=True),
)


class _Nowhere(io.TextIOBase):
    """Takes what a call prints, as fast as it comes."""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


class Grader:
    """Stands for the notebook's `grader`: public checks are for the student's own desk, not for grading."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None


def load_ipython_extension(shell: Any) -> None:
    """Called by IPython before the first cell."""
    shell.user_ns["grader"] = Grader()
    shell.ask_exit = lambda: None  # `exit()` in a cell must not end the kernel that the other cells need
    sys.modules["otter"] = _no_otter()
    sys.modules |= _no_student_package()
    shell.register_magic_function(_nothing, "cell", "derivation")

    def on_open(comm: Any, message: Mapping[str, Any]) -> None:
        shell.display_pub.register_hook(_swallow)
        try:
            _answer_all(shell.user_ns, comm, message)
        finally:
            shell.display_pub.unregister_hook(_swallow)

    shell.kernel.comm_manager.register_target(TARGET, on_open)


def rehearse(shell: Any, request: Callable[[str, dict[str, Any], list[bytes]], None]) -> None:
    """Answer calls of every kind before the first fork: what is loaded and computed for it need not be done in each."""
    written = encode_calls(REHEARSED)
    data = {"header": written.header, "seconds": 10.0, "strikes": {}, "carefully": False}
    shell.user_ns[_REHEARSED] = lambda x, n=1: (x * x).sum() * n
    try:
        for number in range(REHEARSALS):
            content = {"comm_id": f"rehearsal {number}", "target_name": TARGET, "data": data}
            request("comm_open", content, [written.blob])
    finally:
        del shell.user_ns[_REHEARSED]
        shell.kernel.comm_manager.comms.clear()


def _swallow(message: object) -> None:
    """What a call displays is for nobody."""


def _no_otter() -> ModuleType:
    module = ModuleType("otter")
    module.Notebook = lambda *args, **kwargs: Grader()  # type: ignore[attr-defined]
    return module


def _no_student_package() -> dict[str, ModuleType]:
    """Stand for `%load_ext autograder.student`: derivations are read elsewhere, and not executed here."""
    package, student = ModuleType("autograder"), ModuleType("autograder.student")
    student.load_ipython_extension = lambda shell: None  # type: ignore[attr-defined]
    package.student = student  # type: ignore[attr-defined]
    return {"autograder": package, "autograder.student": student}


def _nothing(line: str, cell: str) -> None:
    """What `%%derivation` does here."""


def _answer_all(namespace: Mapping[str, Any], comm: Any, message: Mapping[str, Any]) -> None:
    data = message["content"]["data"]
    calls = decode_calls(Message(data["header"], bytes(message["buffers"][0])))
    strikes = Counter(data["strikes"])
    outbox = _Outbox(comm, keep=not data["carefully"])
    for call in calls:
        if strikes[call.entry] >= PATIENCE:
            given = Answer("timeout")
        else:
            given = _answer_in_time(namespace, call, data["seconds"])
            strikes[call.entry] += given.outcome == "timeout"
        outbox.add(_written(given))
    outbox.send()


class _Outbox:
    """Answers on their way to the host: several in a message, or each before the next call is made."""

    def __init__(self, comm: Any, *, keep: bool) -> None:
        self.comm = comm
        self.keep = keep
        self.sent = 0
        self.waiting: list[Message] = []
        self.bytes = 0
        self.since = time.monotonic()

    def add(self, message: Message) -> None:
        if self.bytes + len(message.blob) > MAX_BLOB:
            self.send()
        self.waiting.append(message)
        self.bytes += len(message.blob)
        if not self.keep or self.bytes > KEEP_BYTES or time.monotonic() - self.since > KEEP_SECONDS:
            self.send()

    def send(self) -> None:
        if self.waiting:
            data = {
                "first": self.sent,
                "headers": [message.header for message in self.waiting],
                "sizes": [len(message.blob) for message in self.waiting],
            }
            self.comm.send(data, buffers=[b"".join(message.blob for message in self.waiting)])
        self.sent += len(self.waiting)
        self.waiting, self.bytes, self.since = [], 0, time.monotonic()


def _answer_in_time(namespace: Mapping[str, Any], call: Call, seconds: float) -> Answer:
    try:
        with redirect_stdout(_Nowhere()), redirect_stderr(_Nowhere()), _alarm(seconds):
            return answer(namespace, call)
    except TimeoutError:  # went off on the way out of `answer`
        return Answer("timeout")


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise `TimeoutError` in the call after `seconds`, and again and again where the call swallows it."""
    before = signal.signal(signal.SIGALRM, _out_of_time)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _out_of_time(number: int, frame: object) -> NoReturn:
    raise TimeoutError


def _written(given: Answer) -> Message:
    """One answer as it travels; what cannot be written or is too large becomes `unreadable`."""
    try:
        message = encode_answers([given])
        if len(message.blob) <= MAX_BLOB:
            return message
    except Exception:
        pass
    return encode_answers([Answer("unreadable")])
