"""What every formula asks of its arguments. Each check is one line where it is used, and says expected and got."""

from __future__ import annotations

import torch
from torch import Tensor


def double(values: Tensor) -> Tensor:
    """`values` in float64; a float64 tensor comes back as it is, and gradients flow through."""
    return values.to(torch.float64)


def per_example(values: Tensor, t: Tensor, *, like: Tensor) -> Tensor:
    """Pick `values[t]`, (T,) by (B,), in the shape (B, 1, ..., 1) that broadcasts against `like`, (B, *E)."""
    return values[t].reshape(-1, *[1] * (like.ndim - 1))


def kind(values: Tensor) -> str:
    """The dtype in words. Which floating one it was is not known here: all are float64 by now."""
    return "floating" if values.is_floating_point() else str(values.dtype)


def require_same_shape(**tensors: Tensor) -> None:
    shapes = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    if len(set(shapes.values())) > 1:
        listed = ", ".join(f"{name}: {shape}" for name, shape in shapes.items())
        raise ValueError(f"{' and '.join(shapes)} must have the same shape, got {listed}")


def require_betas(betas: Tensor) -> None:
    if betas.ndim != 1 or len(betas) == 0 or not betas.is_floating_point():
        raise ValueError(f"betas must be floating of shape (T,) with T >= 1, got {kind(betas)} {tuple(betas.shape)}")
    if not bool(((betas > 0) & (betas < 1)).all()):
        raise ValueError("every entry of betas must lie strictly between 0 and 1")


def require_steps(t: Tensor, *, examples: Tensor, num_steps: int) -> None:
    """Ask for one step a example: int64, (B,), in [0, num_steps), where `examples` is (B, *E)."""
    if examples.ndim == 0:
        raise ValueError("expected a batch of shape (B, *E), got a 0-d tensor")
    if t.dtype != torch.int64 or t.shape != examples.shape[:1]:
        expected = tuple(examples.shape[:1])
        raise ValueError(f"t must be int64 of shape {expected}, got {kind(t)} of shape {tuple(t.shape)}")
    if not bool(((t >= 0) & (t < num_steps)).all()):
        raise ValueError(f"t must lie in [0, {num_steps}), got steps from {int(t.min())} to {int(t.max())}")


def require_count(**counts: int) -> None:
    for name, count in counts.items():
        if count < 1:
            raise ValueError(f"{name} must be at least 1, got {count}")
