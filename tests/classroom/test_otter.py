"""The public checks are otter's own: its command, and what a student calls in the notebook, work on released weeks."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbclient
import nbformat
import pytest

from autograder.course import Course
from autograder.release.source import read_source
from tests.adapters import otter_source

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ("softplus", "centred", "largest")
SLIP = ("week02_mle", "bernoulli_map", "def bernoulli_map(x, a, b):\n    return x.double().mean()")

pytestmark = [
    pytest.mark.classroom,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:.*Proactor:RuntimeWarning"),
]


@pytest.fixture
def handed_out(tmp_path, monkeypatch):
    """`handed_out(week, name=source)`: what a student has, with the solution as answers but for those given."""
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    course = Course.load(ROOT)

    def make(week, **answers):
        folder = tmp_path / week
        shutil.copytree(ROOT / "assignments" / week, folder)
        notebook = read_source(ROOT / "solutions" / week / "notebook.py", course.week(week))
        for cell in notebook.cells:
            cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        nbformat.write(notebook, folder / f"{week}.ipynb")
        return folder

    return make


def otter_check(folder, *options):
    """What `otter check NOTEBOOK -t tests` prints."""
    command = [sys.executable, "-m", "otter", "check", f"{folder.name}.ipynb", "-t", "tests", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    return done.stdout


def called(folder, *calls):
    """Run the notebook with these calls at its end; the outputs of each as text."""
    path = folder / f"{folder.name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += [nbformat.v4.new_code_cell(call) for call in calls]
    nbclient.NotebookClient(notebook, timeout=280, resources={"metadata": {"path": str(folder)}}).execute()
    return [" ".join(map(_text, cell.outputs)) for cell in notebook.cells[-len(calls) :]]


def _text(output):
    data = output.get("data", {})
    return output.get("text") or data.get("text/plain", "") + re.sub(r"<[^>]+>", " ", data.get("text/html", ""))


def test_otter_check_finds_nothing_in_a_solved_week(handed_out):
    assert otter_check(handed_out("week01_derivations")).strip() == "All tests passed!"


def test_otter_check_names_the_question_that_is_wrong(handed_out):
    week, name, slip = SLIP

    said = otter_check(handed_out(week, **{name: slip}))

    assert f"{name} results:" in said
    assert "Only public checks ran; 4 hidden checks were not run." in said
    assert re.search(rf"{name} results:\s+a few tosses \(1\) result:\s+❌ Test case failed", said)
    assert said.count("❌") == 2


@pytest.mark.sandbox
@pytest.mark.parametrize("week", ["week01_derivations", "week02_mle"])
def test_a_students_grader_checks_everything_and_exports_what_is_then_graded(handed_out, tmp_path, copy_course, week):
    folder = handed_out(week)
    (last,) = [path.stem for path in sorted((folder / "tests").glob("*.py"))[-1:]]

    one, every, _ = called(
        folder, f'grader.check("{last}")', "grader.check_all()", 'grader.export(pdf=False, export_path="mine.zip")'
    )

    assert "passed!" in one
    assert every.count("All test cases passed!") == len(list((folder / "tests").glob("*.py")))
    assert "❌" not in every
    with zipfile.ZipFile(folder / "mine.zip") as exported:
        assert f"{week}.ipynb" in exported.namelist()
    graded = _graded(copy_course(tmp_path / "course"), week, folder / "mine.zip", tmp_path / "out")
    assert graded["score"] == graded["max_score"] > 0


def test_the_assignment_that_is_imported_is_one_for_otter_assign(tmp_path):
    """tests/adapters/test_otter_import.py imports it; here otter itself takes it, and tests its own solutions."""
    path = otter_source.write(tmp_path / "hw03.ipynb")

    command = [sys.executable, "-m", "otter", "assign", str(path), str(tmp_path / "dist")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=280)

    assert done.returncode == 0, done.stdout + done.stderr
    handed_out = (tmp_path / "dist" / "student" / "hw03.ipynb").read_text()
    assert all(f"def {name}" in handed_out for name in ANSWERS)
    assert "logaddexp" not in handed_out


def _graded(course, week, archive, out):
    options = ["--course", str(course), "--out", str(out), "--json"]
    command = [sys.executable, "-m", "autograder", "grade", week, str(archive), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
