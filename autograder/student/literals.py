"""Inputs and expected values as a public check writes them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from autograder.collect.wire import GeneratorSeed, Numbers


def float64(data: Any) -> Tensor:
    return torch.tensor(data, dtype=torch.float64)


def float32(data: Any) -> Tensor:
    return torch.tensor(data, dtype=torch.float32)


def int64(data: Any) -> Tensor:
    return torch.tensor(data, dtype=torch.int64)


def boolean(data: Any) -> Tensor:
    return torch.tensor(data, dtype=torch.bool)


def array(data: Tensor) -> Numbers:
    """A NumPy array, made anew for every call."""
    return Numbers(data, "array")


def listed(data: Tensor) -> Numbers:
    """A list of numbers, or of such lists, made anew for every call."""
    return Numbers(data, "list")


def seeded(seed: int) -> GeneratorSeed:
    """A `torch.Generator` with this seed, made anew for every call."""
    return GeneratorSeed(seed)
