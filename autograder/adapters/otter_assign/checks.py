"""A question of otter's becomes a question of ours, as far as its tests can be translated; the rest is listed."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from autograder.errors import UsageError

from .assertions import Looked, looked_at
from .source import Task, Test
from .values import Untranslatable, handed

PLACES = 4  # decimals of points


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that an author has to look at. `left_out`: it is not in the week; else it is, and not as it was."""

    cell: int
    question: str
    reason: str
    source: str = ""
    left_out: bool = True

    def to_json(self) -> dict[str, Any]:
        return {"cell": self.cell, "question": self.question, "reason": self.reason, "source": self.source}


@dataclass(frozen=True, slots=True)
class Tried:
    """A case: its label, and the text of each argument by parameter name."""

    label: str
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Translated:
    """A check of ours."""

    name: str
    points: float
    hidden: bool
    rtol: float
    atol: float
    hint: str
    cases: tuple[Tried, ...]


@dataclass
class Asked:
    """A question of ours. Without checks a person marks it, if `manual`; else it is not a question of the week."""

    task: Task
    name: str
    points: float
    checks: tuple[Translated, ...] = ()
    noted: list[Noted] = field(default_factory=list)

    @property
    def is_prose(self) -> bool:
        return self.task.manual and bool(self.name)

    @property
    def is_code(self) -> bool:
        return bool(self.checks)


def translate(task: Task, taken: set[str]) -> Asked:
    """The question as far as it can be had. `taken` are names of questions before it."""
    if task.manual:
        return _manual(task, taken)
    noted = _about(task)
    try:
        function = _function(task, taken)
        names = _parameters(function)
        tests, points = _weighed(task, noted)
        checks = [check for test in tests for check in _checks(test, function.name, names, task, noted)]
        if not checks:
            raise Untranslatable("none of its tests could be translated")
    except Untranslatable as error:
        noted.append(Noted(task.cell, task.name, f"{error}; its cells are there, without points ({_points(task):g})"))
        return Asked(task, "", 0.0, (), noted)
    taken.add(function.name)
    return Asked(task, function.name, points, tuple(_worth(checks, points, noted, task)), noted)


def _manual(task: Task, taken: set[str]) -> Asked:
    name = re.sub(r"\W+", "_", task.name).strip("_")
    name = name if name[:1].isalpha() else f"question_{name}"
    noted = []
    if any(cell.kind == "code" for cell in task.solution):
        reason = (
            "a person is to mark code or a plot, and only text can be marked so; its cells are there, without points"
        )
        return Asked(task, "", 0.0, (), [Noted(task.cell, task.name, f"{reason} ({_points(task):g})")])
    if name in taken:
        raise UsageError(f"two questions are called {name}; rename one of them in the notebook")
    if task.tests:
        noted = [
            Noted(test.cell, task.name, "a person marks this question; its test is left out") for test in task.tests
        ]
    points = _points(task)
    if points <= 0:
        points = 1.0
        noted.append(Noted(task.cell, task.name, "it had no points, and has 1 now", left_out=False))
    taken.add(name)
    return Asked(task, name, points, (), noted)


def _about(task: Task) -> list[Noted]:
    noted = []
    if task.config.get("all_or_nothing"):
        reason = "all_or_nothing is not kept: each check has points of its own"
        noted.append(Noted(task.cell, task.name, reason, left_out=False))
    if task.prompt:
        reason = "its prompt is left out: what students receive is made from the solution's cell"
        noted.append(Noted(task.prompt[0].number, task.name, reason, "\n".join(c.source for c in task.prompt)))
    return noted


def _function(task: Task, taken: set[str]) -> ast.FunctionDef:
    """The function that is asked for: of those that the solution defines the one that most tests call."""
    source = "\n".join(cell.source for cell in task.solution if cell.kind == "code")
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise Untranslatable(f"its solution is no plain Python ({error.msg})") from None
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    if not functions:
        raise Untranslatable(
            "its answer is no function: a value, a table or a plot has no calls that could be compared"
        )
    called = Counter(name for test in task.tests for name in functions if re.search(rf"\b{name}\b", test.source))
    name = called.most_common(1)[0][0] if called else next(iter(functions))
    if name in taken:
        raise Untranslatable(f"the function {name} is asked for by an earlier question")
    return functions[name]


def _parameters(function: ast.FunctionDef) -> dict[str, str | None]:
    """Names of what may be handed over by position, with the text of each default."""
    arguments = function.args
    if any(default is None for default in arguments.kw_defaults):
        raise Untranslatable(
            f"{function.name} has an argument that must be named; arguments are handed over by position"
        )
    names = [argument.arg for argument in [*arguments.posonlyargs, *arguments.args]]
    defaults: list[str | None] = [None] * (len(names) - len(arguments.defaults))
    return dict(zip(names, [*defaults, *map(ast.unparse, arguments.defaults)], strict=True))


def _points(task: Task) -> float:
    """What otter gives for the question as a whole."""
    points = task.config.get("points")
    own = [test.points for test in task.tests]
    if isinstance(points, dict):
        return float(points.get("each", 1)) * len(task.tests)
    if isinstance(points, list):
        return float(sum(part or 0 for part in points))
    if points is None:
        return sum(part or 0 for part in own) if any(part is not None for part in own) else 1.0
    return float(points)


def _weighed(task: Task, noted: list[Noted]) -> tuple[list[tuple[Test, float]], float]:
    """Each test with its share of the question's points, as otter deals them out."""
    total, tests = _points(task), task.tests
    points = task.config.get("points")
    if isinstance(points, list) and len(points) == len(tests):
        shares = [float(part or 0) for part in points]
    else:
        own = [test.points for test in tests]
        left = total - sum(part or 0 for part in own)
        free = sum(part is None for part in own)
        shares = [left / free if part is None else part for part in own]
    if total <= 0:
        raise Untranslatable("it is worth nothing")
    if any(share <= 0 for share in shares):
        reason = "some of its tests were worth 0 points; a check is worth more, so all have the same share"
        noted.append(Noted(task.cell, task.name, reason, left_out=False))
        shares = [total / len(tests)] * len(tests)
    return list(zip(tests, shares, strict=True)), total


def _checks(
    weighed: tuple[Test, float], entry: str, names: Mapping[str, str | None], task: Task, noted: list[Noted]
) -> Iterator[Translated]:
    """The checks of one test: one for each tolerance."""
    test, points = weighed
    found: list[tuple[Looked, Tried]] = []
    for item in looked_at(test.source, entry, test.output):
        if isinstance(item, tuple):
            line, reason = item
            noted.append(Noted(test.cell, task.name, reason, line))
            continue
        try:
            found.append((item, Tried(f"cell {test.cell}, {len(found) + 1}", _inputs(item, names))))
        except Untranslatable as error:
            noted.append(Noted(test.cell, task.name, str(error), item.line))

    def tolerance(pair: tuple[Looked, Tried]) -> tuple[float, float]:
        return pair[0].rtol, pair[0].atol

    groups = [list(pairs) for _, pairs in groupby(sorted(found, key=tolerance), key=tolerance)]
    kind = "hidden" if test.hidden else "public"
    for i, pairs in enumerate(groups, 1):
        looked = [pair[0] for pair in pairs]
        hint = test.message or next((item.hint for item in looked if item.hint), "")
        name = f"{kind} test, cell {test.cell}" + (f" ({i})" if len(groups) > 1 else "")
        cases = tuple(pair[1] for pair in pairs)
        yield Translated(name, points / len(groups), test.hidden, looked[0].rtol, looked[0].atol, hint, cases)


def _inputs(looked: Looked, names: Mapping[str, str | None]) -> dict[str, str]:
    """The text of each argument by name, in the order of the signature; what was left out at the end stays out."""
    call, order = looked.call, list(names)
    if any(isinstance(arg, ast.Starred) for arg in call.args) or any(word.arg is None for word in call.keywords):
        raise Untranslatable("it hands over arguments by a star")
    if len(call.args) > len(order) or any(word.arg not in names for word in call.keywords):
        raise Untranslatable("it hands over what the function has no plain argument for")
    given = dict(zip(order, call.args, strict=False)) | {str(word.arg): word.value for word in call.keywords}
    last = max((order.index(name) for name in given), default=-1)
    inputs = {}
    for name in order[: last + 1]:
        if name in given:
            inputs[name] = handed(given[name], looked.names)
        elif (default := names[name]) is not None:
            inputs[name] = handed(ast.parse(default, mode="eval").body, {})
        else:
            raise Untranslatable(f"it leaves {name} out")
    return inputs


def _worth(checks: Sequence[Translated], points: float, noted: list[Noted], task: Task) -> Iterator[Translated]:
    """The same checks, worth `points` together: those of what could not be translated go to the others."""
    total = sum(check.points for check in checks)
    if abs(total - points) > 10**-PLACES:
        reason = f"the points of its tests that are left out went to the others: {points:g} in all, as before"
        noted.append(Noted(task.cell, task.name, reason, left_out=False))
    worth = [round(check.points * points / total, PLACES) for check in checks[:-1]]
    for check, own in zip(checks, [*worth, round(points - sum(worth), PLACES)], strict=True):
        yield replace(check, points=own)
