"""`ready()`: what a student is told before the hand-in, of files that are as students leave them."""

import hashlib
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.intake import Release, parsed_release, read_submission
from autograder.intake.released import RELEASED
from autograder.sandbox import Limits
from autograder.student.examining import LARGE, examine
from autograder.student.fresh import NoKernel, Seconds
from autograder.student.handing_in import receipt
from autograder.student.shown import as_html, as_text

ROOT = Path(__file__).parents[2]
WEEK = "week00_mini"
CHECK = """
import autograder.student as public
from otter.test_files import test_case

name = {name!r}
CASE_1 = public.Values(
    name=name,
    inputs={{"x": public.float64([1.0, 2.0])}},
    want=public.float64({want}),
    rtol=1e-9,
    atol=0.0,
    precision="float64",
)


@test_case(name="small", points=None, hidden=False)
def test_1({name}):
    public.check({name}, CASE_1)
"""
DOUBLE = "def double(x):\n    return 2 * x"
HALF = "def half(x):\n    return x / 2"
PROOF = "%%derivation elbo_jensen\n\\log p(x) &= \\log \\int p(x, z)\\, dz"
PROSE = "The entropy grows."
READY = "import autograder.student\n\nautograder.student.ready()"


def ours(kind, name, source, *, answer=False, tags=()):
    new = new_code_cell if kind == "code" else new_markdown_cell
    meta = {"grade_id": name, "solution": answer, "grade": False, "locked": not answer, "task": False}
    return new(source, id=name, metadata={"nbgrader": meta | {"schema_version": 3}, "tags": list(tags)})


def released():
    """A week with two functions, a derivation and a text."""
    cells = [
        ours("code", "imports", "import torch\n\n%load_ext autograder.student", tags=["given"]),
        ours("code", "double", "def double(x):\n    raise NotImplementedError()", answer=True),
        ours("code", "half", "def half(x):\n    raise NotImplementedError()", answer=True),
        ours("code", "demo", "squares = [i * i for i in range(3)]"),
        ours("code", "elbo_jensen", "%%derivation elbo_jensen\n% Write your derivation here.", answer=True),
        ours("markdown", "why", "YOUR ANSWER HERE", answer=True),
        ours("code", "hand_in", READY),
    ]
    return new_notebook(cells=cells, metadata={"autograder": {"week": WEEK}})


@pytest.fixture
def received(tmp_path):
    """`received(answers, change)`: the path of a notebook with these answers in it, and further changes made."""

    def make(answers=(), change=lambda notebook: None):
        folder = tmp_path / WEEK
        (folder / "tests").mkdir(parents=True, exist_ok=True)
        nbformat.write(released(), folder / RELEASED)
        for name, want in (("double", [2.0, 4.0]), ("half", [0.5, 1.0])):
            (folder / "tests" / f"{name}.py").write_text(CHECK.format(name=name, want=want))
        notation = ROOT / "assignments" / "week04_elbo" / "derivations" / "elbo_jensen.json"
        (folder / "derivations").mkdir(exist_ok=True)
        shutil.copy(notation, folder / "derivations")
        notebook = released()
        for cell in notebook.cells:
            cell.source = dict(answers).get(cell.id, cell.source)
        change(notebook)
        path = folder / f"{WEEK}.ipynb"
        nbformat.write(notebook, path)
        return path

    return make


ALL = {"double": DOUBLE, "half": HALF, "elbo_jensen": PROOF, "why": PROSE}


def states(found):
    return {question.name: question.state for question in found.questions}


def grading_reads(path):
    release: Release = parsed_release((path.parent / RELEASED).read_bytes())
    return read_submission(path, release)


# ---------------------------------------------------------------- what is in the file, without a kernel


def test_each_question_is_answered_left_as_released_or_missing(received):
    def drop_half(notebook):
        notebook.cells = [cell for cell in notebook.cells if cell.id != "half"]

    found = examine(received({"double": DOUBLE, "why": PROSE}, drop_half), run=False)

    assert states(found) == {
        "double": "answered",
        "half": "missing",
        "elbo_jensen": "as released",
        "why": "answered",
    }
    assert found.week == WEEK
    assert not found.in_order
    assert "Neither its cell nor its name is in the notebook: half." in found.problems()[0]
    assert found.problems()[1] == "Left as released: elbo_jensen."


def test_a_notebook_with_everything_in_it_is_in_order(received):
    found = examine(received(ALL), run=False)

    assert found.problems() == ()
    assert found.in_order
    assert found.verdict == "Ready to hand in. No hidden check was run, so this is no mark."


def test_an_answer_in_a_cell_of_its_own_counts_as_it_does_when_graded(received):
    def move(notebook):
        notebook.cells = [cell for cell in notebook.cells if cell.id != "half"] + [new_code_cell(HALF)]

    found = examine(received(ALL, move), run=False)

    assert states(found)["half"] == "answered"
    assert any("half: its answer was found in a cell without its grade_id" in text for text in found.repaired)


def test_what_grading_restores_is_told_and_is_no_fault(received):
    def edit(notebook):
        notebook.cells[3].source = "squares = []"

    found = examine(received({name: ALL[name] for name in ("double", "half", "elbo_jensen")}, edit), run=False)

    assert found.problems() == ("Left as released: why.",)
    assert found.repaired == ("demo was changed; the released text is used.",)


def test_a_line_of_a_derivation_that_cannot_be_read_is_pointed_at(received):
    found = examine(received(ALL | {"elbo_jensen": PROOF + " \\\\\n &= \\heartsuit(z < 3)"}), run=False)

    (problem,) = found.problems()
    assert problem.startswith("elbo_jensen: line 2, column 5")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "The file is empty"),
        (b'{"cells": [', "not valid JSON"),
        (b"[]", "not a notebook"),
        (b'{"cells": []}', "another notebook"),
        (b" " * (20 * 2**20 + 1), "larger than 20 MiB"),
    ],
    ids=["empty", "half", "no notebook", "another week", "too large"],
)
def test_a_file_that_grading_would_refuse_is_told_with_the_same_sentence(received, data, why):
    path = received()
    path.write_bytes(data)

    found = examine(path)

    assert why in found.refused
    assert found.refused == grading_reads(path).refused
    assert found.verdict == "As it is, this file would not be graded."
    assert not found.in_order
    assert receipt(found) == ""
    assert list(path.parent.glob("*receipt*")) == []


def test_large_outputs_are_told_before_the_file_is_refused(received):
    def print_much(notebook):
        notebook.cells[3].outputs = [nbformat.v4.new_output("stream", text="x" * (LARGE + 1))]

    found = examine(received(ALL, print_much), run=False)

    assert found.refused is None
    assert found.problems()[0].startswith("The file has 10 MiB, nearly all of it outputs; more than 20 are not read.")


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("{}")], ids=["lost", "damaged"])
def test_without_the_released_notebook_the_rest_is_still_told(received, damage):
    path = received(ALL)
    damage(path.parent / RELEASED)

    found = examine(path, run=False)

    assert found.questions == ()
    assert RELEASED in found.problems()[0]
    assert "whether every question is there is not known" in found.problems()[0]
    assert found.hand_in_code


# ---------------------------------------------------------------- the hand-in code and the receipt


def test_the_code_and_the_hash_are_those_that_grading_records(received):
    path = received(ALL)

    found = examine(path, run=False)

    graded = grading_reads(path)
    assert found.submission == graded.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.hand_in_code == graded.hand_in_code


def test_the_code_outlives_running_and_saving_and_changes_with_any_letter(received):
    def ran(notebook):
        for cell in notebook.cells:
            cell.id = f"other-{cell.id}"
            if cell.cell_type == "code":
                cell.execution_count, cell.outputs = 7, [nbformat.v4.new_output("stream", text="Hand-in code: ...")]
        notebook.cells.append(new_code_cell(""))  # JupyterLab adds one where the last cell is run
        notebook.metadata["language_info"] = {"name": "python", "version": "3.12"}

    before = examine(received(ALL), run=False)

    after = examine(received(ALL, ran), run=False)
    changed = examine(received(ALL | {"double": DOUBLE + " "}), run=False)

    assert after.submission != before.submission
    assert after.hand_in_code == before.hand_in_code
    assert changed.hand_in_code != before.hand_in_code


def test_the_receipt_lies_beside_the_notebook_which_is_left_alone(received):
    path = received({"double": DOUBLE})
    before = path.read_bytes()
    found = examine(path, run=False)

    told = receipt(found)

    written = json.loads((path.parent / f"{WEEK}-receipt.json").read_text())
    assert told == f"Receipt: {WEEK}-receipt.json"
    assert written["sha256"] == hashlib.sha256(before).hexdigest()
    assert written["hand_in_code"] == found.hand_in_code
    assert written["questions"]["half"] == "as released"
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == [
        "derivations",
        "tests",
        f"{WEEK}-receipt.json",
        f"{WEEK}.ipynb",
    ]


def test_a_receipt_that_cannot_be_written_is_told(received, monkeypatch):
    found = examine(received(ALL), run=False)

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)

    assert receipt(found) == "The receipt could not be written (No space left on device): note the code down."
    assert not [path.name for path in found.notebook.parent.iterdir() if "receipt" in path.name]


def test_hostile_text_stays_text(received):
    found = replace(examine(received(ALL), run=False), warnings=("<script>",), repaired=("<script>",))

    assert "<script>" in as_text(found)
    assert "<script>" not in as_html(found)


# ---------------------------------------------------------------- in fresh kernels


@pytest.mark.sandbox
@pytest.mark.filterwarnings("ignore:.*Proactor:RuntimeWarning")
def test_the_whole_notebook_runs_from_a_fresh_kernel_and_each_answer_as_it_is_graded(received):
    """In order, each kind of slip in a cell of its own, and `ready()` itself in the last one."""

    def own_cells(notebook):
        cells = notebook.cells
        cells[2:2] = [new_code_cell("before = later + 1"), new_code_cell("print(scale)\nmore = 1")]
        cells[-1:-1] = [new_code_cell("later = 1"), new_code_cell("double = 3")]

    slip = {"double": "def double(x):\n    return scale * x", "half": HALF, "elbo_jensen": PROOF, "why": PROSE}
    path = received(slip, own_cells)
    said = []

    found = examine(path, progress=said.append, open_names={"scale": 2})

    assert found.fresh.stopped == (
        "The cell that begins “before = later + 1” stops with NameError in line 1: name 'later' is not defined. "
        "It is defined further down only: the cell that begins “later = 1”.",
        "The cell that begins “print(scale)” stops with NameError in line 1: name 'scale' is not defined. "
        "No cell of the notebook defines scale: your open notebook still has it, from a cell that was deleted or "
        "changed.",
    )
    assert (found.fresh.ran, found.fresh.cells) == (8, 10)
    double, half, *_ = found.questions
    assert (half.passed, half.checks, half.problems) == (1, 1, ())
    assert (double.passed, double.checks) == (0, 1)
    assert "NameError in double, line 2 of its cell: name 'scale' is not defined." in double.problems[0]
    assert "A cell that you added defines double again; the answer cell counts." in found.repaired
    assert said[0] == "Running the notebook in a fresh kernel: cell 1 of 10"
    assert said[-1].startswith("Running the public checks")


def test_limits_are_those_of_grading_where_grading_runs_a_cell():
    assert Seconds().cell == Limits().cell_seconds
    assert Seconds().notebook >= Limits().notebook_seconds


def test_without_a_kernel_the_reason_is_told(received, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(received().parent / "broken"))
    (received().parent / "broken").mkdir()
    (received().parent / "broken" / "nbclient.py").write_text("raise ImportError('nothing here')")

    with pytest.raises(NoKernel, match="nothing here"):
        examine(received(ALL))


# ---------------------------------------------------------------- in a notebook


class OpenNotebook:
    """A kernel as a notebook's page drives it: it may ask for input, and the server has told it its file."""

    def __init__(self, path, **env):
        self.manager = KernelManager()
        self.manager.start_kernel(cwd=str(path.parent), env=os.environ | env)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, code, *, person=True):
        """All text that the cell shows."""
        shown = []

        def output(message):
            content = message["content"]
            shown.append(content.get("text") or content.get("data", {}).get("text/plain", ""))
            shown.append("\n".join(content.get("traceback", [])))

        self.client.execute_interactive(code, allow_stdin=person, output_hook=output, timeout=60)
        return "".join(shown)


@pytest.fixture
def open_notebook(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    return OpenNotebook


CALL = "autograder.student.ready(run=False)"


@pytest.mark.sandbox
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:.*Proactor:RuntimeWarning")
def test_the_open_notebook_is_found_and_what_was_run_and_not_saved_is_told(received, open_notebook):
    path = received(ALL)
    with open_notebook(path) as notebook:
        notebook.run("import autograder.student")
        unknown = notebook.run(CALL)
        nobody = notebook.run("autograder.student.ready()", person=False)
        notebook.run(f"__vsc_ipynb_file__ = {str(path)!r}")
        notebook.run(DOUBLE)
        same = notebook.run(CALL)
        notebook.run(DOUBLE.replace("2", "3"))
        other = notebook.run(CALL)
        lost = notebook.run("autograder.student.ready('week.ipynb')")

    assert "the name of this notebook is not known here" in unknown
    assert nobody == "ready() is for the person at the notebook: it did not run here.\n"
    assert f"{WEEK}.ipynb, saved " in same
    assert "What you typed since it was saved is not in the file" in same
    assert "that you ran last" not in same
    assert "The version of double that you ran last is not in the saved file: save (Ctrl+S)" in other
    assert "there is no file week.ipynb" in lost
