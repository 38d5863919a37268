"""Follow-through: what a right answer gives if the student's own earlier answers are taken as they are.

An earlier answer is taken only if it is an answer: the right shape, finite, and not constant where the right one
varies. And what follows from it must be worth asking for: finite, not constant, no copy of an argument, and still
dependent on all that the right result depends on (`sensitivity.py`). So nobody gains by making an earlier answer
trivial, nor by choosing it, when the later question has been seen, such that nothing is left to know.

All of it is computed on the CPU, whatever the device: an earlier answer may be asked on what was computed here, and
must be asked the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from autograder.collect.wire import Array, Call
from autograder.compare import kinds
from autograder.devices import moved
from autograder.question import Bound, Check, Draws, FollowThrough, Gradient, Inputs, Question, Written

from .errors import NoAnswer
from .sensitivity import Given, heeds, of_a_size, still_depends
from .truth import Truth, plain, to_float64

if TYPE_CHECKING:
    from .judge import Asks

NEARLY = 1e-3  # relative spread below which values count as constant


@dataclass(frozen=True, slots=True)
class Followed:
    """What a check wants of each of its cases on top of the student's earlier answers.

    `telling`: earlier answers of more than one value went in, so that a constant would have shown.
    """

    wants: list[Any]
    telling: bool


def followed_want(
    question: Question, check: Check, follow: FollowThrough, truth: Truth, session: Asks
) -> Followed | None:
    """What `check` wants of each of its cases under `follow`, or None where that cannot be told."""
    if isinstance(check.ask, Gradient | Bound | Written):
        return None  # no gradient, no expression and no derivation is built on another question
    wants, telling = [], True
    for case in check.cases:
        theirs = _Theirs(session, truth)
        inputs = {name: to_float64(value) for name, value in truth.inputs(question, case).items()}
        try:
            want = follow.reference(inputs, theirs)
        except NoAnswer:
            return None
        right = moved(truth.want(question, check, case), "cpu")
        if isinstance(check.ask, Draws):
            worth = _law_worth_asking(want, right)
        else:
            want = plain(want)
            worth = _worth_asking(want, inputs, right, check.pick)
        if not (worth and of_a_size(_picked(want, check), _picked(right, check))):
            return None
        if not still_depends(follow, inputs, theirs.given, theirs.right):
            return None
        if not heeds(follow, inputs, lambda: _Theirs(session, truth), lambda: truth.reference_of):
            return None
        wants.append(want)
        telling = telling and theirs.varied
    return Followed(wants, telling)


class _Theirs:
    """`theirs(name)(*args)`: the student's own answer, as float64 tensors."""

    def __init__(self, session: Asks, truth: Truth) -> None:
        self.session = session
        self.truth = truth
        self.varied = False  # an answer of more than one value was taken
        self.given: list[Given] = []
        self.right: list[Given] = []  # what would have been right on the same arguments

    def __call__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            self.given.append(Given(name, None))
            self.right.append(Given(name, None))
            right = self.truth.reference_of(name)(*args)
            taken = self._asked(name, args, right)
            self.given[-1], self.right[-1] = Given(name, taken), Given(name, right)
            return taken

        return call

    def _asked(self, name: str, args: tuple[Any, ...], right: Any) -> Any:
        (answer,) = self.session.ask([Call(name, {f"argument {i}": arg for i, arg in enumerate(args)})])
        if answer.outcome != "returned":
            raise NoAnswer(f"{name}: {answer.outcome}")
        if isinstance(right, tuple):
            values = kinds.parts(answer.value, len(right))
            if isinstance(values, str):
                raise NoAnswer(f"{name}: {values}")
            return tuple(self._taken(v, r) for v, r in zip(values, right, strict=True))
        return self._taken(answer.value, right)

    def _taken(self, value: Array | Any, right: Tensor) -> Tensor:
        tensor = kinds.as_tensor(value)
        if isinstance(tensor, str) or tensor.shape != right.shape or not tensor.is_floating_point():
            raise NoAnswer("an earlier answer is no tensor of the right shape and dtype")
        tensor = tensor.to(torch.float64)
        if not tensor.isfinite().all() or (_constant(tensor) and not _constant(right)):
            raise NoAnswer("an earlier answer is not finite, or constant where the right one varies")
        self.varied = self.varied or tensor.numel() > 1
        return tensor


def _picked(want: Any, check: Check) -> Any:
    return want if check.pick is None else want[check.pick]


def _worth_asking(want: Any, inputs: Inputs, right: Any, pick: int | None) -> bool:
    if isinstance(want, tuple):
        chosen = range(len(want)) if pick is None else [pick]
        return all(_worth_asking(want[i], inputs, right[i], None) for i in chosen)
    if want.isnan().any() or (_constant(want) and not _constant(right)):
        return False
    copies = [value for value in inputs.values() if isinstance(value, Tensor) and value.shape == want.shape]
    return not any(torch.allclose(want, copy.to(torch.float64)) for copy in copies) or any(
        torch.allclose(right, copy.to(torch.float64)) for copy in copies
    )


def _law_worth_asking(want: Any, right: Any) -> bool:
    """Not where a constant would meet the law, nor plain noise: it must keep some of the right law's mean."""
    numbers = {field.name: getattr(want, field.name) for field in fields(want)}
    tensors = {name: torch.as_tensor(n) for name, n in numbers.items() if isinstance(n, float | int | Tensor)}
    if not all(tensor.isfinite().all() for tensor in tensors.values()):
        return False
    if "variance" in tensors and not bool((tensors["variance"] > 0).all()):
        return False
    if "cov" in tensors and not _spreads_like(tensors["cov"], right.cov):
        return False
    mean = tensors.get("mean")
    return mean is None or float(mean.abs().max()) >= 0.05 * float(torch.as_tensor(right.mean).abs().max())


def _spreads_like(cov: Tensor, right: Tensor) -> bool:
    """Whether `cov` is a covariance, and in no direction all but a point where the right one is not."""
    if not torch.allclose(cov, cov.mT, rtol=1e-6, atol=1e-9):
        return False
    return float(torch.linalg.eigvalsh(cov)[0]) >= 0.01 * float(torch.linalg.eigvalsh(right)[0])


def _constant(tensor: Tensor) -> bool:
    """Constant, or so nearly that the difference is there for show."""
    if tensor.numel() < 2 or not tensor.isfinite().all():
        return False
    return float(tensor.max() - tensor.min()) <= NEARLY * float(tensor.abs().max())
