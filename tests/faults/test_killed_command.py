"""The command itself is killed, at its start, in the midst of a kernel, while it writes: nothing of it stays behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time

import pytest

from . import small

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

SECONDS = 60.0  # for what is certain to happen
_PR_SET_CHILD_SUBREAPER = 36

SLOW = {"double": "import time\n\ntime.sleep(3)\n\n\ndef double(x):\n    return 2 * x"}


def wait_for(what, happened):
    deadline = time.monotonic() + SECONDS
    while not (found := happened()):
        assert time.monotonic() < deadline, f"{what} did not happen within {SECONDS:g} seconds"
        time.sleep(0.01)
    return found


class Adopted:
    """Orphans of what is started meanwhile become children of this process."""

    def __enter__(self):
        self._libc = ctypes.CDLL(None)
        self._libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.before = self._children()
        return self

    def __exit__(self, *_):
        self._libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)

    def _children(self):
        return {child for child, parent in small.processes().items() if parent == os.getpid()}

    def none_left(self):
        return not (self._children() - self.before)


def hears_interrupts():
    """Also where these tests run in the background: a shell has such a job ignore them, and children inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def command(course, submitted, tmp_path):
    """`command()` starts the command on the class; `command.out`, `command.temporary` are where it writes."""

    class Command:
        out = tmp_path / "out"
        temporary = tmp_path / "t"
        handed_in = tmp_path / "submitted"

        def __call__(self, jobs=1):
            where = ["--course", course.root, "--out", self.out]
            arguments = ["grade", small.WEEK, self.handed_in, *where, "--jobs", str(jobs)]
            return subprocess.Popen(
                [sys.executable, "-m", "autograder", *arguments],
                env=os.environ | {"TMPDIR": str(self.temporary)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                preexec_fn=hears_interrupts,
            )

    command = Command()
    command.course = course
    command.temporary.mkdir()
    small.hand_in(course, command.handed_in, "student-00", SLOW)
    for student, answers in small.CLASS.items():
        small.hand_in(course, command.handed_in, student, answers)
    return command


def hand_in_endless(command):
    endless = {"double": "import time\n\ntime.sleep(9)\n\n\ndef double(x):\n    return 2 * x"}
    for number in range(10, 16):
        small.hand_in(command.course, command.handed_in, f"student-{number}", endless)


def test_killed_at_any_stage_it_leaves_no_process_and_the_next_start_sweeps_its_directories(command):
    stages = {
        "the wall's start": lambda: [*command.temporary.glob("ag-*/kernels")],
        "a kernel": lambda: [*command.temporary.glob("ag-*/kernels/1/s-1")],
        "the first receipt": lambda: [*command.out.glob("receipts/*/*.json")],
    }
    with Adopted() as adopted:
        for stage, reached in stages.items():
            with command() as process:
                wait_for(stage, lambda reached=reached, process=process: reached() or process.poll() is not None)
                process.send_signal(signal.SIGKILL)
                assert process.wait() == -signal.SIGKILL
            wait_for("the end of all that it started", adopted.none_left)
            command.out.mkdir(exist_ok=True)
            small.require_sound(command.out, {s: {x} for s, x in (small.SCORES | {"student-00": 2.0}).items()})
            for directory in command.temporary.glob("ag-*/kernels/*"):
                assert not (directory / "s-1").exists() or stage != "the wall's start"

        with command() as process:
            said = process.stderr.read()
        assert process.returncode == 0, said
        wait_for("the end of all that it started", adopted.none_left)
    assert sorted(path.name for path in command.out.glob("receipts/*")) == ["student-00", *small.CLASS]
    assert not [*command.temporary.iterdir()]
    assert not small.leftovers(command.out)


def test_killed_while_two_processes_grade_it_leaves_neither(command):
    hand_in_endless(command)
    with Adopted() as adopted:
        with command(jobs=2) as process:
            wait_for("a kernel of each", lambda: len([*command.temporary.glob("ag-*/kernels/*/s-1")]) == 2)
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
        wait_for("the end of all that it started", adopted.none_left)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_ends_what_is_being_graded_and_leaves_the_rest(command, jobs):
    """At once: neither the cell that runs is waited for, nor what was not begun."""
    hand_in_endless(command)
    with Adopted() as adopted, command(jobs) as process:
        wait_for("the first receipt", lambda: [*command.out.glob("receipts/*/*.json")])
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    wait_for("the end of all that it started", adopted.none_left)

    assert process.returncode == 130
    assert "Stopped. What was graded is recorded" in said
    assert "Traceback" not in said
    assert {path.name for path in command.out.glob("receipts/*")} <= {"student-00", *small.CLASS}
    assert not [*command.temporary.iterdir()]
    small.require_sound(command.out, {s: {x} for s, x in (small.SCORES | {"student-00": 2.0}).items()})
