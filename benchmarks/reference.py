"""How fast the mathematics is on data far larger than any cache: against the CPU, a peer, and what the device can do.

    python -m benchmarks.reference --device auto --json

Elementwise functions are judged by bytes: each input read once, each output written once, however many times a
function really goes over them, as a share of the bandwidth at which this device was just seen to copy. EM is judged by
its matrix products, 4 N K D^2 operations a step and half of that for the likelihood, as a share of the rate of
`torch.matmul` in float64 on this device. Every answer is compared with the peer's before anything is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils._pytree import tree_leaves

from autograder.devices import resolve

from .reference_peers import Task, tasks

NUMBERS = {"cpu": 2**22, "cuda": 2**28}  # in one large argument: 16 MiB and 1 GiB of float32
POINTS = {"cpu": 50_000, "cuda": 10_000_000}  # of EM
REPEATS = {"cpu": 3, "cuda": 20}
SAME = 1e-3  # most by which an answer may differ from the peer's, which may compute in float32


@dataclass(frozen=True)
class Row:
    """One function. Seconds are medians; `share` is of the copy bandwidth, or of the matrix rate.

    `plain`: the reference as it stands, which judges; `best`: compiled, where there is such a version, else the same.
    `cpu`: `plain` on the CPU, where the device is another. `off`: by how much the answer differs from the peer's.
    """

    name: str
    plain: float
    best: float
    peer_name: str
    peer: float
    cpu: float | None
    amount: float
    unit: str
    share: float
    off: float


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    device = torch.device(resolve(options.device))
    torch.set_num_threads(options.threads)
    numbers, points = options.numbers or NUMBERS[device.type], options.points or POINTS[device.type]
    repeats = options.repeats or REPEATS[device.type]
    bandwidth, rate = copy_bandwidth(device, numbers, repeats), matrix_rate(device, points, repeats)
    rows = [
        _row(task, device, {"B": bandwidth, "flop": rate}, repeats, compiled=not options.plain)
        for task in tasks(device, numbers, points)
    ]
    said: dict[str, Any] = {
        "device": hardware(device, options.threads),
        "numbers": numbers,
        "points": points,
        "copy_bytes_s": bandwidth,
        "matrix_flop_s": rate,
        "functions": {row.name: asdict(row) for row in rows},
    }
    print(_table(said, rows), file=sys.stderr if options.json else sys.stdout)
    print(json.dumps(said))
    return int(any(row.off > SAME for row in rows))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reference", description="Measure reference_impl.")
    parser.add_argument("--device", default="auto", help="cpu, cuda, cuda:1, ..., or auto")
    parser.add_argument("--json", action="store_true", help="nothing but the JSON line on standard output")
    parser.add_argument("--numbers", type=int, help="in one large argument")
    parser.add_argument("--points", type=int, help="of EM")
    parser.add_argument("--repeats", type=int, help="how often each is timed")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="of the CPU")
    parser.add_argument("--plain", action="store_true", help="compile nothing")
    return parser.parse_args(arguments)


# ---------------------------------------------------------------- the clock


def seconds(work: Callable[[], Any], device: torch.device, repeats: int) -> float:
    """The median of `repeats` calls, after one or two that warm up: by events on a GPU, by the clock on a CPU."""
    for _ in range(2 if device.type == "cuda" else 1):
        work()
    if device.type != "cuda":
        return statistics.median(_on_the_clock(work) for _ in range(repeats))
    torch.cuda.synchronize(device)
    taken = []
    with torch.cuda.device(device):
        for _ in range(repeats):
            start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            start.record()
            work()
            end.record()
            end.synchronize()
            taken.append(start.elapsed_time(end) / 1000)
    return statistics.median(taken)


def _on_the_clock(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def copy_bandwidth(device: torch.device, numbers: int, repeats: int) -> float:
    """Bytes read and written in a second when one large array is copied into another."""
    source = torch.ones(numbers, device=device)
    target = torch.empty_like(source)
    return 2 * source.nbytes / seconds(lambda: target.copy_(source), device, repeats)


def matrix_rate(device: torch.device, points: int, repeats: int) -> float:
    """Operations in a second of a product of square float64 matrices, large but no larger than the data of EM."""
    side = min(8192 if device.type == "cuda" else 1024, max(64, int(points**0.5) * 4))
    a = torch.rand(side, side, dtype=torch.float64, device=device)
    return 2 * side**3 / seconds(lambda: a @ a, device, repeats)


# ---------------------------------------------------------------- one function


def _row(task: Task, device: torch.device, most: dict[str, float], repeats: int, *, compiled: bool) -> Row:
    best = task.fused if compiled and task.fused is not None else task.plain
    off = difference(best(), task.peer())
    plain, theirs = (seconds(work, device, repeats) for work in (task.plain, task.peer))
    ours = plain if best is task.plain else seconds(best, device, repeats)
    cpu = _on_the_clock(task.on_cpu) if device.type != "cpu" else None
    share = task.amount / ours / most[task.unit]
    return Row(task.name, plain, ours, task.peer_name, theirs, cpu, task.amount, task.unit, share, off)


def difference(got: Any, want: Any) -> float:
    """The largest difference, relative to the largest number of what is wanted."""
    return max(_off(g, w) for g, w in zip(tree_leaves(got), tree_leaves(want), strict=True))


def _off(got: Tensor, want: Tensor) -> float:
    want = want.to(got.device, torch.float64)
    return float((got.double() - want).abs().max() / want.abs().max().clamp(min=1e-300))


# ---------------------------------------------------------------- what is told


def hardware(device: torch.device, threads: int) -> str:
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)}, torch {torch.__version__}, CUDA {torch.version.cuda}"
    name = platform.processor() or platform.machine()
    return f"{name}, {threads} of {os.cpu_count()} processors, torch {torch.__version__}"


def _table(said: dict[str, Any], rows: Sequence[Row]) -> str:
    lines = [
        said["device"],
        f"copying {said['copy_bytes_s'] / 1e9:.3g} GB/s, float64 products {said['matrix_flop_s'] / 1e9:.3g} GFLOP/s",
        "",
        f"{'function':<20}{'plain':>10}{'compiled':>10}{'peer':>10}{'on a CPU':>10}{'share':>8}  of        peer",
    ]
    for row in rows:
        cpu = "-" if row.cpu is None else f"{1000 * row.cpu:.4g}"
        of = "copying" if row.unit == "B" else "products"
        times = "".join(f"{1000 * value:>10.4g}" for value in (row.plain, row.best, row.peer))
        lines.append(f"{row.name:<20}{times}{cpu:>10}{100 * row.share:>7.0f}%  {of:<9} {row.peer_name}")
    return "\n".join([*lines, "", "milliseconds, medians"])


if __name__ == "__main__":
    sys.exit(main())
