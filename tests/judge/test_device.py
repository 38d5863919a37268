"""The device on which the judge computes decides no mark, and nothing that a notebook is asked.

Grading a class on a GPU needs one. That all tensors lie where they should is found without one, on a device that is as
strict (`elsewhere.py`).
"""

import dataclasses
from pathlib import Path

import pytest
import torch

from autograder import devices
from autograder.collect.session import LocalSession
from autograder.collect.wire import encode_calls
from autograder.course import Course
from autograder.judge import Judge
from autograder.judge.sensitivity import numbers_of
from autograder.judge.truth import Truth
from autograder.question import Bound, Prose, Written

from .elsewhere import NAME, Reachable

COURSE = Course.load(Path(__file__).parents[2])
SECRET = b"the same class"
# One question for each comparator, among those that are answered quickly.
JUDGED = {
    "lognormal_log_prob": "week01_derivations",
    "softmax_cross_entropy": "week01_derivations",
    "sample_categorical": "week01_derivations",
    "sample_fitted_gaussian": "week02_mle",
    "fit_gmm": "week03_em",
    "sample_gmm": "week03_em",
    "reparameterize": "week04_elbo",
    "js_estimate": "week05_gan",
}
SLOW = {"fit_gmm", "sample_gmm", "js_estimate"}  # to be told apart from wrong answers


class Remembering(LocalSession):
    """Answers in this process; to the same calls a second time, as they were the first time."""

    def __init__(self, answers):
        super().__init__(answers)
        self.answered = {}

    def ask(self, calls):
        answers = []
        for call in calls:
            message = encode_calls([call])  # fails where a tensor has no numbers on the CPU
            key = (message.header, message.blob)
            if key not in self.answered:
                self.answered[key] = super().ask([call])[0]
            answers.append(self.answered[key])
        return answers


def graded(week, session, device):
    """Results, but for what may differ in its last digits."""
    with Reachable():
        results = Judge(week, SECRET, device).judge(session, set(session.namespace))
    return {name: without_distances(result) for name, result in results.items()}


def without_distances(result):
    checks = tuple(dataclasses.replace(check, distance=0.0, staff="") for check in result.checks)
    return dataclasses.replace(result, checks=checks)


def only(week, name):
    return dataclasses.replace(week, questions=(week.question(name),))


def first(answers, name):
    return next(answer.answer for answer in answers if answer.question == name)


@pytest.mark.parametrize("name", COURSE.weeks)
def test_what_is_wanted_of_an_answer_is_the_same_on_another_device(name):
    """Every reference, on every case of its checks."""
    week = COURSE.week(name)
    here, there = Truth(week, SECRET), Truth(week, SECRET, NAME)
    for question in week.questions:
        numeric = [check for check in question.checks if not isinstance(check.ask, Bound | Written)]
        asked = [(check, case) for check in numeric for case in check.cases]
        for of in asked:
            with Reachable():
                want = devices.moved(there.want(question, *of), "cpu")

            torch.testing.assert_close(numbers_of(want), numbers_of(here.want(question, *of)))


@pytest.mark.parametrize("name", JUDGED)
def test_a_question_is_judged_alike_on_another_device(name):
    """Asked the same, to the bit, and given the same verdicts, points, words and misconceptions."""
    week = COURSE.week(JUDGED[name])
    for answers in (week.right_answers, *([] if name in SLOW else [week.wrong_answers])):
        session = Remembering({name: first(answers, name)})

        here = graded(only(week, name), session, "cpu")
        asked = len(session.answered)
        there = graded(only(week, name), session, NAME)

        assert there == here
        assert len(session.answered) == asked


def test_what_follows_from_an_earlier_slip_is_judged_alike_on_another_device():
    week = COURSE.week("week06_ddpm")
    answers = {q.name: first(week.right_answers, q.name) for q in week.questions if not q.is_written}
    session = Remembering(answers | {"alpha_bar": first(week.wrong_answers, "alpha_bar")})

    here, there = (graded(week, session, device) for device in ("cpu", NAME))

    assert there == here


def test_every_comparator_of_numbers_is_among_the_judged_questions():
    def comparators(questions):
        checks = (check for question in questions for check in question.checks)
        return {type(check.compare) for check in checks if not isinstance(check.ask, Bound | Written | Prose)}

    every = [question for week in COURSE.weeks for question in COURSE.week(week).questions]

    assert comparators(q for q in every if q.name in JUDGED) == comparators(every)
