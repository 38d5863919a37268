"""What a kernel may send: counted in bytes, messages and parts, whatever its form, and slowed down where it is fast."""

import asyncio
from dataclasses import replace

import pytest

from autograder.cell import Cell
from autograder.collect.session import Session
from autograder.collect.wire import Call
from autograder.sandbox import Limits
from autograder.sandbox.relay import PARTS, Budget, Frames, Relay

MIB = 2**20
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00NULL" + bytes(48)
ROOMY = Budget(sent_bytes=64 * MIB, messages=1000, bytes_a_second=MIB, burst=MIB)


def frame(size, *, more=False, command=False):
    head = (
        bytes([more | 4 * command, size]) if size < 256 else bytes([more | 2 | 4 * command]) + size.to_bytes(8, "big")
    )
    return head + bytes(size)


STREAM = GREETING + frame(30, command=True) + 3 * (frame(0, more=True) + frame(1000, more=True) + frame(7))


@pytest.mark.parametrize("piece", [1, 2, 3, 64, 65, 1000, len(STREAM)])
def test_messages_and_parts_are_counted_however_the_stream_is_cut(piece):
    frames = Frames()

    for start in range(0, len(STREAM), piece):
        frames.feed(STREAM[start : start + piece])

    assert (frames.messages, frames.most_parts, frames.older) == (3, 3, False)


def test_the_greeting_is_64_bytes_long():
    assert len(GREETING) == 64


def test_what_comes_at_once_passes_and_what_is_faster_than_the_rate_waits():
    budget = replace(ROOMY, bytes_a_second=10 * MIB, burst=20 * MIB)

    assert budget.delay(20 * MIB, now=100.0) == 0
    assert budget.delay(5 * MIB, now=100.0) == 0.5
    assert budget.delay(5 * MIB, now=101.0) == 0  # a second has let ten through


def relayed(sends, budget):
    """What comes through of what a kernel sends, and what it sent too much of."""
    excesses = []

    async def run(folder):
        async def kernel(reader, writer):
            for piece in sends:
                writer.write(piece)
            writer.close()  # when all is written
            await writer.wait_closed()

        relay = Relay(f"{folder}/near", f"{folder}/far", replace(budget), excesses.append)
        async with await asyncio.start_unix_server(kernel, f"{folder}/far-2"):
            await relay.start()
            reader, writer = await asyncio.open_unix_connection(f"{folder}/near-2")
            got = await reader.read()
            writer.close()
            await relay.close()
        return got

    return run, excesses


@pytest.mark.parametrize(
    ("sends", "budget", "excess"),
    [
        ([GREETING, frame(100)], ROOMY, []),
        ([GREETING, *[frame(1)] * 30], replace(ROOMY, messages=29), ["messages"]),
        ([GREETING, *[frame(1)] * 29], replace(ROOMY, messages=29), []),
        ([GREETING, frame(1000)], replace(ROOMY, sent_bytes=1000), ["bytes"]),
        ([GREETING, *[frame(0, more=True)] * PARTS, frame(0)], ROOMY, ["parts"]),
        ([b"\xff" + bytes(8) + b"\x7f\x01" + bytes(53), frame(1)], ROOMY, ["parts"]),
        ([b"\x4f" + bytes(9) + b"\x03" + bytes(53), frame(1)], ROOMY, ["parts"]),
        ([b"\xff" + bytes(9) + b"\x03" + bytes(53), frame(1)], ROOMY, ["parts"]),
    ],
    ids=["fits", "one message over", "just as many", "bytes", "parts", "an older ZMTP", "no version", "no signature"],
)
def test_what_is_over_the_budget_is_cut_and_told_once(tmp_path, sends, budget, excess):
    run, excesses = relayed(sends, budget)

    got = asyncio.run(run(tmp_path))

    assert excesses == excess
    assert got == (b"" if excess else b"".join(sends))


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
