"""A process that answers questions about expressions: one line of JSON in, one line out, until its input ends.

The system ends it where a question takes longer than it may, or more memory than there is: whatever SymPy is doing
then, nobody waits for it.
"""

from __future__ import annotations

import json
import signal
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any

from autograder.algebra import numeric, symbolic
from autograder.algebra.values import UNKNOWN
from autograder.collect.formula import Tree

MEMORY = 3 * 2**29  # bytes


def main() -> None:
    _bound_memory()
    warnings.simplefilter("ignore")
    answers = sys.stdout
    sys.stdout = sys.stderr  # nothing that a library prints may pass for an answer
    for line in sys.stdin:
        answers.write(_answer(line) + "\n")
        answers.flush()


def _answer(line: str) -> str:
    try:
        question: Mapping[str, Any] = json.loads(line)
        _alarm(question["seconds"])
        return json.dumps({"said": _QUESTIONS[question["ask"]](**question["with"])})
    except Exception as error:
        return json.dumps({"failed": type(error).__name__})
    finally:
        _alarm(0)


def values(tree: list[Any], points: list[dict[str, str]]) -> list[Any]:
    """At each point: real and imaginary part, None where there is no value, or `UNKNOWN`."""
    return [_value(_tuples(tree), {name: Fraction(at) for name, at in point.items()}) for point in points]


def _value(tree: Tree, point: Mapping[str, Fraction]) -> Any:
    try:
        value = numeric.value_at(tree, point)
    except Exception:  # a head with the wrong number of parts, too deep, too large, `numeric.Unknown`
        return UNKNOWN
    return None if value is None else [value.real, value.imag]


def proves(got: list[Any], want: list[Any], domain: list[Any], hard: bool) -> bool:
    return symbolic.proves(_tuples(got), _tuples(want), domain, hard=hard)


def evaluated(tree: list[Any], domain: list[Any]) -> Tree:
    return symbolic.evaluated(_tuples(tree), domain)


def _tuples(raw: list[Any]) -> Tree:
    return tuple(_tuples(part) if isinstance(part, list) else part for part in raw)


_QUESTIONS: dict[str, Callable[..., Any]] = {"values": values, "proves": proves, "evaluated": evaluated}


def _alarm(seconds: float) -> None:
    """After `seconds` the system ends this process: no handler, which would wait for SymPy's next step."""
    if hasattr(signal, "setitimer"):  # on Windows the clerk alone ends what is late
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _bound_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
