"""How many points are taken at a time, so that what there is of each point, component and coordinate stays small.

Differences are formed before they are squared, and no digits are lost far from the origin, as they would be where the
square is expanded; that takes K * D numbers a point, for a part of the points at a time.
"""

from __future__ import annotations

from torch import Tensor

ON_A_CPU = 2**18  # numbers that are in work at once: two megabytes, which a core's cache holds
ON_A_GPU = 2**24  # enough to keep a large one busy


def points_at_a_time(x: Tensor, num_components: int) -> int:
    """For `x`, (N, D), and K components: at least 1. A difference of `x` and the means has this many times K * D."""
    most = ON_A_GPU if x.is_cuda else ON_A_CPU
    return max(1, most // (num_components * x.shape[1]))


def parts_of(rows: Tensor, size: int) -> list[Tensor]:
    """Views of `rows`, of `size` rows each but for the last."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]
