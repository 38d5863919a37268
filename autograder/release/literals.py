"""Data as Python text: what a public check holds."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from pprint import pformat
from typing import Any

import torch
from torch import Tensor

from autograder.errors import UsageError
from autograder.question import Numbers, Seed

WANT_DIGITS = 12  # of an expected value, enough for a relative tolerance of 1e-10
ALL_DIGITS = 17  # where the tolerance is tighter
MAX_ENTRIES = 200  # of a tensor in a public check: it is meant to be read

_KINDS = {"array": "array", "list": "listed"}
_HELPERS = {torch.float64: "float64", torch.float32: "float32", torch.int64: "int64", torch.bool: "boolean"}


class _Text:
    """A number whose text `pformat` keeps."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def argument(value: Any, module: str) -> str:
    """An input, exactly. `module` is the name under which the check knows `autograder.student`."""
    match value:
        case Seed(seed):
            return f"{module}.seeded({seed})"
        case Tensor():
            return _tensor(value, module, digits=None)
        case Numbers(data, kind):
            return f"{module}.{_KINDS[kind]}({_tensor(data, module, digits=None)})"
        case Mapping():
            return "{" + ", ".join(f"{name!r}: {argument(item, module)}" for name, item in value.items()) + "}"
        case bool() | int() | str():
            return repr(value)
        case float():
            return number(value)
    raise UsageError(f"a public check cannot write down a {type(value).__name__}; hand over tensors or numbers")


def expected(value: Any, module: str, rtol: float) -> str:
    """An expected value, rounded to as many significant digits as a comparison within `rtol` needs."""
    if isinstance(value, tuple):
        return "(" + ", ".join(expected(item, module, rtol) for item in value) + ("," if len(value) == 1 else "") + ")"
    return _tensor(value, module, digits=WANT_DIGITS if rtol >= 1e-10 else ALL_DIGITS)


def number(value: float, digits: int | None = None) -> str:
    """A float's shortest exact text, or `digits` significant digits of it."""
    if not math.isfinite(value):
        return f'float("{value}")'
    return repr(float(f"{value:.{digits}g}")) if digits else repr(value)


def _tensor(value: Tensor, module: str, digits: int | None) -> str:
    value = value.detach().cpu()
    if value.numel() > MAX_ENTRIES or value.dtype not in _HELPERS:
        raise UsageError(
            f"a public check cannot write down a tensor of shape {tuple(value.shape)} and dtype {value.dtype}; "
            f"the limit is {MAX_ENTRIES} entries of float64, float32, int64 or bool"
        )
    shortest = value.dtype == torch.float32 and digits is None
    data = _map(value.tolist(), lambda item: _Text(_entry(item, digits, shortest)))
    text = pformat(data, width=88, compact=True)
    if "\n" in text:
        text = f"\n{textwrap.indent(text, '    ')}\n"
    return f"{module}.{_HELPERS[value.dtype]}({text})"


def _entry(item: float | int | bool, digits: int | None, shortest: bool) -> str:
    if not isinstance(item, float):
        return repr(item)
    if shortest and math.isfinite(item):
        return next(text for d in range(1, 10) if _is_float32(text := repr(float(f"{item:.{d}g}")), item))
    return number(item, digits)


def _is_float32(text: str, item: float) -> bool:
    return bool(torch.tensor(float(text), dtype=torch.float32).item() == item)


def _map(data: Any, function: Any) -> Any:
    return [_map(item, function) for item in data] if isinstance(data, list) else function(data)
