"""Notebooks of a class are read by several threads at once."""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.fixture
def threads_take_turns_often():
    """Turns are taken in the garbage collector's callbacks, in the midst of whatever else runs."""
    interval, threshold = sys.getswitchinterval(), gc.get_threshold()

    def python_runs(phase, info):
        sum(range(50))

    gc.callbacks.append(python_runs)
    sys.setswitchinterval(1e-6)
    gc.set_threshold(50)
    yield
    gc.set_threshold(*threshold)
    sys.setswitchinterval(interval)
    gc.callbacks.remove(python_runs)


def test_as_one_after_the_other(student, threads_take_turns_often):
    lines = "\n".join(f"def helper_{i}(x):\n    return [a * {i} + b for a in x for b in (a, {i})]" for i in range(60))
    names = [f"student-{i:02}" for i in range(40)]

    def hand_in(name):
        mine = student.desk()
        mine.answer(double=f"{lines}\n\ndef double(x):\n    return '{name}'")
        return mine.hand_in(f"{name}/week91_tiny/week91_tiny.ipynb")

    with ThreadPoolExecutor(4) as pool:
        submissions = list(pool.map(hand_in, names))

    for name, submission in zip(names, submissions, strict=True):
        assert submission.refused is None
        assert submission.answered == {"double": True, "square": False, "both": False}
        assert f"'{name}'" in next(cell.source for cell in submission.cells if cell.name == "double")
