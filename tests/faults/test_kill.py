"""`kill -9` of the grader at any moment: the same command goes on from there, and nothing is lost, doubled or half."""

import os
import random
import signal
import sys
import time
from itertools import count

import pytest

from autograder.gradebook import receipts
from autograder.gradebook.agreement import held

from . import small

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

# Of a class with kernels, and of a larger one that is refused: nothing but reading and writing, over and over.
KILLS = {"graded": 7, "refused": 19}
WRITING = {"open", "os.rename", "os.remove", "os.mkdir", "os.link", "os.chmod", "sqlite3.connect", "fcntl.flock"}


def killed_at_a_moment(seconds):
    """Kills from outside when some time has passed."""
    return lambda grading: small.ended(small.forked(grading), seconds)


def killed_at_a_step(number):
    """Ends with the `number`-th file that is opened, renamed, ..., before that is done."""

    def grading_and_dying(grading):
        steps = count(1)

        def step(event, arguments):
            if event in WRITING and next(steps) == number:
                os.kill(os.getpid(), signal.SIGKILL)

        def dying():
            sys.addaudithook(step)
            grading()

        return small.ended(small.forked(dying))

    return grading_and_dying


@pytest.fixture(scope="module")
def classes(course, submitted, graded, wall, tmp_path_factory):
    """By name, what was handed in and what grading it leaves behind."""
    refused = tmp_path_factory.mktemp("refused")
    for number in range(1, 9):
        small.hand_in(course, refused / "submitted", f"student-{number:02}", None)
    small.grade(course, refused / "submitted", refused / "out", wall)
    return {"graded": (submitted, graded), "refused": (refused / "submitted", refused / "out")}


@pytest.fixture
def one_run(course, wall):
    """`one_run(submitted, out)` is a run for a copy of this process: behind our wall, in sockets of its own."""

    def make(submitted, out):
        copy = next(small.copies)

        def grading():
            small.as_its_own(wall, copy)
            run = small.grade(course, submitted, out, wall)
            assert not run.failed

        return grading

    return make


def moments(rng, longest):
    return (killed_at_a_moment(rng.uniform(0, longest)) for _ in count())


def steps(rng, most):
    return (killed_at_a_step(rng.randint(1, most)) for _ in count())


@pytest.mark.parametrize("kind", ["moment", "step"])
@pytest.mark.parametrize("name", ["graded", "refused"])
def test_killed_again_and_again_it_ends_as_if_nothing_had_happened(one_run, classes, tmp_path, name, kind):
    rng = random.Random(f"{name} {kind}")
    submitted, complete = classes[name]
    undisturbed = small.left_behind(complete)
    scores = {student: {sum(one.scores.values())} for student, one in held(complete, small.WEEK).items()}
    longest, most = _measured(lambda: one_run(submitted, tmp_path / "measured"))
    attempts = moments(rng, longest) if kind == "moment" else steps(rng, most)
    kills, seen = 0, set()
    for number in count():
        out = tmp_path / str(number)
        while (status := next(attempts)(one_run(submitted, out))) != 0:
            assert status == -signal.SIGKILL
            kills += 1
            out.mkdir(exist_ok=True)
            small.require_sound(out, scores)
            seen.add(len(receipts.load_week(out, small.WEEK)))
        small.require_done(out, undisturbed)
        if kills >= KILLS[name]:
            break

    assert len(seen) > 1, f"all kills met the same stage: {seen} receipts were written"


def _measured(make):
    """How long a run takes, and how many steps it has."""
    steps, told = count(), os.pipe()

    def grading():
        sys.addaudithook(lambda event, arguments: event in WRITING and next(steps) and None)
        make()()
        os.write(told[1], str(next(steps)).encode())

    began = time.monotonic()
    assert small.ended(small.forked(grading)) == 0
    seconds = time.monotonic() - began
    number = int(os.read(told[0], 100))
    for end in told:
        os.close(end)
    return seconds, number
