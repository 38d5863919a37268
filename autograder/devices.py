"""Where tensors are computed: what `--device` names, what a receipt calls it, and values brought there.

Inputs are drawn on the CPU whatever the device, and then moved: a generator of a GPU gives other numbers from the same
seed, and so a class would get other questions. What a notebook is sent, and what depends on its answers to that, stays
on the CPU too. The device computes what is wanted of an answer, and compares.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from autograder.errors import UsageError

KINDS = "auto, cpu, cuda, or one of several GPUs: cuda:0, cuda:1, ..."


def resolve(name: str) -> str:
    """The device that `name` means on this machine. "auto" is a GPU where there is one; nothing else falls back.

    Raises:
        UsageError: there is no such device here, or it has no float64.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
    except RuntimeError:
        raise UsageError(f"expected a device ({KINDS}), got {name!r}") from None
    if device.type == "cpu":
        return "cpu"
    if device.type != "cuda":
        raise UsageError(f"expected a device that computes in float64 ({KINDS}), got {name!r}")
    if not torch.cuda.is_available():
        raise UsageError(
            f"there is no device {name!r}: PyTorch sees no GPU here. "
            "Install a build of PyTorch for CUDA and look at `nvidia-smi`, or take --device cpu"
        )
    if device.index is not None and device.index >= torch.cuda.device_count():
        raise UsageError(f"there is no device {name!r}: PyTorch sees {torch.cuda.device_count()} GPUs, from cuda:0 on")
    return str(device)


def described(device: str) -> str:
    """What a receipt calls a device that `resolve` gave: "cpu", or a GPU with its name."""
    return device if device == "cpu" else f"{torch.device(device).type} ({torch.cuda.get_device_name(device)})"


def compute_exactly() -> None:
    """No product of float32 matrices with the ten bits of TF32. (float64, which the truth is in, has no such mode.)"""
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False


def moved(value: Any, device: str) -> Any:
    """`value` with every tensor in it on `device`; where nothing moves, `value` itself.

    Tensors are looked for in tuples, mappings and the fields of dataclasses, such as answers and laws.
    """
    match value:
        case Tensor():
            return value.to(device)
        case tuple():
            items = [moved(item, device) for item in value]
            if all(new is old for new, old in zip(items, value, strict=True)):
                return value
            return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
        case Mapping():
            named = {name: moved(item, device) for name, item in value.items()}
            return named if any(named[name] is not item for name, item in value.items()) else value
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.init}
    changed = {name: new for name, item in fields.items() if (new := moved(item, device)) is not item}
    return dataclasses.replace(value, **changed) if changed else value
