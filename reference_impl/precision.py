"""float64 inside, the caller's precision outside."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

import torch
from torch import Tensor

P = ParamSpec("P")
R = TypeVar("R")


def keeps_dtype(function: Callable[P, R]) -> Callable[P, R]:
    """Compute in float64, and return floating results in the promoted dtype of the floating tensor arguments.

    Without a floating tensor among the arguments, results stay float64. Tensors within a mapping count; a result may
    be a tensor or a tuple of tensors, and anything else is left alone.
    """

    @functools.wraps(function)
    def in_double(*args: P.args, **kwargs: P.kwargs) -> R:
        dtypes = [tensor.dtype for tensor in _floating([*args, *kwargs.values()])]
        result = function(
            *(_cast(arg, torch.float64) for arg in args),
            **{name: _cast(arg, torch.float64) for name, arg in kwargs.items()},
        )
        if not dtypes:
            return result
        dtype: torch.dtype = functools.reduce(torch.promote_types, dtypes)
        return _cast(result, dtype)  # type: ignore[no-any-return]

    return in_double


def _floating(values: list[Any]) -> list[Tensor]:
    found: list[Tensor] = []
    for value in values:
        if isinstance(value, Tensor) and value.is_floating_point():
            found.append(value)
        elif isinstance(value, Mapping):
            found.extend(_floating(list(value.values())))
    return found


def _cast(value: Any, dtype: torch.dtype) -> Any:
    if isinstance(value, Tensor) and value.is_floating_point():
        return value.to(dtype)
    if isinstance(value, Mapping):
        return {name: _cast(item, dtype) for name, item in value.items()}
    if isinstance(value, tuple):
        items = [_cast(item, dtype) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value
