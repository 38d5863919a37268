"""Processes that grade: whatever becomes of them, everybody is graded, and the same as by one."""

import dataclasses
import json
import os
import pickle
import signal
import tempfile
import threading
from functools import partial
from pathlib import Path

import pytest

from autograder.engine import Graded, Grader
from autograder.errors import AutograderError, NoWall
from autograder.gradebook.receipts import Receipt
from autograder.intake import find_submissions
from autograder.pool.bundle import bundle_of
from autograder.pool.crew import Threads, grade_class, local_crew
from autograder.pool.processes import ATTEMPTS, MOST_LOST, Fresh, Nursery, Processes
from autograder.pool.work import Fault, decode_outcome, encode_outcome
from autograder.pool.worker import told
from tests.faults import small

from .conftest import SCORES, received

# ---------------------------------------------------------------- processes, and what they do when one ends


def answering(connection, first=("ready", "")):
    """A worker that knows a few orders; an outcome says which process it is from."""
    told(connection, *first)
    while True:
        try:
            order = connection.recv_bytes()
        except EOFError:
            return
        if order == b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        if order == b"never":
            connection.poll(None)
            return
        connection.send_bytes(encode_outcome(Fault(str(os.getpid()), lasting=order == b"no wall any more")))


@pytest.fixture
def crew():
    """`crew(jobs, work)` is a crew whose workers do `work`."""
    made = []

    def make(jobs=2, work=answering):
        made.append(Processes(Nursery(work), jobs))
        return made[-1]

    before = set(small.processes())
    yield make
    for one in made:
        one.close()
    assert os.getpid() not in {parent for child, parent in small.processes().items() if child not in before}


def said(outcome):
    return decode_outcome(outcome).reason


def test_work_goes_on_in_a_new_process_where_one_was_killed(crew):
    two = crew()
    two.start()
    killed = int(said(two.grade(b"who")))
    for pid in workers(two):
        os.kill(pid, signal.SIGKILL)

    other = int(said(two.grade(b"who")))

    assert other != killed


def workers(crew):
    """A crew's own processes: this one's grandchildren are also a browser, and what runs behind the run's wall."""
    return children({crew._source._pid})


def children(parents):
    return {child for child, parent in small.processes().items() if parent in parents}


def test_what_kills_every_process_is_given_up_and_the_rest_goes_on(crew):
    two = crew()
    two.start()

    assert f"The process that graded it ended {ATTEMPTS} times" in said(two.grade(b"die"))
    assert said(two.grade(b"who")).isdecimal()


def test_processes_that_go_on_ending_are_not_started_for_ever(crew):
    two = crew()
    two.start()
    for _ in range(MOST_LOST // ATTEMPTS):
        two.grade(b"die")

    assert f"ended {MOST_LOST} times in a row" in said(two.grade(b"who"))


def test_one_that_has_no_wall_any_more_is_passed_over(crew):
    two = crew()
    two.start()

    said(two.grade(b"no wall any more"))

    outcome = decode_outcome(two.grade(b"who"))
    assert outcome.lasting, "both have seen the order that takes the wall"


@pytest.mark.parametrize(("state", "error"), [("no wall", NoWall), ("refused", AutograderError)])
def test_where_nobody_can_grade_the_start_says_why(crew, state, error):
    with pytest.raises(error, match="because of that"):
        crew(work=partial(answering, first=(state, "because of that"))).start()


def test_the_end_of_the_coordinator_ends_what_is_being_graded(crew):
    two = crew(1)
    two.start()
    (worker,) = workers(two)
    watched = os.pidfd_open(worker)
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(two.grade(b"never")))
    thread.start()

    two.close()

    thread.join()
    assert "stopped" in said(outcomes[0])
    assert worker not in small.processes()
    os.close(watched)


@pytest.fixture
def temporary(monkeypatch):
    """A short one, for sockets; empty at the end."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    folder.rmdir()


@pytest.fixture(scope="module")
def bundle(course):
    with Grader(course, small.WEEK) as grader:
        return pickle.loads(bundle_of(grader))


def of_other_versions(bundle):
    origin = bundle["origin"]
    return {**bundle, "origin": {**origin, "environment": {**origin["environment"], "torch": "1.0"}}}


def of_another_secret(bundle):
    return {**bundle, "secret": bytes(32)}


REFUSED = {
    of_other_versions: r"expected torch 1\.0, it has 2\..*Install the same there",
    of_another_secret: "its secret is another one",
}


@pytest.mark.parametrize("change", REFUSED, ids=lambda change: change.__name__)
def test_a_process_that_starts_empty_says_what_differs_and_leaves_nothing(bundle, temporary, change):
    empty = Processes(Fresh(pickle.dumps(change(bundle))), 1)

    with empty, pytest.raises(AutograderError, match=f"would not grade as the coordinator does: .*{REFUSED[change]}"):
        empty.start()


def test_a_bundle_holds_one_week_and_nothing_of_anybody(bundle, course, submitted):
    week = {f"solutions/{small.WEEK}/{name}.py" for name in ("questions", "right", "wrong", "notebook")}
    released = {name for name in bundle["files"] if name.startswith(f"assignments/{small.WEEK}/")}

    assert (course.root / "submitted").is_dir()
    assert released
    assert set(bundle["files"]) == {"course.toml"} | week | released
    assert bundle["secret"] == course.secret()


# ---------------------------------------------------------------- a class


@pytest.mark.sandbox
@pytest.mark.slow
def test_two_processes_give_the_receipts_of_one_though_one_is_killed(course, submitted, alone, temporary, tmp_path):
    """Killed under a cell: another process does that submission again."""
    killed = []

    def kill():
        while not (kernels := [*temporary.glob("ag-*/kernels/*/s-1")]):
            threading.Event().wait(0.01)
        owner = kernels[0].parents[2] / "owner"
        pid = next(pid for pid in children(children({os.getpid()})) if str(owner) in open_files(pid))
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    thread = threading.Thread(target=kill)
    thread.start()
    run = small.grade(course, submitted, tmp_path / "out", None, jobs=2)
    thread.join()

    assert killed
    assert not run.failed
    assert received(tmp_path / "out") == alone


def open_files(pid):
    files = Path(f"/proc/{pid}/fd")
    return {str(file.readlink()) for file in files.iterdir() if file.is_symlink()}


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["threads", "a process that starts empty"])
def test_the_order_and_the_kind_of_crew_move_no_receipt(course, submitted, alone, wall, kind):
    founds = find_submissions([submitted], small.WEEK)
    with Grader(course, small.WEEK, wall=wall) as grader:
        with made(kind, grader) as crew:
            crew.start()
            outcomes = [*grade_class(crew, grader, reversed(founds))]
        given = {one.result.student: Receipt.of(one.result, grader.origin, one.submission.digest) for one in outcomes}

    assert all(isinstance(outcome, Graded) for outcome in outcomes)
    assert {student: without_times(receipt) for student, receipt in given.items()} == alone


def made(kind, grader):
    return Threads(grader, 2) if kind == "threads" else Processes(Fresh(bundle_of(grader)), 1)


def without_times(receipt):
    return json.loads(json.dumps(dataclasses.replace(receipt, times={}).to_json()))


def test_next_to_nothing_is_graded_in_this_process(course, tmp_path):
    with Grader(course, small.WEEK) as grader:
        assert isinstance(local_crew(grader, 1, 8), Threads)
        with local_crew(grader, len(SCORES), 2) as crew:
            assert isinstance(crew, Processes)
