"""What a notebook answered, written, read again, and given to whoever asks the same."""

import hashlib

import pytest
import torch

from autograder.collect import stored
from autograder.collect.notebook import CellOutcome
from autograder.collect.session import LocalSession
from autograder.collect.wire import MAX_NODES, Answer, Array, Call, Formula, Items, Opaque
from autograder.compare import tensor
from autograder.judge import Judge
from autograder.question import Case, Check, FollowThrough, Question, Week

VALUES = [
    Array(torch.tensor([[1.5, float("nan")], [float("inf"), -0.0]], dtype=torch.float64), "tensor"),
    Array(torch.tensor(7), "number"),
    Array(torch.rand(3, 0, dtype=torch.float32), "array"),
    Items((Array(torch.tensor(True), "number"), Items(()), Opaque("dict"))),
    Formula(("Add", ("Symbol", "x"), ("Integer", "2"))),
    Opaque("\udcff name"),
    None,
]
ANSWERS = [Answer("returned", value, mutated=("x",), moved=("torch",)) for value in VALUES]
ANSWERS += [Answer("raised", error="ValueError", line=3), Answer("undefined"), Answer("no_gradient")]
CELLS = {"a": CellOutcome("ok"), "b": CellOutcome("error", "NameError", "name 'ü' is not defined", 2)}


def recording(*requests):
    exchanges = tuple(stored.Exchange(f"{i}", tuple(answers)) for i, answers in enumerate(requests))
    return stored.Recording(CELLS, exchanges, 1.25, 2**31)


def plain(value):
    """A value that can be compared: NaN is NaN, and -0 is not 0."""
    match value:
        case Array(data, origin):
            return (origin, data.dtype, tuple(data.shape), data.numpy().tobytes())
        case Items(items):
            return tuple(map(plain, items))
    return value


def plain_answers(record):
    return [
        [(a.outcome, plain(a.value), a.error, a.line, a.mutated, a.moved) for a in exchange.answers]
        for exchange in record.exchanges
    ]


def test_what_is_written_is_read_again():
    record = recording(ANSWERS, [], ANSWERS[:1])

    again, about = stored.from_bytes(stored.to_bytes(record, {"key": "k", "written": {"q": "\udcff"}}))

    assert about == {"key": "k", "written": {"q": "\udcff"}}
    assert (again.cells, again.seconds, again.peak_memory) == (record.cells, record.seconds, record.peak_memory)
    assert [e.digest for e in again.exchanges] == ["0", "1", "2"]
    assert plain_answers(again) == plain_answers(record)


def test_more_answers_than_one_message_holds_are_read_again():
    many = Answer("returned", Items(tuple(Opaque("x" * 50) for _ in range(MAX_NODES - 1))))
    record = recording([many] * 3)

    again, _ = stored.from_bytes(stored.to_bytes(record, {}))

    assert plain_answers(again) == plain_answers(record)


def test_too_many_bytes_are_not_kept():
    large = Answer("returned", Array(torch.zeros(stored.MAX_BYTES // 16, dtype=torch.float64), "tensor"))

    assert stored.to_bytes(recording([large] * 2), {}) is None


@pytest.mark.parametrize("length", [0, 10, 40, 100, -1])
def test_a_part_of_it_is_refused(length):
    with pytest.raises(ValueError, match="damaged"):
        stored.from_bytes(stored.to_bytes(recording(ANSWERS), {})[:length])


@pytest.mark.parametrize("body", [b"", b"\1", b"\2\0\0\0\0\0\0\0{}", b"\4\0\0\0\0\0\0\0null", b"\xff" * 40])
def test_what_is_no_recording_is_refused_though_its_digest_is_right(body):
    with pytest.raises(ValueError, match="not a recording"):
        stored.from_bytes(hashlib.sha256(body).digest() + body)


# ---------------------------------------------------------------- asked again


def draw(generator):
    return {"x": 1 + torch.rand(3, dtype=torch.float64, generator=generator)}


TIGHT = tensor(float64=(1e-9, 0.0), float32=(1e-4, 0.0))
FOLLOWED = FollowThrough(("square",), lambda inputs, theirs: 1 + theirs("square")(inputs["x"]))
WEEK = Week(
    "week94_stored",
    (
        Question("square", "Square", lambda x: x**2, (Check("values", 1, (Case("a", draw),), TIGHT),)),
        Question("more", "More", lambda x: 1 + x**2, (Check("values", 1, (Case("b", draw),), TIGHT),), (FOLLOWED,)),
    ),
    (),
    (),
)
SLIP = {"square": lambda x: x**3, "more": lambda x: 1 + x**3}


def test_follow_through_is_judged_from_a_recording_too():
    judge = Judge(WEEK, b"secret")
    recorder = stored.Recorder(LocalSession(SLIP))
    results = judge.judge(recorder, SLIP)
    assert results["more"].points == 1
    assert len(recorder.exchanges) > 1, "nothing was asked afterwards"

    data = stored.to_bytes(recorder.recording(1.0), {})
    session = stored.Replay(stored.from_bytes(data)[0])

    assert Judge(WEEK, b"secret").judge(session, SLIP) == results


def test_a_recording_that_ends_too_early_is_no_answer():
    judge = Judge(WEEK, b"secret")
    recorder = stored.Recorder(LocalSession(SLIP))
    judge.judge(recorder, SLIP)

    for kept in range(len(recorder.exchanges)):
        session = stored.Replay(stored.Recording({}, tuple(recorder.exchanges[:kept]), 0.0, 0))
        with pytest.raises(stored.NotRecorded):
            judge.judge(session, SLIP)


@pytest.mark.parametrize(
    "other",
    [
        Call("g", {"x": torch.ones(2)}),
        Call("f", {"y": torch.ones(2)}),
        Call("f", {"x": torch.ones(2, dtype=torch.float64)}),
        Call("f", {"x": torch.tensor([1.0, -1.0])}),
        Call("f", {"x": torch.ones(2)}, times=2),
        Call("f", {"x": torch.ones(2)}, again=True),
        Call("f", {"x": torch.ones(2)}, wrt=("x",)),
        Call("f", {"x": torch.ones(2)}, bound=True),
        Call("f", {"x": torch.ones(2)}, fallible=True),
    ],
)
def test_another_call_is_not_answered(other):
    recorder = stored.Recorder(LocalSession({"f": lambda x: x}))
    recorder.ask([Call("f", {"x": torch.ones(2)})])

    session = stored.Replay(recorder.recording(0.0))
    with pytest.raises(stored.NotRecorded):
        session.ask([other])

    assert session.over
    with pytest.raises(stored.NotRecorded):  # also what would have been right
        session.ask([Call("f", {"x": torch.ones(2)})])


@pytest.mark.parametrize(
    "given", [Answer("timeout"), Answer("died"), Answer("unreadable"), Answer("raised", error="MemoryError")]
)
def test_what_depends_on_the_machine_is_not_kept(given):
    class Busy(LocalSession):
        def ask(self, calls):
            return [given]

    recorder = stored.Recorder(Busy({}))
    recorder.ask([Call("f", {})])

    assert recorder.recording(0.0) is None


@pytest.mark.parametrize(
    "cell", [CellOutcome("timeout"), CellOutcome("died"), CellOutcome("skipped"), CellOutcome("ok", cut=True)]
)
def test_nor_where_a_cell_was_stopped_or_cut(cell):
    session = LocalSession({})
    session.cells = {"a": cell}

    assert stored.Recorder(session).recording(0.0) is None
