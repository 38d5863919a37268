"""Answer calls with the notebook's own functions. Runs beside the student's code and decides nothing.

A student can change anything here; all they can change is what they themselves send.
"""

from __future__ import annotations

import array
import copy
import numbers
import random
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from .formula import NoTree, is_sympy, tree_of
from .wire import (
    MAX_BLOB,
    MAX_DEPTH,
    MAX_NODES,
    NO_RESULT,
    Answer,
    Array,
    Call,
    Formula,
    GeneratorSeed,
    Items,
    Numbers,
    Opaque,
    ramp,
)

# Code of a notebook's cells is compiled under file names that hold one of these.
CELL_FILES = ("ipykernel_", "<answer")
MANY = 16  # numbers in a sequence from which on it is sent as one array


def answer(namespace: Mapping[str, Any], call: Call) -> Answer:
    """Make one call. Whatever the student's function does short of killing the process, an `Answer` comes back."""
    if call.entry not in namespace:
        return Answer("undefined")
    function = namespace[call.entry]
    if call.bound:
        return _bound(function)
    if not callable(function):
        return Answer("uncallable")
    args = {name: _argument(value) for name, value in call.args.items()}
    before = {name: _snapshot(value) for name, value in args.items()}
    try:
        result = _gradient(function, args, call) if call.wrt else _values(function, args, call)
    except TimeoutError:
        return Answer("timeout")
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Answer("raised", error=_kind(error), line=_line(error))
    if result is None:
        return Answer("no_gradient")
    value, moved = result
    mutated = tuple(name for name, old in before.items() if not _same(old, args[name]))
    return Answer("returned", value, mutated=mutated, moved=moved)


def _bound(value: Any) -> Answer:
    try:
        return Answer("returned", describe(value))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Answer("raised", error=_kind(error))


def _values(function: Callable[..., Any], args: dict[str, Any], call: Call) -> tuple[Any, tuple[str, ...]]:
    if call.again:
        _seed_globals(1)
    states = _global_states()
    if call.over:
        name, values = call.over
        swept = tuple(Items(_successive(function, args, call, {name: value})) for value in values)
        return Items(swept), _moved(states)
    results = _successive(function, args, call, {})
    moved = _moved(states)
    if call.again:
        # Other global states than before: an answer that draws from them cannot repeat itself.
        _seed_globals(2)
        fresh = {name: _argument(value) for name, value in call.args.items()}
        results += (_result(function, fresh, call),)
    return (results[0] if len(results) == 1 else Items(results)), moved


def _successive(
    function: Callable[..., Any], args: dict[str, Any], call: Call, changed: dict[str, Any]
) -> tuple[Any, ...]:
    """Results of `call.times` calls on the same generators. Each after the first gets copies of all else anew, so that
    whoever changes an argument in place loses that, and not the law of what is drawn."""
    results = [_result(function, args | changed, call)]
    generators = {name: value for name, value in args.items() if isinstance(value, torch.Generator)}
    for i in range(1, call.times):
        fresh = {name: generators.get(name, _argument(value)) for name, value in call.args.items()}
        # What the last call raises is told where no other gave a result.
        alone = i == call.times - 1 and all(result is NO_RESULT for result in results)
        results.append(_result(function, fresh | changed, replace(call, fallible=call.fallible and not alone)))
    return tuple(results)


def _result(function: Callable[..., Any], args: dict[str, Any], call: Call) -> Any:
    try:
        return describe(function(*args.values()))
    except TimeoutError:
        raise
    except Exception:
        if not call.fallible:
            raise
        return NO_RESULT


def _gradient(function: Callable[..., Any], args: dict[str, Any], call: Call) -> tuple[Any, tuple[str, ...]] | None:
    for name in call.wrt:
        args[name] = args[name].detach().requires_grad_()
    with torch.enable_grad():
        result = function(*args.values())
        if not isinstance(result, torch.Tensor) or not result.requires_grad:
            return None
        if result.ndim and not call.weighted:
            return None
        total = (ramp(result.shape).to(result.dtype) * result).sum() if call.weighted else result
        grads = torch.autograd.grad(total, [args[name] for name in call.wrt], materialize_grads=True)
    arrays = tuple(describe(item) for item in ((result, *grads) if call.weighted else grads))
    return (arrays[0] if len(arrays) == 1 else Items(arrays)), ()


def describe(value: Any, depth: int = 0) -> Any:
    """Plain data for what an answer returned."""
    if isinstance(value, torch.Tensor):
        return _describe_tensor(value)
    if isinstance(value, numbers.Real) and not isinstance(value, np.generic):
        return _describe_number(value)
    if is_sympy(value):
        return _describe_formula(value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "O" and value.ndim:
        value = value.tolist()
    if isinstance(value, (np.ndarray, np.generic, array.array)):
        return _describe_array(np.asarray(value))
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray, range)) and depth < MAX_DEPTH:
        return _describe_sequence(value, depth)
    return Opaque(type(value).__name__)


def _describe_formula(value: Any) -> Any:
    try:
        return Formula(tree_of(value))
    except NoTree as error:
        return Opaque(error.kind)


def _describe_sequence(value: Sequence[Any], depth: int) -> Any:
    if len(value) > MANY and all(_is_number(item) for item in value):
        # Many numbers travel as one array, so that a list of draws is no heavier than a tensor of them.
        return _describe_array(np.array([item.item() if hasattr(item, "item") else item for item in value]))
    if len(value) > MAX_NODES:
        return Opaque("too many values")
    return Items(tuple(describe(item, depth + 1) for item in value))


def _is_number(item: Any) -> bool:
    return type(item) in (float, int) or isinstance(item, np.floating) or (type(item) is torch.Tensor and not item.ndim)


def _describe_tensor(value: torch.Tensor) -> Any:
    value = value.detach()
    if value.layout is not torch.strided:
        value = value.to_dense()
    if value.is_complex() or value.is_quantized or value.device.type == "meta":
        return Opaque(f"tensor of {value.dtype}")
    plain = value.resolve_conj().resolve_neg().cpu().as_subclass(torch.Tensor)
    # The next call may write into the same memory. What is too large to be sent need not be copied.
    return Array(plain.clone() if plain.numel() * plain.element_size() <= MAX_BLOB else plain, "tensor")


def _describe_number(value: Any) -> Any:
    if not isinstance(value, (bool, int, float)):
        value = float(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        return Opaque("int beyond 64 bits")
    dtype = torch.bool if isinstance(value, bool) else torch.int64 if isinstance(value, int) else torch.float64
    return Array(torch.tensor(value, dtype=dtype), "number")


def _describe_array(value: np.ndarray[Any, Any]) -> Any:
    if value.dtype.kind == "f" and value.dtype.itemsize > 8:
        value = value.astype(np.float64)
    if value.dtype.kind not in "biuf":
        return Opaque(f"array of {value.dtype}")
    if value.dtype.byteorder == ">":
        value = value.astype(value.dtype.newbyteorder("<"))
    return Array(torch.from_numpy(np.array(value, order="C", copy=True)), "array")


def _argument(value: Any) -> Any:
    if isinstance(value, GeneratorSeed):
        return torch.Generator().manual_seed(value.seed)
    if isinstance(value, Numbers):
        return value.data.tolist() if value.kind == "list" else value.data.numpy().copy()
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {name: _argument(item) for name, item in value.items()}
    if isinstance(value, (list, np.ndarray)):
        return copy.deepcopy(value)
    return value


def _snapshot(value: Any) -> Any:
    return None if isinstance(value, torch.Generator) else _argument(value)


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, torch.Tensor):
        return isinstance(new, torch.Tensor) and old.dtype == new.dtype and torch.equal(old, new.detach())
    if isinstance(old, np.ndarray):
        return isinstance(new, np.ndarray) and old.dtype == new.dtype and np.array_equal(old, new)
    if isinstance(old, list):
        return isinstance(new, list) and old == new
    if isinstance(old, dict):
        return isinstance(new, dict) and old.keys() == new.keys() and all(_same(old[k], new[k]) for k in old)
    return True  # numbers and strs cannot be changed in place; a generator is meant to move


def _seed_globals(seed: int) -> None:
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)


def _global_states() -> dict[str, Any]:
    state = np.random.get_state(legacy=False)
    # A normal that NumPy keeps for the next call is part of its state too.
    numpy_state = (state["state"]["key"].tobytes(), state["state"]["pos"], state["has_gauss"])
    return {"torch": torch.get_rng_state().numpy().tobytes(), "numpy": numpy_state, "random": random.getstate()}


def _moved(before: dict[str, Any]) -> tuple[str, ...]:
    return tuple(name for name, state in _global_states().items() if state != before[name])


def _kind(error: BaseException) -> str:
    """Name of the exception's type; torch says with a RuntimeError that there is no memory left."""
    text = error.args[0] if type(error) is RuntimeError and error.args else ""
    no_memory = type(text) is str and "can't allocate memory" in text
    return "MemoryError" if no_memory or isinstance(error, MemoryError) else type(error).__name__


def _line(error: BaseException) -> int:
    """The last line of an answer cell on the way to the error."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if any(mark in frame.filename for mark in CELL_FILES)]
    return (lines[-1] or 0) if lines else 0
