"""Read, repair and refuse notebooks. Nothing that a student sent is executed, followed or trusted here."""

from autograder.cell import Cell

from .discovery import Found, find_submissions
from .released import Release, load_release, parsed_release
from .submission import Fetched, Submission, fetch_submission, read_fetched, read_submission

__all__ = [
    "Cell",
    "Fetched",
    "Found",
    "Release",
    "Submission",
    "fetch_submission",
    "find_submissions",
    "load_release",
    "parsed_release",
    "read_fetched",
    "read_submission",
]
