"""Call an answer, compare, and raise `CheckFailed` with a sentence where it is wrong.

Inputs and expected values are written in the public check itself, so a message may show them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from torch import Tensor

from autograder import compare
from autograder.collect.answer import answer
from autograder.collect.wire import Answer, Call
from autograder.compare import Precision, Verdict, kinds
from autograder.compare.verdict import rejected

from .raised import told, untagged
from .validation import quiet

Function = Callable[..., Any]


class CheckFailed(AssertionError):
    """The answer is wrong or missing. The text is for the student: a sentence, a hint, what else was not checked."""


@dataclass(frozen=True, kw_only=True)
class Case(ABC):
    """One case of a public check.

    Args:
        name: what the notebook calls the answer.
        inputs: by name, in the order of the signature; handed over by position.
        hint: told where a value came back and is wrong.
        note: told wherever the check fails.
    """

    name: str
    inputs: Mapping[str, Any]
    hint: str = ""
    note: str = ""

    def call(self) -> Call:
        return Call(self.name, self.inputs)

    def fault(self, function: Function) -> tuple[str, str]:
        """What is wrong and the hint where it helps; both empty for a right answer."""
        raised: list[str] = []
        call = self.call()
        given = answer({self.name: function if call.bound else _watched(function, self.name, raised)}, call)
        if failure := kinds.failure(given):
            return (raised[-1] if raised else _ended(failure)), ""
        verdict = self.judge(given)
        if verdict.passed:
            return "", ""
        return _ended(verdict.to_staff), f"Hint: {self.hint}" if self.hint else ""

    @abstractmethod
    def judge(self, given: Answer) -> Verdict:
        """Right or wrong, by the comparator that grading uses too."""


@dataclass(frozen=True, kw_only=True)
class Values(Case):
    """What the answer returns is compared with `want`, element by element.

    Args:
        want: a tensor, or a tuple of them where the answer returns several values.
        rtol: with `atol`: accepted is |got - want| <= atol + rtol * |want|.
        atol: see `rtol`.
        precision: what the answer is held to.
        dtype: "float64" demands float64 whatever the inputs are; "any" takes integers and bools too.
        pick: which of the returned values is compared; None for all.
        of: how many values are returned, where one is picked.
    """

    want: Tensor | tuple[Tensor, ...]
    rtol: float
    atol: float
    precision: Precision
    dtype: Literal["float64", "any"] | None = None
    pick: int | None = None
    of: int | None = None

    def judge(self, given: Answer) -> Verdict:
        if self.pick is not None and self.of is not None and given.outcome == "returned":
            values = kinds.parts(given.value, self.of)
            if isinstance(values, str):
                return rejected(values)
            given = replace(given, value=values[self.pick])
        tolerance = (self.rtol, self.atol)
        return compare.tensor(float64=tolerance, float32=tolerance, dtype=self.dtype)(given, self.want, self.precision)


@dataclass(frozen=True, kw_only=True)
class Gradients(Case):
    """The gradient of the scalar result in the arguments `wrt` is compared, by autograd through the answer."""

    wrt: tuple[str, ...]
    want: Tensor | tuple[Tensor, ...]
    rtol: float
    atol: float
    precision: Precision

    def call(self) -> Call:
        return Call(self.name, self.inputs, wrt=self.wrt)

    def judge(self, given: Answer) -> Verdict:
        tolerance = (self.rtol, self.atol)
        return compare.gradient(float64=tolerance, float32=tolerance)(given, self.want, self.precision)


@dataclass(frozen=True, kw_only=True)
class Unchanged(Case):
    """A call leaves its arguments as they were."""

    def judge(self, given: Answer) -> Verdict:
        return compare.unchanged()(given, None, "float64")


def check(function: Function | None, case: Case) -> None:
    """Raise `CheckFailed` unless `function` answers `case` rightly.

    Args:
        function: what the notebook has under the case's name; None where it has nothing.
        case: what to ask and what to expect.
    """
    with quiet():
        sentence, hint = _fault(function, case)
    if sentence:
        raise CheckFailed(untagged("\n".join(line for line in (sentence, hint, case.note) if line)))


def _fault(function: Function | None, case: Case) -> tuple[str, str]:
    """What is wrong and the hint where it helps; both empty for a right answer."""
    if function is None:
        return f"{case.name} is not defined: run its answer cell, then check again.", ""
    return case.fault(function)


def _ended(text: str) -> str:
    return text if text.endswith("?") else f"{text}."


def _watched(function: Function, name: str, raised: list[str]) -> Any:
    """`function`, noting in `raised` what its calls raise; as it is where it cannot be called."""
    if not callable(function):
        return function

    def call(*args: Any) -> Any:
        try:
            return function(*args)
        except BaseException as error:
            raised.append(told(error, name))
            raise

    return call
