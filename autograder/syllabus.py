"""What a course assesses, by when, and what each part counts: the part of `course.toml` that a standing rests on."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from autograder.errors import UsageError

DEFAULT_CATEGORY: Final = "weekly"
NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
WHOLE: Final = 1e-6  # what the weights' sum may be off by: 0.1 + 0.2 is not 0.3 in binary

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of work. `weight` is its part of the course, in (0, 1]; those of all categories add up to 1."""

    name: str
    title: str
    weight: float


@dataclass(frozen=True, slots=True)
class Assignment:
    """One thing that is assessed: a week, a project, an examination. `due` has a time zone; None: at no set time."""

    name: str
    title: str
    category: str = DEFAULT_CATEGORY
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """What lateness costs, in percent of the points that the submission gained. By default nothing.

    Args:
        grace_minutes: lateness up to this costs nothing.
        percent_per_day: for each started day since the due date, the first included.
        max_percent: however late.
        max_days: after so many days a submission counts 0; None: it never does.
    """

    grace_minutes: float = 0.0
    percent_per_day: float = 0.0
    max_percent: float = 100.0
    max_days: float | None = None

    def percent(self, late: timedelta) -> float:
        """The deduction for handing in `late` after the due date, in percent; 0 where that is not positive."""
        days = late / timedelta(days=1)
        if late <= timedelta(minutes=self.grace_minutes):
            return 0.0
        if self.max_days is not None and days > self.max_days:
            return 100.0
        return min(self.percent_per_day * math.ceil(days), self.max_percent)


@dataclass(frozen=True, slots=True)
class Syllabus:
    """All that is assessed, in the order of `course.toml`."""

    categories: Mapping[str, Category]
    assignments: Mapping[str, Assignment]
    late: LatePolicy = LatePolicy()

    @classmethod
    def of(cls, raw: Table) -> Syllabus:
        """Read the tables `categories`, `weeks`, `assessments` and `late`, or raise `UsageError`."""
        categories = _categories(_table(raw, "categories"))
        weeks, others = _table(raw, "weeks"), _table(raw, "assessments")
        if twice := sorted(weeks.keys() & others.keys()):
            raise UsageError(f"{', '.join(twice)}: both under [weeks] and under [assessments]; keep one entry")
        assignments = {name: _assignment("weeks", name, entry, categories) for name, entry in weeks.items()}
        for name, entry in others.items():
            assignments[name] = _assignment("assessments", name, entry, categories)
        return cls(categories, assignments, _late(_table(raw, "late")))


def require_known(where: str, table: Table, known: Collection[str]) -> None:
    """Refuse a key that nobody reads: it is a slip of the pen, and silence would hide it."""
    if unknown := sorted(table.keys() - set(known)):
        raise UsageError(f"{where} has no key {unknown[0]!r}; it has {', '.join(known)}")


def numbers(where: str, table: Table) -> dict[str, float]:
    """The table's values as they are, all of them finite numbers that are not negative."""
    for key, value in table.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            raise UsageError(f"{where}: expected a number of at least 0 for {key}, got {value!r}")
    return dict(table)


def _table(raw: Table, name: str) -> Table:
    table = raw.get(name, {})
    if not isinstance(table, Mapping):
        raise UsageError(f"expected a table [{name}], got {table!r}")
    return table


def _categories(raw: Table) -> Mapping[str, Category]:
    if not raw:
        return {DEFAULT_CATEGORY: Category(DEFAULT_CATEGORY, "Weekly notebooks", 1.0)}
    categories = {name: _category(name, entry) for name, entry in raw.items()}
    total = math.fsum(category.weight for category in categories.values())
    if abs(total - 1) > WHOLE:
        parts = " + ".join(f"{category.weight:g}" for category in categories.values())
        raise UsageError(f"[categories]: the weights must add up to 1, but {parts} = {total:g}")
    return categories


def _category(name: str, entry: Any) -> Category:
    where = f"[categories.{name}]"
    if not isinstance(entry, Mapping):
        raise UsageError(f"{where}: expected {{ title = ..., weight = ... }}, got {entry!r}")
    require_known(where, entry, ("title", "weight"))
    weight = numbers(where, {"weight": entry.get("weight")})["weight"]
    if not 0 < weight <= 1:
        raise UsageError(f"{where}: expected a weight above 0 and up to 1 (40 % is 0.40), got {weight:g}")
    return Category(name, str(entry.get("title", name)), float(weight))


def _assignment(table: str, name: str, entry: Any, categories: Mapping[str, Category]) -> Assignment:
    where = f"[{table}.{name}]"
    if not NAME.fullmatch(name):
        raise UsageError(f"{where}: a name is of letters, digits and underscores, and begins with a letter")
    if not isinstance(entry, Mapping) or not isinstance(entry.get("title"), str):
        raise UsageError(f'{where}: expected a title = "...", got {entry!r}')
    require_known(where, entry, ("title", "category", "due"))
    category = entry.get("category", DEFAULT_CATEGORY if table == "weeks" else None)
    if category not in categories:
        given = "none" if category is None else repr(category)
        raise UsageError(f"{where}: expected a category of {', '.join(categories)}, got {given}")
    due = entry.get("due")
    if due is not None and (not isinstance(due, datetime) or due.tzinfo is None):
        raise UsageError(
            f"{where}: expected a due date with time and time zone, as 2026-10-19T23:59:00+02:00, got {due}"
        )
    return Assignment(name, entry["title"], category, due)


def _late(raw: Table) -> LatePolicy:
    require_known("[late]", raw, [field.name for field in dataclasses.fields(LatePolicy)])
    policy = LatePolicy(**numbers("[late]", raw))
    for key in ("percent_per_day", "max_percent"):
        if getattr(policy, key) > 100:
            raise UsageError(f"[late]: {key} is of 100 %, got {getattr(policy, key):g}")
    return policy
