"""A week's source → what its students receive, and the gate that a week passes first."""

from .build import ReleaseReport, build_source, release, released_files
from .files import Difference
from .leaks import Leak, find_leaks
from .public import public_checks
from .source import read_source

__all__ = [
    "Difference",
    "Leak",
    "ReleaseReport",
    "build_source",
    "find_leaks",
    "public_checks",
    "read_source",
    "release",
    "released_files",
]
