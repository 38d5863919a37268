"""What every formula asks of its arguments. Each check is one line where it is used, and says expected and got."""

from __future__ import annotations

from torch import Tensor


def require_data(x: Tensor) -> None:
    if x.ndim != 2 or 0 in x.shape:
        raise ValueError(f"x must have shape (N, D) with N, D >= 1, got {tuple(x.shape)}")


def require_mixture(weights: Tensor, means: Tensor, covs: Tensor) -> None:
    """Ask for the shapes (K,), (K, D) and (K, D, D)."""
    fits = means.ndim == 2 and 0 not in means.shape
    fits = fits and weights.shape == means.shape[:1] and covs.shape == (*means.shape, means.shape[-1])
    if not fits:
        shapes = f"weights: {tuple(weights.shape)}, means: {tuple(means.shape)}, covs: {tuple(covs.shape)}"
        raise ValueError(f"a mixture has shapes (K,), (K, D) and (K, D, D), got {shapes}")


def require_same_dimension(x: Tensor, means: Tensor) -> None:
    require_data(x)
    if means.ndim != 2 or len(means) == 0 or means.shape[1] != x.shape[1]:
        raise ValueError(f"expected means of shape (K, {x.shape[1]}) for x {tuple(x.shape)}, got {tuple(means.shape)}")


def require_responsibilities(x: Tensor, resp: Tensor) -> None:
    require_data(x)
    if resp.ndim != 2 or resp.shape[0] != x.shape[0] or resp.shape[1] == 0:
        raise ValueError(f"resp must have shape ({x.shape[0]}, K), got {tuple(resp.shape)}")


def require_count(**counts: int) -> None:
    for name, count in counts.items():
        if count < 1:
            raise ValueError(f"{name} must be at least 1, got {count}")
