"""A class on real workers of Dask, on loopback: one is killed in mid-run, one is of another environment."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager
from importlib import metadata
from pathlib import Path

import pytest
from distributed.cli import dask_scheduler, dask_worker

from autograder.classroom import Options, grade_week
from autograder.errors import AutograderError, UsageError
from autograder.pool.cluster import require_private
from autograder.sandbox import leftovers
from tests.faults import small

from .conftest import received

SECONDS = 60.0  # for what is certain to happen
OURS = metadata.version("pylatexenc")


@contextmanager
def started(module, *arguments, log, **environment):
    command = [sys.executable, "-m", f"distributed.cli.{module}", *map(str, arguments)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, stderr=file, stdout=file, env=os.environ | environment, cwd=log.parent)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


class Dask:
    """A scheduler of its own on loopback; `worker` starts a worker that joins it."""

    def __init__(self, folder):
        self.folder = folder
        self.opened = ExitStack()
        self.logs = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"

    def __enter__(self):
        self._start("dask_scheduler", "--host", self.address, "--no-dashboard")
        return self

    def __exit__(self, *_):
        self.opened.close()

    def worker(self, name, **environment):
        temporary = self.folder / name
        temporary.mkdir()
        options = ("--nthreads", 1, "--no-nanny", "--no-dashboard", "--memory-limit", 0, "--local-directory", temporary)
        process = self._start("dask_worker", self.address, *options, TMPDIR=str(temporary), **environment)
        wait_for(f"worker {name} joins", lambda: b"Registered to" in self.logs[-1].read_bytes())
        return process, temporary

    def _start(self, module, *arguments, **environment):
        self.logs.append(self.folder / f"{len(self.logs)}.log")
        return self.opened.enter_context(started(module, *arguments, log=self.logs[-1], **environment))


def wait_for(what, happened):
    pause = threading.Event()
    for _ in range(int(SECONDS * 100)):
        if happened():
            return
        pause.wait(0.01)
    raise AssertionError(f"{what}: it did not happen within {SECONDS:g} seconds")


@pytest.fixture
def dask(tmp_path_factory):
    folder = tmp_path_factory.mktemp("d")
    with Dask(folder) as dask:
        yield dask


def of_another_environment(folder):
    """What a worker's PYTHONPATH must be for it to have another version of a package."""
    file = folder / "packages" / "pylatexenc-1.0.dist-info" / "METADATA"
    file.parent.mkdir(parents=True)
    file.write_text("Metadata-Version: 2.1\nName: pylatexenc\nVersion: 1.0\n")
    return os.pathsep.join(filter(None, [str(file.parents[1]), os.environ.get("PYTHONPATH")]))


def options(dask, tmp_path):
    return Options(tmp_path / "out", scheduler=dask.address)


@pytest.mark.sandbox
@pytest.mark.slow
def test_a_killed_worker_costs_nobody_a_mark_and_one_of_another_environment_is_refused(
    course, submitted, alone, dask, tmp_path, capfd
):
    other, _ = dask.worker("other", PYTHONPATH=of_another_environment(dask.folder))
    victim, under = dask.worker("victim")
    _, beside = dask.worker("beside")
    killed = threading.Event()

    def kill():
        wait_for("a kernel", lambda: [*under.glob("ag-*/kernels/*/s-1")])
        victim.send_signal(signal.SIGKILL)
        killed.set()

    thread = threading.Thread(target=kill)
    thread.start()
    run = grade_week(course, small.WEEK, [submitted], options(dask, tmp_path), small.Silent())
    thread.join()

    assert killed.is_set()
    assert not run.failed
    assert received(tmp_path / "out") == alone
    assert f"expected pylatexenc {OURS}, it has 1.0" in capfd.readouterr().err
    assert [*beside.glob("ag-*")] == []
    leftovers.sweep(under)  # as the next start of a wall there does
    assert [*under.glob("ag-*")] == []
    assert other.poll() is None


@pytest.mark.slow
def test_where_every_worker_is_refused_nothing_is_graded_and_the_difference_is_named(course, submitted, dask, tmp_path):
    dask.worker("other", PYTHONPATH=of_another_environment(dask.folder))

    with pytest.raises(AutograderError, match=rf"No worker can grade\..*expected pylatexenc {OURS}, it has 1\.0"):
        grade_week(course, small.WEEK, [submitted], options(dask, tmp_path), small.Silent())

    assert not [*(tmp_path / "out").glob("receipts/*")]


def test_a_scheduler_that_others_can_listen_to_is_not_used():
    require_private("127.0.0.1:8786")
    require_private("tls://scheduler.example:8786")
    with pytest.raises(UsageError, match="not encrypted: the course's secret"):
        require_private("tcp://192.0.2.1:8786")
    with pytest.raises(UsageError, match="expected a scheduler's address"):
        require_private("http://localhost")


def test_no_scheduler_at_the_address_is_said(course, submitted, tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.pool.cluster.CONNECT_SECONDS", 1.0)
    with socket.socket() as bound:  # and nobody listens
        bound.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{bound.getsockname()[1]}"
        with pytest.raises(UsageError, match=f"no scheduler of Dask answers at {address}"):
            grade_week(course, small.WEEK, [submitted], Options(tmp_path / "out", scheduler=address), small.Silent())


def test_dask_is_imported_for_a_scheduler_alone():
    code = "import sys, autograder.cli, autograder.classroom; sys.exit('distributed' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0


@pytest.mark.parametrize("program", [dask_scheduler, dask_worker])
def test_the_options_of_dask_that_the_page_gives_exist(program):
    text = (Path(__file__).parents[2] / "docs" / "beyond-one-machine.md").read_text(encoding="utf-8")
    name = program.__name__.rpartition("_")[2]
    lines = [line for line in re.findall(rf"dask,? {name},? .*", text.replace('"', ""))]
    named = {option for line in lines for option in re.findall(r"--[a-z-]+", line.split("`")[0])}
    known = {option for parameter in program.main.params for option in (*parameter.opts, *parameter.secondary_opts)}

    assert named
    assert named <= known
