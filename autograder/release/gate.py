"""The release gate: a week is released only if its hidden tests tell right from wrong, and this proves that they do.

Right answers must earn every point, wrong ones must lose exactly what they say, nothing degenerate may gain, and
between the worst right and the best wrong answer there must be room on both sides of every tolerance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from autograder.authoring import START
from autograder.collect.session import LocalSession
from autograder.compare import UnchangedComparator, derivation, reproducible
from autograder.judge import Asks, Judge
from autograder.judge.curves import Curves
from autograder.question import Draws, Question, Week, WrongAnswer
from autograder.results import QuestionResult
from autograder.rubric import worth

from .degenerate import degenerate_answers, scaled_answers

# Inputs are drawn under several secrets, the same ones in every run; a class has one of its own.
SECRETS = 4
ROOM = 10.0  # factor wanted on either side of a tolerance
WRONG_ANSWERS_WANTED = 4  # a question


@dataclass
class Margin:
    """The two sides of one check, in units of its tolerance (of the test's threshold, where the check is sampled).

    Args:
        right: error of the worst right answer; 1 would just pass.
        wrong: error of the best answer that is said to lose this check; 1 would just fail.
        power: sampled checks: share of trials in which the wrong answers that should lose it did.
    """

    question: str
    check: str
    sampled: bool
    exact: bool
    reason: str
    right: float = 0.0
    right_by: str = "-"
    wrong: float = math.inf
    wrong_by: str = "-"
    trials: int = 0
    caught: int = 0
    false_alarm: float = 0.0

    @property
    def enough(self) -> bool:
        if self.sampled or self.exact:
            return self.right <= 1 < self.wrong
        return self.right * ROOM <= 1 and self.wrong >= ROOM

    def to_json(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "check": self.check,
            "right": self.right,
            "right_by": self.right_by,
            "wrong": None if math.isinf(self.wrong) else self.wrong,
            "wrong_by": self.wrong_by,
            "sampled": self.sampled,
            "false_alarm": self.false_alarm if self.sampled else None,
            "power": self.caught / self.trials if self.sampled and self.trials else None,
            "reason": self.reason,
            "enough": self.enough,
        }


@dataclass
class GateReport:
    """What the gate found. `faults` is empty when the week may be released."""

    week: str
    faults: list[str] = field(default_factory=list)
    margins: dict[tuple[str, str], Margin] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    mutation: dict[str, Any] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        return {
            "week": self.week,
            "passed": self.passed,
            "faults": self.faults,
            "counts": self.counts,
            "mutation": self.mutation,
            "margins": [margin.to_json() for margin in self.margins.values()],
        }


def gate_secrets(count: int = SECRETS, own: bytes | None = None) -> tuple[bytes, ...]:
    """`count` secrets, the last of them the course's own where it has one."""
    fixed = tuple(f"gate {number}".encode() for number in range(1, count + 1))
    return fixed if own is None else (*fixed[:-1], own)


Local = Callable[[Mapping[str, Any]], Asks]


def validate_answers(week: Week, secrets: Iterable[bytes] | None = None, local: Local = LocalSession) -> GateReport:
    """Judge the week's right, wrong and degenerate answers in process, under several secrets.

    Args:
        week: the week's private data.
        secrets: each draws other inputs; by default those of `gate_secrets()`.
        local: makes the session that answers calls from a namespace of our own.
    """
    report = GateReport(week.name)
    for question in week.questions:
        for check in () if question.is_prose else question.checks:
            report.margins[question.name, check.name] = Margin(
                question=question.name,
                check=check.name,
                sampled=isinstance(check.ask, Draws) and hasattr(check.compare, "false_alarm"),
                exact=isinstance(check.compare, UnchangedComparator | reproducible | derivation),
                reason=check.margin_reason,
                false_alarm=getattr(check.compare, "false_alarm", 0.0),
            )
    report.faults.extend(_faults_of_form(week))
    if unfit := list(_faults_of_curves(week)):
        report.faults.extend(unfit)
        return report  # nothing of the week can be judged
    for secret in gate_secrets() if secrets is None else secrets:
        _Trial(week, Judge(week, secret), report, local).run()
    report.faults.extend(_faults_of_margins(report))
    report.faults = list(dict.fromkeys(report.faults))
    return report


class _Trial:
    """All answers of a week before one judge."""

    def __init__(self, week: Week, judge: Judge, report: GateReport, local: Local) -> None:
        self.week = week
        self.judge = judge
        self.report = report
        self.local = local

    def run(self) -> None:
        for question in self.week.questions:
            if question.is_prose:
                self.try_prose(question)
                continue
            for name, function in _right_answers(self.week, question):
                _must_be_right(self.report, question, name, self.alone(question, function))
            for wrong in self.week.wrong_answers:
                if wrong.question == question.name:
                    self.try_wrong(question, wrong)
            self.try_degenerate(question)

    def alone(self, question: Question, answer: Any) -> QuestionResult:
        """Judge one answer as if it were a student's only one."""
        if question.is_written:
            return self.judge.judge(self.local({}), {question.name}, written={question.name: answer})[question.name]
        return self.judge.judge(self.local({question.name: answer}), {question.name})[question.name]

    def try_wrong(self, question: Question, wrong: WrongAnswer) -> None:
        result = self.alone(question, wrong.answer)
        _must_lose(self.report, question, wrong.name, set(wrong.loses), result)
        if result.misconception != wrong.name:
            self.report.faults.append(
                f"{question.name}: wrong answer {wrong.name!r} is taken for {result.misconception!r}"
            )

    def try_prose(self, question: Question) -> None:
        """A person judges it, so the program must give nothing and take nothing."""
        name = question.name
        result = self.judge.judge(self.local({}), {name}, written={name: "Some words."})[name]
        if decided := [check.name for check in result.checks if not check.undecided]:
            self.report.faults.append(f"{name}: the program decides {decided}, which a person should")

    def try_degenerate(self, question: Question) -> None:
        arity = len(self.judge.truth.inputs(question, question.checks[0].cases[0]))
        for name, function in chain(degenerate_answers(question, arity), scaled_answers(question)):
            points = self.alone(question, function).points
            if points:
                self.report.faults.append(f"{question.name}: an answer of {name} gains {points:g} points")
        for start in question.reference().start if question.is_written else ():
            passed = {check.name for check in self.alone(question, f"{start} &= {start}").checks if check.passed}
            if gained := passed - {START}:
                self.report.faults.append(f"{question.name}: a start that equals itself gains {sorted(gained)}")


def _right_answers(week: Week, question: Question) -> Iterator[tuple[str, Callable[..., Any]]]:
    for right in week.right_answers:
        if right.question == question.name:
            yield right.name, right.answer


def _must_be_right(report: GateReport, question: Question, name: str, result: QuestionResult) -> None:
    report.counts["right answers"] = report.counts.get("right answers", 0) + 1
    for check in result.checks:
        margin = report.margins[question.name, check.name]
        if check.distance >= margin.right:
            margin.right, margin.right_by = check.distance, name
        if not check.passed:
            report.faults.append(f"{question.name}: right answer {name!r} loses {check.name!r}: {check.staff}")


def _must_lose(report: GateReport, question: Question, name: str, loses: set[str], result: QuestionResult) -> None:
    report.counts["wrong answers"] = report.counts.get("wrong answers", 0) + 1
    lost = {check.name for check in result.checks if not check.passed}
    if lost != loses:
        report.faults.append(
            f"{question.name}: wrong answer {name!r} should lose {sorted(loses)}, but loses {sorted(lost)}"
        )
    required = {check.name: check.requires for check in question.checks}
    for check in result.checks:
        margin = report.margins[question.name, check.name]
        if check.name not in loses or set(required[check.name]) & loses:
            continue
        margin.trials += 1
        margin.caught += not check.passed
        distance = math.inf if margin.exact and not check.passed else check.distance
        if margin.wrong_by == "-" or distance < margin.wrong:
            margin.wrong, margin.wrong_by = distance, name


def _faults_of_form(week: Week) -> Iterator[str]:
    for question in week.questions:
        yield from _faults_of_rubric(question)
        if question.is_prose:
            continue
        wrong = [w for w in week.wrong_answers if w.question == question.name]
        if len(wrong) < WRONG_ANSWERS_WANTED:
            yield f"{question.name}: {len(wrong)} wrong answers; at least {WRONG_ANSWERS_WANTED} are wanted"
        if not any(r.question == question.name for r in week.right_answers):
            yield f"{question.name}: no right answer in right.py"
        names = {check.name for check in question.checks}
        for answer in wrong:
            if unknown := set(answer.loses) - names:
                yield f"{question.name}: wrong answer {answer.name!r} loses {sorted(unknown)}: no checks of it"
        for check in question.checks:
            if not any(check.name in answer.loses for answer in wrong):
                yield f"{question.name}: no wrong answer loses {check.name!r}, so nobody has tested it"
        yield from _faults_of_cases(question)


def _faults_of_rubric(question: Question) -> Iterator[str]:
    if question.rubric and not math.isclose(worth(question.rubric), question.max_points):
        yield (
            f"{question.name}: the rubric's points add up to {worth(question.rubric):g}, the question is worth "
            f"{question.max_points:g}"
        )
    titles = [criterion.title for criterion in question.rubric]
    if twice := sorted({title for title in titles if titles.count(title) > 1}):
        yield f"{question.name}: several criteria of the rubric are called {', '.join(map(repr, twice))}"


def _faults_of_cases(question: Question) -> Iterator[str]:
    cases: dict[str, Any] = {}
    for check in question.checks:
        for case in check.cases:
            if cases.setdefault(case.label, case) != case:
                yield f"{question.name}: two different cases have the label {case.label!r}"


def _faults_of_curves(week: Week) -> Iterator[str]:
    for question in week.questions:
        try:
            if question.curve is not None:
                Curves(week.name).want(question)
        except Exception as error:
            yield f"{question.name}: its curve cannot be drawn: {error}"


def _faults_of_margins(report: GateReport) -> Iterator[str]:
    for margin in report.margins.values():
        if not margin.enough and not margin.reason:
            yield (
                f"{margin.question}: {margin.check!r} has too little room: in units of the tolerance the worst right "
                f"answer is off by {margin.right:.2g} ({margin.right_by}), the best wrong one by {margin.wrong:.2g} "
                f"({margin.wrong_by})"
            )


__all__ = ["SECRETS", "GateReport", "Margin", "gate_secrets", "validate_answers"]
