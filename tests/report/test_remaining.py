"""The time that grading still takes, as the progress bar tells it."""

import pytest

from autograder.report.terminal import HISTORY, Remaining, remaining


def test_at_a_steady_pace_it_is_the_pace_times_what_is_left():
    assert remaining([10.0, 12.0, 14.0], 50, 14.0) == pytest.approx(100.0)


def test_nobody_knows_before_there_is_a_pace():
    assert remaining([], 5, 1.0) is None
    assert remaining([3.0], 5, 4.0) is None


def test_it_grows_while_all_wait_for_a_slow_one():
    soon, late = (remaining([0.0, 1.0, 2.0, 3.0], 10, now) for now in (3.5, 43.0))

    assert soon == pytest.approx(10.0)
    assert late == pytest.approx(107.5)


def test_when_all_is_done_nothing_is_left():
    assert remaining([1.0, 2.0], 0, 9.0) == 0.0


def test_only_the_last_submissions_count():
    """A thousand that were judged from kept answers in a moment say nothing of those that have to be run."""
    column = Remaining()
    column.times.extend([i / 1000 for i in range(1000)])
    column.times.extend([float(i) for i in range(1, HISTORY + 1)])

    assert remaining(column.times, 10, float(HISTORY)) == pytest.approx(10.0)
