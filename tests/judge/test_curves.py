"""Pictures of a student's values: on inputs for everyone, asked before anything hidden, and decide nothing."""

import json

import pytest
import torch

from autograder import compare
from autograder.authoring import exactly
from autograder.collect.answer import answer
from autograder.gradebook.receipts import result_from_json, result_to_json_full
from autograder.judge import Judge
from autograder.question import Case, Check, Curve, Draws, Question, Week
from autograder.release.gate import validate_answers
from autograder.results import SubmissionResult

CLOSE = compare.tensor(float64=(1e-7, 1e-9), float32=(1e-4, 1e-6))
RAMP = torch.linspace(0, 1, 5, dtype=torch.float64)
PICTURE = Curve((Case("curve", exactly(x=RAMP)),), "place", "square", "x = 0, 0.25, ..., 1")


class Watched:
    """Answers calls in process, and remembers each request."""

    def __init__(self, functions):
        self.functions = functions
        self.requests = []

    def ask(self, calls):
        self.requests.append(calls)
        return [answer(self.functions, call) for call in calls]


def drawn(generator):
    return {"x": torch.rand(5, generator=generator, dtype=torch.float64)}


def square_question(curve=PICTURE, **changes):
    checks = (Check("values", 1, (Case("five", drawn),), CLOSE),)
    return Question(
        **{"name": "square", "title": "A square", "reference": torch.square, "checks": checks} | changes, curve=curve
    )


def judged(question, function, secret=b"secret", **others):
    session = Watched({question.name: function, **others})
    week = Week("week00_test", (*(square_question(None, name=name) for name in others), question), (), ())
    return Judge(week, secret).judge(session, set(session.functions))[question.name], session


def numbers(requests):
    return [value.tolist() for calls in requests for call in calls for value in call.args.values()]


def test_who_loses_points_sees_their_values_beside_the_right_ones():
    result, _ = judged(square_question(), lambda x: 2 * x)

    assert result.curve.want == (0.0, 0.0625, 0.25, 0.5625, 1.0)
    assert result.curve.got == (0.0, 0.5, 1.0, 1.5, 2.0)
    assert result.curve.at == (0.0, 1.0, 2.0, 3.0, 4.0)


def test_a_picture_is_asked_alone_and_first_whatever_question_it_belongs_to():
    _, session = judged(square_question(), torch.square, earlier=torch.square, another=torch.square)

    first, *later = session.requests
    assert numbers([first]) == [RAMP.tolist()]
    assert len(numbers(later)) == 3
    assert RAMP.tolist() not in numbers(later)


def test_a_picture_is_the_same_under_every_secret():
    one, first = judged(square_question(), torch.neg, secret=b"one")
    other, second = judged(square_question(), torch.neg, secret=b"other")

    assert one.curve == other.curve
    assert numbers(first.requests[:1]) == numbers(second.requests[:1])
    assert numbers(first.requests[1:]) != numbers(second.requests[1:])


def test_inputs_that_are_drawn_for_a_picture_know_nothing_of_the_secret():
    picture = Curve((Case("five", drawn),), "place", "square", "some numbers")

    one, first = judged(square_question(picture), torch.neg, secret=b"one")
    other, _ = judged(square_question(picture), torch.neg, secret=b"other")

    assert one.curve == other.curve
    assert numbers(first.requests[:1]) != numbers(first.requests[1:])


def test_hidden_inputs_cannot_be_spelled_out_in_a_picture():
    """An answer that returns whatever its notebook was handed last, to any function."""
    seen = [torch.full((5,), 7.0, dtype=torch.float64)]

    def keep(x):
        seen.append(x)
        return x

    result, _ = judged(square_question(), lambda x: seen[-1], earlier=keep)

    assert len(seen) == 2, "the other function was handed hidden inputs"
    assert result.curve.got == (7.0,) * 5


@pytest.mark.parametrize(
    "function",
    [
        torch.square,
        lambda x: 1.001 * torch.square(x),  # by less than can be seen
        lambda x: 0 * x if x[0] == 0 else torch.square(x),  # and right wherever it counts
        lambda x: x[:3],
        lambda x: x.reshape(5, 1),
        lambda x: "five",
        lambda x: 1 / 0,
        lambda x: [x, x],
        lambda x: x.to(torch.complex128),
        lambda x: None,
    ],
)
def test_where_there_is_nothing_to_see_there_is_no_picture(function):
    assert judged(square_question(), function)[0].curve is None


def test_what_is_not_finite_is_no_number():
    result, _ = judged(square_question(), lambda x: 1 / (x - 1) * torch.tensor([torch.nan, 1, 1, 1, 1]))

    assert result.curve.got == (None, -1.333, -2.0, -4.0, None)


def test_a_point_for_each_case_is_a_picture_too():
    cases = tuple(Case(f"at {k}", exactly(x=torch.tensor(float(k)))) for k in range(4))
    picture = Curve(cases, "x", "square", "x = 2, 3, ...", at=(2.0, 3.0, 4.0, 5.0))

    result, _ = judged(square_question(picture), lambda x: -torch.square(x))

    assert result.curve.at == (2.0, 3.0, 4.0, 5.0)
    assert result.curve.got == (0.0, -1.0, -4.0, -9.0)


def test_a_picture_moves_no_point():
    with_one, without = (judged(square_question(picture), lambda x: 2 * x)[0] for picture in (PICTURE, None))

    assert (with_one.points, with_one.verdict, with_one.checks) == (without.points, without.verdict, without.checks)


def test_a_receipt_keeps_the_picture():
    result, _ = judged(square_question(), lambda x: 1 / x)
    whole = SubmissionResult("student-01", "week00_test", {"square": result})

    assert result_from_json(json.loads(json.dumps(result_to_json_full(whole)))) == whole


def test_a_picture_of_draws_or_without_cases_cannot_be_declared():
    with pytest.raises(ValueError, match="a curve is drawn of what a function returns"):
        square_question(checks=(Check("law", 1, (Case("five", drawn),), compare.normal_law(), ask=Draws()),))
    with pytest.raises(ValueError, match="has no cases"):
        Curve((), "x", "y", "nothing")
    with pytest.raises(ValueError, match="2 cases and 3 places"):
        Curve(PICTURE.cases * 2, "x", "y", "nothing", at=(1.0, 2.0, 3.0))


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (
            Curve((Case("few", exactly(x=RAMP[:3])),), "x", "y", ""),
            "expected 4 to 200 finite numbers in a row, got shape (3,)",
        ),
        (Curve(PICTURE.cases, "x", "y", "", at=(1.0, 2.0)), "has 5 points and 2 places"),
        (Curve(PICTURE.cases, "x", "y", "", logarithmic=True), "not all right values are positive"),
    ],
)
def test_the_gate_refuses_a_picture_that_cannot_be_drawn(picture, said):
    report = validate_answers(Week("week00_test", (square_question(picture),), (), ()), [b"secret"])

    (fault,) = [fault for fault in report.faults if "curve" in fault]
    assert said in fault
