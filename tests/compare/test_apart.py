"""Work in a process of its own ends in a result, in a fault of ours, or at its limits."""

import os

import pytest

from autograder.compare.apart import Exhausted, apart
from autograder.errors import AutograderError


def for_ever():
    while True:
        pass


def nested(depth=0):
    return nested(depth + 1)


def test_what_it_returns_comes_back():
    offset = 2

    assert apart(lambda: {"pid": os.getpid() != parent, "sum": 1 + offset}, 5) == {"pid": True, "sum": 3}


parent = os.getpid()


def test_a_large_result_comes_back_whole():
    assert apart(lambda: "x" * 3_000_000, 5) == "x" * 3_000_000


def test_what_it_changes_stays_there():
    kept = []

    apart(lambda: kept.append(1), 5)

    assert kept == []


@pytest.mark.parametrize("work", [for_ever, nested, lambda: 10 ** (10**10), lambda: bytearray(2**40)])
def test_too_much_of_anything_is_exhausted(work):
    with pytest.raises(Exhausted):
        apart(work, 1)


def test_an_error_there_is_a_fault_of_ours_and_says_where():
    with pytest.raises(AutograderError, match="ZeroDivisionError"):
        apart(lambda: 1 / 0, 5)


def test_a_process_that_ends_by_itself_is_a_fault_of_ours():
    with pytest.raises(AutograderError, match="ended by itself"):
        apart(lambda: os._exit(7), 5)
