"""Our own failures. None of them is ever a student's mark.

AutograderError            our side failed; no score is written; exit status 3
├── UsageError             a wrong name, path or option; exit status 2
└── NoWall                 the sandbox is missing or did not start
"""


class AutograderError(Exception):
    """Our side failed. The message says what happened, where, and what to do next."""


class UsageError(AutograderError):
    """The command was called with something that does not exist or does not fit."""


class NoWall(AutograderError):
    """The sandbox is missing, or did not start."""
