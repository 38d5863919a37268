"""Read, repair and refuse notebooks. Nothing that a student sent is executed, followed or trusted here."""

from .discovery import Found, find_submissions
from .released import Release, load_release
from .submission import Cell, Submission, read_submission

__all__ = ["Cell", "Found", "Release", "Submission", "find_submissions", "load_release", "read_submission"]
