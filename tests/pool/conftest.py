"""The small course, released, and a class whose notebooks take a moment, so that there is one to be killed in."""

import dataclasses

import pytest

from autograder.gradebook import receipts
from tests.faults import small

SLOW = "import time\n\ntime.sleep(1)\n\n\ndef double(x):\n    return 2 * x"
CLASS = {
    "student-01": small.RIGHT | {"double": SLOW},
    "student-02": {"double": SLOW, "triple": "def triple(x):\n    return x"},
    "student-03": None,
    "student-04": small.RIGHT | {"double": SLOW},
}
SCORES = {"student-01": 5.0, "student-02": 2.0, "student-03": 0.0, "student-04": 5.0}


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    return small.released(tmp_path_factory.mktemp("pool"))


@pytest.fixture(scope="session")
def submitted(course):
    return small.handed_in(course, CLASS)


@pytest.fixture(scope="session")
def alone(course, submitted, wall, tmp_path_factory):
    """The receipts of the class, graded one by one in one process."""
    out = tmp_path_factory.mktemp("alone") / "out"
    run = small.grade(course, submitted, out, wall)
    assert {result.student: result.score for result in run.results} == SCORES
    return received(out)


def received(out):
    """Every receipt, times aside."""
    found = {student: receipts.load(out, student, small.WEEK) for student in CLASS}
    return {student: dataclasses.replace(one, times={}).to_json() for student, one in found.items()}
