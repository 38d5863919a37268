"""What happens to notebooks between their release and their submission. Plain dicts, as Jupyter's JSON is."""

import json
from collections.abc import Mapping
from typing import Any

Cell = dict[str, Any]
Notebook = dict[str, Any]

PIXEL = (  # a grey dot, as a figure among the outputs
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


def written(notebook: Notebook) -> str:
    """A notebook as Jupyter saves it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)


def grade_id(cell: Mapping[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def is_answer(cell: Mapping[str, Any]) -> bool:
    return cell["cell_type"] == "code" and bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def code_cell(source: str, *, id: str, meta: Mapping[str, Any] | None = None) -> Cell:
    nbgrader = {"nbgrader": dict(meta)} if meta else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": id,
        "metadata": nbgrader,
        "outputs": [],
        "source": lines(source),
    }


def cell_of(notebook: Notebook, name: str) -> Cell:
    for cell in notebook["cells"]:
        if grade_id(cell) == name:
            found: Cell = cell
            return found
    raise KeyError(name)


def insert_after(notebook: Notebook, name: str, cell: Cell) -> None:
    notebook["cells"].insert(notebook["cells"].index(cell_of(notebook, name)) + 1, cell)


def mangle(notebook: Notebook) -> bytes:
    """Everything at once; the last filled-in answer of each name is the student's."""
    _edit_checks(notebook)
    _delete(notebook, "conventions")
    _duplicate(notebook)
    _add_cells(notebook)
    _reorder(notebook)
    _store_outputs(notebook)
    _make_old(notebook)
    return b"\xef\xbb\xbf" + written(notebook).replace("\n", "\r\n").encode()


def _edit_checks(notebook: Notebook) -> None:
    """Checks that always pass, points that were raised, an answer cell said to be locked."""
    cell_of(notebook, "check_q_sample")["source"] = ["print('all tests passed')"]
    cell_of(notebook, "check_q_posterior")["source"] = []
    cell_of(notebook, "check_snr")["metadata"]["nbgrader"]["points"] = 100
    cell_of(notebook, "snr")["metadata"]["nbgrader"]["points"] = 100
    cell_of(notebook, "p_sample")["metadata"]["nbgrader"]["locked"] = True


def _delete(notebook: Notebook, name: str) -> None:
    notebook["cells"].remove(cell_of(notebook, name))


def _duplicate(notebook: Notebook) -> None:
    """A first try above its answer with the same metadata, and an empty copy below another."""
    cells = notebook["cells"]
    for name, source, below in (
        ("q_sample", "def q_sample(x0, t, betas, noise):\n    return x0 + noise  # first try", 0),
        ("ddpm_loss", "", 1),
    ):
        cell = cell_of(notebook, name)
        copy = json.loads(json.dumps(cell)) | {"id": f"{name}-copy", "source": lines(source)}
        cells.insert(cells.index(cell) + below, copy)


def _add_cells(notebook: Notebook) -> None:
    insert_after(notebook, "snr", code_cell("snr(torch.tensor([0.1, 0.2, 0.4])", id="typo"))
    insert_after(notebook, "p_sample", code_cell("1 / 0", id="scratch"))
    insert_after(notebook, "alpha_bar", code_cell("betas = linear_betas(10, 0.1, 0.2)\nbetas", id="look"))
    notes = {"cell_type": "markdown", "id": "notes", "metadata": {}, "source": ["ask about the edge at $t = 0$"]}
    insert_after(notebook, "q_posterior", notes)


def _reorder(notebook: Notebook) -> None:
    """The reversal before the forward process, the imports last of all."""
    cells = notebook["cells"]
    for name in ("p_sample", "q_posterior"):
        cells.insert(2, cells.pop(cells.index(cell_of(notebook, name))))
    cells.append(cells.pop(cells.index(cell_of(notebook, "imports"))))


def _store_outputs(notebook: Notebook) -> None:
    for number, cell in enumerate(cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
        cell["execution_count"] = 17 + number
    figure = {"image/png": PIXEL, "text/plain": ["<Figure size 640x480 with 1 Axes>"]}
    cell_of(notebook, "snr")["outputs"] = [
        {"name": "stdout", "output_type": "stream", "text": ["snr passed! Score: 100/100\n"]},
        {"data": figure, "metadata": {}, "output_type": "display_data"},
    ]
    cell_of(notebook, "predict_x0")["outputs"] = [
        {"ename": "NameError", "evalue": "name 'column' is not defined", "output_type": "error", "traceback": []}
    ]


def _make_old(notebook: Notebook) -> None:
    """Format 4.2, in which cells have no ids."""
    notebook["nbformat_minor"] = 2
    for cell in notebook["cells"]:
        cell.pop("id", None)


def another_assignment() -> Notebook:
    """A notebook of week 1, answered, in nbgrader's metadata."""
    answers = {
        "entropy": "def entropy(p):\n    return -torch.xlogy(p, p).sum(-1)",
        "cross_entropy": "def cross_entropy(p, q):\n    return -torch.xlogy(p, q).sum(-1)",
        "kl_divergence": "def kl_divergence(p, q):\n    return cross_entropy(p, q) - entropy(p)",
    }
    title = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Week 1 · Information"]}
    cells = [title, code_cell("import torch", id="imports")]
    for name, source in answers.items():
        common = {"grade_id": name, "schema_version": 3, "task": False}
        cells.append(code_cell(source, id=name, meta=common | {"grade": False, "locked": False, "solution": True}))
        check = common | {"grade_id": f"check_{name}", "grade": True, "locked": True, "points": 0, "solution": False}
        cells.append(code_cell(f'grader.check("{name}")', id=f"check_{name}", meta=check))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    meta = {"autograder": {"week": "week01_derivations"}, "kernelspec": kernel}
    return {"cells": cells, "metadata": meta, "nbformat": 4, "nbformat_minor": 5}
