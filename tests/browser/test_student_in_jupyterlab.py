"""A student opens a released notebook in JupyterLab, has answered some of it, and runs all cells."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.course import Course
from autograder.question import Shown

WEEK = "week06_ddpm"
ROOT = Path(__file__).parent.parent.parent
ANSWERS = {
    "ddpm_loss": "def ddpm_loss(eps, eps_hat):\n    return ((eps - eps_hat) ** 2).mean()",
    "alpha_bar": "def alpha_bar(betas):\n    return torch.cumprod(1 - betas, dim=0)[:, None]",
}
SECONDS = 1000

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def received(folder, week, answers):
    """What a student received, with some answers filled in."""
    shutil.copytree(ROOT / "assignments" / week, folder / week)
    path = folder / week / f"{week}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(name, cell.source)
    nbformat.write(notebook, path)
    return folder / week


def hidden_checks(name):
    question = Course.load(ROOT).week(WEEK).question(name)
    return sum(check.shown is not Shown.PUBLIC for check in question.checks)


def not_run(name):
    return re.compile(rf"\b{hidden_checks(name)} hidden checks were not run")


def check_cell(page, name):
    return page.locator(".jp-CodeCell").filter(has_text=f'grader.check("{name}")')


def run_all(page, address, week=WEEK):
    page.goto(f"{address}/lab/tree/{week}.ipynb")
    # The notebook's own indicator says idle before there is a kernel, and then "Run All Cells" does nothing.
    page.locator("#jp-main-statusbar").get_by_text(re.compile(r"\| Idle$")).wait_for(timeout=60 * SECONDS)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def test_run_all_tells_which_answers_pass_and_how_many_checks_are_hidden(tmp_path, jupyter, page):
    from playwright.sync_api import expect

    folder = received(tmp_path, WEEK, ANSWERS)

    asked = []
    page.on("request", lambda request: asked.append(request.url))
    with jupyter(folder) as address:
        run_all(page, address)

        expect(check_cell(page, "ancestral_sample")).to_contain_text("Not answered yet", timeout=60 * SECONDS)
        expect(check_cell(page, "ddpm_loss")).to_contain_text("ddpm_loss passed!")
        expect(check_cell(page, "ddpm_loss")).to_contain_text(not_run("ddpm_loss"))
        expect(check_cell(page, "alpha_bar")).not_to_contain_text("passed!")
        expect(check_cell(page, "alpha_bar")).to_contain_text(re.compile(r"expected shape \((\d+),\), got \(\1, 1\)"))
        expect(check_cell(page, "alpha_bar")).to_contain_text(not_run("alpha_bar"))
        expect(page.locator('[data-mime-type="application/vnd.jupyter.error"]')).to_have_count(0)
        expect(page.locator("mjx-container").first).to_be_visible()
        expect(page.locator("mjx-merror, [data-mjx-error]")).to_have_count(0)
        elsewhere = [url for url in asked if not url.startswith((address, "data:", "blob:"))]

    assert elsewhere == []


DERIVATION = r"""%%derivation elbo_jensen
\log p_\theta(x) &= \log \int p_\theta(x, z)\, dz \\
 &= \log \mathbb{E}_{q_\phi(z|x)}\left[\frac{p_\theta(x, z)}{q_\phi(z|x)}\right] \\
 &\ge \mathbb{E}_{q_\phi(z|x)}\left[\log \frac{p_\theta(x, z)}{q_\phi(z|x)}\right] && \text{(Jensen, 100\%)} \\ % so
 &= \mathbb{E}_{q_\phi(z|x)}[\log p_\theta(x|z)] - D_{KL}(q_\phi(z|x) \,\|\, p(z)) \\
 &= \heartsuit(z < 3)"""


def test_a_derivation_is_typeset_line_by_line_and_what_cannot_be_read_is_pointed_at(tmp_path, jupyter, page):
    from playwright.sync_api import expect

    folder = received(tmp_path, "week04_elbo", {"elbo_jensen": DERIVATION})
    path = folder / "week04_elbo.ipynb"
    notebook = nbformat.read(path, as_version=4)
    wanted = ("imports", "grader", "derivations", "elbo_jensen", "check_elbo_jensen")
    notebook.cells = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") in wanted]
    nbformat.write(notebook, path)

    with jupyter(folder) as address:
        run_all(page, address, "week04_elbo")
        cell = page.locator(".jp-CodeCell").filter(has_text="%%derivation")
        output = cell.locator(".jp-OutputArea-output")

        expect(output.locator("tbody tr")).to_have_count(5, timeout=60 * SECONDS)
        expect(output.locator("mjx-container")).to_have_count(4)
        expect(output.locator("mjx-merror, [data-mjx-error]")).to_have_count(0)
        expect(output).to_contain_text("cannot be read. line 5, column 5")
        expect(output.locator("pre")).to_contain_text("^^^^^^^^^")
        expect(check_cell(page, "elbo_jensen")).to_contain_text("line 5, column 5")
