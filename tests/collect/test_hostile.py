"""Notebooks that loop, die, hoard, flood and lie: each costs itself only, and is told in a sentence."""

import resource

import pytest
import torch

from autograder.cell import Cell
from autograder.collect.session import Session
from autograder.collect.wire import Call
from autograder.sandbox import Limits

pytestmark = pytest.mark.sandbox

X = {"x": torch.ones(1)}
QUICK = Limits(cell_seconds=2, call_seconds=1, notebook_seconds=40)


def asked(wall, source, *entries, limits=QUICK):
    """Outcomes of calling `entries` of a one-cell notebook, and what the session noted."""
    with Session(wall, [Cell("answer", source)], limits) as session:
        answers = session.ask([Call(entry, X) for entry in entries])
    return [answer.outcome for answer in answers], session


GOOD = "\ndef good(x):\n    return x\n"


def test_an_endless_cell_is_stopped_and_the_others_are_run(wall):
    cells = [Cell("before", "a = 1"), Cell("endless", "while True: pass"), Cell("after", "b = a + 1")]

    with Session(wall, cells, QUICK) as session:
        pass

    assert {name: cell.outcome for name, cell in session.cells.items()} == {
        "before": "ok",
        "endless": "timeout",
        "after": "ok",
    }
    assert session.notes == ("The cell endless did not finish within 2 seconds and was stopped.",)


def test_an_endless_cell_that_swallows_interrupts_is_killed_and_the_others_are_run(wall):
    stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    cells = [Cell("before", "a = 1"), Cell("stubborn", stubborn), Cell("after", "b = a + 1")]

    with Session(wall, cells, QUICK) as session:
        pass

    assert [cell.outcome for cell in session.cells.values()] == ["ok", "timeout", "ok"]


def test_an_endless_call_costs_that_call_only(wall):
    outcomes, session = asked(wall, GOOD + "def endless(x):\n    while True: pass", "good", "endless", "good")

    assert outcomes == ["returned", "timeout", "returned"]
    assert session.notes == ("endless did not answer within 1 seconds and was stopped.",)


def test_an_endless_call_that_swallows_interrupts_costs_that_call_only(wall):
    stubborn = """
def stubborn(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
"""
    outcomes, _ = asked(wall, GOOD + stubborn, "good", "stubborn", "good")

    assert outcomes == ["returned", "timeout", "returned"]


def test_a_function_that_never_answers_is_not_called_for_ever(wall):
    outcomes, session = asked(wall, "def endless(x):\n    while True: pass", *["endless"] * 12)

    assert outcomes == ["timeout"] * 12
    assert session.seconds < 10


def test_a_cell_that_exits_is_left_out_and_the_others_are_run(wall):
    cells = [Cell("before", "a = 1"), Cell("exits", "import os; os._exit(7)"), Cell("after", "b = a + 1")]

    with Session(wall, cells, QUICK) as session:
        pass

    assert [cell.outcome for cell in session.cells.values()] == ["ok", "died", "ok"]
    assert session.notes == ("The cell exits ended the Python process; it was left out.",)


def test_a_call_that_exits_costs_that_call_only(wall):
    source = GOOD + "import os\ndef exits(x):\n    os._exit(3)"

    outcomes, session = asked(wall, source, "good", "exits", "good", "good")

    assert outcomes == ["returned", "died", "returned", "returned"]
    assert session.notes == ("Calling exits ended the Python process.",)


def test_a_crash_in_a_call_costs_that_call_only(wall):
    source = GOOD + "import ctypes\ndef crashes(x):\n    ctypes.string_at(0)"

    outcomes, session = asked(wall, source, "crashes", "good")

    assert outcomes == ["died", "returned"]
    assert session.notes == ("Calling crashes ended the Python process.",)


def test_exit_in_a_cell_ends_nothing(wall):
    for leave in ("exit()", "quit()", "import sys; sys.exit(3)"):
        with Session(wall, [Cell("leaves", leave), Cell("good", GOOD)], QUICK) as session:
            (given,) = session.ask([Call("good", {"x": 1.0})])

        assert given.outcome == "returned"
        assert session.cells["good"].outcome == "ok"


def test_a_line_that_is_in_no_cell_is_not_told(wall):
    source = "def tells(x):\n    exec(compile('\\n' * 4241 + '1 / 0', '<answer>', 'exec'))"
    with Session(wall, [Cell("tells", source)], QUICK) as session:
        (given,) = session.ask([Call("tells", {"x": 1.0})])

    assert (given.outcome, given.error, given.line) == ("raised", "ZeroDivisionError", 0)


def test_killing_every_process_reaches_nothing_but_the_kernel_itself(wall):
    source = (
        GOOD
        + """
import os
def kills(x):
    for pid in (-1, *range(4096)):
        try:
            if pid != os.getpid(): os.kill(pid, 9)
        except OSError: pass
"""
    )

    outcomes, _ = asked(wall, source, "good", "kills", "good")

    assert outcomes == ["returned", "died", "returned"]


def test_a_hog_gets_a_memory_error_and_goes_on(wall):
    source = GOOD + "def hog(x):\n    hold = []\n    while True: hold.append(bytearray(2**24))"
    limits = Limits(memory_bytes=2**28, call_seconds=10)

    with Session(wall, [Cell("answer", source)], limits) as session:
        hog, good = session.ask([Call("hog", X), Call("good", X)])

    assert (hog.outcome, hog.error) == ("raised", "MemoryError")
    assert good.outcome == "returned"
    assert session.peak_memory < 2**30


def test_an_absurd_tensor_is_refused(wall):
    source = GOOD + "import torch\ndef absurd(x):\n    return torch.zeros(10**11)"

    outcomes, _ = asked(wall, source, "absurd", "good")

    assert outcomes == ["raised", "returned"]


def test_hogs_that_share_the_work_are_ended_together(wall):
    source = """
import os, time
def herd(x):
    for _ in range(6):
        if os.fork() == 0:
            hold = bytearray(b"x") * (200 * 2**20)
            time.sleep(60)
    time.sleep(60)
"""
    limits = Limits(memory_bytes=2**29, call_seconds=10)

    outcomes, session = asked(wall, GOOD + source, "herd", "good", limits=limits)

    assert outcomes == ["died", "returned"]
    assert "memory" in session.notes[0]


def test_a_fork_bomb_is_bounded_and_ended(wall):
    source = GOOD + "import os\ndef bomb(x):\n    while True:\n        try: os.fork()\n        except OSError: pass"

    outcomes, _ = asked(wall, source, "good", "bomb", "good")

    assert outcomes == ["returned", "timeout", "returned"]


def test_files_are_limited_each_and_all_together(wall):
    source = """
def disk(x):
    largest = 0
    try:
        with open("/tmp/big", "wb") as file:
            while True: largest += file.write(bytes(2**20))
    except OSError:
        pass
    total = largest
    try:
        for i in range(1000):
            total += open(f"/dev/shm/{i}", "wb").write(bytes(2**20))
    except OSError:
        pass
    return largest / 2**20, total / 2**20
"""
    limits = Limits(file_bytes=2**23, tmp_bytes=2**25)

    with Session(wall, [Cell("answer", source)], limits) as session:
        [answer] = session.ask([Call("disk", X)])

    largest, total = (part.data.item() for part in answer.value.items)
    assert largest <= 8
    assert largest < total <= 32


def test_an_answer_that_is_too_large_is_unreadable_and_the_others_are_read(wall):
    source = GOOD + "import torch\ndef large(x):\n    return torch.zeros(2**24, dtype=torch.float64)"

    outcomes, _ = asked(wall, source, "good", "large", "good", limits=Limits())

    assert outcomes == ["returned", "unreadable", "returned"]


def test_a_flood_of_figures_costs_nothing(wall):
    source = (
        GOOD
        + """
from IPython.display import display
class Large:
    def _repr_html_(self): return "x" * 100_000
def flood(x):
    for _ in range(2000): display(Large())
    return x
"""
    )
    flood = "for _ in range(2000): display(Large())"

    with Session(wall, [Cell("answer", source), Cell("flood", flood)]) as session:
        answers = session.ask([Call("flood", X), Call("good", X)])

    assert session.cells["flood"].outcome == "ok"
    assert [answer.outcome for answer in answers] == ["returned", "returned"]


def test_garbage_on_the_message_socket_costs_the_sender_only(wall):
    garbage = """
import json
kernel = get_ipython().kernel
for i in range(200):
    kernel.session.send(kernel.iopub_socket, "stream", content=[1, 2], parent=kernel.get_parent("shell"))
    kernel.session.send(kernel.iopub_socket, "display_data", content={"data": 3}, parent=kernel.get_parent("shell"))
    kernel.iopub_socket.send_multipart([b"<IDS|MSG>", b"bad", b"{", b"[]", b"1", b"x"])
"""
    with Session(wall, [Cell("garbage", garbage), Cell("answer", GOOD)], QUICK) as session:
        [answer] = session.ask([Call("good", X)])

    assert answer.outcome == "returned"


def test_a_message_without_an_end_ends_the_kernel_and_not_the_host(wall):
    """ZeroMQ bounds each part of a message, not the number of its parts."""
    endless = """
import zmq
socket = get_ipython().kernel.iopub_thread.socket
while True:
    socket.send(bytes(2**20), zmq.SNDMORE)
"""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cells = [Cell("endless", endless), Cell("answer", GOOD)]

    with Session(wall, cells, Limits(cell_seconds=10, sent_bytes=64 * 2**20)) as session:
        [answer] = session.ask([Call("good", X)])

    assert session.cells["endless"].outcome == "died"
    assert answer.outcome == "returned"
    assert session.notes == ("The cell endless ended the Python process by sending more than 64 MiB of output; "
                             "it was left out.",)  # fmt: skip
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 512 * 1024  # kilobytes


def test_a_collector_that_lies_gets_no_further_than_unreadable(wall):
    liar = """
import sys
sys.modules["answering.collector"].encode_answers = lambda answers: __import__("types").SimpleNamespace(
    header='[{"outcome": "returned", "value": {"array": "t7", "origin": "god"}}]', blob=b"")
"""
    with Session(wall, [Cell("liar", liar), Cell("answer", GOOD)], QUICK) as session:
        answers = session.ask([Call("good", X)] * 3)

    assert [answer.outcome for answer in answers] == ["unreadable"] * 3


def test_a_collector_that_is_gone_is_unreadable(wall):
    silence = "get_ipython().kernel.comm_manager.targets.clear()"

    with Session(wall, [Cell("silence", silence)], QUICK) as session:
        answers = session.ask([Call("good", X)] * 2)

    assert [answer.outcome for answer in answers] == ["unreadable"] * 2


def test_the_notebook_as_a_whole_has_a_time_limit(wall):
    limits = Limits(cell_seconds=20, call_seconds=20, notebook_seconds=3)
    cells = [Cell("slow", "import time; time.sleep(60)"), Cell("late", "a = 1")]

    with Session(wall, cells, limits) as session:
        [answer] = session.ask([Call("good", X)])

    assert session.cells["late"].outcome == "skipped"
    assert answer.outcome == "timeout"
    assert session.seconds < 10
