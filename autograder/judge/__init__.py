"""Questions × answers → verdicts, points, misconceptions, follow-through. Holds no student's code, runs none."""

from .errors import NoAnswer
from .judge import Judge

__all__ = ["Judge", "NoAnswer"]
