"""A receipt for every mark: all that went into it, by hash, and all that came out.

OUT/receipts/STUDENT/WEEK.json is for staff: it holds what `staff` texts say. Two gradings of the same inputs write the
same file, save for what stands under `times`. A second run reuses a result whose `key` is unchanged.
"""

from __future__ import annotations

import dataclasses
import glob
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from autograder.files import write_whole
from autograder.results import CheckResult, QuestionResult, RowResult, SubmissionResult
from autograder.rubric import Criterion

from .digests import canonical, sha256
from .origin import Origin
from .places import receipt_path

FORMAT: Final = 1
DISTANCE_DIGITS: Final = 3  # enough to see how far off; fewer than a sum's order can change


__all__ = [
    "Origin",
    "Receipt",
    "load",
    "load_all",
    "load_week",
    "result_from_json",
    "result_to_json_full",
    "reusable",
    "rounded",
    "shown",
    "unmoved",
    "write",
]


@dataclass(frozen=True, slots=True)
class Receipt:
    """One submission's receipt. `times` is what no two runs share; all else is reproducible."""

    student: str
    week: str
    key: str
    inputs: Mapping[str, Any]
    checks: Mapping[str, Any]  # QUESTION -> CHECK -> passed, points, distance, followed_through
    result: Mapping[str, Any]
    times: Mapping[str, Any]

    @classmethod
    def of(cls, result: SubmissionResult, origin: Origin, submission: str) -> Self:
        """The receipt of a result.

        Args:
            result: what the judge decided.
            origin: all that decides a mark, the submission aside.
            submission: sha256 of the file as the student handed it in.
        """
        whole = result_to_json_full(rounded(result))
        times = {"seconds": whole.pop("seconds"), "peak_memory": whole.pop("peak_memory")}
        checks = {name: _verdicts(question) for name, question in result.questions.items()}
        inputs = origin.to_json() | {"submission": submission}
        return cls(result.student, result.week, origin.key(submission), inputs, checks, whole, times)

    def to_json(self) -> dict[str, Any]:
        raw = {"format": FORMAT} | {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return raw | {"digest": _digest(raw)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. `ValueError` or `KeyError` where it is not that, or was changed since."""
        if raw["format"] != FORMAT or raw["digest"] != _digest(raw):
            raise ValueError("not a receipt of this format, or changed since it was written")
        return cls(**{field.name: raw[field.name] for field in dataclasses.fields(cls)})

    def same_as(self, other: Receipt) -> bool:
        """Whether two gradings came to the same, times aside."""
        return dataclasses.replace(self, times={}).to_json() == dataclasses.replace(other, times={}).to_json()

    def to_result(self) -> SubmissionResult:
        return result_from_json({**self.result, **self.times})


def write(out: Path, receipt: Receipt) -> Path:
    """Write OUT/receipts/STUDENT/WEEK.json, whole or not at all."""
    path = receipt_path(out, receipt.student, receipt.week)
    write_whole(path, _spread(receipt.to_json()))
    return path


def load(out: Path, student: str, week: str) -> Receipt | None:
    """The receipt on record; None where there is none, or one that is damaged."""
    return _read(receipt_path(out, student, week))


def load_all(out: Path, week: str) -> dict[str, Receipt]:
    """All receipts on record for a week, by student. One that is damaged, or lies where another belongs, is none."""
    paths = sorted((out / "receipts").glob(f"*/{glob.escape(week)}.json"))
    found = ((path.parent.name, _read(path)) for path in paths)
    return {at: one for at, one in found if one is not None and (one.student, one.week) == (at, week)}


def load_week(out: Path, week: str) -> dict[str, SubmissionResult]:
    """All results on record for a week, by student."""
    return {student: receipt.to_result() for student, receipt in load_all(out, week).items()}


def reusable(receipt: Receipt | None, key: str) -> SubmissionResult | None:
    """The result on record if it came from the very same inputs, marked as reused; else None: grade again."""
    if receipt is None or receipt.key != key:
        return None
    return dataclasses.replace(receipt.to_result(), reused=True)


def unmoved(earlier: Receipt | None, now: Receipt, result: SubmissionResult) -> frozenset[str]:
    """Names of undecided questions of which a person has nothing new to decide: same answer, same finding, same rubric.

    Args:
        earlier: what was on record; None where nothing was.
        now: the receipt of `result`.
        result: what the judge decided.
    """
    if earlier is None or result.refused is not None:
        return frozenset()
    before = earlier.to_result().questions
    same_file = earlier.inputs.get("submission") == now.inputs["submission"]
    return frozenset(
        name
        for name, question in result.questions.items()
        if question.verdict == "undecided"
        and name in before
        and shown(before[name]) == shown(question)
        and (same_file or question.answer)  # else only the whole file says that the answer is the same
    )


def shown(question: QuestionResult) -> QuestionResult:
    """What gradebook, notebook and feedback page may hold of a question: no distances, and no values for staff."""
    checks = tuple(dataclasses.replace(check, distance=0.0, staff="") for check in question.checks)
    rows = tuple(dataclasses.replace(row, staff="") for row in question.rows)
    return dataclasses.replace(question, checks=checks, rows=rows)


def result_to_json_full(result: SubmissionResult) -> dict[str, Any]:
    """All of a result as plain JSON, `reused` aside; `result_from_json` gives it back unchanged."""
    raw = dataclasses.asdict(dataclasses.replace(result, questions={}))
    del raw["reused"]
    questions = [_question_to_json(question) for question in result.questions.values()]
    return raw | {"questions": questions, "repaired": list(result.repaired), "notes": list(result.notes)}


def result_from_json(raw: Mapping[str, Any]) -> SubmissionResult:
    """`KeyError`, `TypeError` or `ValueError` where `raw` is not what `result_to_json_full` made."""
    questions = [_question_from_json(question) for question in raw["questions"]]
    return SubmissionResult(
        **dict(raw)
        | {
            "questions": {question.name: question for question in questions},
            "repaired": tuple(raw["repaired"]),
            "notes": tuple(raw["notes"]),
        }
    )


def rounded(result: SubmissionResult) -> SubmissionResult:
    """The same result with distances to three digits, as a receipt keeps them."""
    questions = {
        name: dataclasses.replace(question, checks=tuple(_rounded_check(check) for check in question.checks))
        for name, question in result.questions.items()
    }
    return dataclasses.replace(result, questions=questions)


def _read(path: Path) -> Receipt | None:
    try:
        receipt = Receipt.from_json(json.loads(path.read_text(encoding="utf-8")))
        receipt.to_result()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return receipt


def _spread(raw: Mapping[str, Any]) -> str:
    """JSON of two levels, a line each: to be read, and written without Python's slow way of indenting all of it."""

    def lines(value: Any, depth: int) -> str:
        if not (isinstance(value, Mapping) and value and depth < 2):
            return json.dumps(value, sort_keys=True)
        inner = (f"{' ' * (depth + 1)}{json.dumps(key)}: {lines(value[key], depth + 1)}" for key in sorted(value))
        return "{\n" + ",\n".join(inner) + f"\n{' ' * depth}}}"

    return lines(raw, 0) + "\n"


def _digest(raw: Mapping[str, Any]) -> str:
    """Of a receipt, times aside, so that two gradings have the same one."""
    return sha256(canonical({name: value for name, value in raw.items() if name not in ("digest", "times")}))


def _question_to_json(question: QuestionResult) -> dict[str, Any]:
    checks = [dataclasses.asdict(check) | {"distance": _number_out(check.distance)} for check in question.checks]
    whole = dataclasses.asdict(dataclasses.replace(question, checks=()))
    rows = [dataclasses.asdict(row) for row in question.rows]
    del whole["decision"]
    whole["rubric"] = [dataclasses.asdict(criterion) for criterion in question.rubric]
    return whole | {"checks": checks, "messages": list(question.messages), "rows": rows}


def _question_from_json(raw: Mapping[str, Any]) -> QuestionResult:
    checks = tuple(CheckResult(**check | {"distance": float(check["distance"])}) for check in raw["checks"])
    rows = tuple(RowResult(**row) for row in raw.get("rows", ()))
    rubric = tuple(Criterion(**criterion) for criterion in raw.get("rubric", ()))
    parts = {"checks": checks, "messages": tuple(raw["messages"]), "rows": rows, "rubric": rubric}
    return QuestionResult(**dict(raw) | parts)


def _verdicts(question: QuestionResult) -> dict[str, Any]:
    return {
        check.name: {
            "passed": check.passed,
            "points": check.points,
            "distance": _number_out(_rounded_check(check).distance),
            "followed_through": check.followed_through,
        }
        for check in question.checks
    }


def _rounded_check(check: CheckResult) -> CheckResult:
    return dataclasses.replace(check, distance=float(f"{check.distance:.{DISTANCE_DIGITS}g}"))


def _number_out(value: float) -> float | str:
    """JSON has no infinity and no NaN: these are written as text, which `float` reads back."""
    return value if math.isfinite(value) else str(value)
