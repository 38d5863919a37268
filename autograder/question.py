"""What an author writes about a question: frozen data, importable without running anything.

A week's folder under `solutions/` holds three files of such data: `questions.py` (a tuple `QUESTIONS`), `wrong.py`
(a tuple `WRONG_ANSWERS`) and `right.py` (a tuple `RIGHT_ANSWERS`). Nothing here runs beside a student's code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

import torch

from autograder.rubric import Criterion

if TYPE_CHECKING:
    from autograder.compare import Comparator


class Shown(Enum):
    """Who sees what of a check."""

    PUBLIC = "public"  # also runs in the student's notebook
    HIDDEN = "hidden"  # graded; its name, how far off, and the hint are shown afterwards
    SECRET = "secret"  # graded; only its points are shown


@dataclass(frozen=True, slots=True)
class Seed:
    """Stands for a `torch.Generator` among the inputs: the collector makes one, seeded with `value`."""

    value: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """Stands for a NumPy array, or for a list of numbers or of such lists: the collector makes it of `data`."""

    data: torch.Tensor
    kind: Literal["array", "list"]

    def made(self) -> Any:
        """What an answer is handed."""
        return self.data.tolist() if self.kind == "list" else self.data.numpy().copy()


# What a question hands to an answer, by argument name, in the order of the signature. A value is a tensor, a
# Python number, a bool, a str, a Seed, Numbers, or a dict of tensors.
Inputs = Mapping[str, Any]
Draw = Callable[[torch.Generator], Inputs]


@dataclass(frozen=True, slots=True)
class Case:
    """One drawing of inputs. `label` names it (staff only) and, with the course's secret, decides its seed."""

    label: str
    draw: Draw


@dataclass(frozen=True, slots=True)
class Value:
    """Ask for what the answer returns."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Ask for what is bound to the name itself: an expression. Nothing is called, and the case draws no inputs."""


@dataclass(frozen=True, slots=True)
class Gradient:
    """Ask for the gradient of the result in the arguments `wrt`, by autograd through the answer.

    Args:
        wrt: names of arguments.
        weighted: False, and the result must be a scalar; True, and it is weighted, summed and comes along: asked are
            the result r and the gradient of the sum of `ramp(r.shape) * r`.
    """

    wrt: tuple[str, ...]
    weighted: bool = False


@dataclass(frozen=True, slots=True)
class Draws:
    """Ask for `times` successive results on one generator, then one more from the generator's first state.

    The global states of torch, NumPy and `random` are set differently before that last call: an answer that
    takes any randomness from them cannot repeat its first result.

    Args:
        times: number of successive results.
        over: an argument and the values that it is given, `times` results for each, all on one generator; then there
            is no last call from the first state.
        fallible: a call that raises gives no result and leaves the others to count; only where all raise is that the
            answer.
    """

    times: int = 2
    over: tuple[str, tuple[int, ...]] | None = None
    fallible: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """Ask for the text that stands in the answer cell below `%%derivation NAME`.

    It is taken from the notebook on our side: nothing is executed or sent to a kernel, and the case draws no inputs.
    """


@dataclass(frozen=True, slots=True)
class Prose:
    """Ask nothing: the answer is the text of a cell, which a person reads and marks.

    Like a derivation it is taken from the notebook on our side, and the case draws no inputs.
    """


Ask = Value | Bound | Gradient | Draws | Written | Prose


@dataclass(frozen=True, slots=True)
class Check:
    """One reason for points.

    Args:
        name: unique in the question; shown to students unless SECRET.
        points: gained when every case passes; more than 0.
        cases: inputs to try; at least one.
        compare: `(got, want, precision) -> Verdict`.
        ask: what is asked of the answer.
        shown: see `Shown`.
        hint: one sentence for a student who loses this check.
        pick: which of several returned values is compared, None for all that is returned.
        requires: names of earlier checks of the question without which this one cannot be gained (so that
            "leaves its inputs unchanged" is no gift to an answer that does nothing).
        margin_reason: why a factor of 10 on either side of the tolerance cannot be had, where it cannot.
    """

    name: str
    points: float
    cases: tuple[Case, ...]
    compare: Comparator
    ask: Ask = Value()
    shown: Shown = Shown.HIDDEN
    hint: str = ""
    pick: int | None = None
    requires: tuple[str, ...] = ()
    margin_reason: str = ""

    def __post_init__(self) -> None:
        if not self.cases:
            raise ValueError(f"check {self.name!r} has no cases, so it would always pass")
        if self.points <= 0:
            raise ValueError(f"check {self.name!r} has {self.points} points; a check is worth more than 0")


FEWEST_POINTS, MOST_POINTS = 4, 200  # of a curve


@dataclass(frozen=True, slots=True)
class Curve:
    """A picture for who lost points: their answer beside the right one. It decides nothing.

    Its inputs are for everyone. They are drawn without the course's secret, and asked before any hidden input is in
    the student's process: so the picture can show nothing else, whatever the answer does.

    Args:
        cases: one, of which a list of numbers comes back; or several, each with one number, the points of the curve.
        along: what the horizontal axis counts, "step t".
        of: what the vertical axis measures, "beta".
        given: the inputs in words, so that a student can draw the picture too.
        at: the places on the horizontal axis; 0, 1, 2, ... where none are given.
        logarithmic: whether the vertical axis is; what is right must be positive then.
    """

    cases: tuple[Case, ...]
    along: str
    of: str
    given: str
    at: tuple[float, ...] = ()
    logarithmic: bool = False

    def __post_init__(self) -> None:
        if not self.cases:
            raise ValueError(f"the curve of {self.of!r} has no cases, so there is nothing to draw")
        if len(self.cases) > 1 and self.at and len(self.at) != len(self.cases):
            raise ValueError(f"the curve of {self.of!r} has {len(self.cases)} cases and {len(self.at)} places for them")


# `theirs(name)(*args)` calls the student's own answer `name` and returns float64 tensors, or a tuple of them; it
# raises `autograder.judge.NoAnswer` where that answer cannot be had.
Theirs = Callable[[str], Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """What a right answer gives if the student's own earlier answers `names` are taken as they are.

    Tried only where one of `names` lost points. `reference(inputs, theirs)` returns what `Question.reference`
    would, with the student's earlier answers in the place of the right ones.
    """

    names: tuple[str, ...]
    reference: Callable[[Inputs, Theirs], Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A name that the student's notebook defines, and how it is judged.

    Args:
        name: entry point and `grade_id` of the answer cell.
        title: a few words for tables and pages.
        reference: same arguments as the answer. Returns float64 truth: a tensor, a tuple of tensors, a SymPy
            expression, or, for a sampled quantity, the law that `Check.compare` tests against (its method
            `draw(generator)` gives what a right answer might return). For a written answer it returns what was asked
            for: a `Derivation`.
        checks: at least one.
        follow_through: tried in order, see `FollowThrough`.
        rubric: what a person looks for where the program does not decide; its points add up to the question's.
        curve: what is drawn for who loses points, see `Curve`.
    """

    name: str
    title: str
    reference: Callable[..., Any]
    checks: tuple[Check, ...]
    follow_through: tuple[FollowThrough, ...] = ()
    rubric: tuple[Criterion, ...] = ()
    curve: Curve | None = None

    def __post_init__(self) -> None:
        names = [check.name for check in self.checks]
        if not names or len(set(names)) != len(names):
            raise ValueError(f"question {self.name!r}: check names must be unique and at least one, got {names}")
        for i, check in enumerate(self.checks):
            if missing := set(check.requires) - set(names[:i]):
                raise ValueError(f"check {check.name!r} requires {sorted(missing)}, which do not stand before it")
        for kind in (Written, Prose):
            if len({isinstance(check.ask, kind) for check in self.checks}) > 1:
                raise ValueError(f"question {self.name!r}: some of its checks ask for written text and others do not")
        if self.curve is not None and not all(isinstance(check.ask, Value | Gradient) for check in self.checks):
            raise ValueError(f"question {self.name!r}: a curve is drawn of what a function returns for its arguments")

    @property
    def max_points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def is_written(self) -> bool:
        """Whether its answer is a derivation."""
        return isinstance(self.checks[0].ask, Written)

    @property
    def is_prose(self) -> bool:
        """Whether a person marks its answer, and nothing else."""
        return isinstance(self.checks[0].ask, Prose)

    @property
    def is_text(self) -> bool:
        """Whether its answer is the text of a cell, which is not executed."""
        return self.is_written or self.is_prose


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """An answer that students really give, what it loses, and what to tell them.

    Args:
        question: name of the question.
        name: the misconception, a short slug unique in the question.
        told: one or two sentences for the student. Names the idea; does not give the right formula away.
        loses: names of the checks it loses, exactly.
        answer: the wrong code, as a student would have it: a function, or an expression or a text where one is asked.
    """

    question: str
    name: str
    told: str
    loses: tuple[str, ...]
    answer: Any


@dataclass(frozen=True, slots=True)
class RightAnswer:
    """An honest variant that must earn every point: loops, NumPy, float32 where allowed, another formula."""

    question: str
    name: str
    answer: Any


@dataclass(frozen=True, slots=True)
class Week:
    """All that is private about a week."""

    name: str
    questions: tuple[Question, ...]
    wrong_answers: tuple[WrongAnswer, ...]
    right_answers: tuple[RightAnswer, ...]

    def question(self, name: str) -> Question:
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(f"{self.name} has no question {name!r}")

    @property
    def max_points(self) -> float:
        return sum(question.max_points for question in self.questions)
