"""What is looked at inside a fresh kernel, once the cells have run: one answer and its public checks."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .checks import Case
from .fresh import FOUND


def code(name: str, tests: Path) -> str:
    """A cell that looks at the answer `name`, and leaves nothing behind in the notebook.

    Args:
        name: of the question.
        tests: the folder of the public checks.
    """
    return f"__import__('autograder.student.probe').student.probe.look({name!r}, {str(tests)!r}, globals())"


def look(name: str, tests: str, namespace: Mapping[str, Any]) -> None:
    """Show, as data, whether the answer is there and what its public checks say."""
    from IPython.display import display

    display({FOUND: seen(name, Path(tests), namespace), "text/plain": ""}, raw=True)  # type: ignore[no-untyped-call]


def seen(name: str, tests: Path, namespace: Mapping[str, Any]) -> dict[str, Any]:
    """`defined`, `callable`, `kind` (the type's name); of the public checks how many `passed`, of how many (`checks`),
    and what was `said` of the first that did not."""
    value: Any = namespace.get(name)
    told: dict[str, Any] = {"defined": name in namespace, "callable": callable(value), "kind": type(value).__name__}
    file = tests / f"{name}.py"
    cases = _cases(file) if name in namespace and file.is_file() else []
    faults = [case.fault(value)[0] for case in cases]
    wrong = [fault for fault in faults if fault]
    return told | {"checks": len(faults), "passed": len(faults) - len(wrong), "said": wrong[0] if wrong else ""}


def _cases(file: Path) -> list[Case]:
    """Those that the released file declares; none where it is of another making."""
    return [value for value in runpy.run_path(str(file)).values() if isinstance(value, Case)]
