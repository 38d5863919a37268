"""Ours or theirs: where our side fails, whoever it concerns gets no score, and everybody else gets theirs."""

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder import engine
from autograder.algebra import clerk
from autograder.classroom import Options, grade_week
from autograder.cli import main
from autograder.collect.session import open_wall
from autograder.compare.apart import apart
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.gradebook import receipts
from autograder.release import release

from . import small

pytestmark = [pytest.mark.sandbox]

PATIENCE = 60.0


def scores(run):
    return {result.student: result.score for result in run.results}


def without(*students):
    return {student: score for student, score in small.SCORES.items() if student not in students}


def require_only(run, out, *concerned):
    """Only `concerned` have no score; all others have, in the gradebook too."""
    assert [failed.found.student for failed in run.failed] == list(concerned)
    assert scores(run) == without(*concerned)
    assert sorted(receipts.load_week(out, small.WEEK)) == sorted(without(*concerned))
    small.require_sound(out)


# ---------------------------------------------------------------- intake and release


def test_a_submission_that_we_may_not_read_gets_no_score(course, submitted, tmp_path, wall):
    """By a copy of this process that is nobody, if we are root: root may read everything."""
    folder = tmp_path / "submitted"
    for student in ("student-01", "student-03"):
        shutil.copytree(submitted / student, folder / student)
    small.hand_in(course, folder, "student-03", None)
    (folder / "student-01" / small.WEEK / f"{small.WEEK}.ipynb").chmod(0)
    above = {tmp_path, *tmp_path.parents, course.root, *course.root.parents}
    opened = [path for path in above if path.stat().st_mode & 0o055 != 0o055]
    modes = {path: path.stat().st_mode for path in opened}
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(0o777)
    (course.root / ".autograder").chmod(0o755)
    (course.root / ".autograder" / "secret").chmod(0o644)

    def grading():
        for path in opened:
            path.chmod(0o755)
        if os.geteuid() == 0:
            os.seteuid(65534)
        run = small.grade(course, folder, tmp_path / "out", wall)
        assert [failed.found.student for failed in run.failed] == ["student-01"]
        assert "cannot be read: Permission denied" in run.failed[0].reason
        assert scores(run) == {"student-03": 0.0}

    assert small.ended(small.forked(grading)) == 0

    for path, mode in modes.items():
        path.chmod(mode)


def test_a_release_that_is_no_notebook_is_told_before_anything_is_graded(course, submitted, tmp_path, wall):
    root = shutil.copytree(course.root, tmp_path / "course")
    (root / "assignments" / small.WEEK / f"{small.WEEK}.ipynb").write_text("{")

    with pytest.raises(AutograderError, match=rf"{small.WEEK}.ipynb is no notebook .* run `autograder release"):
        small.grade(Course.load(root), submitted, tmp_path / "out", wall)


# ---------------------------------------------------------------- wall, kernel, collect


def test_without_bubblewrap_the_run_stops_and_says_what_to_install(course, submitted, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    arguments = ["grade", small.WEEK, str(submitted), "--course", str(course.root), "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(main, arguments)

    assert done.exit_code == 3
    assert "Install it" in done.stderr
    assert not [*(tmp_path / "out").glob("receipts/*")]


class When(small.Silent):
    """Does something when so many submissions are done."""

    def __init__(self, done, action):
        self.left = done
        self.action = action

    def step(self, student):
        self.left -= 1
        if self.left == 0:
            self.action()


def test_kernels_that_cannot_be_forked_cost_those_submissions_their_score_and_no_mark(course, submitted, tmp_path):
    with open_wall() as wall:
        shutil.rmtree(wall.directory / "kernels")
        run = small.grade(course, submitted, tmp_path / "out", wall)
    require_only(run, tmp_path / "out", "student-01", "student-02")


def options(tmp_path):
    return Options(tmp_path / "out")


def test_a_wall_that_ends_between_two_submissions_is_started_anew(course, submitted, tmp_path, undisturbed):
    with open_wall() as wall:
        listener = When(1, lambda: os.kill(wall._process.pid, signal.SIGKILL))
        run = grade_week(course, small.WEEK, [submitted], options(tmp_path), listener, wall)

    assert not run.failed
    small.require_done(tmp_path / "out", undisturbed)


@pytest.mark.parametrize("victim", ["bwrap", "warm parent"])
def test_a_wall_that_ends_under_a_cell_costs_nobody_a_mark(course, tmp_path, victim):
    """What ran then looks as if its own code had ended it: it is graded again, on a new wall."""
    slow = "import time\n\ntime.sleep(2)\n\n\ndef double(x):\n    return 2 * x"
    small.hand_in(course, tmp_path / "submitted", "student-01", small.RIGHT | {"double": slow})
    with open_wall() as wall:
        kernel = wall.directory / "kernels" / "1" / "s-1"
        pid = wall._process.pid if victim == "bwrap" else _youngest(wall._process.pid)
        killer = threading.Thread(target=lambda: (_appears(kernel), os.kill(pid, signal.SIGKILL)))
        killer.start()
        run = small.grade(course, tmp_path / "submitted", tmp_path / "out", wall)
        killer.join()

    assert not run.failed
    assert scores(run) == {"student-01": 5.0}
    assert run.results[0].notes == ()


def _youngest(pid):
    """The last of a chain of only children: bwrap's own, then the warm parent."""
    while children := [child for child, parent in small.processes().items() if parent == pid]:
        pid = children[0]
    return pid


def _appears(path):
    _ends(path.exists)


def _ends(happened):
    """Wait for what is certain to happen."""
    pause = threading.Event()
    for _ in range(int(PATIENCE * 100)):
        if happened():
            return
        pause.wait(0.01)
    raise AssertionError("it did not happen")


def test_a_wall_that_ends_every_time_is_given_up(course, submitted, tmp_path, monkeypatch):
    """A cell that took the wall with it each time would else be run for ever."""

    class Ending:
        """A thread that kills every wall as soon as it has a kernel."""

        def __init__(self):
            self.over = threading.Event()
            self.thread = threading.Thread(target=self.watch)

        def watch(self):
            while not self.over.wait(0.005):
                if any(temporary.glob("ag-*/kernels/*/s-1")):
                    for child in _children() - self.spared:
                        kill(child)

        def __enter__(self):
            self.spared = _children()
            self.thread.start()

        def __exit__(self, *_):
            self.over.set()
            self.thread.join()

    folder = tmp_path / "submitted"
    slow = "import time\n\ntime.sleep(5)\n\n\ndef double(x):\n    return 2 * x"
    small.hand_in(course, folder, "student-01", small.RIGHT | {"double": slow})
    shutil.copytree(submitted / "student-03", folder / "student-03")
    monkeypatch.setattr(engine, "ATTEMPTS", 2)
    temporary = Path(tempfile.mkdtemp(dir="/tmp"))  # short, for sockets
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with Ending():
        run = small.grade(course, folder, tmp_path / "out", None)

    assert [failed.found.student for failed in run.failed] == ["student-01"]
    assert "The sandbox ended 2 times while this was graded" in run.failed[0].reason
    assert scores(run) == {"student-03": 0.0}
    temporary.rmdir()


def _children():
    return {child for child, parent in small.processes().items() if parent == os.getpid()}


# ---------------------------------------------------------------- judge


def test_a_reference_that_raises_costs_those_who_answered_a_score_and_no_mark(tmp_path, wall):
    """It reads a file that is gone. Who did not answer that question is graded."""
    week, root = "week96_broken", tmp_path / "course"
    reading = 'lambda x: float((HERE / f"{name}.txt").read_text()) * x'
    questions = small.QUESTIONS.replace("lambda x: factor * x", reading)
    small.write_course(root, f"from pathlib import Path\n\nHERE = Path(__file__).parent\n{questions}", week)
    for name, factor in (("double", "2"), ("triple", "3")):
        (root / "solutions" / week / f"{name}.txt").write_text(factor)
    course = Course.load(root)
    release(root, course.week(week))
    for student, answers in {"student-01": small.RIGHT, "student-02": {"double": small.RIGHT["double"]}}.items():
        small.hand_in(course, tmp_path / "submitted", student, answers, week)
    (root / "solutions" / week / "triple.txt").unlink()

    run = grade_week(course, week, [tmp_path / "submitted"], options(tmp_path), small.Silent(), wall)

    assert [failed.found.student for failed in run.failed] == ["student-01"]
    assert "a fault in the grader: FileNotFoundError" in run.failed[0].reason
    assert scores(run) == {"student-02": 2.0}
    assert sorted(receipts.load_week(tmp_path / "out", week)) == ["student-02"]


# ---------------------------------------------------------------- what compares, in processes of its own


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def test_a_copy_that_something_else_kills_is_our_failure():
    with pytest.raises(AutograderError, match="was killed by something else"):
        apart(lambda: kill(os.getpid()), 5)


def test_a_copy_ends_with_the_process_that_wanted_it(tmp_path):
    """Else it would hold the lock on the gradebook for as long as it computes."""
    told = tmp_path / "pid"

    def for_ever():
        told.write_text(str(os.getpid()))
        while True:
            pass

    child = small.forked(lambda: apart(for_ever, 60))
    _appears(told)
    kill(child)
    assert small.ended(child) == -signal.SIGKILL
    _ends(lambda: told.read_text() and int(told.read_text()) not in small.processes())


def test_a_process_for_expressions_that_was_killed_while_it_waited_is_replaced():
    half = {"tree": ["Symbol", "p"], "points": [{"p": "1/2"}]}
    assert clerk.ask("values", 20.0, **half) == [[0.5, 0.0]]
    for process in clerk._idle:
        kill(process._popen.pid)

    assert clerk.ask("values", 20.0, **half) == [[0.5, 0.0]]


def test_processes_for_expressions_that_cannot_start_are_our_failure(monkeypatch):
    monkeypatch.setattr(clerk, "_idle", [])
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(AutograderError, match=r"ended by itself \(status 1\)"):
        clerk.ask("values", 20.0, tree=["Symbol", "p"], points=[{"p": "1/2"}])


# ---------------------------------------------------------------- what is written


def in_the_way(out, place, student):
    """A file where a folder should be."""
    path = out / place / student
    path.parent.mkdir(parents=True)
    path.write_text("in the way")
    return path


@pytest.mark.parametrize("place", ["autograded", "receipts"])
def test_a_file_in_the_way_of_one_students_record_costs_nobody_else(
    course, submitted, tmp_path, wall, undisturbed, place
):
    path = in_the_way(tmp_path / "out", place, "student-02")

    run = small.grade(course, submitted, tmp_path / "out", wall)

    require_only(run, tmp_path / "out", "student-02")
    assert "student-02" in run.failed[0].reason
    path.unlink()
    assert not small.grade(course, submitted, tmp_path / "out", wall).failed
    small.require_done(tmp_path / "out", undisturbed)


def test_a_database_that_refuses_one_student_costs_nobody_else(course, submitted, graded, tmp_path, wall, undisturbed):
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(graded / "gradebook.db", out)
    with closing(sqlite3.connect(out / "gradebook.db")) as database:
        database.execute("DELETE FROM grade")
        database.execute("UPDATE comment SET auto_comment = NULL")
        database.execute(
            "CREATE TRIGGER refuses BEFORE UPDATE ON comment WHEN NEW.auto_comment LIKE '%0 of 3%'"
            " BEGIN SELECT RAISE(ABORT, 'this one not'); END"
        )
        database.commit()

    run = small.grade(course, submitted, out, wall)

    assert [failed.found.student for failed in run.failed] == ["student-02"]
    assert "No score was recorded for student-02: (sqlite3.IntegrityError) this one not" in run.failed[0].reason
    assert scores(run) == without("student-02")
    assert "student-02" not in receipts.load_week(out, small.WEEK)


@pytest.mark.parametrize(("place", "name"), [("feedback", "student-02"), ("reports", f"{small.WEEK}.html")])
def test_a_page_that_cannot_be_written_is_told_and_costs_no_mark(
    course, submitted, tmp_path, wall, undisturbed, place, name
):
    path = tmp_path / "out" / place / name
    path.mkdir(parents=True)
    if place == "feedback":
        path.rmdir()
        path.write_text("in the way")

    run = small.grade(course, submitted, tmp_path / "out", wall)

    assert not run.failed
    assert scores(run) == small.SCORES
    assert len(run.unwritten) == 1
    assert {"feedback": "feedback page of student-02", "reports": "class report"}[place] in run.unwritten[0]
    path.unlink() if path.is_file() else path.rmdir()
    assert not small.grade(course, submitted, tmp_path / "out", wall).unwritten
    small.require_done(tmp_path / "out", undisturbed)


def test_the_command_ends_with_status_3_and_names_whom_it_concerns(course, tmp_path):
    for student in ("student-01", "student-02"):
        small.hand_in(course, tmp_path / "submitted", student, None)
    in_the_way(tmp_path / "out", "receipts", "student-02")
    arguments = ["grade", small.WEEK, str(tmp_path / "submitted"), "--course", str(course.root)]

    done = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "out"), "--json"])

    assert done.exit_code == 3
    assert '"student-01"' in done.stdout
    assert '"student-02"' not in done.stdout
    assert "student-02" in done.stderr
    assert "No score was recorded." in done.stderr
