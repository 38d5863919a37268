"""Whether what is built on an earlier answer still depends on all that the right result depends on.

An earlier answer may be so large that it drowns whatever else goes into the later one, or so small that it drowns
itself. What is left to answer then is not what was asked. So what is built on it must be of the right result's size,
roughly; and each argument, and each earlier answer, is shrunk by a little, and the result must notice: not as much as
the right one does, but nearly.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.errors import AutograderError
from autograder.question import FollowThrough, Inputs, Theirs

from .errors import NoAnswer

SHRUNK = 0.999  # smaller, so that probabilities, correlations and times stay what they are
SIZES = 1e4  # by how much the size may differ from the right one's: less than what drowns a term in any tolerance
SHARE = 1e-3  # of the right result's sensitivity that is enough: an earlier slip may well be a factor of 30


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """One earlier answer as it was taken: whose, and its value; None where it could not be taken."""

    name: str
    value: Any


def still_depends(follow: FollowThrough, inputs: Inputs, theirs: Sequence[Given], right: Sequence[Given]) -> bool:
    """Whether `follow.reference` on the earlier answers `theirs` notices all that it notices on the `right` ones."""
    for shrink in _shrinkings(inputs, theirs):
        wanted = _change(follow, inputs, right, shrink)
        if wanted is not None and wanted > 0:
            found = _change(follow, inputs, theirs, shrink)
            if found is None or not found >= SHARE * wanted:
                return False
    return True


def heeds(follow: FollowThrough, inputs: Inputs, theirs: Callable[[], Theirs], right: Callable[[], Theirs]) -> bool:
    """Whether the result notices any argument that the right one notices, where the earlier answers are asked anew.

    Replayed answers hide that they were made up: what goes through them alone would need no argument at all. Of several
    arguments one is enough, for a slip may well forget another, or round it away.

    Args:
        follow: how the later answer comes from the earlier ones.
        inputs: of the later answer.
        theirs: gives the student's earlier answers, from the first on.
        right: the same for the right ones.
    """
    asked = False
    for name, value in inputs.items():
        changed = {**inputs, name: _shrunk(value)}
        wanted = _difference(follow, inputs, changed, right)
        if wanted:
            asked = True
            found = _difference(follow, inputs, changed, theirs)
            if found is not None and found >= SHARE * wanted:
                return True
    return not asked


def _difference(follow: FollowThrough, inputs: Inputs, changed: Inputs, answers: Callable[[], Theirs]) -> float | None:
    try:
        before = numbers_of(follow.reference(inputs, answers()))
        after = numbers_of(follow.reference(changed, answers()))
    except AutograderError:  # asking needs the wall, whose end is no answer of the student's
        raise
    except Exception:  # as in `_change`
        return None
    return _largest(before, after)


def of_a_size(want: Any, right: Any) -> bool:
    """Whether each part of `want` is as large as that of the right result, within `SIZES`, and finite where it is.

    A slip may well make one number of many infinite; not most of them, for anyone can answer with infinity.
    """
    for w, r in zip(numbers_of(want), numbers_of(right), strict=False):
        if w.shape == r.shape and 2 * int((~w.isfinite() & r.isfinite()).sum()) >= max(1, int(r.isfinite().sum())):
            return False
        size, asked = _size(w), _size(r)
        if asked and not asked / SIZES <= size <= asked * SIZES:
            return False
    return True


def _size(tensor: Tensor) -> float:
    """The largest finite number, without its sign."""
    finite = tensor[tensor.isfinite()]
    return float(finite.abs().max()) if finite.numel() else 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class _Shrink:
    """Which argument, or whose answers, to shrink."""

    argument: str = ""
    answers_of: str = ""


def _shrinkings(inputs: Inputs, theirs: Sequence[Given]) -> list[_Shrink]:
    arguments = [_Shrink(argument=name) for name in inputs]
    return arguments + [_Shrink(answers_of=name) for name in dict.fromkeys(given.name for given in theirs)]


def _change(follow: FollowThrough, inputs: Inputs, answers: Sequence[Given], shrink: _Shrink) -> float | None:
    """By how much the result changes, relative to its size; None where it cannot be had."""
    arguments = {name: _shrunk(value) if name == shrink.argument else value for name, value in inputs.items()}
    changed = [Given(a.name, _shrunk(a.value)) if a.name == shrink.answers_of else a for a in answers]
    try:
        before = numbers_of(follow.reference(inputs, _replay(answers)))
        after = numbers_of(follow.reference(arguments, _replay(changed)))
    except Exception:  # what a formula makes of other arguments than it was made for is nobody's fault
        return None
    return _largest(before, after)


def _largest(before: Sequence[Tensor], after: Sequence[Tensor]) -> float:
    changes = [_relative(a, b) for a, b in zip(before, after, strict=True) if a.shape == b.shape]
    return max(changes, default=0.0)


def _replay(answers: Sequence[Given]) -> Callable[[str], Callable[..., Any]]:
    """The recorded answers again, in their order, whatever they are asked on."""
    rest = iter(answers)

    def call(*args: Any) -> Any:
        given = next(rest)
        if given.value is None:
            raise NoAnswer(given.name)
        return given.value

    return lambda name: call


def numbers_of(want: Any) -> list[Tensor]:
    """All numbers in what a reference returned: a tensor, a tuple of them, or a law."""
    if dataclasses.is_dataclass(want):
        want = tuple(getattr(want, field.name) for field in dataclasses.fields(want))
    if isinstance(want, tuple | list):
        return [tensor for item in want for tensor in numbers_of(item)]
    if isinstance(want, Tensor | float) and not isinstance(want, bool):
        return [torch.as_tensor(want, dtype=torch.float64).detach()]
    return []


def _relative(before: Tensor, after: Tensor) -> float:
    both = before.isfinite() & after.isfinite()
    return min(1.0, _size(after[both] - before[both]) / max(_size(before), 1e-300))


def _shrunk(value: Any) -> Any:
    match value:
        case Tensor() if value.is_floating_point():
            return value * SHRUNK
        case float():
            return value * SHRUNK
        case Mapping():
            return {name: _shrunk(item) for name, item in value.items()}
        case tuple():
            return tuple(_shrunk(item) for item in value)
    return value
