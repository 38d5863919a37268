"""The picture of docs/derivations.md: a right and a wrong derivation as a student sees them in JupyterLab.

`make pictures` draws it anew.
"""

import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
PICTURES = os.environ.get("PICTURES")  # a folder to draw into
RIGHT = r"""%%derivation gibbs_inequality
D_{KL}(p \| q) &= -\sum_x p(x) \log \frac{q(x)}{p(x)} \\
               &\ge -\log \sum_x p(x) \frac{q(x)}{p(x)} && \text{(Jensen)} \\
               &= -\log \sum_x q(x) = -\log 1 = 0"""
WRONG = r"""%%derivation gibbs_inequality
D_{KL}(p \| q) &= E_{x \sim p} \log p(x) - E_{x \sim q} \log q(x) \\
               &= H(q) - H(p) \\
               &\ge 0"""
SECONDS = 1000

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def keep(page, top, bottom, name):
    """What lies between two cells, with both."""
    if PICTURES:
        first, last = top.bounding_box(), bottom.bounding_box()
        height = last["y"] + last["height"] - first["y"]
        clip = {"x": first["x"], "y": first["y"], "width": first["width"], "height": height}
        page.screenshot(path=str(Path(PICTURES) / name), clip=clip)


def test_the_cell_says_of_each_line_how_it_was_read_and_whether_it_follows(tmp_path, jupyter, page):
    from playwright.sync_api import expect

    folder = tmp_path / "week01_derivations"
    shutil.copytree(ROOT / "assignments" / "week01_derivations", folder)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in ("%load_ext autograder.student", RIGHT, WRONG)]
    nbformat.write(notebook, folder / "two.ipynb")

    with jupyter(folder) as address:
        page.goto(f"{address}/lab/tree/two.ipynb")
        page.locator("#jp-main-statusbar").get_by_text(re.compile(r"\| Idle$")).wait_for(timeout=60 * SECONDS)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        right, wrong = (page.locator(".jp-CodeCell").filter(has_text="%%derivation").nth(place) for place in (0, 1))

        expect(right.locator("tbody tr")).to_have_count(3, timeout=60 * SECONDS)
        expect(wrong.locator("tbody tr")).to_have_count(3, timeout=60 * SECONDS)
        expect(right).not_to_contain_text("does not follow")
        expect(wrong).to_contain_text("does not follow")
        expect(wrong.locator("mjx-container").first).to_be_visible()
        right.locator(".jp-InputPrompt").click()  # the toolbar would cover the wrong one's corner
        keep(page, right, wrong, "derivations.png")
