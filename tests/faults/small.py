"""A small course with its class, all that grading leaves behind, and what must hold of it at any moment."""

import dataclasses
import json
import os
import select
import signal
import sqlite3
import warnings
from contextlib import closing
from itertools import count
from pathlib import Path

from autograder.classroom import Options, grade_week
from autograder.course import Course
from autograder.gradebook import receipts
from autograder.gradebook.agreement import held
from autograder.release import release
from autograder.report.class_report import class_report
from autograder.sandbox.cgroup import Cgroups
from tests import doubling
from tests.doubling import QUESTIONS, RIGHT, TITLE

WEEK = "week97_faults"
CLASS = {
    "student-01": RIGHT,
    "student-02": RIGHT | {"triple": "def triple(x):\n    return x"},
    "student-03": None,  # what was handed in is no notebook
    "student-04": None,
}
SCORES = {"student-01": 5.0, "student-02": 2.0, "student-03": 0.0, "student-04": 0.0}


class Silent:
    """Is told how far grading is, and tells nobody."""

    def start(self, week, total, reused):
        self.reused = reused

    def looked(self, week, done, total):
        pass

    def step(self, student):
        pass

    def stop(self):
        pass


def write_course(root, questions=QUESTIONS, week=WEEK):
    doubling.write_course(root, week, doubling.course_toml(week, 10, 5, 60), questions)


def hand_in(course, submitted, student, answers, week=WEEK):
    """A notebook with these answers; something that is none where there are no answers."""
    text = (course.root / "assignments" / week / f"{week}.ipynb").read_text()
    raw = json.loads(text)
    for cell in raw["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if answers and name in answers:
            cell["source"] = answers[name]
    folder = submitted / student / week
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{week}.ipynb").write_text(text[:-100] if answers is None else json.dumps(raw))


def released(root):
    """The small course in `root`, released, with a secret of its own."""
    write_course(root)
    course = Course.load(root)
    release(root, course.week(WEEK))
    course.secret()
    return course


def handed_in(course, answers):
    """Where a class has handed in `answers`, by student."""
    folder = course.root / "submitted"
    for student, given in answers.items():
        hand_in(course, folder, student, given)
    return folder


def grade(course, submitted, out, wall, **options):
    return grade_week(course, WEEK, [submitted], Options(out, **options), Silent(), wall)


# ---------------------------------------------------------------- what was left behind


def left_behind(out):
    """All of it, times aside: two gradings of the same class leave the same."""
    return {
        "gradebook": gradebook(out),
        "receipts": {student: dataclasses.replace(one, times={}).to_json() for student, one in _receipts(out).items()},
        "autograded": _texts(out, f"autograded/*/{WEEK}/*"),
        "feedback": _texts(out, f"feedback/*/{WEEK}/*"),
        "report": [path.name for path in sorted((out / "reports").iterdir())],
    }


def gradebook(out):
    """Every grade and comment, by the student and the cell."""
    grades = (
        "SELECT s.student_id, c.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade FROM grade g"
    )
    comments = "SELECT s.student_id, c.name, g.auto_comment, g.manual_comment FROM comment g"
    joined = (
        " JOIN base_cell c ON c.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id"
        " JOIN submitted_assignment s ON s.id = n.assignment_id ORDER BY 1, 2"
    )
    with closing(sqlite3.connect(out / "gradebook.db")) as database:
        return [*database.execute(grades + joined), *database.execute(comments + joined)]


def _receipts(out):
    found = {
        path.parent.name: receipts.load(out, path.parent.name, WEEK) for path in out.glob(f"receipts/*/{WEEK}.json")
    }
    assert None not in found.values(), f"a receipt is damaged: {found}"
    return found


def _texts(out, pattern):
    return {str(path.relative_to(out)): path.read_text() for path in sorted(out.glob(pattern))}


def require_sound(out, scores=None):
    """What must hold at any moment, whatever happened before: nothing lost that a receipt vouches for, nothing half.

    `scores` are those that a student may have, where not the class's own.
    """
    books = {} if not (out / "gradebook.db").is_file() else held(out, WEEK)
    for student, book in books.items():
        assert set(book.scores) == {"check_double", "check_triple"}, f"half of {student}: {book}"
        assert None not in book.scores.values(), f"half of {student}: {book}"
        assert sum(book.scores.values()) in (scores[student] if scores else {SCORES[student]})
    for student, receipt in _receipts(out).items():
        assert student in books, f"{student} has a receipt and no marks"
        assert books[student].agrees(receipt.to_result()), f"receipt and gradebook of {student} differ"
        json.loads((out / "autograded" / student / WEEK / f"{WEEK}.ipynb").read_text())
    for path in [*out.glob("feedback/*/*/*.html"), *out.glob("reports/*.html")]:
        assert path.read_text().rstrip().endswith("</html>"), f"half of {path}"


def require_done(out, undisturbed):
    """What must hold when a run has ended by itself: the same as if nothing had ever happened."""
    assert left_behind(out) == undisturbed
    results = receipts.load_week(out, WEEK)
    assert (out / "reports" / f"{WEEK}.html").read_text() == class_report(results.values(), title=TITLE)
    assert not leftovers(out), "leftovers of writers that were killed"


def leftovers(folder):
    return [path for path in folder.rglob("*") if path.name.endswith((".tmp", "-journal"))]


# ---------------------------------------------------------------- a process that can be killed


def forked(work):
    """A copy of this process that does `work` and ends; its id. Nothing of ours is cleaned up in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of forking beside threads
        child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(status)


copies = count(1)  # drawn before the copy is made: what a copy draws, the next would draw again


def as_its_own(wall, copy):
    """Let the `copy`-th copy of this process use our wall beside others: in sockets and control groups of its own."""
    wall._numbers = count(10_000 * copy)
    wall._cgroups = wall._cgroups and Cgroups.find()


def ended(child, seconds=120.0):
    """Its exit status, negative for a signal; killed when `seconds` are over."""
    watched = os.pidfd_open(child)
    try:
        if not select.select([watched], [], [], seconds)[0]:
            os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    finally:
        os.close(watched)


def processes():
    """Ids of all processes, and of whom they come: {id: parent}."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = path.read_text().rsplit(")", 1)
        except OSError:
            continue
        if rest.split()[0] != "Z":
            found[int(name.split()[0])] = int(rest.split()[1])
    return found
