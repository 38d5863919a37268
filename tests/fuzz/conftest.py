"""The small course of the hostile corpus, released, with its questions answered rightly."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.intake import load_release
from tests.hostile import corpus

ANSWERS = Path(corpus.__file__).parent / "attacks" / "control-right" / "answers.py"


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz") / "course"
    shutil.copytree(corpus.COURSE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    done = CliRunner().invoke(main, ["release", corpus.WEEK, "--course", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="session")
def release(course):
    return load_release(course, corpus.WEEK)


@pytest.fixture(scope="session")
def honest(course):
    """A notebook with every answer right, as JSON; each source is one text."""
    released = json.loads((course / "assignments" / corpus.WEEK / f"{corpus.WEEK}.ipynb").read_text(encoding="utf-8"))
    notebook = corpus.with_answers(released, ANSWERS.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook
