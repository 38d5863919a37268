"""A whole small course, released, with a class that handed in: one student of each fate."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import doubling
from tests.doubling import RIGHT

ROOT = Path(__file__).parent.parent.parent
WEEK = "week98_small"


def answered(released, **answers):
    raw = json.loads(released)
    for cell in raw["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = answers[name]
    return json.dumps(raw)


def hand_in(course, student, text, *, name=f"{WEEK}.ipynb", encoding="utf-8"):
    folder = course / "submitted" / student / WEEK
    folder.mkdir(parents=True)
    (folder / name).write_text(text, encoding=encoding)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    doubling.write_course(root, WEEK, doubling.course_toml(WEEK, 2, 1, 20))
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return root


@pytest.fixture(scope="module")
def released(course):
    """The released notebook's text; the class has handed in."""
    run(course, "autograder", "release", WEEK)
    text = (course / "assignments" / WEEK / f"{WEEK}.ipynb").read_text()
    hand_in(course, "student-01", answered(text, **RIGHT))
    for name, said in (("timestamp.txt", "2026-10-19 21:40:00 UTC"), ("submission_secret.txt", "a secret")):
        (course / "submitted" / "student-01" / WEEK / name).write_text(said)  # as the exchange lays them there
    hand_in(course, "student-02", answered(text, double=RIGHT["double"], triple="def triple(x):\n    return 0 * x"))
    hand_in(course, "student-03", text)
    hand_in(course, "student-04", answered(text, **RIGHT), name="final version (2).ipynb", encoding="utf-8-sig")
    hand_in(course, "student-05", answered(text, **RIGHT)[:-100])
    hand_in(course, "student-06", answered(text, double="while True:\n    pass", triple=RIGHT["triple"]))
    (course / "submitted" / "student-07" / WEEK).mkdir(parents=True)
    (course / "submitted" / "student-07" / WEEK / "all of it.zip").write_bytes(zipped(answered(text, **RIGHT)))
    return text


def zipped(text):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("my folder/final.ipynb", text)
    return whole.getvalue()


def run(folder, program, *arguments, status=0):
    """Run a command as a user whose virtual environment is active; its standard output, then its standard error."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = os.environ | {"PATH": path, "HOME": str(folder), "JUPYTER_CONFIG_DIR": str(folder / "jupyter")}
    command = [Path(sys.executable).parent / program, *arguments]
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == status, f"{program} {' '.join(arguments)}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout, ended.stderr
