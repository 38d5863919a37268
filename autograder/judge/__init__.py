"""Questions × answers → verdicts, points, misconceptions, follow-through. Holds no student's code, runs none."""

from .errors import NoAnswer
from .judge import Asks, Judge

__all__ = ["Asks", "Judge", "NoAnswer"]
