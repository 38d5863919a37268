"""Two thousand broken notebooks and archives: each becomes a submission or is refused; a sample is graded."""

import hashlib
import io
import json
import random
import zipfile
from itertools import count

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import Submission, read_submission
from tests.hostile import corpus

from .broken import as_text, broken_bytes, broken_text, broken_value
from .budget import TIMES, budget

CHANCE = st.randoms(use_true_random=False)


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    """A file to hand in, over and over."""
    folder = tmp_path_factory.mktemp("desk") / "student-01" / corpus.WEEK
    folder.mkdir(parents=True)
    return folder / f"{corpus.WEEK}.ipynb"


def read(desk, data, release):
    """What is read of `data`, once it is seen to be whole: all of it can be written down and sent on."""
    desk.write_bytes(data)
    submission = read_submission(desk, release)
    assert isinstance(submission, Submission)
    assert (submission.refused is None) == bool(submission.cells)
    assert submission.refused != ""
    assert set(submission.answered) == set(release.answers)
    told = "\n".join([*submission.repaired, submission.refused or ""])
    assert all(line.isprintable() for line in told.split("\n"))
    assert len(told) < 20_000
    for text in (told, nbformat.writes(submission.notebook), *(cell.source for cell in submission.cells)):
        text.encode()
    return submission


def broken_structure(chance, honest):
    return as_text(chance, broken_value(chance, honest, 8)).encode("utf-8", "surrogatepass")


def broken_sources(chance, honest):
    """The same notebook with broken code in its answers and in cells of the student's own."""
    notebook = json.loads(json.dumps(honest))
    sources = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for _ in range(chance.randint(1, 3)):
        text = broken_text(chance, chance.choice(sources), 6)
        kind = chance.choice(["code", "code", "markdown"])
        own = {"cell_type": kind, "metadata": {}, "source": text}
        notebook["cells"].insert(chance.randint(0, len(notebook["cells"])), own)
        cell = chance.choice(notebook["cells"])
        cell["source"] = broken_text(chance, cell["source"], 6)
    return json.dumps(notebook).encode()


@budget(700)
@given(chance=CHANCE)
def test_a_notebook_of_broken_structure(desk, release, honest, chance):
    read(desk, broken_structure(chance, honest), release)


@budget(500)
@given(chance=CHANCE)
def test_a_notebook_of_broken_bytes(desk, release, honest, chance):
    data = as_text(chance, honest).encode(chance.choice(["utf-8", "utf-8-sig", "utf-16"]))

    read(desk, broken_bytes(chance, data, 8), release)


@budget(400)
@given(chance=CHANCE)
def test_a_notebook_of_broken_code(desk, release, honest, chance):
    read(desk, broken_sources(chance, honest), release)


@budget(300)
@given(chance=CHANCE)
def test_a_broken_archive(desk, release, honest, chance):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name in chance.sample(["a.ipynb", f"b/{corpus.WEEK}.ipynb", "../c.ipynb", "d.txt", "e.zip"], 3):
            archive.writestr(zipfile.ZipInfo(name), broken_bytes(chance, json.dumps(honest).encode(), 1))

    read(desk, broken_bytes(chance, buffer.getvalue(), 6), release)


@budget(100)
@given(data=st.binary(max_size=3000) | st.text().map(str.encode) | st.from_regex(r'\A\{"cells": \[.*').map(str.encode))
def test_bytes_of_any_kind(desk, release, data):
    assert read(desk, data, release).refused


@pytest.mark.sandbox
@pytest.mark.slow
def test_what_survives_is_graded_as_one_class(tmp_path, course, desk, release, honest):
    """Forty broken notebooks that can be read, between two honest ones, behind the wall."""
    from autograder.classroom import Options, grade_week
    from autograder.course import Course

    handed_in = {"student-00": json.dumps(honest).encode(), "student-99": json.dumps(honest).encode()}
    for seed in count():
        chance = random.Random(seed)
        data = chance.choice([broken_structure, broken_sources])(chance, honest)
        if read(desk, data, release).refused is None:
            handed_in[f"student-{hashlib.sha256(data).hexdigest()[:8]}"] = data
        if len(handed_in) == 2 + 40 * TIMES:
            break
    for student, data in handed_in.items():
        path = tmp_path / "submitted" / student / corpus.WEEK / f"{corpus.WEEK}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)

    options = Options(tmp_path / "out", jobs=2)
    run = grade_week(Course.load(course), corpus.WEEK, [tmp_path / "submitted"], options, Silent())

    assert run.failed == ()
    scores = {result.student: result.score for result in run.results}
    assert scores.keys() == handed_in.keys()
    assert scores["student-00"] == scores["student-99"] == sum(corpus.WORTH.values())
    for student in handed_in:
        assert (tmp_path / "out" / "feedback" / student / corpus.WEEK / f"{corpus.WEEK}.html").is_file()


class Silent:
    """Listens to how far grading is, and says nothing."""

    def start(self, week, total, reused):
        pass

    def looked(self, week, done, total):
        pass

    def step(self, student):
        pass

    def stop(self):
        pass
