"""Call an answer, compare, and print one sentence where it is wrong.

Expected values are written in the public check itself, so a message may show them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from torch import Tensor

from autograder import compare
from autograder.collect.answer import answer
from autograder.collect.wire import Answer, Call
from autograder.compare import Comparator, Precision, kinds

Function = Callable[..., Any]
Inputs = Mapping[str, Any]


def check_value(
    function: Function,
    inputs: Inputs,
    *,
    want: Tensor | tuple[Tensor, ...],
    rtol: float,
    atol: float,
    precision: Precision,
    dtype: Literal["float64"] | None = None,
    pick: int | None = None,
    of: int | None = None,
) -> None:
    """Compare what `function` returns with `want`, element by element.

    Args:
        function: the answer.
        inputs: by name, in the order of the signature; handed over by position.
        want: a tensor, or a tuple of them where the answer returns several values.
        rtol: with `atol`: accepted is |got - want| <= atol + rtol * |want|.
        atol: see `rtol`.
        precision: what the answer is held to.
        dtype: "float64" demands float64 whatever the inputs are.
        pick: which of the returned values is compared; None for all.
        of: how many values are returned, where one is picked.
    """
    comparator = compare.tensor(float64=(rtol, atol), float32=(rtol, atol), dtype=dtype)
    _tell(_picked(_ask(function, inputs), pick, of), comparator, want, precision)


def check_gradient(
    function: Function,
    inputs: Inputs,
    *,
    wrt: tuple[str, ...],
    want: Tensor | tuple[Tensor, ...],
    rtol: float,
    atol: float,
    precision: Precision,
) -> None:
    """Compare the gradient of the scalar result in the arguments `wrt`, by autograd through `function`."""
    comparator = compare.gradient(float64=(rtol, atol), float32=(rtol, atol))
    _tell(_ask(function, inputs, wrt=wrt), comparator, want, precision)


def check_unchanged(function: Function, inputs: Inputs) -> None:
    """Check that a call leaves its arguments as they were."""
    _tell(_ask(function, inputs), compare.unchanged(), None, "float64")


def check_reproducible(function: Function, inputs: Inputs, *, times: int = 2) -> None:
    """Check that all randomness comes from the generator: same state, same draws; successive calls differ."""
    _tell(_ask(function, inputs, times=times, again=True), compare.reproducible(), None, "float64")


def check_normal_law(
    function: Function,
    inputs: Inputs,
    *,
    n: int,
    mean: float,
    variance: float,
    false_alarm: float,
    times: int = 2,
) -> None:
    """Test that the draws are independent N(mean, variance); a right sampler fails with probability `false_alarm`."""
    given = _ask(function, inputs, times=times, again=True)
    _tell(given, compare.normal_law(false_alarm=false_alarm), _NormalLaw(n, mean, variance), "float64")


@dataclass(frozen=True, slots=True)
class _NormalLaw:
    n: int
    mean: float
    variance: float


def _ask(function: Function, inputs: Inputs, **how: Any) -> Answer:
    return answer({"answer": function}, Call("answer", inputs, **how))


def _picked(given: Answer, pick: int | None, of: int | None) -> Answer | str:
    if pick is None or of is None or given.outcome != "returned":
        return given
    values = kinds.parts(given.value, of)
    return values if isinstance(values, str) else replace(given, value=values[pick])


def _tell(given: Answer | str, comparator: Comparator, want: Any, precision: Precision) -> None:
    if isinstance(given, str):
        print(f"{given}.")
    elif given.error == "NotImplementedError":
        print("The answer cell still raises NotImplementedError: fill it in, run it, and check again.")
    else:
        verdict = comparator(given, want, precision)
        if not verdict.passed:
            print(f"{verdict.to_staff}.")
