"""Answers that no question may accept: constants, NaN, copies of an argument, off by a factor, no numbers at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy
import torch
from torch import Tensor

from autograder.question import Bound, Question

_DEGENERATE_TEXTS = {
    "nothing": "",
    "a comment": "% the derivation",
    "words": r"\text{as was to be shown}",
    "zero is zero": "0 = 0",
    "one of Python's expressions": "__import__('os').getpid()",
    "a symbol that is itself": "x &= x",
}


class AlwaysEqual:
    """Says that it is equal to anything."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def degenerate_answers(question: Question, arity: int) -> Iterator[tuple[str, Any]]:
    """Named answers of the right outward form with nothing right inside.

    Args:
        question: whose reference gives the outward form.
        arity: number of arguments, each of which is handed back by one of the answers.
    """
    if question.is_written:
        yield from _DEGENERATE_TEXTS.items()
        for start in question.reference().start:
            yield "the start alone", start
        return
    if is_expression(question):
        yield from _degenerate_expressions(question)
        return

    def form(*args: Any) -> Any:
        return _result_like(question, args)

    yield "all zeros", lambda *args: _map(torch.zeros_like, form(*args))
    yield "all ones", lambda *args: _map(torch.ones_like, form(*args))
    yield "all NaN", lambda *args: _map(lambda x: torch.full_like(x, torch.nan), form(*args))
    yield "noise that is wide enough for anything", lambda *args: _map(lambda x: _noise(x, args), form(*args))
    yield "strings", lambda *args: ["0.5", "0.5"]
    yield "an object equal to everything", lambda *args: AlwaysEqual()
    yield "None", lambda *args: None
    for i in range(arity):
        yield f"a copy of argument {i + 1}", lambda *args, i=i: _copies(form(*args), args[i])


def scaled_answers(question: Question) -> Iterator[tuple[str, Any]]:
    """The right values, off by a factor: each must lose every check of values. A derivation has no such values."""
    if question.is_written:
        return
    if is_expression(question):
        right = question.reference()
        yield from ((f"off by a factor {factor}", right * factor) for factor in (2, sympy.Rational(1, 2), -1))
        yield "off by an addend", right + 1
        return
    for factor in (2.0, 0.5, -1.0):
        yield f"off by a factor {factor:g}", lambda *args, f=factor: _map(lambda x: x * f, _result_like(question, args))
    yield "with an axis too many", lambda *args: _map(lambda x: x.unsqueeze(0), _result_like(question, args))


def _result_like(question: Question, args: tuple[Any, ...]) -> Any:
    """What the reference returns; where that is a law, draws from it."""
    value = question.reference(*args)
    if isinstance(value, Tensor) or (isinstance(value, tuple) and all(isinstance(v, Tensor) for v in value)):
        return value
    (generator,) = [arg for arg in args if isinstance(arg, torch.Generator)]
    return value.draw(generator)


def is_expression(question: Question) -> bool:
    return isinstance(question.checks[0].ask, Bound)


def _degenerate_expressions(question: Question) -> Iterator[tuple[str, Any]]:
    symbols = sorted(question.reference().free_symbols, key=str)
    yield "zero", sympy.Integer(0)
    yield "one, as a Python number", 1
    yield "nan", sympy.nan
    yield "infinity", sympy.oo
    yield "text", str(question.reference())
    yield "None", None
    yield "an object equal to everything", AlwaysEqual()
    yield "another symbol", sympy.Symbol("another")
    yield from ((f"the symbol {symbol}", symbol) for symbol in symbols)


def _map(f: Callable[[Tensor], Tensor], value: Any) -> Any:
    return tuple(f(item) for item in value) if isinstance(value, tuple) else f(value)


def _noise(like: Tensor, args: tuple[Any, ...]) -> Tensor:
    generator = next((arg for arg in args if isinstance(arg, torch.Generator)), None)
    return (1e30 * torch.randn(like.shape, dtype=torch.float64, generator=generator)).to(like.dtype)


def _copies(form: Any, argument: Any) -> Any:
    if isinstance(argument, torch.Generator):
        return argument
    return tuple(argument for _ in form) if isinstance(form, tuple) else argument
