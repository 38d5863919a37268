"""What every formula asks of its arguments: shapes only. Each message says expected and got."""

from __future__ import annotations

from torch import Tensor


def require_outcomes(**tensors: Tensor) -> None:
    for name, tensor in tensors.items():
        if tensor.ndim < 1 or tensor.shape[-1] < 1:
            raise ValueError(f"{name} must have shape (..., K) with K >= 1, got {tuple(tensor.shape)}")


def require_same_outcomes(**tensors: Tensor) -> None:
    """Ask for the same K; batch axes may broadcast."""
    require_outcomes(**tensors)
    if len({tensor.shape[-1] for tensor in tensors.values()}) > 1:
        listed = ", ".join(f"{name}: {tuple(tensor.shape)}" for name, tensor in tensors.items())
        raise ValueError(f"{' and '.join(tensors)} must have the same last axis, got {listed}")


def require_vector(**tensors: Tensor) -> None:
    for name, tensor in tensors.items():
        if tensor.ndim != 1 or len(tensor) < 1:
            raise ValueError(f"{name} must have shape (K,) with K >= 1, got {tuple(tensor.shape)}")
