"""Mutants of the solution: would the hidden tests notice a slip anywhere in the right answer?

Each mutant changes one spot of one function of OUR solution notebook: an operator, a sign, a constant, `sum` for
`mean`, a dropped term, two swapped arguments. A mutant that changes no output on random inputs is equivalent and does
not count; every other must lose points.
"""

from __future__ import annotations

import ast
import copy
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

import torch

from autograder.collect.session import LocalSession
from autograder.collect.wire import Answer, Array, Items
from autograder.judge import Judge
from autograder.question import Draws, Question, Week

SECONDS = 10.0  # a mutant may loop for ever; then it is dead
SAME = 1e-9  # relative change under which an output counts as unchanged
WANTED = 0.95  # share of the mutants that change something which must lose points

_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
}
_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
_NAMES = {
    "sum": "mean",
    "mean": "sum",
    "cumprod": "cumsum",
    "sqrt": "square",
    "rsqrt": "sqrt",
    "square": "sqrt",
    "exp": "expm1",
    "log": "log1p",
    "expm1": "exp",
    "log1p": "log",
    "minimum": "maximum",
    "maximum": "minimum",
    "cos": "sin",
    "sin": "cos",
    "randn": "rand",
    "logsigmoid": "sigmoid",
    "sigmoid": "tanh",
    "softmax": "log_softmax",
    "log_softmax": "softmax",
    "logsumexp": "amax",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed spot: `what` says which, `source` is the whole cell."""

    question: str
    what: str
    source: str


@dataclass(frozen=True, slots=True)
class MutationScore:
    """How many mutants changed an output, and which of those kept every point."""

    made: int
    changed: int
    survivors: tuple[str, ...]

    @property
    def score(self) -> float:
        return 1.0 if not self.changed else 1 - len(self.survivors) / self.changed

    def to_json(self) -> dict[str, Any]:
        return {
            "made": self.made,
            "changed": self.changed,
            "killed": self.changed - len(self.survivors),
            "score": self.score,
            "survivors": list(self.survivors),
        }


def mutation_score(
    week: Week, cells: Mapping[str, str], given: Sequence[str], progress: Callable[[str], None] = lambda name: None
) -> MutationScore:
    """Mutate every answer cell of the solution and judge each mutant.

    Args:
        week: its questions judge.
        cells: source of each answer cell of our own solution, by name.
        given: sources of the given cells, run before.
        progress: called with a question's name before its mutants.
    """
    judge, other = Judge(week, b"mutants"), Judge(week, b"other inputs")
    made = changed = 0
    survivors: list[str] = []
    for question in week.questions:
        if question.is_text:  # no code; tests/derivations has its own mutants
            continue
        progress(question.name)
        right = _answers(other, question, _namespace([*given, *cells.values()]))
        for mutant in mutants(question.name, cells[question.name]):
            made += 1
            sources = [*given, *(mutant.source if name == question.name else s for name, s in cells.items())]
            fate = _fate(judge, other, question, sources, right)
            changed += fate != "equivalent"
            if fate == "survived":
                survivors.append(f"{question.name}: {mutant.what}")
    return MutationScore(made, changed, tuple(survivors))


def mutants(name: str, source: str) -> Iterator[Mutant]:
    """Every single-spot change of `source`."""
    tree = ast.parse(source)
    for index, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            mutated = copy.deepcopy(tree)
            target = list(ast.walk(mutated))[index]
            change(target)
            yield Mutant(
                name, f"line {getattr(node, 'lineno', 0)}: {what}", ast.unparse(ast.fix_missing_locations(mutated))
            )


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    match node:
        case ast.BinOp(op=op) if type(op) in _BINARY:
            new = _BINARY[type(op)]
            yield f"{type(op).__name__} becomes {new.__name__}", lambda n: setattr(n, "op", new())
            yield f"left side of {type(op).__name__} dropped", lambda n: _become(n, n.right)
            yield f"right side of {type(op).__name__} dropped", lambda n: _become(n, n.left)
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield "sign or negation dropped", lambda n: _become(n, n.operand)
        case ast.Compare(ops=[op]) if type(op) in _COMPARE:
            other = _COMPARE[type(op)]
            yield f"{type(op).__name__} becomes {other.__name__}", lambda n: setattr(n, "ops", [other()])
        case ast.Constant(value=bool()):
            yield "constant negated", lambda n: setattr(n, "value", not n.value)
        case ast.Constant(value=int() | float() as value):
            yield f"{value} becomes {value + 1}", lambda n: setattr(n, "value", n.value + 1)
        case ast.Attribute(attr=attr) if attr in _NAMES:
            yield f"{attr} becomes {_NAMES[attr]}", lambda n: setattr(n, "attr", _NAMES[n.attr])
        case ast.IfExp():
            yield "branches swapped", _swap_branches
        case ast.Call(args=[_, _, *_] as args):
            yield from _reordered(len(args))


def _reordered(count: int) -> Iterator[tuple[str, Callable[[Any], None]]]:
    """Two neighbours among `count` arguments swapped, at either end."""
    yield "first two arguments swapped", lambda n: n.args.insert(0, n.args.pop(1))
    if count > 2:
        yield "last two arguments swapped", lambda n: n.args.append(n.args.pop(-2))


def _swap_branches(node: Any) -> None:
    node.body, node.orelse = node.orelse, node.body


def _become(node: Any, other: ast.expr) -> None:
    node.__class__ = other.__class__
    node.__dict__ = dict(other.__dict__)


def _fate(judge: Judge, other: Judge, question: Question, sources: Sequence[str], right: list[Answer] | None) -> str:
    try:
        with _time_limit():
            namespace = _namespace(sources)
            if right is not None and _same(right, _answers(other, question, namespace)):
                return "equivalent"
            result = judge.judge(LocalSession(namespace), {question.name})[question.name]
    except Exception:
        # The mutated cell does not even run.
        return "killed"
    return "survived" if result.verdict == "right" else "killed"


def _namespace(sources: Sequence[str]) -> dict[str, Any]:
    """The names that OUR solution's cells define; never a student's cells."""
    namespace: dict[str, Any] = {}
    for source in sources:
        exec(compile(source, "<answer of the solution>", "exec"), namespace)
    return namespace


def _answers(judge: Judge, question: Question, namespace: Mapping[str, Any]) -> list[Answer] | None:
    """What the answer gives on random inputs; sampled answers on the same generator state, so that any change shows."""
    calls = {
        (case.label, check.ask): judge.truth.call(question, check, case)
        for check in question.checks
        for case in check.cases
        if not isinstance(check.ask, Draws) or len(check.cases) == 1
    }
    return LocalSession(namespace).ask(list(calls.values()))


def _same(right: list[Answer], mutant: list[Answer] | None) -> bool:
    return mutant is not None and all(
        r.outcome == m.outcome and r.mutated == m.mutated and r.moved == m.moved and _close(r.value, m.value)
        for r, m in zip(right, mutant, strict=True)
    )


def _close(a: Any, b: Any) -> bool:
    match a, b:
        case Array(), Array():
            if a.data.shape != b.data.shape or a.data.dtype != b.data.dtype:
                return False
            return torch.allclose(a.data.double(), b.data.double(), rtol=SAME, atol=0.0, equal_nan=True)
        case Items(), Items():
            return len(a.items) == len(b.items) and all(map(_close, a.items, b.items))
    return bool(a == b)


@contextmanager
def _time_limit() -> Iterator[None]:
    def stop(signum: int, frame: FrameType | None) -> None:
        raise RuntimeError("a mutant took too long")

    old = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)
