"""Two thousand broken answers on the wire, judged by the weeks' own checks: each ends in a verdict, in time.

A kernel writes its answers as a header of JSON and a blob of tensors. Right ones are broken here in either, in ways
that still look like answers and in ways that do not, and go through `decode_answers` into the judge; what comes of it
is rendered, written as a receipt's JSON, and read again.
"""

import json
import math
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save

from autograder import compare
from autograder.collect.session import LocalSession
from autograder.collect.wire import (
    Answer,
    Array,
    Items,
    Message,
    Opaque,
    WireError,
    decode_answers,
    encode_answers,
)
from autograder.course import Course
from autograder.gradebook import receipts
from autograder.judge import Judge
from autograder.report.class_report import class_report
from autograder.report.feedback import feedback_page
from autograder.results import SubmissionResult

from .broken import as_text, broken_bytes, broken_text, broken_value
from .budget import budget

ROOT = Path(__file__).parents[2]
WEEKS = list(Course.load(ROOT).weeks)
CHANCE = st.randoms(use_true_random=False)

DTYPES = [
    torch.bool,
    torch.uint8,
    torch.int32,
    torch.int64,
    torch.float16,
    torch.bfloat16,
    torch.float32,
    torch.float64,
]
DTYPES += [torch.float8_e5m2, torch.uint16, torch.complex64]
NUMBERS = [0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e300, -1e300, 1e-320, 2.0**53, 2.0**63]
SHAPES = [(), (0,), (1,), (1, 1), (2, 0, 3), (0, 2**40), (1,) * 16, (1,) * 17, (1,) * 100, (3,), (7, 2)]


class Desk:
    """A week whose expressions are compared quickly, its judge, and right answers as they travel."""

    def __init__(self, name):
        week = Course.load(ROOT).week(name)
        questions = tuple(quick(question) for question in week.questions if not question.is_written)
        self.week = replace(week, questions=questions)
        self.judge = Judge(self.week, b"a secret of thirty-two bytes ...")
        self.right = {answer.question: answer.answer for answer in week.right_answers}
        self.known = {}

    def answers(self, question, calls):
        """Right answers to a question's calls, one for each way of asking, made once."""
        function = self.right.get(question.name, question.reference)
        for call in calls:
            kind = (call.entry, call.times, call.again, call.wrt, call.weighted, call.over, call.bound)
            if kind not in self.known:
                (answer,) = LocalSession({question.name: function}).ask([replace(call, times=min(call.times, 20))])
                self.known[kind] = answer
            yield self.known[kind]


def quick(question):
    checks = [
        replace(check, compare=replace(check.compare, seconds=0.4))
        if isinstance(check.compare, compare.expression)
        else check
        for check in question.checks
    ]
    return replace(question, checks=tuple(checks))


_desks = {}


def desk(name):
    if name not in _desks:
        _desks[name] = Desk(name)
    return _desks[name]


class Broken:
    """A session that answers with what was decoded from broken bytes."""

    def __init__(self, chance, desk, question):
        self.chance = chance
        self.desk = desk
        self.question = question

    def ask(self, calls):
        return [decoded(broken(self.chance, answer)) for answer in self.desk.answers(self.question, calls)]


def decoded(message):
    """As `Conversation` reads it."""
    try:
        (answer,) = decode_answers(message, count=1)
    except WireError:
        return Answer("unreadable")
    return answer


def broken(chance, answer):
    """One answer as it travels, broken once or not at all."""
    match chance.randrange(8):
        case 0:
            return encode_answers([answer])
        case 1 | 2 | 3:
            return written(replace(answer, value=odd_value(chance, answer.value, 0)))
        case 4:
            message = written(answer)
            return Message(as_text(chance, broken_value(chance, json.loads(message.header), 4)), message.blob)
        case 5:
            message = written(answer)
            return Message(broken_text(chance, message.header, 4), message.blob)
        case 6:
            message = written(answer)
            return Message(message.header, broken_bytes(chance, message.blob, 4))
    return with_broken_head(chance, written(answer))


def written(answer):
    """The message of an answer with tensors of any kind."""
    try:
        return encode_answers([answer])
    except Exception:  # a kind that does not cross even when a student writes it
        return encode_answers([Answer("unreadable")])


def odd_value(chance, value, depth):
    """A value that still looks like an answer."""
    match value:
        case Items(items) if items and chance.randrange(2):
            kept = list(items)
            at = chance.randrange(len(kept))
            kept[at] = odd_value(chance, kept[at], depth + 1)
            match chance.randrange(4):
                case 0:
                    kept = kept * chance.choice([0, 2, 3])
                case 1:
                    del kept[at]
            return Items(tuple(kept))
        case Array(data, origin) if chance.randrange(4):
            return Array(odd_tensor(chance, data), chance.choice([origin, "tensor", "array", "number"]))
    other = chance.choice(
        [
            None,
            Opaque("x" * 10_000),
            Opaque("NoneType"),
            Items(()),
            Items((Items(()), Opaque("str"))),
            Array(torch.zeros(chance.choice(SHAPES), dtype=chance.choice(DTYPES)), "number"),
            Items((value,) * chance.choice([1, 2, 20])),
        ]
    )
    for _ in range(chance.choice([0, 0, 1, 5, 7])):
        other = Items((other,))
    return other


def odd_tensor(chance, data):
    match chance.randrange(6):
        case 0:
            return data.to(chance.choice(DTYPES))
        case 1:
            return torch.full_like(data, chance.choice(NUMBERS[:3] if not data.is_floating_point() else NUMBERS))
        case 2 if data.is_floating_point() and data.numel():
            data = data.clone()
            data.view(-1)[chance.randrange(data.numel())] = chance.choice(NUMBERS)
            return data
        case 3:
            return data.unsqueeze(0) if chance.randrange(2) else data.flatten()
        case 4:
            return data.new_zeros(chance.choice(SHAPES))
    return data * chance.choice([2, -1]) if data.dtype != torch.bool else ~data


def with_broken_head(chance, message):
    """The blob's own header says something else of the same bytes."""
    size = int.from_bytes(message.blob[:8], "little")
    head = broken_value(chance, json.loads(message.blob[8 : 8 + size]), 3)
    for entry in head.values() if isinstance(head, dict) else ():
        if isinstance(entry, dict) and chance.randrange(2):
            entry["shape"] = list(chance.choice([*SHAPES, (2**62,), (2**62, 4), (-1,), (2**63,)]))
            entry["dtype"] = chance.choice(["F64", "F32", "I64", "BOOL", "U8", "F8_E5M2", "BF16", "C64", "F4", "X"])
    text = json.dumps(head).encode()
    length = chance.choice([len(text), len(text), len(text), 0, 2**20 + 1, 2**63])
    return Message(message.header, length.to_bytes(8, "little") + text + message.blob[8 + size :])


@pytest.mark.parametrize("name", WEEKS)
@budget(60)
@given(chance=CHANCE)
def test_a_broken_answer_ends_in_a_verdict(name, chance):
    at = desk(name)
    question = chance.choice(at.week.questions)

    judged = at.judge.judge(Broken(chance, at, question), {question.name})

    result = SubmissionResult("student-01", name, judged, notes=("Nothing.",))
    assert 0 <= result.score <= result.max_score
    assert judged[question.name].verdict in ("right", "partial", "wrong", "undecided")
    assert "<script" not in feedback_page(result, title="A week")
    class_report([result], title="A week").encode()
    kept = json.loads(json.dumps(receipts.result_to_json_full(result)).encode())
    assert json.dumps(receipts.result_to_json_full(receipts.result_from_json(kept))) == json.dumps(kept)
    json.dumps(result.to_json(), allow_nan=False).encode()


@budget(1000)
@given(header=st.text() | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(json.dumps), blob=st.binary())
def test_a_message_of_any_kind_is_read_or_refused(header, blob):
    for made in (blob, save({})):
        try:
            answers = decode_answers(Message(header, made), count=1)
        except WireError:
            continue
        assert all(isinstance(answer, Answer) for answer in answers)


@budget(300)
@given(chance=CHANCE)
def test_reading_takes_no_more_memory_than_was_sent_allows(chance):
    at = desk(WEEKS[0])
    question = chance.choice(at.week.questions)
    (answer, *_) = at.answers(question, [at.judge.truth.call(question, c, c.cases[0]) for c in question.checks])
    message = broken(chance, answer)
    tracemalloc.start()
    decoded(message)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 2**20 + 60 * (len(message.header) + len(message.blob))
