"""Judge one submission: ask its functions, compare, follow slips through, name misconceptions.

The judge sees a student's work only as `Answer`s: plain data that came over the wire.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, Protocol

import torch

from autograder import devices
from autograder.collect.stored import Calls
from autograder.collect.wire import Answer, Call
from autograder.compare import Verdict, kinds
from autograder.compare import derivation as compare_derivation
from autograder.question import Ask, Case, Check, Question, Shown, Week
from autograder.results import CheckResult, CurveResult, QuestionResult, RowResult
from autograder.seeds import Secret

from .asked import as_asked
from .curves import Curves
from .follow import followed_want
from .misconceptions import Misconceptions
from .truth import Truth


class Asks(Protocol):
    """A session with a student's kernel."""

    def ask(self, calls: Sequence[Call]) -> list[Answer]: ...


class Judge:
    """Judges submissions of one week; keeps what a class shares: inputs, reference values, wrong answers' values."""

    def __init__(self, week: Week, secret: Secret | None, device: str = "cpu") -> None:
        # Tensors are small here, and threads that wait for each other cost far more than they bring.
        torch.set_num_threads(1)
        devices.compute_exactly()
        self.week = week
        self.truth = Truth(week, secret, device)
        self.misconceptions = Misconceptions(week, self.truth)
        self.curves = Curves(week.name)
        self._asked: dict[tuple[str, ...], Calls] = {}

    def judge(
        self,
        session: Asks,
        answered: Collection[str],
        problems: Mapping[str, str] | None = None,
        written: Mapping[str, str] | None = None,
    ) -> dict[str, QuestionResult]:
        """Judge every question of the week.

        Args:
            session: answers calls.
            answered: names whose answer cell was filled in; the others are "missing".
            problems: by name, what happened when the answer's cell ran, a sentence for the student.
            written: by name, the text of an answer that is not executed: a derivation, or prose for a person.
        """
        texts = written or {}
        asked = [q for q in self.week.questions if q.name in answered]
        sheets = {q.name: Sheet(q, self.truth, session, texts.get(q.name, "")) for q in asked}
        curves = self._curves(session, asked)
        # All questions in one request, in their order: a message costs far more than a call.
        calls = self._calls(asked)
        answers = iter([as_asked(*pair) for pair in zip(calls, session.ask(calls) if calls else [], strict=True)])
        for sheet in sheets.values():
            sheet.judge(answers)
        lost = {q.name for q in self.week.questions if q.name not in sheets or not sheets[q.name].right}
        for sheet in sheets.values():
            sheet.follow_through(lost)
        return {
            q.name: self._result(q, sheets.get(q.name), (problems or {}).get(q.name, ""), curves.get(q.name))
            for q in self.week.questions
        }

    def _curves(self, session: Asks, asked: Sequence[Question]) -> dict[str, CurveResult]:
        """Asked before all else, and alone: see `curves`."""
        calls = self.curves.calls(asked)
        return self.curves.drawn(asked, session.ask(calls)) if calls else {}

    def _calls(self, asked: Sequence[Question]) -> Calls:
        """What is asked first. The same object for the same questions, so that it is encoded and hashed once."""
        key = tuple(q.name for q in asked)
        if key not in self._asked:
            self._asked[key] = Calls(call for q in asked for call in calls_of(q, self.truth).values())
        return self._asked[key]

    def _result(
        self, question: Question, sheet: Sheet | None, problem: str, curve: CurveResult | None
    ) -> QuestionResult:
        if sheet is None:
            return missing(question)
        checks = sheet.results()
        wrong = (
            None if sheet.right or question.is_prose else self.misconceptions.recognise(question, sheet.answers, checks)
        )
        if wrong:  # its own words fit better than hints that were written for any slip
            checks = tuple(replace(check, hint="") for check in checks)
        verdict = _verdict(checks)
        return QuestionResult(
            name=question.name,
            title=question.title,
            points=sum(check.points for check in checks),
            max_points=question.max_points,
            verdict=verdict,
            checks=checks,
            misconception=wrong.name if wrong else None,
            messages=tuple(([wrong.told] if wrong else []) + ([problem] if problem else []) + _messages(checks)),
            rows=sheet.rows(),
            rubric=question.rubric if verdict == "undecided" else (),
            prose=question.is_prose,
            answer=_digest(sheet.text) if question.is_text else "",
            curve=None if sheet.right else curve,
        )


def _digest(text: str) -> str:
    """sha256; a student's text may hold what UTF-8 has no bytes for."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def missing(
    question: Question, text: str = "Not answered: the cell is missing or as it was released."
) -> QuestionResult:
    """What a question gets that has no answer."""
    checks = tuple(_check_result(check, Verdict(passed=False)) for check in question.checks)
    return QuestionResult(
        question.name,
        question.title,
        0,
        question.max_points,
        "missing",
        checks,
        messages=(text,),
        rubric=question.rubric if question.is_prose else (),
        prose=question.is_prose,
    )


class Sheet:
    """One question of one submission on its way to a verdict. `text` is the answer where that is not executed."""

    def __init__(self, question: Question, truth: Truth, session: Asks, text: str = "") -> None:
        self.question = question
        self.truth = truth
        self.session = session
        self.text = text
        self.answers: dict[tuple[str, Any], Answer] = {}  # by case label and ask
        self.verdicts: dict[str, Verdict] = {}  # by check name
        self.followed: set[str] = set()

    @property
    def right(self) -> bool:
        return all(self.passes(check) for check in self.question.checks)

    def passes(self, check: Check) -> bool:
        return self.verdicts[check.name].passed and all(self.verdicts[name].passed for name in check.requires)

    def judge(self, answers: Iterator[Answer]) -> None:
        """Compare. `answers` gives those to `calls_of` this question next."""
        if self.question.is_text:
            asked = [(check, case) for check in self.question.checks for case in check.cases]
            self.answers = {(case.label, check.ask): Answer("returned", self.text) for check, case in asked}
        else:
            self.answers = {key: next(answers) for key in calls_of(self.question, self.truth)}
        for check in self.question.checks:
            self.verdicts[check.name] = worst(
                [self._compare(check, case, self.truth.want(self.question, check, case)) for case in check.cases]
            )

    def follow_through(self, lost: Set[str]) -> None:
        """Judge lost checks again with the student's own earlier answers, where one of those lost points."""
        gained: dict[str, Verdict] = {}
        telling = False
        for check in self.question.checks:
            for follow in self.question.follow_through:
                if check.name in gained or self.verdicts[check.name].passed or not lost & set(follow.names):
                    continue
                followed = followed_want(self.question, check, follow, self.truth, self.session)
                if followed is None:
                    continue
                pairs = zip(check.cases, followed.wants, strict=True)
                verdict = worst([self._compare(check, case, want) for case, want in pairs])
                if verdict.passed:
                    gained[check.name] = verdict
                    telling = telling or followed.telling
        if telling:  # else nothing was followed but single values, which anyone can hit
            self.verdicts |= gained
            self.followed |= gained.keys()

    def _compare(self, check: Check, case: Case, want: Any) -> Verdict:
        answer, want = self.truth.placed(check.ask, (self.answers[case.label, check.ask], want))
        return compare(check, answer, want, self.truth.precision(self.question, case))

    def results(self) -> tuple[CheckResult, ...]:
        results = []
        for check in self.question.checks:
            result = _check_result(check, self.verdicts[check.name], passed=self.passes(check), hint=self._hint(check))
            results.append(replace(result, followed_through=check.name in self.followed))
        return tuple(results)

    def rows(self) -> tuple[RowResult, ...]:
        """What is found about each row of a derivation; of other answers nothing."""
        for check in self.question.checks:
            if isinstance(check.compare, compare_derivation):
                (case, *_) = check.cases
                want = self.truth.want(self.question, check, case)
                return check.compare.rows(self.answers[case.label, check.ask], want)
        return ()

    def _hint(self, check: Check) -> str:
        """The author's hint, where it can help: a value came back, and this very check refused it."""
        came_back = any(
            self.answers[case.label, check.ask].outcome in ("returned", "no_gradient") for case in check.cases
        )
        return check.hint if came_back and not self.verdicts[check.name].passed else ""


def calls_of(question: Question, truth: Truth) -> dict[tuple[str, Ask], Call]:
    """What is asked about an answer, each call once, by case label and ask; nothing where it is not executed."""
    if question.is_text:
        return {}
    return {
        (case.label, check.ask): truth.call(question, check, case) for check in question.checks for case in check.cases
    }


def compare(check: Check, answer: Answer, want: Any, precision: Any) -> Verdict:
    """`check.compare` on the part of the answer that the check picks."""
    if check.pick is not None and answer.outcome == "returned":
        values = kinds.parts(answer.value, len(want))
        if isinstance(values, str):
            return Verdict(False, float("inf"), values, values)
        answer = replace(answer, value=values[check.pick])
    if check.pick is not None:
        want = want[check.pick]
    return check.compare(answer, want, precision)


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict that decides a check: a lost one before an undecided one before a passed one, then the farthest."""
    return max(verdicts, key=lambda v: (not v.passed and not v.undecided, v.undecided, v.distance))


def _check_result(check: Check, verdict: Verdict, *, passed: bool = False, hint: str = "") -> CheckResult:
    lost = not passed and not verdict.undecided
    secret = check.shown is Shown.SECRET
    return CheckResult(
        name=check.name,
        points=check.points if passed else 0,
        max_points=check.points,
        passed=passed,
        shown=check.shown.value,
        message=verdict.to_student if (lost or verdict.undecided) and not secret else "",
        hint=hint if lost and not secret else "",
        staff=verdict.to_staff,
        distance=verdict.distance,
        undecided=verdict.undecided,
    )


def _verdict(checks: Sequence[CheckResult]) -> Any:
    if any(check.undecided for check in checks):
        return "undecided"
    if all(check.passed for check in checks):
        return "right"
    return "partial" if any(check.passed for check in checks) else "wrong"


def _messages(checks: Sequence[CheckResult]) -> list[str]:
    """One line a lost check; the same reason is told once."""
    lines: list[str] = []
    seen: set[str] = set()
    for check in checks:
        if check.message and check.message not in seen:
            lines.append(f"{check.name}: {check.message}.")
            seen.add(check.message)
        if check.hint and check.hint not in seen:
            lines.append(f"Hint: {check.hint}")
            seen.add(check.hint)
        if check.followed_through and check.shown != "secret":
            lines.append(f"{check.name}: judged with your own earlier answer, so that one slip is not paid for twice.")
    return lines
