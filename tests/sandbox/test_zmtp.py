"""What a kernel may send: counted in bytes, messages and parts, whatever its form, and slowed down where it is fast."""

from dataclasses import replace

import pytest

from autograder.cell import Cell
from autograder.collect.session import Session
from autograder.collect.wire import Call
from autograder.sandbox import Limits
from autograder.sandbox.zmtp import GREETING, PARTS, Budget, Overdrawn, Reader, frame, hello, message

MIB = 2**20
ROOMY = Budget(sent_bytes=64 * MIB, messages=1000, bytes_a_second=MIB, burst=MIB)
READY = hello("DEALER")[len(GREETING) :]
STREAM = GREETING + READY + 3 * message([b"", b"x" * 1000, b"y" * 7])


def read(stream, piece, budget):
    """The messages that come through of a stream cut in pieces, and what there was too much of."""
    reader, messages = Reader(replace(budget)), []
    try:
        for start in range(0, len(stream), piece):
            messages += reader.feed(stream[start : start + piece])
    except Overdrawn as error:
        return messages, error.excess
    return messages, None


@pytest.mark.parametrize("piece", [1, 2, 3, 64, 65, 1000, len(STREAM)])
def test_messages_are_read_however_the_stream_is_cut(piece):
    assert read(STREAM, piece, ROOMY) == (3 * [[b"", b"x" * 1000, b"y" * 7]], None)


def test_the_greeting_is_64_bytes_long():
    assert len(GREETING) == 64


@pytest.mark.parametrize("piece", [1, 300, 10_000])
@pytest.mark.parametrize(
    ("sent", "budget", "excess"),
    [
        ([GREETING, frame(b"x" * 100)], ROOMY, None),
        ([GREETING, *[frame(b"x")] * 30], replace(ROOMY, messages=29), "messages"),
        ([GREETING, *[frame(b"x")] * 29], replace(ROOMY, messages=29), None),
        ([GREETING, *[frame(b"", command=True)] * 30], replace(ROOMY, messages=29), "messages"),
        ([GREETING, frame(bytes(1000))], replace(ROOMY, sent_bytes=1000), "bytes"),
        ([GREETING, frame(bytes(1000))], replace(ROOMY, burst=999), "bytes"),
        ([GREETING, frame(bytes(5000), command=True)], ROOMY, "bytes"),
        ([GREETING, b"\x02" + b"\x7f" * 8], ROOMY, "bytes"),
        ([GREETING, *[frame(b"", more=True)] * PARTS, frame(b"")], ROOMY, "parts"),
        ([b"\xff" + bytes(8) + b"\x7f\x01" + bytes(53), frame(b"x")], ROOMY, "parts"),
        ([b"\x4f" + bytes(9) + b"\x03" + bytes(53), frame(b"x")], ROOMY, "parts"),
        ([b"\xff" + bytes(9) + b"\x03" + bytes(53), frame(b"x")], ROOMY, "parts"),
    ],
    ids=["fits", "one message over", "just as many", "commands", "bytes", "one part", "a long command", "an absurd one",
         "parts", "an older ZMTP", "no version", "no signature"],
)  # fmt: skip
def test_what_is_over_the_budget_is_refused(piece, sent, budget, excess):
    messages, found = read(b"".join(sent), piece, budget)

    assert found == excess
    assert len(messages) == (len(sent) - 1 if excess is None else len(messages))


def test_what_comes_at_once_passes_and_what_is_faster_than_the_rate_waits():
    budget = replace(ROOMY, bytes_a_second=10 * MIB, burst=20 * MIB)

    assert budget.delay(20 * MIB, now=100.0) == 0
    assert budget.delay(5 * MIB, now=100.0) == 0.5
    assert budget.delay(5 * MIB, now=101.0) == 0  # a second has let ten through


@pytest.mark.sandbox
def test_a_flood_of_small_messages_ends_the_kernel_and_the_student_is_told(wall):
    flood = """
kernel = get_ipython().kernel
for _ in range(100_000):
    kernel.session.send(kernel.iopub_socket, "status", content={"execution_state": "busy"})
"""
    cells = [Cell("flood", flood), Cell("answer", "def good(x):\n    return x")]

    with Session(wall, cells, Limits(cell_seconds=10, sent_messages=500)) as session:
        [answer] = session.ask([Call("good", {"x": 2.0})])

    assert session.notes == (
        "The cell flood ended the Python process by sending more than 500 messages; it was left out.",
    )
    assert answer.outcome == "returned"


@pytest.mark.sandbox
def test_a_large_answer_arrives_whole_at_a_low_rate(wall):
    limits = Limits(bytes_a_second=16 * MIB, message_bytes=40 * MIB, call_seconds=20)
    source = "import torch\ndef good(x):\n    return torch.ones(2**23)"

    with Session(wall, [Cell("answer", source)], limits) as session:
        answers = session.ask([Call("good", {"x": 2.0})] * 2)

    assert [answer.value.data.sum() for answer in answers] == [2**23, 2**23]
