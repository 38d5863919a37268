"""A histogram of scores: the geometry of an inline SVG, no more."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 400, 200  # user units of the SVG
LEFT, RIGHT, TOP, BOTTOM = 30, 10, 42, 40  # margins for axes and, above the counts, the mark of the median
BINS = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One bin: where it is drawn, how many scores it holds, and the scores it is for."""

    x: float
    y: float
    width: float
    height: float
    count: int
    label: str


@dataclass(frozen=True, slots=True)
class Histogram:
    bars: tuple[Bar, ...]
    median_x: float | None
    in_words: str


def histogram(shares: Sequence[float]) -> Histogram:
    """Bins of ten percent; a score on a border counts to the right, 100 to the last.

    Args:
        shares: scores in percent.
    """
    counts = [0] * BINS
    for share in shares:
        # Rounded first: 5.4 of 9 points is 60 %, though floating point makes it a little less.
        counts[min(max(int(round(share, 9) * BINS // 100), 0), BINS - 1)] += 1
    bars = tuple(_bar(index, count, max(counts)) for index, count in enumerate(counts))
    words = ", ".join(f"{bar.label}: {bar.count}" for bar in bars if bar.count)
    return Histogram(bars, _x(statistics.median(shares)) if shares else None, words)


def _bar(index: int, count: int, highest: int) -> Bar:
    step = 100 / BINS
    height = (HEIGHT - TOP - BOTTOM) * count / max(highest, 1)
    return Bar(
        x=round(_x(index * step) + 1.5, 2),
        y=round(HEIGHT - BOTTOM - height, 2),
        width=round(_x(step) - _x(0) - 3, 2),
        height=round(height, 2),
        count=count,
        label=f"{index * step:.0f} to {(index + 1) * step:.0f} %",
    )


def _x(share: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * min(max(share, 0.0), 100.0) / 100, 2)
