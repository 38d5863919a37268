"""From what crossed the wire to a tensor, or a plain sentence that says why not."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.collect.wire import MAX_BLOB, Answer, Array, Formula, Items, Opaque

_UNGRADED = (
    *(torch.uint16, torch.uint32, torch.uint64),
    *(torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz, torch.float8_e8m0fnu),
)

# Type names that may be repeated to a student. Any other name is the student's own word and could carry what the
# student was handed, so it is not repeated.
_KNOWN_TYPES = {
    "str": "a str",
    "dict": "a dict",
    "set": "a set",
    "function": "a function: is it called?",
    "method": "a method: is it called?",
    "builtin_function_or_method": "a function: is it called?",
    "type": "a class",
    "complex": "a complex number",
    "generator": "a Python generator: use a list or a tensor",
    "map": "a map object: use a list or a tensor",
    "range": "a range",
    "Generator": "a torch.Generator",
    "tensor of torch.complex64": "a complex tensor",
    "tensor of torch.complex128": "a complex tensor",
    "array of complex128": "a complex NumPy array",
    **{f"tensor of {dtype}": "a tensor of a dtype that is not graded" for dtype in _UNGRADED},
    "SymPy matrix": "a SymPy matrix",
    "SymPy Lambda": "a SymPy Lambda",
    "SymPy equation": "a SymPy equation",
    "SymPy condition": "a SymPy condition",
    "SymPy set": "a SymPy set",
    "SymPy Tuple": "a SymPy Tuple",
}

# Sizes are told as far as they help; a student could make larger ones say what was handed in.
SMALL, MOST_AXES = 9, 6

MOST_STACKED = MAX_BLOB // 4  # numbers: in a wider dtype they take more room than they took on the wire

_MEMORY = "the call ran out of memory"
_FAILURES = {
    "timeout": "the call did not finish within the time limit",
    "died": "the call ended the kernel",
    "undefined": "the name is not defined in your notebook after all cells ran",
    "uncallable": "the name is bound to something that cannot be called",
    "no_gradient": "the result has no gradient: compute it with torch operations on the arguments, return a scalar "
    "tensor, and do not detach it",
    "unreadable": "what the call returned could not be read: it is too large or not plain data",
}


def failure(answer: Answer) -> str | None:
    """Why there is nothing to compare, or None where a value came back."""
    if answer.outcome == "returned":
        return None
    if answer.outcome == "raised":
        what = _MEMORY if answer.error == "MemoryError" else f"the call raised {_exception(answer.error)}"
        return what + (f" at line {answer.line}" if answer.line else "")
    return _FAILURES[answer.outcome]


def as_tensor(value: Any) -> Tensor | str:
    """The tensor that `value` stands for (a list of numbers is one too), or what it is instead."""
    match value:
        case Array(data):
            return data
        case Items(items):
            return _stack(items)
    return f"got {describe(value)}"


def parts(value: Any, count: int) -> tuple[Any, ...] | str:
    """The `count` values of an answer that returns several, in any sequence."""
    match value:
        case Items(items) if len(items) == count:
            return items
        case Items(items):
            return f"expected {count} values, got {_size(len(items))}"
        case Array(data) if data.ndim and len(data) == count:
            return tuple(Array(row, value.origin) for row in data)
    return f"expected {count} values, got {describe(value)}"


def shape(tensor: Tensor, near: Sequence[int] = ()) -> str:
    """A shape in words that can carry nothing: `?` for a size that is neither small nor next to one of `near`."""
    axes = [_size(size, near) for size in tensor.shape[:MOST_AXES]] + ["?"] * (tensor.ndim > MOST_AXES)
    return f"({', '.join(axes)}{',' if len(axes) == 1 else ''})"


def _size(size: int, near: Sequence[int] = ()) -> str:
    return str(size) if size <= SMALL or any(abs(size - other) <= 1 for other in near) else "?"


def describe(value: Any) -> str:
    """The kind of a value in words that hold nothing of the student's."""
    match value:
        case None:
            return "None: does the function end with a return statement?"
        case Array(data, origin):
            word = {"tensor": "a tensor", "array": "a NumPy array", "number": "a number"}[origin]
            return f"{word} of shape {shape(data)}"
        case Items(items):
            return f"a sequence of {_size(len(items))} values"
        case Formula():
            return "a SymPy expression"
        case Opaque("NoneType"):
            return describe(None)
        case Opaque(kind):
            return _KNOWN_TYPES.get(kind, "an object that is not a tensor, an array or a number")
    return "something that is not a tensor"


def _exception(name: str) -> str:
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, BaseException):
        return name
    return "an exception of its own"


def _stack(items: tuple[Any, ...]) -> Tensor | str:
    rows = []
    for item in items:
        row = as_tensor(item)
        if isinstance(row, str):
            return f"got a sequence that holds {describe(item)}"
        rows.append(row)
    if not rows or any(row.shape != rows[0].shape for row in rows):
        return "got a sequence of values of different shapes" if rows else "got an empty sequence"
    if len(rows) * rows[0].numel() > MOST_STACKED:
        return "got a sequence of too many numbers"
    dtype = rows[0].dtype
    for row in rows[1:]:
        dtype = torch.promote_types(dtype, row.dtype)
    return torch.stack([row.to(dtype) for row in rows])
