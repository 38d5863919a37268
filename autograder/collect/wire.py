"""What crosses the wall, and how it is written: calls one way, answers the other, both plain data.

A message is a JSON header and one safetensors blob that holds the header's tensors. Both sides import this module.
The judge's side trusts nothing it reads: `decode_answers` bounds size, depth and count, and anything malformed is a
`WireError`, which is the student's loss of that answer and never an error of ours.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

MAX_BLOB = 64 * 2**20  # bytes of tensors in one message
MAX_HEADER = 2**20  # bytes of JSON in one message
MAX_NODES = 10_000  # values in one answer, containers included
MAX_DEPTH = 6  # containers within containers
MAX_TEXT = 500  # characters of a type's or an exception's name or text
MAX_TREE = 5_000  # heads and leaves of one expression
MAX_TREE_DEPTH = 100  # heads within heads
MAX_LEAF = 1_000  # characters of a symbol's name or a number
MAX_AXES = 16  # of a tensor

# What a tensor may be made of; the rest of what safetensors knows has no arithmetic that a judge could rely on.
_DTYPES = frozenset(
    {torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64}
    | {torch.float16, torch.bfloat16, torch.float32, torch.float64}
)

Origin = Literal["tensor", "array", "number"]
Outcome = Literal["returned", "raised", "timeout", "died", "undefined", "uncallable", "no_gradient", "unreadable"]

_ORIGINS = ("tensor", "array", "number")
_OUTCOMES = ("returned", "raised", "timeout", "died", "undefined", "uncallable", "no_gradient", "unreadable")


class WireError(ValueError):
    """A message that is too large, too deep or not what the wire allows."""


@dataclass(frozen=True, slots=True)
class Array:
    """Numbers: a torch tensor, a NumPy array or a Python number, with its own dtype and shape."""

    data: Tensor
    origin: Origin


@dataclass(frozen=True, slots=True)
class Items:
    """A tuple or a list (a NamedTuple too)."""

    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A SymPy expression as a tree, see `formula.py`: a tuple of a head's name and its parts, strs or such tuples.

    The wire bounds it; what its heads are, and whether they make sense, is for whoever reads it.
    """

    tree: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that does not cross: `kind` names its type (the student's word: never shown as it stands)."""

    kind: str


NO_RESULT = Opaque("exception")  # stands for the result of a call that raised, where others count


@dataclass(frozen=True, slots=True)
class GeneratorSeed:
    """An argument that the collector turns into a `torch.Generator` with this seed."""

    seed: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """An argument that the collector turns into a NumPy array, or into a list of numbers or of such lists."""

    data: Tensor
    kind: Literal["array", "list"]


@dataclass(frozen=True, slots=True)
class Call:
    """Ask the notebook's `entry` for its value on `args`, handed over by position.

    Args:
        entry: a name of the notebook.
        args: values by parameter name: tensors, numbers, bools, strs, `GeneratorSeed`s, `Numbers`, dicts of tensors.
        times: how often it is called in a row on the same arguments; more than 1 returns `Items`.
        again: afterwards set the global random states anew, seed the generators anew, and call once more.
        wrt: parameter names; where given, the answer is the gradient of the scalar result, a tensor for each name.
        weighted: with `wrt`: the result r may have any shape; the answer is r, then the gradients of the sum of
            `ramp(r.shape) * r`.
        over: a parameter and its values; where given, the answer is for each value the `Items` of `times` results.
        bound: the answer is what the name is bound to; nothing is called.
        fallible: of several results those of calls that raised are `NO_RESULT`, unless all raised.
    """

    entry: str
    args: Mapping[str, Any]
    times: int = 1
    again: bool = False
    wrt: tuple[str, ...] = ()
    weighted: bool = False
    over: tuple[str, tuple[int, ...]] | None = None
    bound: bool = False
    fallible: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call.

    Args:
        outcome: "returned" or what went wrong.
        value: an `Array`, `Items` or `Opaque` where something was returned, else None.
        error: name of the exception's type, where one was raised.
        line: line of the answer cell in which it was raised, 0 where unknown.
        mutated: parameters that the call changed in place.
        moved: global random states that the call moved: "torch", "numpy", "random".
    """

    outcome: Outcome
    value: Any = None
    error: str = ""
    line: int = 0
    mutated: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it travels."""

    header: str
    blob: bytes


def ramp(shape: Sequence[int]) -> Tensor:
    """The weights of a weighted gradient: from 1 to 2 in equal steps, float64, in `shape`."""
    return torch.linspace(1, 2, math.prod(shape), dtype=torch.float64).reshape(tuple(shape))


def size_of(value: Any) -> int:
    """Bytes of the tensors in an answer's value."""
    match value:
        case Array(data):
            return data.nbytes
        case Items(items):
            return sum(map(size_of, items))
    return 0


def encode_calls(calls: Sequence[Call]) -> Message:
    tensors: dict[str, Tensor] = {}
    header = [
        {
            "entry": call.entry,
            "args": {name: _pack(value, tensors) for name, value in call.args.items()},
            "times": call.times,
            "again": call.again,
            "wrt": list(call.wrt),
            "weighted": call.weighted,
            "over": call.over,
            "bound": call.bound,
            "fallible": call.fallible,
        }
        for call in calls
    ]
    return Message(json.dumps(header), save_tensors(tensors))


def decode_calls(message: Message) -> list[Call]:
    tensors = load_tensors(message.blob)
    return [
        Call(
            entry=raw["entry"],
            args={name: _unpack(value, tensors) for name, value in raw["args"].items()},
            times=raw["times"],
            again=raw["again"],
            wrt=tuple(raw["wrt"]),
            weighted=raw["weighted"],
            over=(raw["over"][0], tuple(raw["over"][1])) if raw["over"] else None,
            bound=raw["bound"],
            fallible=raw["fallible"],
        )
        for raw in json.loads(message.header)
    ]


def encode_answers(answers: Sequence[Answer]) -> Message:
    tensors: dict[str, Tensor] = {}
    header = [
        {
            "outcome": answer.outcome,
            "value": _pack(answer.value, tensors),
            "error": answer.error[:MAX_TEXT],
            "line": answer.line,
            "mutated": list(answer.mutated),
            "moved": list(answer.moved),
        }
        for answer in answers
    ]
    return Message(json.dumps(header), save_tensors(tensors))


def decode_answers(message: Message, *, count: int) -> list[Answer]:
    """Read what a collector sent, or raise `WireError`.

    Args:
        message: untrusted.
        count: how many answers there must be.
    """
    if len(message.header) > MAX_HEADER or len(message.blob) > MAX_BLOB:
        raise WireError(f"an answer is larger than {MAX_BLOB // 2**20} MiB")
    # Of the blob's own header, which is as long as these bytes say: a tensor takes far more room than its entry.
    if int.from_bytes(message.blob[:8], "little") > MAX_HEADER:
        raise WireError("an answer has too many tensors")
    try:
        raw = json.loads(message.header)
        tensors = load_tensors(message.blob)
    except Exception as error:  # json and safetensors raise several kinds; each means the same here
        raise WireError(f"an answer is not what the wire allows ({type(error).__name__})") from None
    if not isinstance(raw, list) or len(raw) != count:
        raise WireError(f"expected {count} answers in a message")
    return [_read_answer(item, tensors) for item in raw]


def _read_answer(raw: object, tensors: Mapping[str, Tensor]) -> Answer:
    if not isinstance(raw, dict) or raw.get("outcome") not in _OUTCOMES:
        raise WireError("an answer has no outcome that the wire knows")
    line = raw.get("line")
    return Answer(
        outcome=raw["outcome"],
        value=_Reader(tensors).read(raw.get("value"), depth=0),
        error=_text(raw.get("error")),
        line=line if type(line) is int and 0 <= line < 100_000 else 0,
        mutated=_texts(raw.get("mutated")),
        moved=_texts(raw.get("moved")),
    )


class _Reader:
    """Rebuilds one answer's value from untrusted JSON, counting what it makes.

    Each tensor is there once, as it was written: one that stood for thousands would be no larger on the wire, and
    thousands of times as large where it is looked at.
    """

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        self.tensors = dict(tensors)
        self.nodes = 0

    def read(self, raw: object, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise WireError("an answer has too many parts")
        if raw is None:
            return None
        match raw:
            case {"array": str(slot), "origin": str(origin)} if slot in self.tensors and origin in _ORIGINS:
                return _array(self.tensors.pop(slot), origin)  # type: ignore[arg-type]
            case {"items": list(items)}:
                return Items(tuple(self.read(item, depth + 1) for item in items))
            case {"formula": list(tree)}:
                return Formula(_Trees().read(tree, depth=0))
            case {"opaque": str(kind)}:
                return Opaque(kind[:MAX_TEXT])
        raise WireError("an answer holds a value that the wire does not know")


def _array(data: Tensor, origin: Origin) -> Array | Opaque:
    if data.ndim > MAX_AXES:
        raise WireError("an answer holds a tensor of too many axes")
    return Array(data, origin) if data.dtype in _DTYPES else Opaque(f"tensor of {data.dtype}")


class _Trees:
    """Rebuilds one expression's tree from untrusted JSON, counting what it makes."""

    def __init__(self) -> None:
        self.nodes = 0

    def read(self, raw: list[Any], depth: int) -> tuple[Any, ...]:
        self.nodes += 1
        if self.nodes + len(raw) > MAX_TREE or depth > MAX_TREE_DEPTH or not raw or not isinstance(raw[0], str):
            raise WireError("an expression is too large or has no head")
        return tuple(self._part(part, depth) for part in raw)

    def _part(self, part: object, depth: int) -> str | tuple[Any, ...]:
        if isinstance(part, list):
            return self.read(part, depth + 1)
        if isinstance(part, str) and len(part) <= MAX_LEAF:
            return part
        raise WireError("an expression has a part that the wire does not know")


def _text(raw: object) -> str:
    return raw[:MAX_TEXT] if isinstance(raw, str) else ""


def _texts(raw: object) -> tuple[str, ...]:
    return tuple(_text(item) for item in raw[:20]) if isinstance(raw, list) else ()


def _pack(value: Any, tensors: dict[str, Tensor]) -> Any:
    """JSON for a value; tensors go to `tensors` under a slot's name."""
    match value:
        case None:
            return None
        case Array(data, origin):
            return {"array": _slot(data, tensors), "origin": origin}
        case Items(items):
            return {"items": [_pack(item, tensors) for item in items]}
        case Formula(tree):
            return {"formula": tree}
        case Opaque(kind):
            return {"opaque": kind[:MAX_TEXT]}
    return _pack_argument(value, tensors)


def _pack_argument(value: Any, tensors: dict[str, Tensor]) -> Any:
    match value:
        case Tensor():
            return {"tensor": _slot(value, tensors)}
        case GeneratorSeed(seed):
            return {"generator": seed}
        case Numbers(data, kind):
            return {"numbers": _slot(data, tensors), "kind": kind}
        case bool() | int() | str():
            return {"plain": value}
        case float():
            return {"float": value.hex()}
        case dict():
            return {"dict": {key: _pack_argument(item, tensors) for key, item in value.items()}}
    raise TypeError(f"a {type(value).__name__} cannot cross the wire")


def _slot(data: Tensor, tensors: dict[str, Tensor]) -> str:
    name = f"t{len(tensors)}"
    tensors[name] = data.detach().cpu().contiguous().clone()
    return name


def _unpack(raw: Any, tensors: Mapping[str, Tensor]) -> Any:
    """The collector's side of `_pack` for arguments: each call gets tensors of its own."""
    match raw:
        case {"tensor": slot}:
            return tensors[slot].clone()
        case {"generator": seed}:
            return GeneratorSeed(seed)
        case {"numbers": slot, "kind": kind}:
            return Numbers(tensors[slot].clone(), kind)
        case {"plain": value}:
            return value
        case {"float": text}:
            return float.fromhex(text)
        case {"dict": items}:
            return {key: _unpack(item, tensors) for key, item in items.items()}
    raise WireError(f"not an argument: {raw!r}")


__all__ = [
    "NO_RESULT",
    "Answer",
    "Array",
    "Call",
    "Formula",
    "GeneratorSeed",
    "Items",
    "Message",
    "Numbers",
    "Opaque",
    "WireError",
    "decode_answers",
    "decode_calls",
    "encode_answers",
    "encode_calls",
    "ramp",
    "size_of",
]
