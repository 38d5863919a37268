"""A kernel that speaks the wire itself sends what it likes; how many results a test gets is not its choice."""

import pytest
import torch

from autograder import compare
from autograder.collect.answer import answer
from autograder.collect.wire import Answer, Array, Call, Items
from autograder.judge import Judge
from autograder.judge.asked import as_asked
from autograder.question import Case, Check, Draws, Question, Seed, Week
from reference_impl.laws import EstimatorLaw

ESTIMATES = Draws(200, ("num_samples", (4, 64)))
CASE = Case(
    "estimates", lambda rng: {"num_samples": 4, "generator": Seed(int(torch.randint(2**31, (), generator=rng)))}
)


def estimate(num_samples, generator):
    return torch.randn(num_samples, dtype=torch.float64, generator=generator).square().mean()


@pytest.fixture(scope="module")
def judge():
    checks = (
        Check("unbiased", 2, (CASE,), compare.unbiased((4, 64)), ESTIMATES),
        Check("falls", 1, (CASE,), compare.variance_falls(by=16), ESTIMATES),
    )
    law = EstimatorLaw(*torch.tensor([1.0, 2**0.5], dtype=torch.float64))
    question = Question("estimate", "An estimate", lambda num_samples, generator: law, checks)
    return Judge(Week("week00_test", (question,), (), ()), b"secret")


class Session:
    """Answers with what `change` makes of the right answer."""

    def __init__(self, change):
        self.change = change

    def ask(self, calls):
        return [self.change(answer({"estimate": estimate}, call)) for call in calls]


def points(judge, change):
    return judge.judge(Session(change), {"estimate"})["estimate"].points


def forged(*groups):
    value = Items(tuple(Items(tuple(Array(torch.tensor(v, dtype=torch.float64), "tensor") for v in g)) for g in groups))
    return lambda right: Answer("returned", value)


def test_the_results_that_were_asked_for_are_judged(judge):
    assert points(judge, lambda right: right) == 3


@pytest.mark.parametrize(
    "change",
    [
        forged([7.0], [7.0]),
        forged([7.0, -5.0], [7.0, -5.0]),
        forged([9.0, -7.0] * 2, [1.0, 1.0]),
        forged([], []),
        forged(),
        forged([1.0] * 201, [1.0] * 201),
        lambda right: Answer("returned", right.value.items[0]),
        lambda right: Answer("returned", Items(right.value.items * 2)),
        lambda right: Answer("returned", Items(tuple(Items(group.items[:100]) for group in right.value.items))),
    ],
)
def test_fewer_or_more_results_gain_nothing(judge, change):
    assert points(judge, change) == 0


ONE = Array(torch.zeros(()), "tensor")


@pytest.mark.parametrize(
    ("call", "right"),
    [
        (Call("f", {}), ONE),
        (Call("f", {}), Items((ONE, ONE))),
        (Call("f", {}, bound=True), ONE),
        (Call("f", {}, times=3), Items((ONE,) * 3)),
        (Call("f", {}, times=1, again=True), Items((ONE,) * 2)),
        (Call("f", {}, times=3, again=True), Items((ONE,) * 4)),
        (Call("f", {}, wrt=("a",)), ONE),
        (Call("f", {}, wrt=("a", "b")), Items((ONE,) * 2)),
        (Call("f", {}, wrt=("a",), weighted=True), Items((ONE,) * 2)),
        (Call("f", {}, times=2, over=("n", (1, 2, 3))), Items((Items((ONE,) * 2),) * 3)),
    ],
)
def test_what_has_the_form_of_its_call_is_taken(call, right):
    assert as_asked(call, Answer("returned", right)).value is right
    assert as_asked(call, Answer("timeout")) == Answer("timeout")
    if isinstance(right, Items) and call != Call("f", {}):
        assert as_asked(call, Answer("returned", Items(right.items[1:]))).outcome == "unreadable"
        assert as_asked(call, Answer("returned", ONE)).outcome == "unreadable"
