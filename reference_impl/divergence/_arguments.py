"""What every formula asks of its arguments. Each check is one line where it is used, and says expected and got."""

from __future__ import annotations

from collections.abc import Collection

from torch import Tensor


def require_points(**tensors: Tensor) -> None:
    """Ask for tensors over the same K >= 1 points: (…, K), where batch axes may broadcast."""
    shapes = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    sizes = {shape[-1] if shape else 0 for shape in shapes.values()}
    if len(sizes) != 1 or 0 in sizes:
        listed = ", ".join(f"{name}: {shape}" for name, shape in shapes.items())
        raise ValueError(f"{' and '.join(shapes)} must have the same last axis, got {listed}")


def require_vector(**tensors: Tensor) -> None:
    for name, tensor in tensors.items():
        if tensor.ndim != 1 or not len(tensor):
            raise ValueError(f"{name} must be of shape (N,) with N >= 1, got {tuple(tensor.shape)}")


def require_name(name: str, known: Collection[str]) -> None:
    if name not in known:
        raise ValueError(f"name must be one of {', '.join(known)}, got {name!r}")


def require_count(**counts: int) -> None:
    for name, count in counts.items():
        if count < 1:
            raise ValueError(f"{name} must be at least 1, got {count}")
