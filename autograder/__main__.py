"""The `autograder` command. A student's installation has the package without what the command needs."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

IRIS = "rfc3987_syntax"


def main() -> None:
    """Run the command line, or say what to install for it."""
    _put_off_iris()
    try:
        from autograder.cli import main as command
    except ModuleNotFoundError as error:
        text = f"Error: this command needs {error.name}. Install it with: pip install 'autograder[instructor]'"
        print(text, file=sys.stderr)
        sys.exit(2)
    command(prog_name="autograder")


def _put_off_iris() -> None:
    """Have the grammar of IRIs read when the first one is checked, and not when the command starts.

    It takes a second and a half, a quarter of the start: `nbformat` imports `jsonschema`, which imports a parser of
    them where there is one. Notebooks hold none that is checked.
    """
    if IRIS in sys.modules or importlib.util.find_spec(IRIS) is None:
        return

    def is_valid_syntax(*args: str) -> bool:
        sys.modules.pop(IRIS, None)
        return bool(importlib.import_module(IRIS).is_valid_syntax(*args))

    stand_in = ModuleType(IRIS)
    stand_in.is_valid_syntax = is_valid_syntax  # type: ignore[attr-defined]
    sys.modules[IRIS] = stand_in


if __name__ == "__main__":
    main()
