"""A student opens the week in JupyterLab, answers two questions, saves nothing, and runs the last cell."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.intake.reading import parse

WEEK = "week06_ddpm"
ROOT = Path(__file__).parent.parent.parent
SECONDS = 1000
LOSS = "def ddpm_loss(eps, eps_hat):\n    return ((eps - eps_hat) ** 2).mean()"
STALE = "def alpha_bar(betas):\n    return torch.cumprod(1 - betas * scale, dim=0)"

pytestmark = pytest.mark.classroom


def cell_with(page, text):
    return page.locator(".jp-CodeCell").filter(has_text=text)


def write(page, cell, source):
    """Type over what stands in a cell."""
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)


def run_cell(page, cell):
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def output_of(cell):
    return cell.locator(".jp-OutputArea-output").last


def test_what_is_not_there_yet_is_told_and_the_notebook_is_saved_first(tmp_path, jupyter, page):
    from playwright.sync_api import expect

    folder = tmp_path / WEEK
    shutil.copytree(ROOT / "assignments" / WEEK, folder)
    path = folder / f"{WEEK}.ipynb"

    with jupyter(folder) as address:
        page.goto(f"{address}/lab/tree/{WEEK}.ipynb")
        page.locator("#jp-main-statusbar").get_by_text(re.compile(r"\| Idle$")).wait_for(timeout=60 * SECONDS)
        write(page, cell_with(page, "def ddpm_loss("), LOSS)
        write(page, cell_with(page, "def alpha_bar("), STALE)
        last = cell_with(page, "autograder.student.ready()")
        run_cell(page, last)

        said = output_of(last)
        expect(said).to_contain_text("Hand-in code", timeout=120 * SECONDS)
        expect(said).to_contain_text("In a fresh kernel all 43 code cells run")
        expect(said.get_by_role("row").filter(has_text="ddpm_loss")).to_contain_text("1 of 1 public checks pass")
        expect(said.get_by_role("row").filter(has_text="alpha_bar")).to_contain_text("0 of 1 public checks pass")
        expect(said.get_by_role("row").filter(has_text="q_sample")).to_contain_text("left as released")
        expect(said).to_contain_text("No cell of the notebook defines scale")
        expect(said).to_contain_text("No hidden check was run")
        expect(said).not_to_contain_text("What you typed since it was saved")
        expect(page.locator('[data-mime-type="application/vnd.jupyter.error"]')).to_have_count(0)
        last.scroll_into_view_if_needed()
        page.screenshot(path=str(tmp_path / "ready.png"))
        typed, receipt = path.read_text(), json.loads((folder / f"{WEEK}-receipt.json").read_text())

        page.keyboard.press("Control+s")
        expect(page.locator(".jp-mod-dirty")).to_have_count(0)
        saved = path.read_bytes()

    assert "betas * scale" in typed
    assert receipt["questions"]["ddpm_loss"] == "answered"
    assert b"Hand-in code" in saved
    assert parse(saved).hand_in_code == receipt["hand_in_code"]


def test_what_never_ends_or_ends_the_kernel_is_told_and_the_rest_goes_on(tmp_path):
    """With the limits of grading: the endless call takes its 20 s."""
    folder = tmp_path / WEEK
    shutil.copytree(ROOT / "assignments" / WEEK, folder)
    path = folder / f"{WEEK}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    cells["snr"].source = "def snr(betas):\n    while True:\n        pass"
    cells["alpha_bar"].source = "alpha_bar = 0.5"
    cells["ddpm_loss"].source = LOSS
    own = [new_code_cell("import os\nos._exit(3)"), new_code_cell("x = 1")]
    notebook.cells = [cells[name] for name in ("imports", "snr", "alpha_bar", "ddpm_loss")] + own
    nbformat.write(notebook, path)

    done = subprocess.run(
        [sys.executable, "-m", "autograder", "ready", str(path), "--json"], capture_output=True, text=True, timeout=200
    )

    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert found["fresh"]["stopped"] == [
        "The cell that begins “import os” ended the kernel.",
        "1 further cell did not run: the kernel had ended.",
    ]
    assert found["questions"]["snr"]["problems"] == [
        "snr: its public checks: the cell that runs them took longer than 20 s and was stopped."
    ]
    assert found["questions"]["alpha_bar"]["problems"] == ["alpha_bar is no function, but of type float."]
    assert found["questions"]["ddpm_loss"] == {"state": "answered", "checks": 1, "passed": 1, "problems": []}
    assert found["questions"]["q_sample"]["state"] == "missing"
