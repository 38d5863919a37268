"""The `autograder` command. A student's installation has the package without what the command needs."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line, or say what to install for it."""
    try:
        from autograder.cli import main as command
    except ModuleNotFoundError as error:
        text = f"Error: this command needs {error.name}. Install it with: pip install 'autograder[instructor]'"
        print(text, file=sys.stderr)
        sys.exit(2)
    command(prog_name="autograder")


if __name__ == "__main__":
    main()
