"""What every formula asks of its arguments: shapes only, for values may lie on a device that is slow to ask."""

from __future__ import annotations

from torch import Tensor


def require_same_shape(**tensors: Tensor) -> None:
    shapes = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    if len(set(shapes.values())) > 1:
        listed = ", ".join(f"{name}: {shape}" for name, shape in shapes.items())
        raise ValueError(f"{' and '.join(shapes)} must have the same shape, got {listed}")


def require_axes(least: int, **tensors: Tensor) -> None:
    for name, tensor in tensors.items():
        if tensor.ndim < least:
            raise ValueError(f"{name} must have at least {least} axes, got shape {tuple(tensor.shape)}")


def require_count(**counts: int) -> None:
    for name, count in counts.items():
        if count < 1:
            raise ValueError(f"{name} must be at least 1, got {count}")
