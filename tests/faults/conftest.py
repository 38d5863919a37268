"""The small course, released, with its class, and what grading it leaves behind when nothing goes wrong."""

import pytest

from . import small


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    return small.released(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="session")
def submitted(course):
    return small.handed_in(course, small.CLASS)


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
