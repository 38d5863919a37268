"""The release gate passes every question as it is, and fails as soon as anything that decides marks is broken."""

import dataclasses
from pathlib import Path

import pytest

from autograder import compare
from autograder.authoring import derivation_question
from autograder.collect.session import LocalSession
from autograder.collect.wire import encode_calls
from autograder.compare import Verdict
from autograder.course import Course
from autograder.derivation import Derivation, Goal, Notation, forms
from autograder.derivation.declaration import Law
from autograder.question import Bound, Draws, Gradient, Week
from autograder.release.gate import validate_answers
from reference_impl.laws import NormalLaw

COURSE = Course.load(Path(__file__).parents[2])
WEEKS = {name: COURSE.week(name) for name in COURSE.weeks}
# One week's checks are enough to see that none is idle; what a check is made of is broken for all weeks, see KINDS.
WEEK = "week06_ddpm"


def is_quick(name, question):
    """Samplers and estimators of the other weeks take minutes: they are left to `make validate`."""
    return name == WEEK or not any(isinstance(check.ask, Draws) for check in question.checks)


QUESTIONS = [
    (name, question.name) for name, week in WEEKS.items() for question in week.questions if is_quick(name, question)
]
CHECKS = [(question.name, check.name) for question in WEEKS[WEEK].questions for check in question.checks]
KINDS = {
    type(check.compare).__name__: (name, question.name, check.name)
    for name, week in WEEKS.items()
    for question in week.questions
    if is_quick(name, question)
    for check in question.checks
}
SECRET = b"gate test"


def only(week, name, **changes):
    """A week with one question alone, changed."""
    question = dataclasses.replace(WEEKS[week].question(name), **changes)
    return dataclasses.replace(
        WEEKS[week],
        questions=(question,),
        wrong_answers=tuple(answer for answer in WEEKS[week].wrong_answers if answer.question == name),
        right_answers=tuple(answer for answer in WEEKS[week].right_answers if answer.question == name),
    )


def with_check(week, name, changed, **changes):
    """`only(week, name)` with one check changed."""
    checks = WEEKS[week].question(name).checks
    return only(week, name, checks=tuple(dataclasses.replace(c, **changes) if c.name == changed else c for c in checks))


ANSWERS = {}


class Remembering(LocalSession):
    """The same answers to the same calls need not be computed for every broken check."""

    def ask(self, calls):
        (function,) = self.namespace.values()
        # Those of the gate itself are made anew for each question, and an expression is no work.
        if not getattr(function, "__module__", "").startswith("solutions."):
            return super().ask(calls)
        answers = []
        for call in calls:
            message = encode_calls([call])
            key = (function, message.header, message.blob)
            if key not in ANSWERS:
                ANSWERS[key] = super().ask([call])[0]
            answers.append(ANSWERS[key])
        return answers


def faults(week):
    return validate_answers(week, [SECRET], Remembering).faults


def accept_all(got, want, precision):
    return Verdict(passed=True)


def refuse_all(got, want, precision):
    return Verdict(passed=False, distance=100.0, to_student="no", to_staff="no")


EVERY_QUESTION = pytest.mark.parametrize(
    ("week", "name"),
    [(week, name) for week, name in QUESTIONS if not WEEKS[week].question(name).is_prose],  # nothing is known of prose
    ids=lambda name: name,
)


@EVERY_QUESTION
def test_the_gate_passes_a_question_as_it_is(week, name):
    assert faults(only(week, name)) == []


def a_little_off(value):
    """What a reference returned, with a small mistake in it."""
    if isinstance(value, tuple):
        return tuple(a_little_off(item) for item in value)
    if isinstance(value, NormalLaw):
        return dataclasses.replace(value, mean=value.mean + 0.1 * value.variance**0.5)
    if isinstance(value, Derivation):
        return dataclasses.replace(value, goal=Goal((r"\log p_\theta(x) = 0",)))
    return 1.0001 * value


@EVERY_QUESTION
def test_the_gate_fails_when_a_reference_function_is_broken(week, name):
    right = WEEKS[week].question(name).reference

    assert faults(only(week, name, reference=lambda *args: a_little_off(right(*args))))


@pytest.mark.parametrize(("name", "check"), CHECKS, ids=[f"{name}-{check}" for name, check in CHECKS])
def test_the_gate_fails_when_a_hidden_test_accepts_everything(name, check):
    assert faults(with_check(WEEK, name, check, compare=accept_all))


@pytest.mark.parametrize(("name", "check"), CHECKS, ids=[f"{name}-{check}" for name, check in CHECKS])
def test_the_gate_fails_when_a_hidden_test_is_taken_out(name, check):
    kept = tuple(
        dataclasses.replace(c, requires=tuple(r for r in c.requires if r != check))
        for c in WEEKS[WEEK].question(name).checks
        if c.name != check
    )

    assert faults(only(WEEK, name, checks=kept))


@pytest.mark.parametrize("place", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("broken", [accept_all, refuse_all], ids=lambda broken: broken.__name__)
def test_the_gate_fails_when_a_comparator_is_broken(place, broken):
    assert faults(with_check(*place, compare=broken))


def test_the_gate_fails_when_a_tolerance_leaves_no_room():
    loose = compare.tensor(float64=(0.3, 0.3), float32=(0.3, 0.3))
    tight = compare.tensor(float64=(1e-16, 1e-18), float32=(1e-8, 1e-9))

    for tolerance in (loose, tight):
        assert faults(with_check(WEEK, "q_sample", "float32", compare=tolerance))


def test_the_gate_names_a_wrong_answer_that_is_not_where_it_says():
    wrong = dataclasses.replace(WEEKS[WEEK].wrong_answers[0], loses=())
    week = dataclasses.replace(only(WEEK, wrong.question), wrong_answers=(wrong,))

    told = faults(week)

    assert any("should lose []" in fault for fault in told)
    assert any("1 wrong answers; at least 4 are wanted" in fault for fault in told)


@pytest.mark.parametrize("week", ["week01_derivations", "week02_mle", "week03_em", "week04_elbo", "week05_gan"])
def test_the_first_weeks_ask_for_more_than_values(week):
    """An expression, a gradient, something random, and a question that is followed through."""
    asks = {type(check.ask) for question in WEEKS[week].questions for check in question.checks}

    assert {Bound, Gradient, Draws} <= asks
    assert any(question.follow_through for question in WEEKS[week].questions)
    assert len(WEEKS[week].questions) >= 6


@pytest.mark.parametrize(("closed", "gains"), [(None, True), (forms.density("p", "z", "x"), False)])
def test_the_gate_names_a_goal_that_a_start_reaches_by_being_itself(closed, gains):
    joint = Notation(finite=("x", "z"), laws=(Law(("p",), ("x", "z")),))
    goal = Goal((r"\log p(x, z) = \log p(x) + \log p(z|x)",), closed=closed)
    question = derivation_question("split", "A split", Derivation(joint, (r"\log p(x, z)",), goal))

    found = [fault for fault in faults(Week("week95", (question,), (), ())) if "equals itself" in fault]

    assert found == (["split: a start that equals itself gains ['goal', 'validity']"] if gains else [])
