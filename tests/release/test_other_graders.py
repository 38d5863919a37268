"""What is released works with the real otter-grader and the real nbgrader."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbclient
import nbformat
import pytest

from autograder.release import release

NBGRADER_CONFIG = """
c = get_config()
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "generated"
"""

SCALED = """def scaled(x, factor):
    return factor * (x - x.mean(dim=0))"""


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def run(folder, answers, monkeypatch):
    """Open the released notebook, write `answers` into it, run all cells; what each check cell shows, by name."""
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    path = folder / "week90_tiny.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(name, cell.source)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    shown = {}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name == "hand_in":  # nobody is there: a program runs the notebook
            assert "did not run here" in cell.outputs[-1].text
        if name.startswith("check_"):
            shown[name.removeprefix("check_")] = plain(cell.outputs[-1].data["text/html"])
    return shown


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:.*Proactor:RuntimeWarning")
def test_otter_says_right_or_wrong_and_how_many_hidden_checks_were_not_run(course, week, monkeypatch):
    release(course, week)
    answers = {
        "scaled": SCALED,
        "loss": "def loss(a, b):\n    return ((a - b) ** 2).sum()",
    }

    shown = run(course / "assignments" / week.name, answers, monkeypatch)
    slip = {"scaled": SCALED.replace("mean", "men")}
    raised = run(course / "assignments" / week.name, slip, monkeypatch)

    assert "scaled passed!" in shown["scaled"]
    assert "Only public checks ran; 2 hidden checks were not run." in shown["scaled"]
    assert "loss results:" in shown["loss"]
    assert "the gradient: 4 of 4 entries are outside the tolerance" in shown["loss"]
    assert "Only public checks ran; 1 hidden check was not run." in shown["loss"]
    assert "Not answered yet: noise raises NotImplementedError." in shown["noise"]
    assert "in scaled, line 2 of its cell: 'Tensor' object has no attribute 'men'." in raised["scaled"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:.*Proactor:RuntimeWarning")
def test_otter_check_runs_the_public_checks_from_a_terminal(course, week):
    release(course, week)
    folder = course / "assignments" / week.name
    (folder / "answers.py").write_text(f"import torch\n\n\n{SCALED}\n")

    done = subprocess.run(
        [sys.executable, "-m", "otter", "check", "answers.py", "-q", "scaled"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert "All tests passed!" in done.stdout


EXPORT = """
import sys
import otter

otter.Notebook(sys.argv[1]).export(sys.argv[1], pdf=False, force_save=False, run_tests=True)
"""


@pytest.mark.slow
def test_otter_exports_a_notebook_whose_last_cell_is_the_look_before_the_hand_in(course, week):
    release(course, week)
    folder = course / "assignments" / week.name

    done = subprocess.run(
        [sys.executable, "-c", EXPORT, f"{week.name}.ipynb"], cwd=folder, capture_output=True, text=True, timeout=120
    )

    assert done.returncode == 0, done.stderr
    (packed,) = folder.glob("*.zip")
    assert f"{week.name}.ipynb" in zipfile.ZipFile(packed).namelist()
    assert "scaled results:" in done.stdout


@pytest.mark.slow
def test_nbgrader_generates_the_same_student_notebook_byte_for_byte(course, week):
    release(course, week)
    (course / "nbgrader_config.py").write_text(NBGRADER_CONFIG)
    # nbgrader starts `alembic` by name, which an activated environment has on its path.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", week.name],
        cwd=course,
        env=os.environ | {"HOME": str(course), "JUPYTER_CONFIG_DIR": str(course / "jupyter"), "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    ours, theirs = course / "assignments" / week.name, course / "generated" / week.name
    assert (theirs / "week90_tiny.ipynb").read_bytes() == (ours / "week90_tiny.ipynb").read_bytes()
    for check in (ours / "tests").iterdir():
        assert (theirs / "tests" / check.name).read_bytes() == check.read_bytes()
