"""Tensors, element by element."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor

from autograder.collect.wire import Answer

from . import kinds
from .verdict import Precision, Verdict, rejected

Tolerance = tuple[float, float]  # (rtol, atol)


@dataclass(frozen=True, slots=True)
class TensorComparator:
    """Accept `got` where |got - want| <= atol + rtol * |want|, element by element; infinities must be the same.

    Args:
        float64: (rtol, atol) where the floating inputs are float64 or there are none.
        float32: (rtol, atol) where one of them is float32.
        dtype: "float64" demands float64 whatever the inputs are; None demands no less than their precision; with "any"
            integers and bools count too, as the numbers that they are.
    """

    float64: Tolerance
    float32: Tolerance
    dtype: Literal["float64", "any"] | None = None

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        if text := kinds.failure(got):
            return rejected(text)
        if isinstance(want, tuple):
            return self._compare_parts(got.value, want, precision)
        return self.compare(got.value, want, precision)

    def _compare_parts(self, got: Any, want: tuple[Tensor, ...], precision: Precision) -> Verdict:
        values = kinds.parts(got, len(want))
        if isinstance(values, str):
            return rejected(values)
        verdicts = [self.compare(g, w, precision) for g, w in zip(values, want, strict=True)]
        return max(verdicts, key=lambda verdict: (not verdict.passed, verdict.distance))

    def compare(self, got: Any, want: Tensor, precision: Precision) -> Verdict:
        """Compare one value of the wire with one tensor of the reference."""
        tensor = kinds.as_tensor(got)
        if isinstance(tensor, str):
            return rejected(f"expected a tensor of shape {tuple(want.shape)}, {tensor}")
        if tensor.shape != want.shape:
            expected = f"expected shape {tuple(want.shape)}, got "
            return rejected(expected + kinds.shape(tensor, want.shape), staff=f"{expected}{tuple(tensor.shape)}")
        held_to: Precision = "float64" if self.dtype == "float64" else precision
        if self.dtype != "any" and (text := _dtype_fault(tensor, got, held_to)):
            return rejected(text)
        rtol, atol = self.float64 if held_to == "float64" else self.float32
        return _compare_values(tensor.to(torch.float64), want.detach().to(tensor.device, torch.float64), rtol, atol)


@dataclass(frozen=True, slots=True)
class UnchangedComparator:
    """Accept an answer that left its inputs as they were. A call that failed is another check's business."""

    def __call__(self, got: Answer, want: Any, precision: Precision) -> Verdict:
        if got.mutated:
            return rejected("an argument was changed in place; work on a copy")
        return Verdict(passed=True)


def _dtype_fault(tensor: Tensor, got: Any, precision: Precision) -> str:
    if not tensor.is_floating_point():
        # A Python number is a number, whatever its type.
        return (
            ""
            if getattr(got, "origin", "") == "number" and tensor.dtype != torch.bool
            else (f"expected a floating dtype, got {_name(tensor.dtype)}")
        )
    if precision == "float64" and tensor.dtype != torch.float64:
        return f"expected dtype float64, got {_name(tensor.dtype)}"
    if tensor.dtype in (torch.float32, torch.float64):
        return ""
    return f"expected dtype float32 or float64, got {_name(tensor.dtype)}"


def _compare_values(got: Tensor, want: Tensor, rtol: float, atol: float) -> Verdict:
    # Most answers are finite and right; of these the largest ratio is the whole verdict. NaN and infinity show in it.
    plain = float(((got - want).abs() / (atol + rtol * want.abs())).max()) if got.numel() else 0.0
    if plain <= 1:
        return Verdict(passed=True, distance=plain)
    if bad := int((~got.isfinite() & (got != want)).sum()):
        return rejected(f"{_entries(bad, got)} NaN or infinite")
    if missed := int((~want.isfinite() & (got != want)).sum()):
        return rejected(f"{_entries(missed, got)} finite where the right result is infinite")
    allowed = atol + rtol * want.abs()
    error = torch.where(got == want, 0.0, (got - want).abs())
    ratio = torch.where(error == 0, 0.0, error / allowed).nan_to_num(nan=0.0, posinf=math.inf)
    distance = float(ratio.max()) if ratio.numel() else 0.0
    if distance <= 1:
        return Verdict(passed=True, distance=distance)
    wrong = ratio > 1
    worst = _index(int(ratio.argmax()), ratio.shape)
    seen = (
        f"{_entries(int(wrong.sum()), got)} outside the "
        f"tolerance (rtol={rtol:g}, atol={atol:g}){describe_pattern(got, want)}"
    )
    at = f" at index {worst}" if want.ndim else ""
    return Verdict(
        passed=False,
        distance=distance,
        to_student=f"{seen}; the worst{at} is off by about {_magnitude(distance)} times the tolerance",
        to_staff=f"{seen}; the worst{at}: got {float(got[worst]):.6g}, want {float(want[worst]):.6g}",
    )


def _index(place: int, shape: Sequence[int]) -> tuple[int, ...]:
    """Where the `place`-th entry stands; `torch.unravel_index` imports half of torch for it."""
    index = []
    for size in reversed(shape):
        place, at = divmod(place, size)
        index.append(at)
    return tuple(reversed(index))


def _entries(count: int, tensor: Tensor) -> str:
    return f"{count} of {tensor.numel()} {'entry is' if tensor.numel() == 1 else 'entries are'}"


def describe_pattern(got: Tensor, want: Tensor) -> str:
    """A word for an answer that no question could want, where it is one."""
    if not got.numel():
        return ""
    if not got.any():
        return "; all entries are 0"
    if got.numel() > 1 and bool((got == got.flatten()[0]).all()):
        return "; all entries are the same"
    if torch.allclose(got, -want, rtol=1e-4, atol=0.0):
        return "; the sign is the other way round"
    return ""


def _magnitude(distance: float) -> str:
    """A power of ten: enough to tell a slip of rounding from a wrong formula, too little to give a value away."""
    if not math.isfinite(distance):
        return "1e+300"
    return f"{10.0 ** math.floor(math.log10(distance)):.0e}" if distance >= 10 else "a few"


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
