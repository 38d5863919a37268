"""What every function of the reference promises beyond its formula; `tests/contracts` holds each to it.

A topic's folder lists its public functions in `contracts.py`, as a tuple `CONTRACTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch


@dataclass(frozen=True)
class Contract:
    """A function, and how to try it.

    Args:
        function: of this package.
        example: small float64 inputs by name, in the order of the signature; a `torch.Generator` among them is the
            source of randomness.
        batched: for functions over `(…)`: the rank of one event of each batched argument.
        smooth: arguments in which the result is differentiable at the example.
        syncs: why the function must look at values on the host; empty where it need not, and then it runs on `meta`
            tensors, which have no values.
    """

    function: Callable[..., Any]
    example: Callable[[torch.Generator], Mapping[str, Any]]
    batched: Mapping[str, int] = field(default_factory=dict)
    smooth: tuple[str, ...] = ()
    syncs: str = ""

    @property
    def name(self) -> str:
        return f"{self.function.__module__.rsplit('.', 1)[0].removeprefix('reference_impl.')}.{self.function.__name__}"
