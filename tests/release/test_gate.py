"""The release gate passes week 6 as it is, and fails as soon as anything that decides marks is broken."""

import dataclasses
from pathlib import Path

import pytest

from autograder import compare
from autograder.collect.session import LocalSession
from autograder.collect.wire import encode_calls
from autograder.compare import Verdict
from autograder.course import Course
from autograder.question import Gradient
from autograder.release.gate import validate_answers
from reference_impl.laws import NormalLaw

WEEK = Course.load(Path(__file__).parents[2]).week("week06_ddpm")
QUESTIONS = [question.name for question in WEEK.questions]
CHECKS = [(question.name, check.name) for question in WEEK.questions for check in question.checks]
COMPARATORS = sorted(
    {type(check.compare) for q in WEEK.questions for check in q.checks}, key=lambda kind: kind.__name__
)
SECRET = b"gate test"


def only(name, **changes):
    """Week 6 with one question alone, changed."""
    question = dataclasses.replace(WEEK.question(name), **changes)
    return dataclasses.replace(
        WEEK,
        questions=(question,),
        wrong_answers=tuple(answer for answer in WEEK.wrong_answers if answer.question == name),
        right_answers=tuple(answer for answer in WEEK.right_answers if answer.question == name),
    )


def with_check(name, changed, **changes):
    """`only(name)` with one check changed."""
    checks = WEEK.question(name).checks
    return only(name, checks=tuple(dataclasses.replace(c, **changes) if c.name == changed else c for c in checks))


ANSWERS = {}


class Remembering(LocalSession):
    """The same answers to the same calls need not be computed for every broken check."""

    def ask(self, calls):
        (function,) = self.namespace.values()
        memorable = function.__module__.startswith("solutions.")  # the others are made anew for each question
        answers = []
        for call in calls:
            message = encode_calls([call])
            key = (function, message.header, message.blob)
            if not memorable or key not in ANSWERS:
                ANSWERS[key] = super().ask([call])[0]
            answers.append(ANSWERS[key])
        return answers


def faults(week):
    return validate_answers(week, [SECRET], Remembering).faults


def accept_all(got, want, precision):
    return Verdict(passed=True)


def refuse_all(got, want, precision):
    return Verdict(passed=False, distance=100.0, to_student="no", to_staff="no")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_gate_passes_a_question_as_it_is(name):
    assert faults(only(name)) == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_gate_fails_when_a_reference_function_is_broken(name):
    right = WEEK.question(name).reference

    def broken(*args):
        value = right(*args)
        if isinstance(value, NormalLaw):
            return dataclasses.replace(value, mean=value.mean + 0.1 * value.variance**0.5)
        return tuple(1.0001 * item for item in value) if isinstance(value, tuple) else 1.0001 * value

    assert faults(only(name, reference=broken))


@pytest.mark.parametrize(("name", "check"), CHECKS, ids=[f"{name}-{check}" for name, check in CHECKS])
def test_the_gate_fails_when_a_hidden_test_accepts_everything(name, check):
    assert faults(with_check(name, check, compare=accept_all))


@pytest.mark.parametrize(("name", "check"), CHECKS, ids=[f"{name}-{check}" for name, check in CHECKS])
def test_the_gate_fails_when_a_hidden_test_is_taken_out(name, check):
    kept = tuple(
        dataclasses.replace(c, requires=tuple(r for r in c.requires if r != check))
        for c in WEEK.question(name).checks
        if c.name != check
    )

    assert faults(only(name, checks=kept))


@pytest.mark.parametrize("kind", COMPARATORS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("broken", [accept_all, refuse_all], ids=lambda broken: broken.__name__)
def test_the_gate_fails_when_a_comparator_is_broken(kind, broken):
    name, check = next((q.name, c.name) for q in WEEK.questions for c in q.checks if isinstance(c.compare, kind))

    assert faults(with_check(name, check, compare=broken))


def test_the_gate_fails_when_a_tolerance_leaves_no_room():
    loose = compare.tensor(float64=(0.3, 0.3), float32=(0.3, 0.3))
    tight = compare.tensor(float64=(1e-16, 1e-18), float32=(1e-8, 1e-9))

    for tolerance in (loose, tight):
        assert faults(with_check("q_sample", "float32", compare=tolerance))


def test_the_gate_names_a_wrong_answer_that_is_not_where_it_says():
    wrong = dataclasses.replace(WEEK.wrong_answers[0], loses=())
    week = dataclasses.replace(only(wrong.question), wrong_answers=(wrong,))

    told = faults(week)

    assert any("should lose []" in fault for fault in told)
    assert any("1 wrong answers; at least 4 are wanted" in fault for fault in told)


def test_a_gradient_is_asked_of_every_question_that_the_course_grades_by_gradient():
    asked = {q.name for q in WEEK.questions for c in q.checks if isinstance(c.ask, Gradient)}

    assert asked == {"ddpm_loss"}
