"""What a notebook answered, kept so that it can be judged again without being run again.

A `Recording` is a conversation: each request, by digest, with the answers to it, in their order. `Replay` gives them
to whoever asks the very same from the beginning on, and refuses as soon as something else is asked, for what a
student's function says may depend on what it was asked before. Bytes are read with the wire's own bounded decoder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, get_args

from autograder.errors import AutograderError

from .notebook import CellOutcome, CellState
from .wire import (
    MAX_BLOB,
    MAX_HEADER,
    Answer,
    Call,
    Message,
    decode_answers,
    encode_answers,
    encode_calls,
)

MAX_BYTES: Final = 2 * MAX_BLOB  # of a recording: a notebook that answers more is run again
# What another run may answer otherwise: it depends on how busy a machine is, or on how much memory it has left.
_OF_THE_MACHINE: Final = ("timeout", "died", "unreadable")
_LENGTH: Final = 8  # bytes before each part
_DIGEST: Final = 32  # bytes before all parts


class NotRecorded(AutograderError):
    """Something else is asked than when the notebook was run: it has to be run again. Nobody is told."""


class Calls(tuple[Call, ...]):
    """A request that is put to many notebooks: its digest is computed once."""

    _digest = ""

    @property
    def digest(self) -> str:
        self._digest = self._digest or _digest(self)
        return self._digest


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked in one request, by digest, and the answers."""

    digest: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """One notebook's run: what came of its cells, their outputs aside, and what it answered, in order."""

    cells: Mapping[str, CellOutcome]
    exchanges: tuple[Exchange, ...]
    seconds: float
    peak_memory: int


class Asked(Protocol):
    """A session, see `session.Session`."""

    cells: Mapping[str, CellOutcome]
    peak_memory: int

    @property
    def notes(self) -> tuple[str, ...]: ...

    def ask(self, calls: Sequence[Call]) -> list[Answer]: ...


class Recorder:
    """Puts requests to a session, and remembers the answers."""

    def __init__(self, session: Asked) -> None:
        self.session = session
        self.exchanges: list[Exchange] = []

    def ask(self, calls: Sequence[Call]) -> list[Answer]:
        answers = self.session.ask(calls)
        self.exchanges.append(Exchange(_digest_of(calls), tuple(answers)))
        return answers

    def recording(self, seconds: float) -> Recording | None:
        """What was said, once the session is closed; None where another run of the same might say something else."""
        cells = self.session.cells
        answers = [given for exchange in self.exchanges for given in exchange.answers]
        if self.session.notes or not all(map(_repeats, answers)) or not all(map(_ends_alike, cells.values())):
            return None
        told = {name: CellOutcome(c.outcome, c.error, c.text, c.line) for name, c in cells.items()}
        return Recording(told, tuple(self.exchanges), seconds, self.session.peak_memory)


class Replay:
    """Answers from a recording as the session did. Raises `NotRecorded`, and is `over`, where it cannot."""

    def __init__(self, recording: Recording) -> None:
        self._rest = iter(recording.exchanges)
        self.over = False

    def ask(self, calls: Sequence[Call]) -> list[Answer]:
        exchange = None if self.over else next(self._rest, None)
        if exchange is None or exchange.digest != _digest_of(calls) or len(exchange.answers) != len(calls):
            self.over = True
            raise NotRecorded("This was not asked when the notebook was run.")
        return list(exchange.answers)


def to_bytes(recording: Recording, about: Mapping[str, Any]) -> bytes | None:
    """A recording, and what is to be known about it, plain JSON; `from_bytes` reads it. None where it is too long."""
    exchanges = [(exchange.digest, list(_messages(exchange.answers))) for exchange in recording.exchanges]
    head = {
        "about": about,
        "cells": {name: [c.outcome, c.error, c.text, c.line] for name, c in recording.cells.items()},
        "exchanges": [[digest, [count for count, _ in messages]] for digest, messages in exchanges],
        "seconds": recording.seconds,
        "peak_memory": recording.peak_memory,
    }
    parts = [json.dumps(head).encode()]
    for _, messages in exchanges:
        for _, message in messages:
            parts += [message.header.encode(), message.blob]
    whole = b"".join(len(part).to_bytes(_LENGTH, "little") + part for part in parts)
    return hashlib.sha256(whole).digest() + whole if len(whole) <= MAX_BYTES else None


def from_bytes(data: bytes) -> tuple[Recording, Any]:
    """What `to_bytes` was given. `ValueError` for anything else, such as a file that a power cut has left half."""
    if len(data) > _DIGEST + MAX_BYTES or hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        raise ValueError("not a recording, or damaged")
    parts = _parts(memoryview(data)[_DIGEST:])
    try:
        head = json.loads(bytes(next(parts)))
        cells = {name: _cell(*raw) for name, raw in head["cells"].items()}
        exchanges = tuple(Exchange(digest, tuple(_answers(parts, counts))) for digest, counts in head["exchanges"])
        return Recording(cells, exchanges, float(head["seconds"]), int(head["peak_memory"])), head["about"]
    except (ValueError, LookupError, TypeError, AttributeError, StopIteration, RecursionError) as error:
        raise ValueError(f"not a recording: {type(error).__name__}") from None


def _repeats(given: Answer) -> bool:
    return given.outcome not in _OF_THE_MACHINE and given.error != "MemoryError"


def _ends_alike(cell: CellOutcome) -> bool:
    return cell.outcome in ("ok", "error") and not cell.cut and cell.error != "MemoryError"


def _digest_of(calls: Sequence[Call]) -> str:
    return calls.digest if isinstance(calls, Calls) else _digest(calls)


def _digest(calls: Sequence[Call]) -> str:
    """Of what is sent: entries, all that is wanted of them, every byte of the arguments."""
    message = encode_calls(calls)
    return hashlib.sha256(
        len(message.header).to_bytes(8, "little") + message.header.encode() + message.blob
    ).hexdigest()


def _messages(answers: Sequence[Answer]) -> Iterator[tuple[int, Message]]:
    """As few messages as the wire's bounds allow, each with its number of answers."""
    message = encode_answers(answers)
    names = int.from_bytes(message.blob[:8], "little")
    if len(answers) > 1 and (max(len(message.header), names) > MAX_HEADER or len(message.blob) > MAX_BLOB):
        middle = len(answers) // 2
        yield from _messages(answers[:middle])
        yield from _messages(answers[middle:])
    else:
        yield len(answers), message


def _parts(data: memoryview) -> Iterator[memoryview]:
    while data:
        end = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
        yield data[_LENGTH:end]
        data = data[end:]


def _answers(parts: Iterator[memoryview], counts: Sequence[int]) -> Iterator[Answer]:
    for count in counts:
        header, blob = next(parts, b""), next(parts, b"")
        yield from decode_answers(Message(bytes(header).decode(), bytes(blob)), count=count)


def _cell(outcome: CellState, error: str, text: str, line: int) -> CellOutcome:
    if outcome not in get_args(CellState):
        raise ValueError("a cell came to no end that is known")
    return CellOutcome(outcome, str(error), str(text), int(line))
