"""Honest notebooks behind the wall: cells run, functions answer, nothing harmless costs anything."""

import threading

import pytest
import torch

from autograder.cell import Cell
from autograder.collect.session import LocalSession, Session
from autograder.collect.wire import Array, Call, Items, size_of
from autograder.sandbox import Limits

pytestmark = pytest.mark.sandbox


def notebook(*sources):
    return [Cell(f"cell{i}", source) for i, source in enumerate(sources)]


def test_a_function_of_the_notebook_answers_with_its_value(wall):
    cells = notebook("import torch", "def double(x):\n    return 2 * x")

    with Session(wall, cells) as session:
        [answer] = session.ask([Call("double", {"x": torch.tensor([1.0, 2.5])})])

    assert answer.outcome == "returned"
    torch.testing.assert_close(answer.value.data, torch.tensor([2.0, 5.0]))
    assert session.notes == ()
    assert session.seconds > 0
    assert session.peak_memory > 2**20


def test_answers_come_in_the_order_of_the_calls(wall):
    cells = notebook("def shift(x, by):\n    return x + by")

    with Session(wall, cells) as session:
        answers = session.ask([Call("shift", {"x": torch.zeros(3), "by": i}) for i in range(20)])

    assert [answer.value.data[0].item() for answer in answers] == list(range(20))


def test_numpy_floats_and_tuples_cross_the_wall(wall):
    cells = notebook("import numpy as np\ndef several(x):\n    return np.ones(2), 0.5, x")

    with Session(wall, cells) as session:
        [answer] = session.ask([Call("several", {"x": torch.arange(3)})])

    assert isinstance(answer.value, Items)
    assert [part.origin for part in answer.value.items] == ["array", "number", "tensor"]
    assert isinstance(answer.value.items[2], Array)
    assert answer.value.items[2].data.tolist() == [0, 1, 2]


def test_noise_plots_and_warnings_are_harmless(wall):
    noisy = """
import sys, warnings, os
import matplotlib.pyplot as plt
print("hello"); print("oh", file=sys.stderr); warnings.warn("careful"); os.write(2, b"low-level noise")
plt.plot([0, 1]); plt.show()
def double(x):
    print("called"); warnings.warn("again"); sys.stderr.write("x" * 1000)
    plt.figure(); plt.plot([1, 2]); plt.show()
    return 2 * x
"""
    with Session(wall, notebook(noisy)) as session:
        [answer] = session.ask([Call("double", {"x": torch.ones(1)})])

    assert session.cells["cell0"].outcome == "ok"
    assert any("image/png" in output.get("data", {}) for output in session.cells["cell0"].outputs)
    assert answer.value.data.item() == 2.0
    assert session.notes == ()


def test_an_exception_in_a_cell_is_named_with_its_line_and_stops_nothing(wall):
    cells = notebook("x = 1\nraise ValueError('no such thing')", "def ok(x):\n    return x")

    with Session(wall, cells) as session:
        [answer] = session.ask([Call("ok", {"x": torch.ones(1)})])

    broken = session.cells["cell0"]
    assert (broken.outcome, broken.error, broken.text, broken.line) == ("error", "ValueError", "no such thing", 2)
    assert session.cells["cell1"].outcome == "ok"
    assert answer.outcome == "returned"


def test_a_syntax_error_is_named_with_its_line(wall):
    with Session(wall, notebook("x = 1\ndef broken(:\n    pass")) as session:
        pass

    assert session.cells["cell0"].error == "SyntaxError"
    assert session.cells["cell0"].line == 2


def test_an_exception_in_a_call_is_named_with_its_line(wall):
    cells = notebook("def fails(x):\n    y = x\n    return {}[y]")

    with Session(wall, cells) as session:
        [answer] = session.ask([Call("fails", {"x": 3})])

    assert (answer.outcome, answer.error, answer.line) == ("raised", "KeyError", 3)


def test_a_line_too_far_down_is_not_told(wall):
    """A student could choose among thousands of lines by the input that is handed over, and read it off the page."""
    source = "def f(x):\n" + "    pass\n" * 600 + "    raise KeyError"

    with Session(wall, [Cell("cell", source)]) as session:
        [answer] = session.ask([Call("f", {"x": 1.0})])

    assert (answer.outcome, answer.line) == ("raised", 0)


def test_a_missing_name_and_a_name_that_is_no_function_are_told_apart(wall):
    with Session(wall, notebook("number = 3")) as session:
        answers = session.ask([Call("absent", {}), Call("number", {})])

    assert [answer.outcome for answer in answers] == ["undefined", "uncallable"]


def test_input_fails_at_once(wall):
    with Session(wall, notebook("input('your name? ')", "import getpass\ngetpass.getpass()")) as session:
        pass

    assert [cell.error for cell in session.cells.values()] == ["EOFError", "EOFError"]
    assert session.seconds < 10


def test_public_checks_in_a_notebook_do_nothing(wall):
    cells = notebook("import otter\ngrader = otter.Notebook('week.ipynb')", "grader.check('q')\ngrader.check_all()")

    with Session(wall, cells) as session:
        pass

    assert [cell.outcome for cell in session.cells.values()] == ["ok", "ok"]


def test_a_notebook_that_never_seeds_gives_the_same_numbers_each_time(wall):
    cells = notebook("import torch, random, numpy as np\ndraws = (torch.rand(2), random.random(), np.random.rand())",
                     "def get():\n    return draws")  # fmt: skip
    got = []
    for _ in range(2):
        with Session(wall, cells) as session:
            got.append(session.ask([Call("get", {})])[0].value)

    assert [part.data.tolist() for part in got[0].items] == [part.data.tolist() for part in got[1].items]


def test_sessions_of_several_threads_share_a_wall_and_nothing_else(wall):
    got = {}

    def grade(number):
        with Session(wall, notebook(f"mine = {number}\ndef get():\n    return mine")) as session:
            got[number] = session.ask([Call("get", {})])[0].value.data.item()

    threads = [threading.Thread(target=grade, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert got == {number: number for number in range(4)}


def test_files_lie_in_the_working_directory_and_stay_as_they_are(wall, tmp_path):
    (tmp_path / "given").write_text("1 2 3")
    (tmp_path / "given").chmod(0o600)
    (tmp_path / "beside.py").write_text("three = 3")
    files = {"data/numbers.txt": tmp_path / "given", "beside.py": tmp_path / "beside.py"}
    write = """
def fails(change):
    try:
        change()
    except OSError:
        return True
"""
    cells = notebook(
        "import os, pathlib, beside\nassert open('data/numbers.txt').read() == '1 2 3' and beside.three == 3",
        write,
        "assert fails(lambda: open('data/numbers.txt', 'w')) and fails(lambda: open('data/new.txt', 'w'))",
        "assert fails(lambda: os.chmod('beside.py', 0o777)) and fails(lambda: os.remove('data/numbers.txt'))",
        "open('new.txt', 'w').write('their own')",
        "os._exit(0)",
        "assert open('data/numbers.txt').read() == '1 2 3'",
    )

    with Session(wall, cells, files=files) as session:
        assert [cell.outcome for cell in session.cells.values()] == ["ok"] * 5 + ["died", "ok"]

    with Session(
        wall, notebook("import os, sys\nassert os.listdir() == ['.ipython'] and '' not in sys.path")
    ) as session:
        assert session.cells["cell0"].outcome == "ok"


def test_cells_with_the_same_name_are_refused(wall):
    with pytest.raises(ValueError, match="unique names"):
        Session(wall, [Cell("a", ""), Cell("a", "")])


def test_a_long_output_is_cut_and_told_and_the_cell_goes_on(wall):
    cells = notebook(
        "print('x' * 10_000_000)\nfor i in range(100_000): print(i)\ndone = 1", "def get():\n    return done"
    )

    with Session(wall, cells, Limits(output_bytes=10_000)) as session:
        [answer] = session.ask([Call("get", {})])

    assert session.cells["cell0"].outcome == "ok"
    assert sum(len(output.get("text", "")) for output in session.cells["cell0"].outputs) < 20_000
    assert answer.value.data.item() == 1
    assert "cell0" in session.notes[0]
    assert "left out" in session.notes[0]


def test_answers_of_all_kernels_together_take_no_more_than_one_kernel_may_send(wall):
    """Each of these ends its kernel, by having sent too much, and the next one would have as much again."""
    limits = Limits(sent_bytes=2**22)
    names = [f"large_{i}" for i in range(6)]
    large = "torch.zeros(5 * 2**19, dtype=torch.uint8)"
    source = "import torch\n" + "".join(f"def {name}():\n    return {large}\n" for name in names)

    with Session(wall, [Cell("cell", source)], limits) as session:
        answers = session.ask([Call(name, {}) for name in names])

    assert sum(size_of(given.value) for given in answers) <= limits.sent_bytes
    assert [given.outcome for given in answers].count("returned") == 1
    assert "Your functions returned more than 4 MiB; the rest was left out." in session.notes


def test_help_is_there_and_does_not_stop_a_cell(wall):
    source = "help(len)\ndef good(x):\n    return x"

    with Session(wall, [Cell("cell", source)]) as session:
        [answer] = session.ask([Call("good", {"x": 2.0})])

    assert session.cells["cell"].outcome == "ok"
    assert answer.outcome == "returned"


def test_a_local_session_answers_without_a_kernel():
    session = LocalSession({"double": lambda x: 2 * x})

    [answer] = session.ask([Call("double", {"x": torch.ones(2)})])

    assert answer.value.data.tolist() == [2.0, 2.0]
