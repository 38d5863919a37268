"""Public checks as otter's exception-based test files.

Expected values are data, computed here by the reference on inputs that anyone may know; the file holds nothing else of
the reference, and no hidden check.
"""

from __future__ import annotations

import textwrap
from typing import Any

import torch

from autograder import compare
from autograder.algebra.points import round_places
from autograder.compare.expressions import expression_values
from autograder.compare.gradients import GradientComparator
from autograder.errors import UsageError
from autograder.judge.truth import Truth
from autograder.question import Bound, Case, Check, Draws, Gradient, Question, Shown, Value, Week

from .literals import argument, expected, number

_MODULE = "public"  # the name under which a check imports `autograder.student`

# The kind of case for draws, and the fields of the law that it holds.
_LAWS: dict[type, tuple[str, tuple[str, ...]]] = {
    compare.normal_law: ("NormalLaw", ("shape", "mean", "variance")),
    compare.multivariate_normal_law: ("MultivariateNormalLaw", ("n", "mean", "cov")),
    compare.mixture_law: ("MixtureLaw", ("n", "weights", "means", "covs")),
    compare.categorical_law: ("CategoricalLaw", ("n", "p")),
    compare.unbiased: ("Unbiased", ("mean", "deviation")),
    compare.variance_falls: ("VarianceFalls", ("mean",)),
}

_HEADER = '''"""Public checks of {name}. Generated: grading draws other inputs and makes further checks."""

import autograder.student as {module}
from otter.test_files import test_case

OK_FORMAT = False

name = {name!r}
points = None

NOTE = {note!r}
'''
_WRITTEN_HEADER = _HEADER.replace("grading draws other inputs and makes further checks", "grading makes further checks")
_TEST = """

@test_case(name={label!r}, points=None, hidden=False, success_message={message})
def test_{i}({name}):
    {body}
"""


def public_checks(question: Question, week_name: str) -> str:
    """The text of `tests/NAME.py`; the same for the same question, whatever the machine or the day.

    Otter echoes the line of a test that raises, so the data stand apart and a test is one short call.
    """
    if question.is_written:
        return _written_check(question)
    truth = Truth(Week(week_name, (question,), (), ()), secret=None)
    checks = [check for check in question.checks if check.shown is Shown.PUBLIC]
    asked = [(check, case, i) for check in checks for i, case in enumerate(check.cases, 1)]
    note = _note(len(question.checks) - len(checks))
    if not asked:
        note = f"There is no public check. {note}"
    data = "".join(
        f"\nCASE_{i} = {_case(truth, question, check, case, last=i == len(asked))}\n"
        for i, (check, case, _) in enumerate(asked, 1)
    )
    labels = [check.name + (f" ({i})" if len(check.cases) > 1 else "") for check, _, i in asked]
    tests = "".join(_test(question.name, label, i, len(asked)) for i, label in enumerate(labels, 1))
    return _HEADER.format(name=question.name, module=_MODULE, note=note) + data + (tests or _no_test(question.name))


def _written_check(question: Question) -> str:
    """Of a derivation only that its cell was run and that it can be read: whether it is right, grading says."""
    note = "Only whether your derivation can be read was looked at; whether each line follows, grading finds out."
    data = f"\nCASE_1 = {_MODULE}.Written(name=name, inputs={{}}, note=NOTE)\n"
    body = f"{_MODULE}.check({question.name}, CASE_1)"
    test = _TEST.format(name=question.name, label="every line can be read", i=1, body=body, message="NOTE")
    return _WRITTEN_HEADER.format(name=question.name, module=_MODULE, note=note) + data + test


def _note(hidden: int) -> str:
    """Said once for each question, whether its public checks pass or fail."""
    if not hidden:
        return "Only public checks ran, on other inputs than grading uses."
    were = "check was" if hidden == 1 else "checks were"
    return f"Only public checks ran; {hidden} hidden {were} not run. Grading makes all of them, on other inputs."


def _test(name: str, label: str, i: int, count: int) -> str:
    body = f"{_MODULE}.check({name}, CASE_{i})"
    return _TEST.format(name=name, label=label, i=i, body=body, message="NOTE" if i == count else None)


def _no_test(name: str) -> str:
    """Otter wants a test even where there is nothing to run."""
    return _TEST.format(name=name, label="no public checks", i=1, body="pass", message="NOTE")


def _case(truth: Truth, question: Question, check: Check, case: Case, *, last: bool) -> str:
    """A case of `autograder.student` as text. The note goes with the last one, so that it is read once."""
    inputs = truth.inputs(question, case)
    kind, options = _request(truth, question, check, case)
    entries = "\n".join(f"{name!r}: {argument(value, _MODULE)}," for name, value in inputs.items())
    written = "{\n" + textwrap.indent(entries, "    ") + "\n}" if entries else "{}"
    arguments = {"name": "name", "inputs": written} | options
    if check.hint:
        arguments["hint"] = repr(check.hint)
    if last:
        arguments["note"] = "NOTE"
    lines = "\n".join(f"{name}={text}," for name, text in arguments.items())
    return f"{_MODULE}.{kind}(\n" + textwrap.indent(lines, "    ") + "\n)"


def _request(truth: Truth, question: Question, check: Check, case: Case) -> tuple[str, dict[str, str]]:
    """The kind of case in `autograder.student`, and its further arguments as text."""
    want = truth.want(question, check, case)
    precision = truth.precision(question, case)
    match check.compare, check.ask:
        case compare.TensorComparator(float64, float32, dtype), Value():
            tolerance = float64 if "float64" in (dtype, precision) else float32
            options = _picked(check, want, tolerance[0]) | _tolerance(tolerance)
            return "Values", options | {"precision": repr(precision)} | ({"dtype": repr(dtype)} if dtype else {})
        case GradientComparator(float64, float32), Gradient(wrt):
            tolerance = float64 if precision == "float64" else float32
            options = {"wrt": repr(wrt), "want": expected(want, _MODULE, tolerance[0])} | _tolerance(tolerance)
            return "Gradients", options | {"precision": repr(precision)}
        case compare.expression(domain), Bound():
            return "ExpressionAt", _expression(want, domain)
        case compare.UnchangedComparator(), Value():
            return "Unchanged", {}
        case compare.reproducible(), Draws(times):
            return "Reproducible", {"times": repr(times)}
        case comparator, Draws(times, over) if type(comparator) in _LAWS:
            kind, fields = _LAWS[type(comparator)]
            options = {name: _field(getattr(want, name)) for name in fields} | {"times": repr(times)}
            return kind, options | ({"over": repr(over)} if over else {}) | _own(comparator)
    raise UsageError(
        f"check {check.name!r} of {question.name} cannot be public: its comparator has no form that a student's "
        "notebook can run; make it HIDDEN"
    )


def _expression(want: Any, domain: Any) -> dict[str, str]:
    """Values at a few points: nothing else of the expression goes into the file."""
    symbols = tuple(name for name, _, _ in domain)
    places = round_places(domain)
    values = ", ".join(number(value, 12) for value in expression_values(want, symbols, places))
    return {"symbols": repr(symbols), "points": repr(places), "values": f"({values})"}


def _field(value: Any) -> str:
    """A field of a law as text: a size, a shape, or numbers."""
    if isinstance(value, int | tuple):
        return repr(value)
    return expected(torch.as_tensor(value, dtype=torch.float64), _MODULE, 1e-9)


def _own(comparator: Any) -> dict[str, str]:
    """The numbers that a comparator of draws was made with."""
    own = "by" if isinstance(comparator, compare.variance_falls) else "false_alarm"
    return {own: number(float(getattr(comparator, own)))}


def _picked(check: Check, want: Any, rtol: float) -> dict[str, str]:
    if check.pick is None:
        return {"want": expected(want, _MODULE, rtol)}
    return {"want": expected(want[check.pick], _MODULE, rtol), "pick": repr(check.pick), "of": repr(len(want))}


def _tolerance(tolerance: tuple[float, float]) -> dict[str, str]:
    rtol, atol = tolerance
    return {"rtol": number(rtol), "atol": number(atol)}
