"""The public check of a derivation: its cell was run, and every line can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.collect.wire import Answer
from autograder.compare import Verdict
from autograder.written import says_something

from .checks import Case
from .derivation import WrittenAnswer


@dataclass(frozen=True, kw_only=True)
class Written(Case):
    """What the cell `%%derivation NAME` left under its name is a derivation that can be read."""

    def judge(self, given: Answer) -> Verdict:
        raise TypeError(f"{self.name} is answered in writing: nothing is called")

    def fault(self, function: Any) -> tuple[str, str]:
        """What is wrong, and no hint; both empty where every line was read."""
        magic = f"%%derivation {self.name}"
        if not isinstance(function, WrittenAnswer):
            return f"{self.name} is no derivation: write it in its answer cell, below `{magic}`, and run that.", ""
        if not says_something(function.text):
            return f"Not answered yet: there is nothing below `{magic}`.", ""
        return "\n".join(str(row.problem) for row in function.rows if row.problem is not None), ""
