"""Inputs and reference values: drawn and computed once for a class, however many submissions are judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from autograder.collect import wire
from autograder.collect.wire import Call, GeneratorSeed
from autograder.compare import Precision
from autograder.devices import moved
from autograder.question import (
    Ask,
    Bound,
    Case,
    Check,
    Draws,
    Gradient,
    Inputs,
    Numbers,
    Prose,
    Question,
    Seed,
    Value,
    Week,
    Written,
)
from autograder.seeds import Secret, case_generator


class Truth:
    """What is asked and what is wanted, for one week under one secret.

    Args:
        week: its questions and their references.
        secret: the course's secret, mixed into every seed so that nobody can compute the hidden inputs beforehand.
        device: where the reference runs and answers are compared: "cpu", "cuda", ...; inputs are drawn on the CPU,
            so that they do not depend on it, and reference values stay on it.
    """

    def __init__(self, week: Week, secret: Secret | None, device: str = "cpu") -> None:
        self.week = week
        self.secret = secret
        self.device = device
        self._inputs: dict[tuple[str, str], Inputs] = {}
        self._calls: dict[tuple[str, str, Ask], Call] = {}
        self._wants: dict[tuple[str, str, Ask], Any] = {}

    def inputs(self, question: Question, case: Case) -> Inputs:
        key = (question.name, case.label)
        if key not in self._inputs:
            self._inputs[key] = case.draw(case_generator(self.secret, self.week.name, question.name, case.label))
        return self._inputs[key]

    def call(self, question: Question, check: Check, case: Case) -> Call:
        """The call that `check` asks of the student's answer on `case`."""
        key = (question.name, case.label, check.ask)
        if key not in self._calls:
            args = {name: _for_wire(value) for name, value in self.inputs(question, case).items()}
            self._calls[key] = call_for(question.name, args, check.ask)
        return self._calls[key]

    def want(self, question: Question, check: Check, case: Case) -> Any:
        """float64 truth for `call`."""
        key = (question.name, case.label, check.ask)
        if key not in self._wants:
            self._wants[key] = self.evaluate(question.reference, self.inputs(question, case), check.ask)
        return self._wants[key]

    def evaluate(self, reference: Callable[..., Any], inputs: Inputs, ask: Ask) -> Any:
        """`reference` on `inputs` in float64, as `ask` says; tensors, tuples of tensors or a law."""
        args = {name: to_float64(value, self.device) for name, value in inputs.items()}
        if isinstance(ask, Gradient) and not ask.weighted:
            return _gradient(reference, args, ask.wrt)
        value = reference(*args.values())
        return plain(value) if isinstance(ask, Value) else value

    def placed(self, ask: Ask, value: Any) -> Any:
        """An answer, or what is wanted of one, where it is compared. Expressions and texts have no use for a device."""
        if self.device == "cpu" or isinstance(ask, Bound | Written | Prose):
            return value
        return moved(value, self.device)

    def reference_of(self, name: str) -> Callable[..., Any]:
        """The reference of another question of the week."""
        return self.week.question(name).reference

    def precision(self, question: Question, case: Case) -> Precision:
        """What an answer is held to: the least precise floating input; float32 where none is floating."""
        return precision_of(self.inputs(question, case))


def call_for(name: str, args: Mapping[str, Any], ask: Ask) -> Call:
    """What is sent to the notebook for `ask`."""
    match ask:
        case Bound():
            return Call(name, args, bound=True)
        case Gradient(wrt, weighted):
            return Call(name, args, wrt=wrt, weighted=weighted)
        case Draws(times, over, fallible):
            return Call(name, args, times=times, again=over is None, over=over, fallible=fallible)
        case Written() | Prose():
            raise ValueError(f"{name} is answered in writing: nothing is called")
    return Call(name, args)


def precision_of(inputs: Inputs) -> Precision:
    dtypes = {tensor.dtype for tensor in _tensors(inputs) if tensor.is_floating_point()}
    return "float64" if dtypes == {torch.float64} else "float32"


def to_float64(value: Any, device: str = "cpu") -> Any:
    match value:
        case Tensor():
            return value.to(device, torch.float64) if value.is_floating_point() else value.to(device)
        case Numbers():
            return value.made()
        case Mapping():
            return {name: to_float64(item, device) for name, item in value.items()}
    return value


def plain(value: Any) -> Any:
    """Plain tensors for what a reference returned (a NamedTuple becomes a tuple)."""
    return tuple(plain(item) for item in value) if isinstance(value, tuple) else value.detach()


def _gradient(reference: Callable[..., Any], args: dict[str, Any], wrt: tuple[str, ...]) -> Any:
    for name in wrt:
        args[name] = args[name].detach().requires_grad_()
    grads = torch.autograd.grad(reference(*args.values()), [args[name] for name in wrt])
    return grads[0] if len(grads) == 1 else tuple(grads)


def _for_wire(value: Any) -> Any:
    match value:
        case Seed(seed):
            return GeneratorSeed(seed)
        case Numbers(data, kind):
            return wire.Numbers(data, kind)
    return value


def _tensors(inputs: Mapping[str, Any]) -> list[Tensor]:
    found: list[Tensor] = []
    for value in inputs.values():
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, Numbers):
            found.append(value.data)
        elif isinstance(value, Mapping):
            found.extend(_tensors(value))
    return found
