"""A small course whose class was graded once, so that notebooks' answers are kept."""

import shutil
import sys
from contextlib import contextmanager

import pytest

from autograder.classroom import Options, grade_week
from autograder.course import Course
from autograder.release import release
from tests import doubling
from tests.faults.small import Silent, hand_in

WEEK = "week95_regrade"
NEARLY = {"double": "def double(x):\n    return 2 * x * (1 + 1e-7)", "triple": doubling.RIGHT["triple"]}
COUNTING = "asked = []\ndef double(x):\n    asked.append(x)\n    return (2 if len(asked) < 3 else 9) * x"
CLASS = {
    "student-01": doubling.RIGHT,
    "student-02": NEARLY,
    "student-03": doubling.RIGHT | {"double": COUNTING},
    "student-04": doubling.RIGHT | {"triple": "def triple(x):\n    return missing"},
    "student-05": None,  # no notebook
}
DIES = doubling.RIGHT | {"triple": "import os\ndef triple(x):\n    os._exit(0)"}


class Class:
    """The course in a folder, and what its class handed in."""

    def __init__(self, root):
        self.root = root

    @property
    def course(self):
        return Course.load(self.root)

    def hand_in(self, student, answers):
        hand_in(self.course, self.root / "submitted", student, answers, WEEK)

    def grade(self, out, wall=None, listener=None, **options):
        told = listener or Silent()
        with imported_from(self.root):
            return grade_week(self.course, WEEK, [self.root / "submitted"], Options(out, **options), told, wall)

    def but(self, root, old, new):
        """A copy of it with `old` replaced by `new` in the hidden tests; the secret is the same."""
        shutil.copytree(self.root, root, ignore=shutil.ignore_patterns("__pycache__"))
        questions = root / "solutions" / WEEK / "questions.py"
        text = questions.read_text()
        assert old in text
        questions.write_text(text.replace(old, new))
        return Class(root)


@contextmanager
def imported_from(root):
    """The course's private files are modules: several courses of one process would have those of the first."""
    before, path = ours(), list(sys.path)
    for name in before:
        del sys.modules[name]
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        for name in ours():
            del sys.modules[name]
        sys.modules.update(before)
        sys.path[:] = path


def ours():
    return {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "solutions"}


@pytest.fixture(scope="package")
def small_class(tmp_path_factory):
    root = tmp_path_factory.mktemp("regrade") / "course"
    root.mkdir()
    doubling.write_course(root, WEEK, doubling.course_toml(WEEK, 20, 10, 60))
    course = Course.load(root)
    with imported_from(root):
        release(root, course.week(WEEK))
    course.secret()
    there = Class(root)
    for student, answers in CLASS.items():
        there.hand_in(student, answers)
    return there


@pytest.fixture(scope="package")
def graded_once(small_class, wall, tmp_path_factory):
    """What grading it left behind. Not to be changed."""
    out = tmp_path_factory.mktemp("graded_once") / "out"
    assert not small_class.grade(out, wall).failed
    return out


@pytest.fixture
def out(graded_once, tmp_path):
    """A copy of that, to grade in."""
    shutil.copytree(graded_once, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def no_wall(monkeypatch, tmp_path):
    """No sandbox can be started: whoever wants to run a notebook is told so."""
    (tmp_path / "nothing").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
