"""What nbgrader needs to give feedback back goes where the results go."""

import pytest

from autograder.gradebook.exchange import FILES, carry
from autograder.gradebook.places import autograded_path

from .conftest import WEEK


@pytest.fixture
def out(tmp_path):
    autograded_path(tmp_path / "out", "student-01", WEEK).parent.mkdir(parents=True)
    (tmp_path / "out" / "feedback" / "student-01" / WEEK).mkdir(parents=True)
    return tmp_path / "out"


@pytest.fixture
def submitted(tmp_path):
    folder = tmp_path / "submitted" / "student-01" / WEEK
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name).write_text(f"text of {name}")
    return folder


def carried(out):
    return sorted(str(path.relative_to(out)) for path in out.rglob("*.txt"))


def test_time_and_secret_lie_beside_notebook_and_page(out, submitted):
    carry(out, "student-01", WEEK, submitted / f"{WEEK}.ipynb")

    assert carried(out) == sorted(f"{step}/student-01/{WEEK}/{n}" for step in ("autograded", "feedback") for n in FILES)
    assert (out / "feedback" / "student-01" / WEEK / FILES[1]).read_text() == f"text of {FILES[1]}"


def test_no_link_is_followed_and_nothing_large_is_copied(out, submitted, tmp_path):
    (tmp_path / "private").write_text("private")
    (submitted / FILES[0]).unlink()
    (submitted / FILES[0]).symlink_to(tmp_path / "private")
    (submitted / FILES[1]).write_text("x" * 2000)

    carry(out, "student-01", WEEK, submitted)

    assert carried(out) == []


def test_a_notebook_that_lies_elsewhere_has_none(out, submitted):
    carry(out, "student-01", WEEK, submitted.parent / "student-01.ipynb")

    assert carried(out) == []
