"""Verdicts, points, misconceptions, follow-through: what a submission gets for what it returns."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
import torch

from autograder import compare
from autograder.collect.answer import answer
from autograder.judge import Judge
from autograder.question import Case, Check, FollowThrough, Question, Week

CLOSE = compare.tensor(float64=(1e-7, 1e-9), float32=(1e-4, 1e-6))


class InProcess:
    """Answers calls with functions of the test's own, as a student's kernel would."""

    def __init__(self, functions):
        self.functions = functions
        self.calls = []

    def ask(self, calls):
        self.calls.extend(calls)
        return [answer(self.functions, call) for call in calls]


class Replayed:
    """Gives the answers that another session gave, when everyone is there."""

    def __init__(self, answers, everyone):
        self.answers = answers
        self.everyone = everyone

    def ask(self, calls):
        self.everyone.wait()
        return self.answers


def grade(week, secret=b"secret", **functions):
    return Judge(week, secret).judge(InProcess(functions), set(functions))


def right_ratio(a, b):
    return a / b


def test_a_right_answer_earns_every_point(week, right_noise):
    results = grade(week, ratio=right_ratio, half=lambda a, b: 0.5 * a / b, noise=right_noise)

    assert {name: (r.verdict, r.points) for name, r in results.items()} == {
        "ratio": ("right", 4),
        "half": ("right", 3),
        "noise": ("right", 3),
        "noisier": ("missing", 0),
    }
    assert all(r.messages == () for r in results.values() if r.verdict == "right")


def test_an_unanswered_question_is_missing_and_says_so(week):
    result = grade(week, ratio=right_ratio)["half"]

    assert (result.verdict, result.points) == ("missing", 0)
    assert result.messages == ("Not answered: the cell is missing or as it was released.",)


def test_a_known_wrong_answer_is_named_and_explained(week):
    result = grade(week, ratio=lambda a, b: b.numpy() / a.numpy())["ratio"]

    assert (result.verdict, result.misconception) == ("wrong", "upside_down")
    assert result.messages[0] == "The ratio is upside down."


def test_samplers_are_named_by_several_threads_as_by_one(week, threads_take_turns_often):
    def quiet(n, scale, generator):
        return torch.stack([scale**2 * torch.randn((), generator=generator) for _ in range(n)])

    def loud(n, scale, generator):
        return torch.stack([scale**2 * torch.randn(()) for _ in range(n)])

    noise, wrong = week.question("noise"), week.wrong_answers[-1]
    samplers = {"quiet": quiet, "loud": loud}
    both = replace(
        week,
        questions=tuple(replace(noise, name=name) for name in samplers),
        wrong_answers=tuple(replace(wrong, question=name, answer=f) for name, f in samplers.items()),
    )
    asked = {name: InProcess({name: sampler}) for name, sampler in samplers.items()}
    for name, session in asked.items():
        Judge(both, b"secret").judge(session, {name})
    judge, everyone = Judge(both, b"secret"), Barrier(2)
    replayed = {name: Replayed(session.ask(list(session.calls)), everyone) for name, session in asked.items()}

    def named(name):
        return judge.judge(replayed[name], {name})[name].misconception

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(named, samplers)) == ["variance_for_deviation"] * 2


def test_a_sampler_with_a_known_wrong_law_is_named(week):
    result = grade(week, noise=lambda n, s, g: s * s * torch.randn(n, generator=g))["noise"]

    assert (result.verdict, result.misconception) == ("wrong", "variance_for_deviation")


def test_an_answer_that_is_nan_where_a_known_wrong_one_is_gets_its_name(week):
    (upside_down, *_) = (wrong for wrong in week.wrong_answers if wrong.question == "ratio")
    lost = replace(upside_down, name="half_of_it_nan", answer=lambda a, b: torch.where(a > b, a / b, torch.nan))
    known = replace(week, wrong_answers=(*week.wrong_answers, lost))

    same = grade(known, ratio=lambda a, b: torch.where(a > b, a / b, torch.nan).tolist())["ratio"]
    other = grade(known, ratio=lambda a, b: torch.where(a > b, torch.nan, a / b))["ratio"]

    assert (same.misconception, other.misconception) == ("half_of_it_nan", None)


def test_an_unknown_wrong_answer_gets_no_name(week):
    result = grade(week, ratio=lambda a, b: a / b + 1)["ratio"]

    assert (result.verdict, result.misconception) == ("wrong", None)
    assert "Hint: Which one divides?" in result.messages


def test_partial_credit_is_by_check(week):
    def only_vectors(a, b):
        if a.ndim != 1:
            raise ValueError("vectors only")
        return a / b

    result = grade(week, ratio=only_vectors)["ratio"]

    assert (result.verdict, result.points) == ("partial", 3)


def test_a_secret_check_is_counted_and_not_described(week):
    result = grade(week, ratio=lambda a, b: a / b if a.ndim == 1 else b)["ratio"]

    (secret,) = [check for check in result.checks if check.shown == "secret"]
    assert not secret.passed
    assert secret.message == secret.hint == ""
    assert not any("any shape" in message for message in result.messages)


def test_a_check_is_not_gained_without_the_check_that_it_requires(week):
    result = grade(week, ratio=lambda a, b: torch.zeros_like(a))["ratio"]

    assert result.points == 0


def test_writing_to_an_input_loses_its_own_check_alone(week):
    def in_place(a, b):
        a /= b
        return a

    result = grade(week, ratio=in_place)["ratio"]

    assert (result.verdict, result.points) == ("partial", 3)


def test_one_slip_is_not_paid_for_twice(week):
    def slip(a, b):
        return a / (b + 1)

    results = grade(week, ratio=slip, half=lambda a, b: slip(a, b) / 2)

    assert results["ratio"].points == 0
    assert (results["half"].verdict, results["half"].points) == ("right", 3)
    assert all(check.followed_through for check in results["half"].checks)


def test_draws_are_followed_through_by_their_law(week):
    def slip(a, b):
        return a / (b + 0.5 * a)

    def noisier(n, scale, generator, a, b):
        return scale * slip(a, b).mean() * torch.randn(n, generator=generator, dtype=torch.float64)

    results = grade(week, ratio=slip, noisier=noisier)

    assert results["ratio"].points == 0
    assert (results["noisier"].verdict, results["noisier"].points) == ("right", 2)
    assert grade(week, ratio=right_ratio, noisier=noisier)["noisier"].points == 0


def test_follow_through_asks_nothing_where_the_earlier_answer_is_right(week):
    results = grade(week, ratio=right_ratio, half=lambda a, b: a / b)

    assert results["half"].verdict == "wrong"


@pytest.mark.parametrize(
    "trivial",
    [
        lambda a, b: torch.zeros_like(a),
        lambda a, b: torch.full_like(a, torch.nan),
        lambda a, b: torch.full_like(a, 0.25) + 1e-9 * a,
        lambda a, b: 2 * a,
        lambda a, b: "none",
        lambda a, b: a[..., :1],
    ],
    ids=["zeros", "nan", "nearly constant", "its half is a copy of an input", "a str", "another shape"],
)
def test_nothing_is_gained_by_making_the_earlier_answer_trivial(week, trivial):
    def half_of_it(a, b):
        value = trivial(a, b)
        return value / 2 if isinstance(value, torch.Tensor) else torch.zeros_like(a)

    results = grade(week, ratio=trivial, half=half_of_it)

    assert results["half"].points == 0


def test_hidden_inputs_depend_on_the_secret(week):
    sessions = [InProcess({"ratio": right_ratio}) for _ in range(2)]
    for session, secret in zip(sessions, [b"one", b"two"], strict=True):
        Judge(week, secret).judge(session, {"ratio"})

    first, second = (session.calls[0].args["a"] for session in sessions)
    assert not torch.equal(first, second)


def test_the_same_secret_gives_the_same_verdicts_and_messages(week, right_noise):
    first, second = (grade(week, ratio=lambda a, b: a - b, noise=right_noise) for _ in range(2))

    assert first == second


def test_a_cell_that_failed_is_part_of_the_message(week):
    judge = Judge(week, b"secret")

    result = judge.judge(InProcess({}), {"ratio"}, {"ratio": "Your cell stopped with NameError at line 2: x"})["ratio"]

    assert result.verdict == "wrong"
    assert "Your cell stopped with NameError at line 2: x" in result.messages


def test_no_message_holds_an_input_or_a_wanted_value(week):
    judge = Judge(week, b"secret")
    results = judge.judge(InProcess({"ratio": lambda a, b: a + b}), {"ratio"})

    hidden = judge.truth.inputs(week.question("ratio"), week.question("ratio").checks[0].cases[0])
    wanted = hidden["a"] / hidden["b"]
    told = " ".join(results["ratio"].messages)
    for number in [*hidden["a"].tolist(), *hidden["b"].tolist(), *wanted.tolist()]:
        assert f"{number:.3f}" not in told


# ---------------------------------------------------------------- earlier answers that are chosen, not slipped into


def draw_terms(rng):
    return {
        "a": torch.rand(4, generator=rng, dtype=torch.float64) + 0.5,
        "b": torch.rand(4, generator=rng).double() + 1,
    }


@pytest.fixture
def grown():
    """`growth`, and `total` = exp(growth) * b + b.flip(0) built on it."""

    def on_theirs(inputs, theirs):
        return theirs("growth")(inputs["a"]).exp() * inputs["b"] + inputs["b"].flip(0)

    alone = Case("alone", lambda rng: {"a": draw_terms(rng)["a"]})
    return Week(
        "week00_grown",
        (
            Question("growth", "Growth", lambda a: a.square(), (Check("values", 1, (alone,), CLOSE),)),
            Question(
                "total",
                "Total",
                lambda a, b: a.square().exp() * b + b.flip(0),
                (Check("values", 2, (Case("terms", draw_terms),), CLOSE),),
                (FollowThrough(("growth",), on_theirs),),
            ),
        ),
        (),
        (),
    )


def follows(week, growth, total):
    return grade(week, growth=growth, total=total)["total"].points


def steps(x):
    return torch.arange(1.0, len(x) + 1, dtype=x.dtype)


def test_an_honest_slip_is_followed_where_it_is_put_through_an_exponential(grown):
    assert follows(grown, lambda a: 3 * a, lambda a, b: (3 * a).exp() * b + b.flip(0)) == 2


@pytest.mark.parametrize(
    ("growth", "total"),
    [
        (lambda a: 1e5 * steps(a), lambda a, b: torch.full_like(a, torch.inf)),
        (lambda a: 60 + steps(a), lambda a, b: (60 + steps(a)).exp() * b),
        (lambda a: 1e-12 * steps(a), lambda a, b: b + b.flip(0)),
        (lambda a: -60 - steps(a), lambda a, b: b.flip(0)),
    ],
    ids=["all is infinite", "the rest is drowned", "it vanishes", "it is drowned itself"],
)
def test_an_earlier_answer_that_leaves_nothing_to_know_is_not_followed(grown, growth, total):
    assert follows(grown, growth, total) == 0
