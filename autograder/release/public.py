"""Public checks as otter's OK-format test files.

Expected values are data, computed here by the reference on inputs that anyone may know; the file holds nothing else of
the reference, and no hidden check.
"""

from __future__ import annotations

import textwrap
from typing import Any

from autograder import compare
from autograder.compare.gradients import GradientComparator
from autograder.compare.samples import NormalLawComparator, ReproducibleComparator
from autograder.errors import UsageError
from autograder.judge.truth import Truth
from autograder.question import Case, Check, Draws, Gradient, Question, Shown, Value, Week

from .literals import argument, expected, number

_MODULE = "public"  # the name under which a check imports `autograder.student`

_HEADER = '''"""Public checks of {name}. Generated: grading draws other inputs and makes further checks."""

OK_FORMAT = True

test = {{
    "name": {name!r},
    "points": None,
    "suites": [
        {{
            "type": "doctest",
            "scored": False,
            "cases": [
'''
_FOOTER = """            ],
        }
    ],
}
"""


def public_checks(question: Question, week_name: str) -> str:
    """The text of `tests/NAME.py`; the same for the same question, whatever the machine or the day."""
    truth = Truth(Week(week_name, (question,), (), ()), secret=None)
    checks = [check for check in question.checks if check.shown is Shown.PUBLIC]
    cases = [
        (check.name + (f" ({i})" if len(check.cases) > 1 else ""), _code(truth, question, check, case), check.hint)
        for check in checks
        for i, case in enumerate(check.cases, 1)
    ]
    note = _note(len(question.checks) - len(checks))
    if not cases:
        cases, note = [("no public checks", "", "")], f"There is no public check. {note}"
    texts = [
        _case_text(name, code, hint, note if i == len(cases) else "") for i, (name, code, hint) in enumerate(cases, 1)
    ]
    return _HEADER.format(name=question.name) + "".join(texts) + _FOOTER


def _note(hidden: int) -> str:
    """Said once for each question, whether its public checks pass or fail."""
    if not hidden:
        return "Only public checks ran, on other inputs than grading uses."
    were = "check was" if hidden == 1 else "checks were"
    return f"Only public checks ran; {hidden} hidden {were} not run. Grading makes all of them, on other inputs."


def _case_text(name: str, code: str, hint: str, note: str) -> str:
    """One case. Otter shows the message that fits its outcome; None shows nothing."""
    failure = " ".join(text for text in (f"Hint: {hint}" if hint else "", note) if text)
    body = textwrap.indent(code, " " * 4)
    return textwrap.indent(
        "{\n"
        f'    "name": {name!r},\n'
        f'    "code": r"""\n{body}\n    """,\n'
        '    "hidden": False,\n'
        '    "locked": False,\n'
        f'    "success_message": {note or None!r},\n'
        f'    "failure_message": {failure or None!r},\n'
        "},\n",
        " " * 16,
    )


def _code(truth: Truth, question: Question, check: Check, case: Case) -> str:
    """A doctest that prints nothing for a right answer."""
    inputs = truth.inputs(question, case)
    function, options = _request(truth, question, check, case)
    entries = "\n".join(f"{name!r}: {argument(value, _MODULE)}," for name, value in inputs.items())
    handed = "{\n" + textwrap.indent(entries, "    ") + "\n},"
    arguments = [f"{question.name},", handed, *(f"{name}={text}," for name, text in options.items())]
    call = f"{_MODULE}.{function}(\n" + textwrap.indent("\n".join(arguments), "    ") + "\n)"
    statement = "\n".join(f"{'...' if i else '>>>'} {line}" for i, line in enumerate(call.split("\n")))
    return f">>> import autograder.student as {_MODULE}\n{statement}"


def _request(truth: Truth, question: Question, check: Check, case: Case) -> tuple[str, dict[str, str]]:
    """The function of `autograder.student` to call, and its keyword arguments as text."""
    want = truth.want(question, check, case)
    precision = truth.precision(question, case)
    match check.compare, check.ask:
        case compare.TensorComparator(float64, float32, dtype), Value():
            tolerance = float64 if (dtype or precision) == "float64" else float32
            options = _picked(check, want, tolerance[0]) | _tolerance(tolerance)
            return "check_value", options | {"precision": repr(precision)} | ({"dtype": repr(dtype)} if dtype else {})
        case GradientComparator(float64, float32), Gradient(wrt):
            tolerance = float64 if precision == "float64" else float32
            options = {"wrt": repr(wrt), "want": expected(want, _MODULE, tolerance[0])} | _tolerance(tolerance)
            return "check_gradient", options | {"precision": repr(precision)}
        case compare.UnchangedComparator(), Value():
            return "check_unchanged", {}
        case ReproducibleComparator(), Draws(times):
            return "check_reproducible", {"times": repr(times)}
        case NormalLawComparator(false_alarm), Draws(times):
            law = {"n": repr(int(want.n)), "mean": number(float(want.mean), 12)}
            return "check_normal_law", law | {
                "variance": number(float(want.variance), 12),
                "false_alarm": number(false_alarm),
                "times": repr(times),
            }
    raise UsageError(
        f"check {check.name!r} of {question.name} cannot be public: its comparator has no form that a student's "
        "notebook can run; make it HIDDEN"
    )


def _picked(check: Check, want: Any, rtol: float) -> dict[str, str]:
    if check.pick is None:
        return {"want": expected(want, _MODULE, rtol)}
    return {"want": expected(want[check.pick], _MODULE, rtol), "pick": repr(check.pick), "of": repr(len(want))}


def _tolerance(tolerance: tuple[float, float]) -> dict[str, str]:
    rtol, atol = tolerance
    return {"rtol": number(rtol), "atol": number(atol)}
