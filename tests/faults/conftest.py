"""The small course, released, with its class, and what grading it leaves behind when nothing goes wrong."""

import pytest

from autograder.course import Course
from autograder.release import release

from . import small


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("faults")
    small.write_course(root)
    course = Course.load(root)
    release(root, course.week(small.WEEK))
    course.secret()
    return course


@pytest.fixture(scope="session")
def submitted(course):
    folder = course.root / "submitted"
    for student, answers in small.CLASS.items():
        small.hand_in(course, folder, student, answers)
    return folder


@pytest.fixture(scope="session")
def graded(course, submitted, wall, tmp_path_factory):
    """The folder of a run in which nothing went wrong. Not to be changed."""
    out = tmp_path_factory.mktemp("graded") / "out"
    run = small.grade(course, submitted, out, wall)
    assert not run.failed
    assert {result.student: result.score for result in run.results} == small.SCORES
    return out


@pytest.fixture(scope="session")
def undisturbed(graded):
    return small.left_behind(graded)
